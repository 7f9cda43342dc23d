// SPDX-License-Identifier: LGPL-2.1-or-later
// Timer queues, registered waits and work items (threadpoollegacyapiset.h): queues apart from one another, and what is
// no queue, timer, wait or file, has no right, no callback, no place for the handle. Windows and Wine look into what
// they are given as a queue, timer or wait, so that is native.
#include "pool_facts.h"

static volatile LONG timed;

static void CALLBACK count(void* context, BOOLEAN timer_or_wait_fired) {
    (void)context, (void)timer_or_wait_fired;
    InterlockedIncrement(&calls);
}

static void CALLBACK count_into(void* counter, BOOLEAN timer_or_wait_fired) {
    if (timer_or_wait_fired) InterlockedIncrement((volatile LONG*)counter);
}

static void queues(void) {
    HANDLE first, second, timer, other, done = CreateEventA(NULL, FALSE, FALSE, NULL);
    FACT_HANDLE("CreateTimerQueue", "one", first, CreateTimerQueue());
    FACT_HANDLE("CreateTimerQueue", "another", second, CreateTimerQueue());
    FACT_NUMBER("CreateTimerQueue", "two are not the same", first != second);
    calls = timed = 0;
    FACT_BOOL("CreateTimerQueueTimer", "once, at once", CreateTimerQueueTimer(&timer, first, count, NULL, 0, 0, 0));
    FACT_NUMBER("CreateTimerQueueTimer", "once, at once: called", happens(&calls, 1));
    FACT_BOOL("ChangeTimerQueueTimer", "of a timer that has fired, in an hour",
              ChangeTimerQueueTimer(first, timer, 3600000, 0));
    FACT_BOOL("CreateTimerQueueTimer", "in an hour",
              CreateTimerQueueTimer(&other, second, count_into, (void*)&timed, 3600000, 0, 0));
    FACT_BOOL("ChangeTimerQueueTimer", "from an hour to now", ChangeTimerQueueTimer(second, other, 0, 0));
    FACT_NUMBER("ChangeTimerQueueTimer", "from an hour to now: called as a timer", happens(&timed, 1));
    DeleteTimerQueueEx(first, done);  // whether the callback has returned is not known
    FACT_WAIT("DeleteTimerQueueEx", "one of two, an event: is set", WaitForSingleObject(done, 20000));
    FACT_BOOL("CreateTimerQueueTimer", "in the other queue still",
              CreateTimerQueueTimer(&timer, second, count_into, (void*)&timed, 0, 0, WT_EXECUTEONLYONCE));
    FACT_NUMBER("CreateTimerQueueTimer", "in the other queue still: called", happens(&timed, 2));
    FACT_BOOL("DeleteTimerQueueEx", "the other, waiting", DeleteTimerQueueEx(second, INVALID_HANDLE_VALUE));
    calls = 0;
    FACT_BOOL("CreateTimerQueueTimer", "in the queue of the process",
              CreateTimerQueueTimer(&timer, NULL, count, NULL, 0, 0, WT_EXECUTEINTIMERTHREAD));
    FACT_NUMBER("CreateTimerQueueTimer", "in the queue of the process: called", happens(&calls, 1));
    FACT_BOOL("DeleteTimerQueueTimer", "in the queue of the process, waiting",
              DeleteTimerQueueTimer(NULL, timer, INVALID_HANDLE_VALUE));
    CloseHandle(done);
}

static void waits(void) {
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL), wait = NULL, gone;
    HANDLE modify = CreateEventExA(NULL, NULL, 0, EVENT_MODIFY_STATE);
    FACT_BOOL("RegisterWaitForSingleObject", "without the right to wait",
              RegisterWaitForSingleObject(&wait, modify, count, NULL, INFINITE, 0));
    gone = CreateEventA(NULL, FALSE, FALSE, NULL);
    CloseHandle(gone);
    FACT_BOOL("RegisterWaitForSingleObject", "a closed handle",
              RegisterWaitForSingleObject(&wait, gone, count, NULL, INFINITE, 0));
    FACT_BOOL("RegisterWaitForSingleObject", "NULL",
              RegisterWaitForSingleObject(&wait, NULL, count, NULL, INFINITE, 0));
    calls = 0;
    FACT_BOOL("RegisterWaitForSingleObject", "an event not set",
              RegisterWaitForSingleObject(&wait, event, count, NULL, INFINITE, WT_EXECUTEONLYONCE));
    FACT_BOOL("UnregisterWaitEx", "before it is set, waiting", UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    SetEvent(event);
    FACT_WAIT("UnregisterWaitEx", "the event keeps its signal", WaitForSingleObject(event, 0));
    FACT_NUMBER("UnregisterWaitEx", "no call", calls);
    CloseHandle(modify);
    CloseHandle(event);
}

#ifndef _WIN32
static DWORD WINAPI item(void* context) {
    InterlockedIncrement((volatile LONG*)context);
    return 0;
}

static VOID CALLBACK told(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
    (void)error, (void)bytes, (void)overlapped;
}

static void refused(void) {
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL), queue = CreateTimerQueue(), timer = NULL, deleted,
           wait = NULL;
    HANDLE file = CreateFileA("timer_queues.tmp", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CreateTimerQueueTimer(&deleted, queue, count, NULL, 3600000, 0, 0);
    DeleteTimerQueueTimer(queue, deleted, INVALID_HANDLE_VALUE);
    FACT_BOOL("CreateTimerQueueTimer", "no place", CreateTimerQueueTimer(NULL, queue, count, NULL, 0, 0, 0));
    FACT_BOOL("CreateTimerQueueTimer", "no callback", CreateTimerQueueTimer(&timer, queue, NULL, NULL, 0, 0, 0));
    FACT_BOOL("CreateTimerQueueTimer", "an event for the queue",
              CreateTimerQueueTimer(&timer, event, count, NULL, 0, 0, 0));
    FACT_NUMBER("CreateTimerQueueTimer", "an event for the queue: no handle", timer == NULL);
    FACT_BOOL("ChangeTimerQueueTimer", "NULL", ChangeTimerQueueTimer(queue, NULL, 0, 0));
    FACT_BOOL("ChangeTimerQueueTimer", "a deleted timer", ChangeTimerQueueTimer(queue, deleted, 0, 0));
    FACT_BOOL("ChangeTimerQueueTimer", "an event", ChangeTimerQueueTimer(queue, event, 0, 0));
    FACT_BOOL("DeleteTimerQueueTimer", "NULL", DeleteTimerQueueTimer(queue, NULL, NULL));
    FACT_BOOL("DeleteTimerQueueTimer", "a deleted timer", DeleteTimerQueueTimer(queue, deleted, NULL));
    CreateTimerQueueTimer(&timer, queue, count, NULL, 3600000, 0, 0);
    FACT_BOOL("ChangeTimerQueueTimer", "an event for the queue", ChangeTimerQueueTimer(event, timer, 0, 0));
    FACT_BOOL("DeleteTimerQueueTimer", "an event for the queue", DeleteTimerQueueTimer(event, timer, NULL));
    FACT_BOOL("DeleteTimerQueueTimer", "a queue for the event", DeleteTimerQueueTimer(queue, timer, queue));
    FACT_BOOL("DeleteTimerQueueTimer", "after those refusals", DeleteTimerQueueTimer(queue, timer, NULL));
    FACT_BOOL("DeleteTimerQueueEx", "an event", DeleteTimerQueueEx(event, NULL));
    FACT_BOOL("DeleteTimerQueueEx", "NULL", DeleteTimerQueueEx(NULL, NULL));
    FACT_BOOL("DeleteTimerQueue", "a queue", DeleteTimerQueue(queue));
    FACT_BOOL("DeleteTimerQueue", "a deleted queue", DeleteTimerQueue(queue));
    FACT_BOOL("RegisterWaitForSingleObject", "no place", RegisterWaitForSingleObject(NULL, event, count, NULL, 0, 0));
    FACT_BOOL("RegisterWaitForSingleObject", "no callback",
              RegisterWaitForSingleObject(&wait, event, NULL, NULL, 0, 0));
    FACT_BOOL("UnregisterWait", "NULL", UnregisterWait(NULL));
    FACT_BOOL("UnregisterWaitEx", "an event", UnregisterWaitEx(event, NULL));
    FACT_BOOL("QueueUserWorkItem", "no function", QueueUserWorkItem(NULL, NULL, 0));
    calls = 0;
    FACT_BOOL("QueueUserWorkItem", "a long one", QueueUserWorkItem(item, (void*)&calls, WT_EXECUTELONGFUNCTION));
    FACT_NUMBER("QueueUserWorkItem", "a long one: called", happens(&calls, 1));
    FACT_BOOL("BindIoCompletionCallback", "no routine", BindIoCompletionCallback(file, NULL, 0));
    FACT_BOOL("BindIoCompletionCallback", "flags", BindIoCompletionCallback(file, told, 1));
    FACT_BOOL("BindIoCompletionCallback", "an event and a routine", BindIoCompletionCallback(event, told, 0));
    FACT_BOOL("BindIoCompletionCallback", "after those refusals", BindIoCompletionCallback(file, told, 0));
    CloseHandle(file);
    CloseHandle(event);
}
#endif

int main(void) {
    queues();
    waits();
#ifndef _WIN32
    refused();
#endif
    return 0;
}
