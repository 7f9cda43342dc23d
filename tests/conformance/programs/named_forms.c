// SPDX-License-Identifier: LGPL-2.1-or-later
// Events, mutexes, semaphores and timers: each function that makes or opens one, in its narrow and its wide form, with
// a new name, an existing one, one of another kind, flags there are none of, attributes that let it be inherited.
#include "facts.h"

/// What the functions that make an object have in common.
typedef HANDLE (*make_routine)(SECURITY_ATTRIBUTES* attributes, const char* name, const WCHAR* wide, DWORD flags);

#define MAKER(routine, made)                                                                                   \
    static HANDLE routine(SECURITY_ATTRIBUTES* attributes, const char* name, const WCHAR* wide, DWORD flags) { \
        (void)name, (void)wide, (void)flags;                                                                   \
        return made;                                                                                           \
    }
MAKER(event_ex_a, CreateEventExA(attributes, name, flags, EVENT_ALL_ACCESS))
MAKER(event_ex_w, CreateEventExW(attributes, wide, flags, EVENT_ALL_ACCESS))
MAKER(mutex_ex_a, CreateMutexExA(attributes, name, flags, MUTEX_ALL_ACCESS))
MAKER(mutex_ex_w, CreateMutexExW(attributes, wide, flags, MUTEX_ALL_ACCESS))
MAKER(semaphore_ex_a, CreateSemaphoreExA(attributes, 1, 2, name, flags, SEMAPHORE_ALL_ACCESS))
MAKER(semaphore_ex_w, CreateSemaphoreExW(attributes, 1, 2, wide, flags, SEMAPHORE_ALL_ACCESS))
MAKER(timer_ex_a, CreateWaitableTimerExA(attributes, name, flags, TIMER_ALL_ACCESS))
MAKER(timer_ex_w, CreateWaitableTimerExW(attributes, wide, flags, TIMER_ALL_ACCESS))
MAKER(event_a, CreateEventA(attributes, FALSE, (BOOL)flags, name))
MAKER(event_w, CreateEventW(attributes, FALSE, (BOOL)flags, wide))
MAKER(mutex_a, CreateMutexA(attributes, (BOOL)flags, name))
MAKER(mutex_w, CreateMutexW(attributes, (BOOL)flags, wide))
MAKER(semaphore_a, CreateSemaphoreA(attributes, 1, 2, name))
MAKER(semaphore_w, CreateSemaphoreW(attributes, 1, 2, wide))
MAKER(timer_a, CreateWaitableTimerA(attributes, (BOOL)flags, name))
MAKER(timer_w, CreateWaitableTimerW(attributes, (BOOL)flags, wide))

static const struct {
    const char* function;
    make_routine make;
    BOOL has_flags;
} makers[] = {{"CreateEventExA", event_ex_a, TRUE},
              {"CreateEventExW", event_ex_w, TRUE},
              {"CreateMutexExA", mutex_ex_a, TRUE},
              {"CreateMutexExW", mutex_ex_w, TRUE},
              {"CreateSemaphoreExA", semaphore_ex_a, TRUE},
              {"CreateSemaphoreExW", semaphore_ex_w, TRUE},
              {"CreateWaitableTimerExA", timer_ex_a, TRUE},
              {"CreateWaitableTimerExW", timer_ex_w, TRUE},
              {"CreateEventA", event_a, FALSE},
              {"CreateEventW", event_w, FALSE},
              {"CreateMutexA", mutex_a, FALSE},
              {"CreateMutexW", mutex_w, FALSE},
              {"CreateSemaphoreA", semaphore_a, FALSE},
              {"CreateSemaphoreW", semaphore_w, FALSE},
              {"CreateWaitableTimerA", timer_a, FALSE},
              {"CreateWaitableTimerW", timer_w, FALSE}};

static DWORD flags_of(HANDLE handle) {
    DWORD flags = 99;
    GetHandleInformation(handle, &flags);
    return flags;
}

static void close_if(HANDLE handle) {
    if (handle) CloseHandle(handle);
}

// S2, S11: what all that make objects share.
static void making(void) {
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    // An object of each kind has this name while the others are made with it.
    HANDLE port = CreateEventA(NULL, TRUE, FALSE, "forms-event"), pipe = CreateMutexA(NULL, FALSE, "forms-mutex");
    for (unsigned i = 0; i < sizeof makers / sizeof *makers; ++i) {
        const char* f = makers[i].function;
        const make_routine make = makers[i].make;
        const BOOL is_event = strstr(f, "Event") != NULL;
        HANDLE first, second;
        FACT_HANDLE(f, "a name of its own", first, make(NULL, "forms-1", L"forms-1", 0));
        FACT_HEX(f, "a name of its own: what a child inherits", flags_of(first));
        FACT_HANDLE(f, "that name again", second, make(&inherited, "forms-1", L"forms-1", 0));
        FACT_HEX(f, "that name again, attributes that say so: what a child inherits", flags_of(second));
        FACT_BOOL(f, "that name again: the same object", CompareObjectHandles(first, second));
        close_if(second);
        FACT_HANDLE(f, "that name behind Local\\", second, make(NULL, "Local\\forms-1", L"Local\\forms-1", 0));
        FACT_BOOL(f, "that name behind Local\\: the same object", CompareObjectHandles(first, second));
        close_if(second);
        FACT_HANDLE(f, "that name in another case", second, make(NULL, "FORMS-1", L"FORMS-1", 0));
        FACT_BOOL(f, "that name in another case: the same object", CompareObjectHandles(first, second));
        close_if(second);
        close_if(first);
        FACT_HANDLE(
            f, "a name in use by another kind", first,
            is_event ? make(NULL, "forms-mutex", L"forms-mutex", 0) : make(NULL, "forms-event", L"forms-event", 0));
        close_if(first);
        FACT_HANDLE(f, "a backslash within the name", first, make(NULL, "no\\forms", L"no\\forms", 0));
        close_if(first);
        FACT_HANDLE(f, "no name, inheritable", first, make(&inherited, NULL, NULL, 0));
        FACT_HEX(f, "no name, inheritable: what a child inherits", flags_of(first));
        close_if(first);
        if (!makers[i].has_flags) continue;
        FACT_HANDLE(f, "flags there are none of", first, make(NULL, NULL, NULL, 0x100));
        close_if(first);
    }
    CloseHandle(port);
    CloseHandle(pipe);
}

typedef HANDLE(WINAPI* open_a)(DWORD, BOOL, LPCSTR);
typedef HANDLE(WINAPI* open_w)(DWORD, BOOL, LPCWSTR);

static void opening_narrow(const char* f, open_a open, const char* name, const char* other, DWORD access) {
    HANDLE opened, again;
    FACT_HANDLE(f, "a name there is", opened, open(access, FALSE, name));
    FACT_HEX(f, "a name there is: what a child inherits", flags_of(opened));
    FACT_HANDLE(f, "to be inherited", again, open(access, TRUE, name));
    FACT_HEX(f, "to be inherited: what a child inherits", flags_of(again));
    FACT_BOOL(f, "opened twice: the same object", CompareObjectHandles(opened, again));
    close_if(again);
    close_if(opened);
    FACT_HANDLE(f, "a name there is not", opened, open(access, FALSE, "forms-none"));
    FACT_HANDLE(f, "another case of the name", opened, open(access, FALSE, "FORMS-KEPT"));
    FACT_HANDLE(f, "a name another kind has", opened, open(access, FALSE, other));
    FACT_HANDLE(f, "no name at all", opened, open(access, FALSE, NULL));
    FACT_HANDLE(f, "a backslash within the name", opened, open(access, FALSE, "no\\forms"));
}

static void opening_wide(const char* f, open_w open, const WCHAR* name, const WCHAR* other, DWORD access) {
    HANDLE opened, again;
    FACT_HANDLE(f, "a name there is", opened, open(access, FALSE, name));
    FACT_HEX(f, "a name there is: what a child inherits", flags_of(opened));
    FACT_HANDLE(f, "to be inherited", again, open(access, TRUE, name));
    FACT_HEX(f, "to be inherited: what a child inherits", flags_of(again));
    FACT_BOOL(f, "opened twice: the same object", CompareObjectHandles(opened, again));
    close_if(again);
    close_if(opened);
    FACT_HANDLE(f, "a name there is not", opened, open(access, FALSE, L"forms-none"));
    FACT_HANDLE(f, "another case of the name", opened, open(access, FALSE, L"FORMS-KEPT"));
    FACT_HANDLE(f, "a name another kind has", opened, open(access, FALSE, other));
    FACT_HANDLE(f, "no name at all", opened, open(access, FALSE, NULL));
    FACT_HANDLE(f, "a backslash within the name", opened, open(access, FALSE, L"no\\forms"));
}

/// The functions that open, each with an object of its kind and one of another.
static void opening(void) {
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, "forms-kept"), mutex = CreateMutexA(NULL, FALSE, "forms-kept-mutex");
    HANDLE semaphore = CreateSemaphoreA(NULL, 1, 2, "forms-kept-semaphore");
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, "forms-kept-timer");
    opening_narrow("OpenEventA", OpenEventA, "forms-kept", "forms-kept-mutex", EVENT_ALL_ACCESS);
    opening_wide("OpenEventW", OpenEventW, L"forms-kept", L"forms-kept-mutex", EVENT_ALL_ACCESS);
    opening_narrow("OpenMutexA", OpenMutexA, "forms-kept-mutex", "forms-kept", MUTEX_ALL_ACCESS);
    opening_wide("OpenMutexW", OpenMutexW, L"forms-kept-mutex", L"forms-kept", MUTEX_ALL_ACCESS);
    opening_narrow("OpenSemaphoreA", OpenSemaphoreA, "forms-kept-semaphore", "forms-kept", SEMAPHORE_ALL_ACCESS);
    opening_wide("OpenSemaphoreW", OpenSemaphoreW, L"forms-kept-semaphore", L"forms-kept", SEMAPHORE_ALL_ACCESS);
    opening_narrow("OpenWaitableTimerA", OpenWaitableTimerA, "forms-kept-timer", "forms-kept", TIMER_ALL_ACCESS);
    opening_wide("OpenWaitableTimerW", OpenWaitableTimerW, L"forms-kept-timer", L"forms-kept", TIMER_ALL_ACCESS);
    CloseHandle(event);
    CloseHandle(mutex);
    CloseHandle(semaphore);
    CloseHandle(timer);
}

/// What the flags of the extended functions make, and the rights they ask for.
static void flags(void) {
    LARGE_INTEGER past = {{0, 0}};
    HANDLE made;
    made = CreateEventExW(NULL, NULL, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET, SYNCHRONIZE);
    FACT_WAIT("CreateEventExW", "initially set", WaitForSingleObject(made, 0));
    FACT_WAIT("CreateEventExW", "manual: stays set", WaitForSingleObject(made, 0));
    FACT_BOOL("CreateEventExW", "to wait only: SetEvent", SetEvent(made));
    CloseHandle(made);
    made = CreateMutexExW(NULL, NULL, CREATE_MUTEX_INITIAL_OWNER, SYNCHRONIZE);
    FACT_BOOL("CreateMutexExW", "initially owned", ReleaseMutex(made));
    FACT_BOOL("CreateMutexExW", "initially owned, once", ReleaseMutex(made));
    CloseHandle(made);
    made = CreateMutexExA(NULL, NULL, 0, SYNCHRONIZE);
    FACT_BOOL("CreateMutexExA", "not owned", ReleaseMutex(made));
    CloseHandle(made);
    made = CreateSemaphoreExA(NULL, 1, 1, NULL, 0, SEMAPHORE_MODIFY_STATE);
    FACT_WAIT("CreateSemaphoreExA", "to modify only: a wait", WaitForSingleObject(made, 0));
    CloseHandle(made);
    made = CreateSemaphoreExW(NULL, 1, 1, NULL, 0, SYNCHRONIZE);
    FACT_BOOL("CreateSemaphoreExW", "to wait only: ReleaseSemaphore", ReleaseSemaphore(made, 1, NULL));
    CloseHandle(made);
    made = CreateWaitableTimerExA(NULL, NULL, CREATE_WAITABLE_TIMER_MANUAL_RESET, TIMER_ALL_ACCESS);
    SetWaitableTimer(made, &past, 0, NULL, NULL, FALSE);
    FACT_WAIT("CreateWaitableTimerExA", "manual: comes", WaitForSingleObject(made, 20000));
    FACT_WAIT("CreateWaitableTimerExA", "manual: stays signaled", WaitForSingleObject(made, 0));
    CloseHandle(made);
    made = CreateWaitableTimerExW(NULL, NULL, 0, TIMER_ALL_ACCESS);
    SetWaitableTimer(made, &past, 0, NULL, NULL, FALSE);
    FACT_WAIT("CreateWaitableTimerExW", "no flags: comes", WaitForSingleObject(made, 20000));
    FACT_WAIT("CreateWaitableTimerExW", "no flags: is reset by a wait", WaitForSingleObject(made, 0));
    CloseHandle(made);
}

int main(void) {
    making();
    opening();
    flags();
    return 0;
}
