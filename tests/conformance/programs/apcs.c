// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about asynchronous procedure calls and the waits that run them.
#include "facts.h"

static void CALLBACK note(ULONG_PTR count) { ++*(int*)count; }

/// U1-U3
static void calls(void) {
    int count = 0;
    HANDLE set = CreateEventA(NULL, TRUE, TRUE, NULL), unset = CreateEventA(NULL, TRUE, FALSE, NULL);
    FACT_NUMBER("QueueUserAPC", "to this thread", QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)&count));
    FACT_DWORD("SleepEx", "not alertable", 0xdead, SleepEx(0, FALSE));
    FACT_NUMBER("SleepEx", "not alertable runs none", count);
    QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)&count);
    FACT_DWORD("SleepEx", "alertable, two queued", 0xdead, SleepEx(0, TRUE));
    FACT_NUMBER("SleepEx", "runs both", count);
    FACT_DWORD("SleepEx", "alertable, none queued", 0xdead, SleepEx(0, TRUE));
    QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)&count);
    FACT_WAIT("WaitForSingleObjectEx", "alertable, one queued", WaitForSingleObjectEx(unset, 0, TRUE));
    QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)&count);
    FACT_WAIT("WaitForMultipleObjectsEx", "alertable, one queued", WaitForMultipleObjectsEx(1, &unset, FALSE, 0, TRUE));
    QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)&count);
    FACT_WAIT("SignalObjectAndWait", "alertable, one queued", SignalObjectAndWait(set, unset, 0, TRUE));
    FACT_NUMBER("QueueUserAPC", "all have run", count);
    FACT_DWORD("QueueUserAPC", "to an event", 0, QueueUserAPC(note, set, 0));
    FACT_DWORD("QueueUserAPC", "to NULL", 0, QueueUserAPC(note, NULL, 0));
    CloseHandle(set);
    CloseHandle(unset);
}

static char order[16];
static void CALLBACK append(ULONG_PTR letter) {
    const size_t length = strlen(order);
    order[length] = (char)letter;
    order[length + 1] = 0;
}
static void CALLBACK append_inside(ULONG_PTR letter) {
    SleepEx(0, TRUE);
    append(letter);
}
static DWORD WINAPI append_body(void* letter) {
    append((ULONG_PTR)letter);
    return 3;
}
static HANDLE ready, go;
static void CALLBACK set_go(ULONG_PTR unused) {
    (void)unused;
    SetEvent(go);
}
static DWORD WINAPI wait_for_go(void* alertable) {
    DWORD result;
    SetEvent(ready);
    do result = WaitForSingleObjectEx(go, 20000, alertable != NULL);
    while (result == WAIT_IO_COMPLETION);
    return result;
}

static void orders(void) {
    HANDLE thread, set = CreateEventA(NULL, TRUE, TRUE, NULL);
    const HANDLE self = GetCurrentThread();
    QueueUserAPC(append, self, 'a');  // U1, U2
    QueueUserAPC(append, self, 'b');
    QueueUserAPC(append, self, 'c');
    SleepEx(0, TRUE);
    FACT_TEXT("QueueUserAPC", "the order of three", order);
    order[0] = 0;
    QueueUserAPC(append_inside, self, 'a');  // U7
    QueueUserAPC(append, self, 'b');
    SleepEx(0, TRUE);
    FACT_TEXT("QueueUserAPC", "an alertable wait in one runs the next", order);
    order[0] = 0;
    QueueUserAPC(append, self, 'a');
    Sleep(0);
    WaitForSingleObject(set, 0);
    WaitForSingleObjectEx(set, 0, FALSE);
    WaitForMultipleObjectsEx(1, &set, FALSE, 0, FALSE);
    SignalObjectAndWait(set, set, 0, FALSE);
    FACT_TEXT("Sleep", "runs none, nor does a wait that is not alertable", order);
    SleepEx(0, TRUE);
    order[0] = 0;
    FACT_WAIT("WaitForSingleObjectEx", "satisfied before one is queued", WaitForSingleObjectEx(set, 0, TRUE));
    QueueUserAPC(append, self, 'a');  // U4
    FACT_TEXT("QueueUserAPC", "behind a wait that was satisfied, it has not run", order);
    SleepEx(0, TRUE);
    FACT_TEXT("QueueUserAPC", "behind a wait that was satisfied, the next one runs it", order);
    order[0] = 0;
    thread = CreateThread(NULL, 0, append_body, (void*)'z', CREATE_SUSPENDED, NULL);  // U5
    FACT_NUMBER("QueueUserAPC", "before the thread begins", QueueUserAPC(append, thread, 'a') != 0);
    QueueUserAPC(append, thread, 'b');
    ResumeThread(thread);
    WaitForSingleObject(thread, 20000);
    FACT_TEXT("QueueUserAPC", "before the thread begins: the order", order);
    FACT_DWORD("QueueUserAPC", "to a thread that has ended", 0, QueueUserAPC(append, thread, 'c'));
    CloseHandle(thread);
    CloseHandle(set);
}

static void other_threads(void) {
    DWORD id = 0, code = 77;
    HANDLE thread, limited;
    ready = CreateEventA(NULL, FALSE, FALSE, NULL);
    go = CreateEventA(NULL, FALSE, FALSE, NULL);
    order[0] = 0;
    thread = CreateThread(NULL, 0, wait_for_go, NULL, 0, &id);
    WaitForSingleObject(ready, 20000);
    limited = OpenThread(SYNCHRONIZE | THREAD_QUERY_LIMITED_INFORMATION, FALSE, id);
    FACT_DWORD("QueueUserAPC", "without THREAD_SET_CONTEXT", 0, QueueUserAPC(append, limited, 'a'));
    CloseHandle(limited);
    limited = OpenThread(THREAD_SET_CONTEXT, FALSE, id);
    FACT_NUMBER("QueueUserAPC", "with THREAD_SET_CONTEXT", QueueUserAPC(append, limited, 'a') != 0);
    CloseHandle(limited);
    SetEvent(go);
    FACT_WAIT("QueueUserAPC", "a thread that never waits alertably: its end", WaitForSingleObject(thread, 20000));
    FACT_TEXT("QueueUserAPC", "a thread that never waits alertably: the calls", order);  // U6
    CloseHandle(thread);
    thread = CreateThread(NULL, 0, wait_for_go, &id, 0, NULL);
    WaitForSingleObject(ready, 20000);
    QueueUserAPC(append, thread, 'x');
    QueueUserAPC(set_go, thread, 0);
    FACT_WAIT("QueueUserAPC", "a thread that waits alertably: its end", WaitForSingleObject(thread, 20000));
    GetExitCodeThread(thread, &code);
    FACT_HEX("WaitForSingleObjectEx", "once more after a call: what it waited for", code);
    FACT_TEXT("QueueUserAPC", "a thread that waits alertably: the calls", order);
    CloseHandle(thread);
    CloseHandle(ready);
    CloseHandle(go);
}

static void bad_handles(void) {
    HANDLE event = CreateEventA(NULL, TRUE, TRUE, NULL), many[65];
    int i;
    for (i = 0; i < 65; ++i) many[i] = event;
    FACT_WAIT("WaitForSingleObjectEx", "NULL", WaitForSingleObjectEx(NULL, 0, TRUE));
    FACT_WAIT("WaitForMultipleObjectsEx", "none", WaitForMultipleObjectsEx(0, many, FALSE, 0, TRUE));
    FACT_WAIT("WaitForMultipleObjectsEx", "64 set", WaitForMultipleObjectsEx(64, many, FALSE, 0, TRUE));
    FACT_WAIT("WaitForMultipleObjectsEx", "65 set", WaitForMultipleObjectsEx(65, many, FALSE, 0, TRUE));
    FACT_WAIT("WaitForSingleObjectEx", "a set event", WaitForSingleObjectEx(event, 0, TRUE));
    many[1] = NULL;
    FACT_WAIT("WaitForMultipleObjectsEx", "one NULL", WaitForMultipleObjectsEx(2, many, FALSE, 0, TRUE));
    CloseHandle(event);
    FACT_WAIT("WaitForSingleObjectEx", "a closed handle", WaitForSingleObjectEx(event, 0, TRUE));
    FACT_WAIT("WaitForMultipleObjectsEx", "a closed handle", WaitForMultipleObjectsEx(1, &event, FALSE, 0, TRUE));
}

int main(void) {
    calls();
    orders();
    other_threads();
    bad_handles();
    return 0;
}
