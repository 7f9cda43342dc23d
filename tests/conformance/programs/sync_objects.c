// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about events, mutexes, semaphores and the waits on them.
#include "facts.h"

static DWORD WINAPI take_and_end(void* mutex) { return WaitForSingleObject(mutex, 0); }
static DWORD WINAPI release_it(void* mutex) { return ReleaseMutex(mutex) ? 0 : GetLastError(); }
static DWORD WINAPI try_it(void* handle) {
    const DWORD outcome = WaitForSingleObject(handle, 0);
    if (outcome == WAIT_OBJECT_0) ReleaseMutex(handle);
    return outcome;
}
/// What `body` returns in a thread of its own that ends before this returns.
static DWORD elsewhere(LPTHREAD_START_ROUTINE body, HANDLE handle) {
    DWORD code = 0;
    HANDLE thread = CreateThread(NULL, 0, body, handle, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static void events(void) {
    HANDLE h;
    FACT_HANDLE("CreateEventA", "manual", h, CreateEventA(NULL, TRUE, FALSE, NULL));
    FACT_WAIT("WaitForSingleObject", "a manual event not set", WaitForSingleObject(h, 0));
    FACT_BOOL("SetEvent", "manual", SetEvent(h));
    FACT_BOOL("SetEvent", "manual, already set", SetEvent(h));
    FACT_WAIT("WaitForSingleObject", "a manual event set", WaitForSingleObject(h, 0));
    FACT_WAIT("WaitForSingleObject", "a manual event stays set", WaitForSingleObject(h, 0));
    FACT_BOOL("ResetEvent", "set", ResetEvent(h));
    FACT_BOOL("ResetEvent", "not set", ResetEvent(h));
    FACT_WAIT("WaitForSingleObject", "a manual event reset", WaitForSingleObject(h, 0));
    SetEvent(h);
    FACT_BOOL("PulseEvent", "nobody waits", PulseEvent(h));
    FACT_WAIT("PulseEvent", "leaves the event reset", WaitForSingleObject(h, 0));
    CloseHandle(h);
    FACT_HANDLE("CreateEventA", "automatic, initially set", h, CreateEventA(NULL, FALSE, TRUE, NULL));
    FACT_WAIT("WaitForSingleObject", "an automatic event set", WaitForSingleObject(h, 0));
    FACT_WAIT("WaitForSingleObject", "an automatic event is then reset", WaitForSingleObject(h, 0));
    CloseHandle(h);
    FACT_HANDLE("CreateEventExA", "manual and set", h,
                CreateEventExA(NULL, NULL, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET, EVENT_ALL_ACCESS));
    FACT_WAIT("CreateEventExA", "is set", WaitForSingleObject(h, 0));
    FACT_WAIT("CreateEventExA", "is manual", WaitForSingleObject(h, 0));
    CloseHandle(h);
    FACT_HANDLE("CreateEventExW", "automatic", h, CreateEventExW(NULL, NULL, 0, SYNCHRONIZE | EVENT_MODIFY_STATE));
    FACT_BOOL("SetEvent", "with the right to modify", SetEvent(h));
    CloseHandle(h);
    FACT_HANDLE("CreateEventExA", "right to modify only", h, CreateEventExA(NULL, NULL, 0, EVENT_MODIFY_STATE));
    FACT_BOOL("SetEvent", "right to modify only", SetEvent(h));
    FACT_WAIT("WaitForSingleObject", "right to modify only", WaitForSingleObject(h, 0));
    FACT_WAIT("WaitForMultipleObjects", "right to modify only", WaitForMultipleObjects(1, &h, FALSE, 0));
    CloseHandle(h);
    FACT_HANDLE("CreateEventExA", "right to wait only", h, CreateEventExA(NULL, NULL, 0, SYNCHRONIZE));
    FACT_BOOL("SetEvent", "right to wait only", SetEvent(h));
    FACT_BOOL("ResetEvent", "right to wait only", ResetEvent(h));
    FACT_BOOL("PulseEvent", "right to wait only", PulseEvent(h));
    FACT_WAIT("WaitForSingleObject", "right to wait only", WaitForSingleObject(h, 0));
    CloseHandle(h);
    FACT_BOOL("SetEvent", "NULL", SetEvent(NULL));
    FACT_BOOL("SetEvent", "a closed handle", SetEvent(h));
    FACT_BOOL("SetEvent", "the pseudo handle of the thread", SetEvent(GetCurrentThread()));
    FACT_BOOL("SetEvent", "INVALID_HANDLE_VALUE", SetEvent(INVALID_HANDLE_VALUE));
    FACT_BOOL("PulseEvent", "NULL", PulseEvent(NULL));
}

/// T8
static void mutexes(void) {
    HANDLE m, event = CreateEventA(NULL, TRUE, TRUE, NULL);
    FACT_HANDLE("CreateMutexA", "free", m, CreateMutexA(NULL, FALSE, NULL));
    FACT_BOOL("ReleaseMutex", "owned by nobody", ReleaseMutex(m));
    FACT_WAIT("WaitForSingleObject", "a free mutex", WaitForSingleObject(m, 0));
    FACT_WAIT("WaitForSingleObject", "a mutex of this thread", WaitForSingleObject(m, 0));
    FACT_HEX("WaitForSingleObject", "a mutex of another thread", elsewhere(try_it, m));
    FACT_NUMBER("ReleaseMutex", "a mutex of another thread", elsewhere(release_it, m));
    FACT_BOOL("ReleaseMutex", "first of two", ReleaseMutex(m));
    FACT_HEX("WaitForSingleObject", "a mutex still owned once", elsewhere(try_it, m));
    FACT_BOOL("ReleaseMutex", "second of two", ReleaseMutex(m));
    FACT_BOOL("ReleaseMutex", "third of two", ReleaseMutex(m));
    FACT_HEX("WaitForSingleObject", "a released mutex, another thread", elsewhere(try_it, m));
    FACT_HEX("WaitForSingleObject", "a thread that takes it and ends", elsewhere(take_and_end, m));
    FACT_WAIT("WaitForSingleObject", "an abandoned mutex", WaitForSingleObject(m, 0));
    FACT_WAIT("WaitForSingleObject", "no longer abandoned", WaitForSingleObject(m, 0));
    ReleaseMutex(m);
    ReleaseMutex(m);
    elsewhere(take_and_end, m);
    HANDLE both[2] = {m, event};
    FACT_WAIT("WaitForMultipleObjects", "any, abandoned mutex first", WaitForMultipleObjects(2, both, FALSE, 0));
    ReleaseMutex(m);
    elsewhere(take_and_end, m);
    FACT_WAIT("WaitForMultipleObjects", "all, one an abandoned mutex", WaitForMultipleObjects(2, both, TRUE, 0));
    ReleaseMutex(m);
    elsewhere(take_and_end, m);
    both[0] = event, both[1] = m;
    ResetEvent(event);
    FACT_WAIT("WaitForMultipleObjects", "any, abandoned mutex second", WaitForMultipleObjects(2, both, FALSE, 0));
    SetEvent(event);
    FACT_WAIT("WaitForMultipleObjects", "all, mutex of this thread", WaitForMultipleObjects(2, both, TRUE, 0));
    FACT_BOOL("ReleaseMutex", "after a wait for all, once", ReleaseMutex(m));
    FACT_BOOL("ReleaseMutex", "after a wait for all, twice", ReleaseMutex(m));
    FACT_BOOL("ReleaseMutex", "after a wait for all, thrice", ReleaseMutex(m));
    CloseHandle(m);
    FACT_HANDLE("CreateMutexA", "owned", m, CreateMutexA(NULL, TRUE, NULL));
    FACT_HEX("CreateMutexA", "owned, for another thread", elsewhere(try_it, m));
    FACT_BOOL("ReleaseMutex", "initially owned", ReleaseMutex(m));
    CloseHandle(m);
    FACT_HANDLE("CreateMutexExA", "owned", m, CreateMutexExA(NULL, NULL, CREATE_MUTEX_INITIAL_OWNER, MUTEX_ALL_ACCESS));
    FACT_BOOL("ReleaseMutex", "of CreateMutexEx", ReleaseMutex(m));
    CloseHandle(m);
    FACT_HANDLE("CreateMutexExW", "right to wait only", m, CreateMutexExW(NULL, NULL, 0, SYNCHRONIZE));
    FACT_WAIT("WaitForSingleObject", "mutex, right to wait only", WaitForSingleObject(m, 0));
    FACT_BOOL("ReleaseMutex", "right to wait only", ReleaseMutex(m));
    CloseHandle(m);
    FACT_BOOL("ReleaseMutex", "NULL", ReleaseMutex(NULL));
    FACT_BOOL("ReleaseMutex", "an event", ReleaseMutex(event));
    FACT_BOOL("ReleaseMutex", "a closed handle", ReleaseMutex(m));
    FACT_BOOL("SetEvent", "a mutex", SetEvent(m = CreateMutexA(NULL, FALSE, NULL)));
    CloseHandle(m);
    CloseHandle(event);
}

/// T7, T9
static void semaphores(void) {
    HANDLE s;
    LONG previous = 77;
    FACT_HANDLE("CreateSemaphoreA", "1 of 3", s, CreateSemaphoreA(NULL, 1, 3, NULL));
    FACT_WAIT("WaitForSingleObject", "a semaphore of count 1", WaitForSingleObject(s, 0));
    FACT_WAIT("WaitForSingleObject", "a semaphore of count 0", WaitForSingleObject(s, 0));
    FACT_BOOL("ReleaseSemaphore", "by 2", ReleaseSemaphore(s, 2, &previous));
    FACT_NUMBER("ReleaseSemaphore", "the count before", previous);
    FACT_BOOL("ReleaseSemaphore", "beyond the maximum", ReleaseSemaphore(s, 2, &previous));
    FACT_NUMBER("ReleaseSemaphore", "the count before is untouched by failure", previous);
    FACT_BOOL("ReleaseSemaphore", "by 1, no previous", ReleaseSemaphore(s, 1, NULL));
    previous = 77;
    FACT_BOOL("ReleaseSemaphore", "full", ReleaseSemaphore(s, 1, &previous));
    FACT_BOOL("ReleaseSemaphore", "by 0", ReleaseSemaphore(s, 0, &previous));
    FACT_NUMBER("ReleaseSemaphore", "by 0, the count before", previous);
    FACT_BOOL("ReleaseSemaphore", "by -1", ReleaseSemaphore(s, -1, &previous));
    FACT_BOOL("ReleaseSemaphore", "NULL", ReleaseSemaphore(NULL, 1, NULL));
    FACT_BOOL("SetEvent", "a semaphore", SetEvent(s));
    HANDLE twice[2] = {s, s};
    FACT_WAIT("WaitForMultipleObjects", "a semaphore twice, any", WaitForMultipleObjects(2, twice, FALSE, 0));
    FACT_BOOL("ReleaseSemaphore", "after that", ReleaseSemaphore(s, 1, &previous));
    FACT_NUMBER("ReleaseSemaphore", "after that, the count before", previous);
    CloseHandle(s);
    FACT_HANDLE("CreateSemaphoreA", "-1 of 1", s, CreateSemaphoreA(NULL, -1, 1, NULL));
    FACT_HANDLE("CreateSemaphoreA", "0 of 0", s, CreateSemaphoreA(NULL, 0, 0, NULL));
    FACT_HANDLE("CreateSemaphoreA", "0 of -1", s, CreateSemaphoreA(NULL, 0, -1, NULL));
    FACT_HANDLE("CreateSemaphoreA", "2 of 1", s, CreateSemaphoreA(NULL, 2, 1, NULL));
    FACT_HANDLE("CreateSemaphoreW", "1 of 1", s, CreateSemaphoreW(NULL, 1, 1, NULL));
    CloseHandle(s);
    FACT_HANDLE("CreateSemaphoreExA", "right to wait only", s, CreateSemaphoreExA(NULL, 1, 2, NULL, 0, SYNCHRONIZE));
    FACT_BOOL("ReleaseSemaphore", "right to wait only", ReleaseSemaphore(s, 1, NULL));
    FACT_WAIT("WaitForSingleObject", "semaphore, right to wait only", WaitForSingleObject(s, 0));
    CloseHandle(s);
    FACT_HANDLE("CreateSemaphoreExW", "right to modify only", s,
                CreateSemaphoreExW(NULL, 1, 2, NULL, 0, SEMAPHORE_MODIFY_STATE));
    FACT_WAIT("WaitForSingleObject", "semaphore, right to modify only", WaitForSingleObject(s, 0));
    CloseHandle(s);
}

/// T2, T5, T6
static void waits(void) {
    HANDLE set = CreateEventA(NULL, TRUE, TRUE, NULL), unset = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE many[65];
    for (int i = 0; i < 65; ++i) many[i] = set;
    FACT_WAIT("WaitForSingleObject", "NULL", WaitForSingleObject(NULL, 0));
    FACT_WAIT("WaitForSingleObject", "INVALID_HANDLE_VALUE", WaitForSingleObject(INVALID_HANDLE_VALUE, 0));
    FACT_WAIT("WaitForSingleObject", "garbage", WaitForSingleObject((HANDLE)(LONG_PTR)0x7ffffff0, 0));
    FACT_WAIT("WaitForSingleObject", "the pseudo handle of the process", WaitForSingleObject(GetCurrentProcess(), 0));
    FACT_WAIT("WaitForSingleObject", "the pseudo handle of the thread", WaitForSingleObject(GetCurrentThread(), 0));
    FACT_WAIT("WaitForMultipleObjects", "none", WaitForMultipleObjects(0, many, FALSE, 0));
    FACT_WAIT("WaitForMultipleObjects", "64 set", WaitForMultipleObjects(64, many, FALSE, 0));
    FACT_WAIT("WaitForMultipleObjects", "65 set", WaitForMultipleObjects(65, many, FALSE, 0));
    FACT_WAIT("WaitForMultipleObjects", "twice the same, any", WaitForMultipleObjects(2, many, FALSE, 0));
    FACT_WAIT("WaitForMultipleObjects", "twice the same, all", WaitForMultipleObjects(2, many, TRUE, 0));
    many[0] = unset;
    FACT_WAIT("WaitForMultipleObjects", "the lowest index set", WaitForMultipleObjects(3, many, FALSE, 0));
    many[1] = unset;
    FACT_WAIT("WaitForMultipleObjects", "index 2 set", WaitForMultipleObjects(3, many, FALSE, 0));
    many[0] = set, many[1] = unset;
    FACT_WAIT("WaitForMultipleObjects", "all, one not set", WaitForMultipleObjects(2, many, TRUE, 0));
    many[1] = NULL;
    FACT_WAIT("WaitForMultipleObjects", "one NULL", WaitForMultipleObjects(2, many, FALSE, 0));
    many[1] = GetCurrentThread();
    FACT_WAIT("WaitForMultipleObjects", "one the pseudo handle of the thread",
              WaitForMultipleObjects(2, many, FALSE, 0));
    many[1] = GetCurrentProcess();
    FACT_WAIT("WaitForMultipleObjects", "one the pseudo handle of the process",
              WaitForMultipleObjects(2, many, FALSE, 0));
    FACT_WAIT("WaitForMultipleObjectsEx", "alertable, nothing queued",
              WaitForMultipleObjectsEx(1, &unset, FALSE, 0, TRUE));
    FACT_WAIT("WaitForSingleObjectEx", "alertable, nothing queued", WaitForSingleObjectEx(unset, 0, TRUE));
    FACT_WAIT("SignalObjectAndWait", "an event, then a set one", SignalObjectAndWait(unset, set, 0, FALSE));
    FACT_WAIT("SignalObjectAndWait", "has signaled", WaitForSingleObject(unset, 0));
    ResetEvent(unset);
    FACT_WAIT("SignalObjectAndWait", "NULL to signal", SignalObjectAndWait(NULL, set, 0, FALSE));
    FACT_WAIT("SignalObjectAndWait", "NULL to wait", SignalObjectAndWait(unset, NULL, 0, FALSE));
    FACT_WAIT("SignalObjectAndWait", "nothing signaled then", WaitForSingleObject(unset, 0));
    HANDLE thread = NULL, self = GetCurrentProcess();
    DuplicateHandle(self, GetCurrentThread(), self, &thread, 0, FALSE, DUPLICATE_SAME_ACCESS);
    FACT_WAIT("SignalObjectAndWait", "a thread to signal", SignalObjectAndWait(thread, set, 0, FALSE));
    FACT_WAIT("WaitForSingleObject", "this thread", WaitForSingleObject(thread, 0));
    HANDLE mutex = CreateMutexA(NULL, FALSE, NULL), full = CreateSemaphoreA(NULL, 1, 1, NULL);
    FACT_WAIT("SignalObjectAndWait", "a mutex of nobody", SignalObjectAndWait(mutex, set, 0, FALSE));
    FACT_WAIT("SignalObjectAndWait", "a full semaphore", SignalObjectAndWait(full, set, 0, FALSE));
    FACT_WAIT("SignalObjectAndWait", "then a time-out", SignalObjectAndWait(set, unset, 0, FALSE));
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    CloseHandle(port);
    CloseHandle(thread);
    CloseHandle(mutex);
    CloseHandle(full);
    CloseHandle(set);
    CloseHandle(unset);
}

static DWORD WINAPI wait_for_it(void* handle) { return WaitForSingleObject(handle, 20000); }

/// What a wait changes: what let it go, and nothing else.
static void effects(void) {
    HANDLE a = CreateEventA(NULL, FALSE, TRUE, NULL), b = CreateEventA(NULL, FALSE, TRUE, NULL);
    HANDLE mutex = CreateMutexA(NULL, FALSE, NULL), both[2] = {a, b}, threads[2];
    DWORD first;
    FACT_WAIT("WaitForMultipleObjects", "any, two set events", WaitForMultipleObjects(2, both, FALSE, 0));
    FACT_WAIT("WaitForMultipleObjects", "any: the first is reset", WaitForSingleObject(a, 0));
    FACT_WAIT("WaitForMultipleObjects", "any: the second is as it was", WaitForSingleObject(b, 0));  // T3
    SetEvent(a);
    FACT_WAIT("WaitForMultipleObjects", "all, the second not set", WaitForMultipleObjects(2, both, TRUE, 0));
    FACT_WAIT("WaitForMultipleObjects", "all: the first is as it was", WaitForSingleObject(a, 0));  // T4
    SetEvent(a);
    SetEvent(b);
    FACT_WAIT("WaitForMultipleObjects", "all, both set", WaitForMultipleObjects(2, both, TRUE, 0));
    FACT_WAIT("WaitForMultipleObjects", "all: the first is reset", WaitForSingleObject(a, 0));
    FACT_WAIT("WaitForMultipleObjects", "all: the second is reset", WaitForSingleObject(b, 0));
    both[1] = mutex;
    FACT_WAIT("WaitForMultipleObjects", "all, an event not set and a free mutex",
              WaitForMultipleObjects(2, both, TRUE, 0));
    FACT_HEX("WaitForMultipleObjects", "all: the mutex is still free", elsewhere(try_it, mutex));
    threads[0] = CreateThread(NULL, 0, wait_for_it, a, 0, NULL);  // T1
    threads[1] = CreateThread(NULL, 0, wait_for_it, a, 0, NULL);
    SetEvent(a);
    first = WaitForMultipleObjects(2, threads, FALSE, 20000);
    FACT_HEX("SetEvent", "two threads wait for an automatic event: one goes on", first & ~1u);
    FACT_WAIT("SetEvent", "two threads wait for an automatic event: the other does not",
              WaitForSingleObject(threads[!first], 30));
    SetEvent(a);
    FACT_WAIT("SetEvent", "once more: both have gone on", WaitForMultipleObjects(2, threads, TRUE, 20000));
    FACT_WAIT("WaitForSingleObject", "an ended thread", WaitForSingleObject(threads[0], 0));
    FACT_WAIT("WaitForSingleObject", "an ended thread stays signaled", WaitForSingleObject(threads[0], 0));  // T7
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
    CloseHandle(a);
    CloseHandle(b);
    CloseHandle(mutex);
}

static void signals(void) {
    HANDLE semaphore = CreateSemaphoreA(NULL, 0, 1, NULL), mutex = CreateMutexA(NULL, TRUE, NULL);
    HANDLE set = CreateEventA(NULL, TRUE, TRUE, NULL), event = CreateEventExA(NULL, NULL, 0, SYNCHRONIZE), other;
    FACT_WAIT("SignalObjectAndWait", "a semaphore, then a set event", SignalObjectAndWait(semaphore, set, 0, FALSE));
    FACT_WAIT("SignalObjectAndWait", "the semaphore has a count", WaitForSingleObject(semaphore, 0));
    FACT_WAIT("SignalObjectAndWait", "an owned mutex, then a set event", SignalObjectAndWait(mutex, set, 0, FALSE));
    FACT_HEX("SignalObjectAndWait", "the mutex is free", elsewhere(try_it, mutex));
    FACT_WAIT("SignalObjectAndWait", "no right to modify what is signaled", SignalObjectAndWait(event, set, 0, FALSE));
    other = CreateEventExA(NULL, NULL, CREATE_EVENT_INITIAL_SET, EVENT_MODIFY_STATE);
    FACT_WAIT("SignalObjectAndWait", "no right to wait for what is waited for",
              SignalObjectAndWait(set, other, 0, FALSE));
    elsewhere(take_and_end, mutex);
    FACT_WAIT("SignalObjectAndWait", "then an abandoned mutex", SignalObjectAndWait(set, mutex, 0, FALSE));
    ReleaseMutex(mutex);
    FACT_BOOL("ResetEvent", "NULL", ResetEvent(NULL));
    FACT_BOOL("ResetEvent", "a mutex", ResetEvent(mutex));
    FACT_BOOL("PulseEvent", "a mutex", PulseEvent(mutex));
    FACT_BOOL("ReleaseSemaphore", "an event", ReleaseSemaphore(set, 1, NULL));
    FACT_BOOL("ReleaseMutex", "a semaphore", ReleaseMutex(semaphore));
    CloseHandle(set);
    CloseHandle(semaphore);
    FACT_BOOL("ResetEvent", "a closed handle", ResetEvent(set));
    FACT_BOOL("PulseEvent", "a closed handle", PulseEvent(set));
    FACT_BOOL("ReleaseSemaphore", "a closed handle", ReleaseSemaphore(semaphore, 1, NULL));
    FACT_WAIT("WaitForSingleObject", "a closed handle", WaitForSingleObject(set, 0));
    FACT_HANDLE("CreateMutexW", "owned", other, CreateMutexW(NULL, TRUE, NULL));
    FACT_HEX("CreateMutexW", "owned, for another thread", elsewhere(try_it, other));
    CloseHandle(other);
    FACT_HANDLE("CreateEventW", "automatic and set", other, CreateEventW(NULL, FALSE, TRUE, NULL));
    FACT_WAIT("CreateEventW", "is set", WaitForSingleObject(other, 0));
    FACT_WAIT("CreateEventW", "is automatic", WaitForSingleObject(other, 0));
    CloseHandle(other);
    FACT_HANDLE("CreateSemaphoreExA", "-1 of 1", other, CreateSemaphoreExA(NULL, -1, 1, NULL, 0, SYNCHRONIZE));
    FACT_HANDLE("CreateSemaphoreExW", "2 of 1", other, CreateSemaphoreExW(NULL, 2, 1, NULL, 0, SYNCHRONIZE));
    FACT_HANDLE("CreateSemaphoreW", "0 of 0", other, CreateSemaphoreW(NULL, 0, 0, NULL));
    CloseHandle(event);
    CloseHandle(mutex);
}

int main(void) {
    effects();
    signals();
    events();
    mutexes();
    semaphores();
    waits();
    return 0;
}
