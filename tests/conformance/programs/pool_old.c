// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts of the thread pool's old API (threadpoollegacyapiset.h): work items, timer queues, registered waits, I/O.
#include "pool_facts.h"

static volatile LONG fired, signaled;

static DWORD WINAPI item(void* context) {
    InterlockedIncrement(&calls);
    SetEvent((HANDLE)context);
    return 5;
}

static void CALLBACK count(void* context, BOOLEAN timer_or_wait_fired) {
    (void)context;
    InterlockedIncrement(timer_or_wait_fired ? &fired : &signaled);
    InterlockedIncrement(&calls);
}

static void CALLBACK block(void* context, BOOLEAN timer_or_wait_fired) {
    (void)context, (void)timer_or_wait_fired;
    SetEvent(entered);
    WaitForSingleObject(leave, 10000);
    InterlockedIncrement(&calls);
}

static void begin(void) {
    calls = fired = signaled = 0;
    ResetEvent(leave);
    ResetEvent(entered);
}

/// Starts a callback that blocks and waits until it has begun.
static void begin_timer(HANDLE queue, HANDLE* timer) {
    begin();
    CreateTimerQueueTimer(timer, queue, block, NULL, 0, 0, 0);
    WaitForSingleObject(entered, 10000);
}
static void begin_wait(HANDLE object, HANDLE* wait) {
    begin();
    RegisterWaitForSingleObject(wait, object, block, NULL, INFINITE, WT_EXECUTEONLYONCE);
    WaitForSingleObject(entered, 10000);
}

/// What it ended with an event to be set while the callback ran: the event is set when that has returned, not before.
static void event_after_callback(const char* function, HANDLE event) {
    FACT_WAIT(function, "with an event, a callback runs: before", WaitForSingleObject(event, 0));
    SetEvent(leave);
    FACT_WAIT(function, "with an event, a callback runs: after", WaitForSingleObject(event, 10000));
    ResetEvent(event);
}

static void work_items(void) {
    static const struct {
        const char* name;
        ULONG flags;
    } kinds[] = {{"default", WT_EXECUTEDEFAULT},
                 {"in an I/O thread", WT_EXECUTEINIOTHREAD},
                 {"in a persistent thread", WT_EXECUTEINPERSISTENTTHREAD},
                 {"long", WT_EXECUTELONGFUNCTION},
                 {"impersonating", WT_TRANSFER_IMPERSONATION},
                 {"a limit of threads", 600 << 16}};
    HANDLE done = CreateEventA(NULL, FALSE, FALSE, NULL);
    unsigned i;
    begin();
    for (i = 0; i < sizeof kinds / sizeof *kinds; ++i) {
        FACT_BOOL("QueueUserWorkItem", kinds[i].name, QueueUserWorkItem(item, done, kinds[i].flags));
        WaitForSingleObject(done, 10000);
    }
    FACT_NUMBER("QueueUserWorkItem", "calls", calls);
    CloseHandle(done);
}

static void timers(void) {
    HANDLE queue = CreateTimerQueue(), timer, other, event = CreateEventA(NULL, TRUE, FALSE, NULL);
    FACT_NUMBER("CreateTimerQueue", "made", queue != NULL);
    begin();
    FACT_BOOL("CreateTimerQueueTimer", "once, at once", CreateTimerQueueTimer(&timer, queue, count, NULL, 0, 0, 0));
    FACT_NUMBER("CreateTimerQueueTimer", "once, at once: called", happens(&calls, 1));
    FACT_NUMBER("CreateTimerQueueTimer", "says that time is the reason", fired);
    FACT_BOOL("CloseHandle", "a timer", CloseHandle(timer));
    FACT_BOOL("CloseHandle", "a timer queue", CloseHandle(queue));
    FACT_WAIT("WaitForSingleObject", "a timer", WaitForSingleObject(timer, 0));
    FACT_BOOL("ChangeTimerQueueTimer", "has fired for the last time", ChangeTimerQueueTimer(queue, timer, 3600000, 0));
    FACT_BOOL("DeleteTimerQueueTimer", "blocking", DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    begin();
    FACT_BOOL("CreateTimerQueueTimer", "in no queue", CreateTimerQueueTimer(&timer, NULL, count, NULL, 1, 0, 0));
    FACT_NUMBER("CreateTimerQueueTimer", "in no queue: called", happens(&calls, 1));
    FACT_BOOL("DeleteTimerQueueTimer", "in no queue", DeleteTimerQueueTimer(NULL, timer, INVALID_HANDLE_VALUE));
    begin();
    FACT_BOOL("CreateTimerQueueTimer", "in the timer's thread",
              CreateTimerQueueTimer(&timer, queue, count, NULL, 1, 0, WT_EXECUTEINTIMERTHREAD));
    FACT_NUMBER("CreateTimerQueueTimer", "in the timer's thread: called", happens(&calls, 1));
    FACT_BOOL("DeleteTimerQueueTimer", "in the timer's thread",
              DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    begin();
    FACT_BOOL("CreateTimerQueueTimer", "periodic", CreateTimerQueueTimer(&timer, queue, count, NULL, 1, 1, 0));
    while (calls < 3) Sleep(1);
    FACT_BOOL("DeleteTimerQueueTimer", "periodic", DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    begin();
    Sleep(10);
    FACT_NUMBER("DeleteTimerQueueTimer", "periodic: no call afterwards", calls);

    FACT_BOOL("CreateTimerQueueTimer", "an hour away",
              CreateTimerQueueTimer(&timer, queue, count, NULL, 3600000, 0, 0));
    FACT_BOOL("ChangeTimerQueueTimer", "to now", ChangeTimerQueueTimer(queue, timer, 0, 0));
    FACT_NUMBER("ChangeTimerQueueTimer", "to now: called", happens(&calls, 1));
    FACT_BOOL("DeleteTimerQueueTimer", "changed", DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
    CreateTimerQueueTimer(&timer, queue, count, NULL, 3600000, 0, 0);
    FACT_BOOL("DeleteTimerQueueTimer", "with an event, nothing runs", DeleteTimerQueueTimer(queue, timer, event));
    FACT_WAIT("DeleteTimerQueueTimer", "with an event, nothing runs: the event", WaitForSingleObject(event, 10000));
    CreateTimerQueueTimer(&timer, queue, count, NULL, 3600000, 0, 0);
    FACT_BOOL("DeleteTimerQueueTimer", "without an event, nothing runs", DeleteTimerQueueTimer(queue, timer, NULL));

    ResetEvent(event);
    begin_timer(queue, &timer);
    FACT_BOOL("DeleteTimerQueueTimer", "with an event, a callback runs", DeleteTimerQueueTimer(queue, timer, event));
    event_after_callback("DeleteTimerQueueTimer", event);
    begin_timer(queue, &timer);
    FACT_BOOL("DeleteTimerQueueTimer", "without an event, a callback runs", DeleteTimerQueueTimer(queue, timer, NULL));
    SetEvent(leave);
    FACT_NUMBER("DeleteTimerQueueTimer", "without an event, a callback runs: to its end", happens(&calls, 1));

    FACT_BOOL("DeleteTimerQueueTimer", "no timer", DeleteTimerQueueTimer(queue, NULL, NULL));
    FACT_BOOL("DeleteTimerQueueEx", "no queue", DeleteTimerQueueEx(NULL, NULL));
    CreateTimerQueueTimer(&timer, queue, count, NULL, 3600000, 0, 0);
    CreateTimerQueueTimer(&other, queue, count, NULL, 3600000, 1, 0);
    FACT_BOOL("DeleteTimerQueueEx", "blocking, two timers", DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    queue = CreateTimerQueue();
    FACT_BOOL("DeleteTimerQueueEx", "blocking, no timers", DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
    queue = CreateTimerQueue();
    begin_timer(queue, &timer);
    FACT_BOOL("DeleteTimerQueueEx", "with an event, a callback runs", DeleteTimerQueueEx(queue, event));
    event_after_callback("DeleteTimerQueueEx", event);
    queue = CreateTimerQueue();
    FACT_BOOL("DeleteTimerQueueEx", "with an event, no timers", DeleteTimerQueueEx(queue, event));
    FACT_WAIT("DeleteTimerQueueEx", "with an event, no timers: the event", WaitForSingleObject(event, 10000));
    queue = CreateTimerQueue();
    FACT_BOOL("DeleteTimerQueue", "no timers", DeleteTimerQueue(queue));
    CloseHandle(event);
}

/// T12
static void registered_waits(void) {
    HANDLE automatic = CreateEventA(NULL, FALSE, FALSE, NULL), manual = CreateEventA(NULL, TRUE, TRUE, NULL);
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), counted = CreateSemaphoreA(NULL, 3, 5, NULL), wait;
    begin();
    FACT_BOOL("RegisterWaitForSingleObject", "an event",
              RegisterWaitForSingleObject(&wait, automatic, count, NULL, INFINITE, WT_EXECUTEDEFAULT));
    SetEvent(automatic);
    FACT_NUMBER("RegisterWaitForSingleObject", "an event: called", happens(&calls, 1));
    FACT_NUMBER("RegisterWaitForSingleObject", "an event: says that the object is the reason", signaled);
    SetEvent(automatic);
    FACT_NUMBER("RegisterWaitForSingleObject", "an event: called again", happens(&calls, 2));
    FACT_BOOL("CloseHandle", "a registered wait", CloseHandle(wait));
    FACT_WAIT("WaitForSingleObject", "a registered wait", WaitForSingleObject(wait, 0));
    FACT_BOOL("UnregisterWaitEx", "blocking", UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    SetEvent(automatic);
    FACT_WAIT("UnregisterWaitEx", "the signal stays", WaitForSingleObject(automatic, 0));
    begin();
    FACT_BOOL("RegisterWaitForSingleObject", "once",
              RegisterWaitForSingleObject(&wait, manual, count, NULL, INFINITE, WT_EXECUTEONLYONCE));
    FACT_NUMBER("RegisterWaitForSingleObject", "once: called", happens(&calls, 1));
    Sleep(10);
    FACT_BOOL("UnregisterWaitEx", "once", UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    FACT_NUMBER("RegisterWaitForSingleObject", "once: not again", calls);
    begin();
    FACT_BOOL("RegisterWaitForSingleObject", "a millisecond, once",
              RegisterWaitForSingleObject(&wait, automatic, count, NULL, 1, WT_EXECUTEONLYONCE));
    FACT_NUMBER("RegisterWaitForSingleObject", "a millisecond, once: called", happens(&calls, 1));
    FACT_NUMBER("RegisterWaitForSingleObject", "a millisecond, once: says that time is the reason", fired);
    FACT_BOOL("UnregisterWaitEx", "a millisecond, once", UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    begin();
    FACT_BOOL("RegisterWaitForSingleObject", "zero milliseconds, once",
              RegisterWaitForSingleObject(&wait, automatic, count, NULL, 0, WT_EXECUTEONLYONCE));
    FACT_NUMBER("RegisterWaitForSingleObject", "zero milliseconds, once: called", happens(&calls, 1));
    FACT_NUMBER("RegisterWaitForSingleObject", "zero milliseconds, once: says that time is the reason", fired);
    FACT_BOOL("UnregisterWaitEx", "zero milliseconds, once", UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    begin();
    FACT_BOOL("RegisterWaitForSingleObject", "a semaphore",
              RegisterWaitForSingleObject(&wait, counted, count, NULL, INFINITE, WT_EXECUTEINWAITTHREAD));
    FACT_NUMBER("RegisterWaitForSingleObject", "a semaphore: once for each count", happens(&calls, 3));
    FACT_BOOL("UnregisterWaitEx", "a semaphore", UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
    RegisterWaitForSingleObject(&wait, automatic, count, NULL, INFINITE, WT_EXECUTEDEFAULT);
    FACT_BOOL("UnregisterWaitEx", "with an event, nothing runs", UnregisterWaitEx(wait, event));
    FACT_WAIT("UnregisterWaitEx", "with an event, nothing runs: the event", WaitForSingleObject(event, 10000));
    RegisterWaitForSingleObject(&wait, automatic, count, NULL, INFINITE, WT_EXECUTEDEFAULT);
    FACT_BOOL("UnregisterWait", "nothing runs", UnregisterWait(wait));
    ResetEvent(event);
    begin_wait(manual, &wait);
    FACT_BOOL("UnregisterWaitEx", "with an event, a callback runs", UnregisterWaitEx(wait, event));
    event_after_callback("UnregisterWaitEx", event);
    begin_wait(manual, &wait);
    FACT_BOOL("UnregisterWait", "a callback runs", UnregisterWait(wait));
    SetEvent(leave);
    FACT_NUMBER("UnregisterWait", "a callback runs: to its end", happens(&calls, 1));
    FACT_BOOL("UnregisterWait", "no wait", UnregisterWait(NULL));
    FACT_BOOL("UnregisterWaitEx", "no wait", UnregisterWaitEx(NULL, INVALID_HANDLE_VALUE));
    FACT_BOOL("RegisterWaitForSingleObject", "no such handle",
              RegisterWaitForSingleObject(&wait, (HANDLE)(ULONG_PTR)0x12340, count, NULL, 3600000, WT_EXECUTEONLYONCE));
}

static volatile DWORD io_error, io_bytes;
static void CALLBACK on_io(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
    (void)overlapped;
    io_error = error;
    io_bytes = bytes;
    InterlockedIncrement(&calls);
}

static void bindings(void) {
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE file = CreateFileA("pool_old.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    OVERLAPPED overlapped;
    char text[8] = "text";
    FACT_BOOL("BindIoCompletionCallback", "no handle", BindIoCompletionCallback(NULL, on_io, 0));
    FACT_BOOL("BindIoCompletionCallback", "an event", BindIoCompletionCallback(event, on_io, 0));
    FACT_BOOL("BindIoCompletionCallback", "a file", BindIoCompletionCallback(file, on_io, 0));
    FACT_BOOL("BindIoCompletionCallback", "the file again", BindIoCompletionCallback(file, on_io, 0));
    memset(&overlapped, 0, sizeof overlapped);
    begin();
    WriteFile(file, text, 4, NULL, &overlapped);
    FACT_NUMBER("BindIoCompletionCallback", "a write: called", happens(&calls, 1));
    FACT_NUMBER("BindIoCompletionCallback", "a write: error", io_error);
    FACT_NUMBER("BindIoCompletionCallback", "a write: bytes", io_bytes);
    CloseHandle(file);
    CloseHandle(event);
}

int main(void) {
    make_events();
    work_items();
    timers();
    registered_waits();
    bindings();
    return 0;
}
