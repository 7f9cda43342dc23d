// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about names: one namespace for all kinds, prefixes, rights, what is told to the second comer.
#include "facts.h"

static char long_name[400];

// S2, S11: a name is one object, of one kind, until its last handle is closed.
static void creating(void) {
    HANDLE first, second;
    FACT_HANDLE("CreateEventA", "new name", first, CreateEventA(NULL, TRUE, FALSE, "conformance-1"));
    FACT_HANDLE("CreateEventA", "existing name", second, CreateEventA(NULL, FALSE, TRUE, "conformance-1"));
    FACT_WAIT("CreateEventA", "the initial state of the second is ignored", WaitForSingleObject(second, 0));
    SetEvent(second);
    WaitForSingleObject(first, 0);
    FACT_WAIT("CreateEventA", "the kind of the first stays", WaitForSingleObject(first, 0));
    FACT_BOOL("CompareObjectHandles", "two handles of one name", CompareObjectHandles(first, second));
    CloseHandle(second);
    FACT_HANDLE("CreateEventW", "existing name", second, CreateEventW(NULL, TRUE, FALSE, L"conformance-1"));
    CloseHandle(second);
    FACT_HANDLE("CreateEventExA", "existing name", second, CreateEventExA(NULL, "conformance-1", 0, SYNCHRONIZE));
    FACT_BOOL("SetEvent", "opened with SYNCHRONIZE only", SetEvent(second));
    CloseHandle(second);
    FACT_HANDLE("CreateMutexA", "name of an event", second, CreateMutexA(NULL, FALSE, "conformance-1"));
    FACT_HANDLE("CreateSemaphoreA", "name of an event", second, CreateSemaphoreA(NULL, 0, 1, "conformance-1"));
    FACT_HANDLE("CreateWaitableTimerA", "name of an event", second, CreateWaitableTimerA(NULL, FALSE, "conformance-1"));
    FACT_HANDLE("OpenMutexA", "name of an event", second, OpenMutexA(SYNCHRONIZE, FALSE, "conformance-1"));
    FACT_HANDLE("OpenSemaphoreA", "name of an event", second, OpenSemaphoreA(SYNCHRONIZE, FALSE, "conformance-1"));
    FACT_HANDLE("OpenWaitableTimerA", "name of an event", second,
                OpenWaitableTimerA(SYNCHRONIZE, FALSE, "conformance-1"));
    CloseHandle(first);
    FACT_HANDLE("OpenEventA", "after the last handle is closed", second,
                OpenEventA(SYNCHRONIZE, FALSE, "conformance-1"));
    FACT_HANDLE("CreateMutexA", "a name that was an event", first, CreateMutexA(NULL, TRUE, "conformance-1"));
    FACT_HANDLE("CreateMutexA", "existing, owned asked for", second, CreateMutexA(NULL, TRUE, "conformance-1"));
    FACT_BOOL("ReleaseMutex", "the owner, through the second handle", ReleaseMutex(second));
    FACT_BOOL("ReleaseMutex", "the second handle gave no further ownership", ReleaseMutex(first));
    CloseHandle(second);
    FACT_HANDLE("OpenMutexA", "existing", second, OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "conformance-1"));
    CloseHandle(second);
    FACT_HANDLE("OpenMutexW", "existing", second, OpenMutexW(SYNCHRONIZE, TRUE, L"conformance-1"));
    DWORD flags = 0;
    GetHandleInformation(second, &flags);
    FACT_HEX("OpenMutexW", "inheritable", flags);
    CloseHandle(second);
    CloseHandle(first);
    FACT_HANDLE("CreateSemaphoreW", "new name", first, CreateSemaphoreW(NULL, 1, 2, L"conformance-2"));
    FACT_HANDLE("CreateSemaphoreA", "existing name, other counts", second,
                CreateSemaphoreA(NULL, 0, 9, "conformance-2"));
    FACT_BOOL("ReleaseSemaphore", "the maximum of the first stays", ReleaseSemaphore(second, 2, NULL));
    FACT_HANDLE("CreateSemaphoreA", "existing name, bad counts", second, CreateSemaphoreA(NULL, 3, 2, "conformance-2"));
    FACT_HANDLE("OpenSemaphoreW", "existing", second, OpenSemaphoreW(SEMAPHORE_ALL_ACCESS, FALSE, L"conformance-2"));
    CloseHandle(second);
    FACT_HANDLE("OpenSemaphoreA", "existing, to wait", second, OpenSemaphoreA(SYNCHRONIZE, FALSE, "conformance-2"));
    FACT_BOOL("ReleaseSemaphore", "opened to wait", ReleaseSemaphore(second, 1, NULL));
    FACT_WAIT("WaitForSingleObject", "semaphore opened to wait", WaitForSingleObject(second, 0));
    CloseHandle(second);
    CloseHandle(first);
}

static void wide_mutexes(void) {
    HANDLE first, second, event = CreateEventW(NULL, FALSE, FALSE, L"conformance-5");
    FACT_HANDLE("CreateMutexW", "without a name", first, CreateMutexW(NULL, TRUE, NULL));
    FACT_BOOL("ReleaseMutex", "owned from the beginning", ReleaseMutex(first));
    FACT_BOOL("ReleaseMutex", "not owned any more", ReleaseMutex(first));
    CloseHandle(first);
    FACT_HANDLE("CreateMutexW", "new name", first, CreateMutexW(NULL, FALSE, L"conformance-6"));
    FACT_WAIT("CreateMutexW", "not owned", WaitForSingleObject(first, 0));
    FACT_HANDLE("CreateMutexW", "existing name", second, CreateMutexW(NULL, TRUE, L"conformance-6"));
    CloseHandle(second);
    FACT_HANDLE("CreateMutexW", "name of an event", second, CreateMutexW(NULL, FALSE, L"conformance-5"));
    FACT_HANDLE("CreateMutexW", "a backslash in the name", second, CreateMutexW(NULL, FALSE, L"no\\such"));
    FACT_HANDLE("OpenMutexW", "no such name", second, OpenMutexW(SYNCHRONIZE, FALSE, L"conformance-none"));
    FACT_HANDLE("OpenMutexW", "another case", second, OpenMutexW(SYNCHRONIZE, FALSE, L"CONFORMANCE-6"));
    FACT_HANDLE("OpenSemaphoreW", "no such name", second, OpenSemaphoreW(SYNCHRONIZE, FALSE, L"conformance-none"));
    FACT_HANDLE("OpenSemaphoreW", "name of an event", second, OpenSemaphoreW(SYNCHRONIZE, FALSE, L"conformance-5"));
    FACT_HANDLE("OpenWaitableTimerW", "no such name", second,
                OpenWaitableTimerW(SYNCHRONIZE, FALSE, L"conformance-none"));
    FACT_HANDLE("CreateSemaphoreW", "name of an event", second, CreateSemaphoreW(NULL, 0, 1, L"conformance-5"));
    FACT_HANDLE("CreateWaitableTimerW", "name of an event", second,
                CreateWaitableTimerW(NULL, FALSE, L"conformance-5"));
    CloseHandle(first);
    CloseHandle(event);
}

static void opening(void) {
    HANDLE made, opened;
    FACT_HANDLE("OpenEventA", "no such name", opened, OpenEventA(SYNCHRONIZE, FALSE, "conformance-none"));
    FACT_HANDLE("OpenEventW", "no such name", opened, OpenEventW(SYNCHRONIZE, FALSE, L"conformance-none"));
    FACT_HANDLE("OpenMutexA", "no such name", opened, OpenMutexA(SYNCHRONIZE, FALSE, "conformance-none"));
    FACT_HANDLE("OpenSemaphoreA", "no such name", opened, OpenSemaphoreA(SYNCHRONIZE, FALSE, "conformance-none"));
    FACT_HANDLE("OpenWaitableTimerA", "no such name", opened,
                OpenWaitableTimerA(SYNCHRONIZE, FALSE, "conformance-none"));
    FACT_HANDLE("OpenEventA", "NULL", opened, OpenEventA(SYNCHRONIZE, FALSE, NULL));
    FACT_HANDLE("OpenEventA", "empty", opened, OpenEventA(SYNCHRONIZE, FALSE, ""));
    FACT_HANDLE("OpenMutexW", "NULL", opened, OpenMutexW(SYNCHRONIZE, FALSE, NULL));
    FACT_HANDLE("OpenSemaphoreW", "NULL", opened, OpenSemaphoreW(SYNCHRONIZE, FALSE, NULL));
    FACT_HANDLE("OpenWaitableTimerW", "NULL", opened, OpenWaitableTimerW(SYNCHRONIZE, FALSE, NULL));
    made = CreateEventA(NULL, TRUE, TRUE, "conformance-Open");
    FACT_HANDLE("OpenEventA", "another case", opened, OpenEventA(SYNCHRONIZE, FALSE, "conformance-open"));
    FACT_HANDLE("OpenEventA", "Local\\ prefix", opened, OpenEventA(SYNCHRONIZE, FALSE, "Local\\conformance-Open"));
    CloseHandle(opened);
    FACT_HANDLE("OpenEventA", "another case of Local\\", opened,
                OpenEventA(SYNCHRONIZE, FALSE, "local\\conformance-Open"));
    if (opened) CloseHandle(opened);
    FACT_HANDLE("OpenEventA", "to modify", opened, OpenEventA(EVENT_MODIFY_STATE, FALSE, "conformance-Open"));
    FACT_WAIT("WaitForSingleObject", "event opened to modify", WaitForSingleObject(opened, 0));
    FACT_BOOL("ResetEvent", "event opened to modify", ResetEvent(opened));
    CloseHandle(opened);
    FACT_HANDLE("OpenEventA", "generic all", opened, OpenEventA(GENERIC_ALL, FALSE, "conformance-Open"));
    FACT_BOOL("SetEvent", "generic all", SetEvent(opened));
    FACT_WAIT("WaitForSingleObject", "generic all", WaitForSingleObject(opened, 0));
    CloseHandle(opened);
    FACT_HANDLE("OpenEventA", "generic read", opened, OpenEventA(GENERIC_READ, FALSE, "conformance-Open"));
    FACT_BOOL("SetEvent", "generic read", SetEvent(opened));
    CloseHandle(opened);
    FACT_HANDLE("OpenEventA", "generic write", opened, OpenEventA(GENERIC_WRITE, FALSE, "conformance-Open"));
    FACT_BOOL("SetEvent", "generic write", SetEvent(opened));
    CloseHandle(opened);
    FACT_HANDLE("OpenEventA", "generic execute", opened, OpenEventA(GENERIC_EXECUTE, FALSE, "conformance-Open"));
    FACT_WAIT("WaitForSingleObject", "generic execute", WaitForSingleObject(opened, 0));
    CloseHandle(opened);
    FACT_HANDLE("OpenEventA", "maximum allowed", opened, OpenEventA(MAXIMUM_ALLOWED, FALSE, "conformance-Open"));
    FACT_BOOL("SetEvent", "maximum allowed", SetEvent(opened));
    CloseHandle(opened);
    CloseHandle(made);
}

static void odd_names(void) {
    HANDLE h;
    FACT_HANDLE("CreateEventA", "empty name", h, CreateEventA(NULL, TRUE, FALSE, ""));
    CloseHandle(h);
    FACT_HANDLE("CreateEventA", "Global\\ prefix", h, CreateEventA(NULL, TRUE, FALSE, "Global\\conformance-3"));
    CloseHandle(h);
    FACT_HANDLE("CreateEventA", "a slash", h, CreateEventA(NULL, TRUE, FALSE, "conformance/3"));
    CloseHandle(h);
    FACT_HANDLE("CreateEventA", "blanks and percent signs", h, CreateEventA(NULL, TRUE, FALSE, " %41 .. "));
    CloseHandle(h);
    FACT_HANDLE("CreateEventA", "a backslash in the name", h, CreateEventA(NULL, TRUE, FALSE, "no\\such"));
    FACT_HANDLE("CreateEventA", "a backslash after Local\\", h, CreateEventA(NULL, TRUE, FALSE, "Local\\no\\such"));
    memset(long_name, 'n', 259);
    FACT_HANDLE("CreateEventA", "259 characters", h, CreateEventA(NULL, TRUE, FALSE, long_name));
    if (h) CloseHandle(h);
    FACT_HANDLE("CreateSemaphoreExW", "flags that are reserved", h,
                CreateSemaphoreExW(NULL, 0, 1, L"conformance-3", 1, SEMAPHORE_ALL_ACCESS));
    if (h) CloseHandle(h);
    FACT_HANDLE("CreateWaitableTimerExW", "named, manual", h,
                CreateWaitableTimerExW(NULL, L"conformance-4", CREATE_WAITABLE_TIMER_MANUAL_RESET, TIMER_ALL_ACCESS));
    LARGE_INTEGER past = {{0, 0}};
    FACT_BOOL("SetWaitableTimer", "a named one, in the past", SetWaitableTimer(h, &past, 0, NULL, NULL, FALSE));
    FACT_WAIT("WaitForSingleObject", "a named timer, in the past", WaitForSingleObject(h, 0));
    HANDLE again;
    FACT_HANDLE("OpenWaitableTimerW", "existing", again, OpenWaitableTimerW(SYNCHRONIZE, FALSE, L"conformance-4"));
    FACT_WAIT("WaitForSingleObject", "the same timer again", WaitForSingleObject(again, 0));
    FACT_BOOL("SetWaitableTimer", "opened to wait", SetWaitableTimer(again, &past, 0, NULL, NULL, FALSE));
    FACT_BOOL("CancelWaitableTimer", "opened to wait", CancelWaitableTimer(again));
    CloseHandle(again);
    CloseHandle(h);
}

int main(void) {
    creating();
    wide_mutexes();
    opening();
    odd_names();
    return 0;
}
