// SPDX-License-Identifier: LGPL-2.1-or-later
// What programs can observe of critical sections, slim locks, condition variables, one-time initialisation, waiting on
// an address, interlocked lists and barriers.
#include "facts.h"

static HANDLE go;
static volatile LONG shared_word;

static DWORD in_thread(LPTHREAD_START_ROUTINE routine, void* argument) {
    DWORD code = 0xdead;
    HANDLE thread = CreateThread(NULL, 0, routine, argument, 0, NULL);
    WaitForSingleObject(thread, 20000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static DWORD WINAPI try_section(void* section) {
    BOOL entered = TryEnterCriticalSection(section);
    if (entered) LeaveCriticalSection(section);
    return entered;
}
static DWORD WINAPI try_exclusive(void* lock) {
    BOOLEAN got = TryAcquireSRWLockExclusive(lock);
    if (got) ReleaseSRWLockExclusive(lock);
    return got != 0;
}
static DWORD WINAPI try_shared(void* lock) {
    BOOLEAN got = TryAcquireSRWLockShared(lock);
    if (got) ReleaseSRWLockShared(lock);
    return got != 0;
}

static void sections(void) {
    CRITICAL_SECTION section;
    const char* f = "CriticalSection";
    FACT_NUMBER(f, "size", sizeof section);
    FACT_BOOL("InitializeCriticalSectionAndSpinCount", "spin count 100",
              InitializeCriticalSectionAndSpinCount(&section, 100));
    FACT_NUMBER(f, "LockCount when free", section.LockCount);
    FACT_NUMBER(f, "RecursionCount when free", section.RecursionCount);
    FACT_NUMBER(f, "OwningThread when free", section.OwningThread != NULL);
    FACT_NUMBER(f, "LockSemaphore when free", section.LockSemaphore != NULL);
    EnterCriticalSection(&section);
    FACT_NUMBER(f, "RecursionCount when entered", section.RecursionCount);
    FACT_NUMBER(f, "OwningThread is the thread id", section.OwningThread == (HANDLE)(ULONG_PTR)GetCurrentThreadId());
    FACT_NUMBER("TryEnterCriticalSection", "of the owner", TryEnterCriticalSection(&section) != 0);
    FACT_NUMBER(f, "RecursionCount when entered twice", section.RecursionCount);
    FACT_NUMBER("TryEnterCriticalSection", "of another thread", in_thread(try_section, &section));
    LeaveCriticalSection(&section);
    FACT_NUMBER("TryEnterCriticalSection", "of another thread after one of two leavings",
                in_thread(try_section, &section));
    LeaveCriticalSection(&section);
    FACT_NUMBER("TryEnterCriticalSection", "of another thread after the last leaving",
                in_thread(try_section, &section));
    FACT_NUMBER(f, "LockCount after the last leaving", section.LockCount);
    FACT_NUMBER(f, "OwningThread after the last leaving", section.OwningThread != NULL);
    DeleteCriticalSection(&section);
    FACT_NUMBER(f, "OwningThread after deletion", section.OwningThread != NULL);
    FACT_BOOL("InitializeCriticalSectionEx", "no flags", InitializeCriticalSectionEx(&section, 0, 0));
    DeleteCriticalSection(&section);
    FACT_BOOL("InitializeCriticalSectionEx", "no debug information",
              InitializeCriticalSectionEx(&section, 0, CRITICAL_SECTION_NO_DEBUG_INFO));
    FACT_NUMBER(f, "DebugInfo without debug information", (int)(LONG_PTR)section.DebugInfo);
    DeleteCriticalSection(&section);
}

static void slim_locks(void) {
    SRWLOCK lock = SRWLOCK_INIT;
    const char* exclusive = "TryAcquireSRWLockExclusive";
    const char* shared = "TryAcquireSRWLockShared";
    FACT_NUMBER("SRWLOCK", "size", sizeof lock);
    AcquireSRWLockExclusive(&lock);
    FACT_NUMBER(exclusive, "held exclusively by this thread", TryAcquireSRWLockExclusive(&lock) != 0);
    FACT_NUMBER(shared, "held exclusively by this thread", TryAcquireSRWLockShared(&lock) != 0);
    FACT_NUMBER(exclusive, "held exclusively by another", in_thread(try_exclusive, &lock));
    FACT_NUMBER(shared, "held exclusively by another", in_thread(try_shared, &lock));
    ReleaseSRWLockExclusive(&lock);
    FACT_NUMBER("SRWLOCK", "is null after the release", lock.Ptr == NULL);
    AcquireSRWLockShared(&lock);
    FACT_NUMBER(exclusive, "held shared by this thread", TryAcquireSRWLockExclusive(&lock) != 0);
    FACT_NUMBER(exclusive, "held shared by another", in_thread(try_exclusive, &lock));
    FACT_NUMBER(shared, "held shared by another", in_thread(try_shared, &lock));
    AcquireSRWLockShared(&lock);
    ReleaseSRWLockShared(&lock);
    FACT_NUMBER(exclusive, "one of two shared holders left", in_thread(try_exclusive, &lock));
    ReleaseSRWLockShared(&lock);
    FACT_NUMBER(exclusive, "both shared holders left", in_thread(try_exclusive, &lock));
    InitializeSRWLock(&lock);
    FACT_NUMBER("InitializeSRWLock", "is null", lock.Ptr == NULL);
}

struct meeting {
    CRITICAL_SECTION section;
    SRWLOCK lock;
    CONDITION_VARIABLE condition;
    int tickets;
    int mode;  // 0 section, 1 exclusive, 2 shared
};

static void enter(struct meeting* m) {
    if (m->mode == 0) EnterCriticalSection(&m->section);
    if (m->mode == 1) AcquireSRWLockExclusive(&m->lock);
    if (m->mode == 2) AcquireSRWLockShared(&m->lock);
}
static void leave(struct meeting* m) {
    if (m->mode == 0) LeaveCriticalSection(&m->section);
    if (m->mode == 1) ReleaseSRWLockExclusive(&m->lock);
    if (m->mode == 2) ReleaseSRWLockShared(&m->lock);
}
static BOOL sleep_in(struct meeting* m, DWORD time) {
    if (m->mode == 0) return SleepConditionVariableCS(&m->condition, &m->section, time);
    return SleepConditionVariableSRW(&m->condition, &m->lock, time,
                                     m->mode == 2 ? CONDITION_VARIABLE_LOCKMODE_SHARED : 0);
}
static DWORD WINAPI give_ticket(void* argument) {
    struct meeting* m = argument;
    AcquireSRWLockExclusive(&m->lock);
    EnterCriticalSection(&m->section);
    m->tickets = 1;
    LeaveCriticalSection(&m->section);
    ReleaseSRWLockExclusive(&m->lock);
    WakeConditionVariable(&m->condition);
    return 0;
}

static void condition_variables(void) {
    static const char* const names[] = {"SleepConditionVariableCS", "SleepConditionVariableSRW exclusive",
                                        "SleepConditionVariableSRW shared"};
    struct meeting m;
    ZeroMemory(&m, sizeof m);
    InitializeCriticalSection(&m.section);
    InitializeConditionVariable(&m.condition);
    FACT_NUMBER("CONDITION_VARIABLE", "size", sizeof m.condition);
    FACT_NUMBER("InitializeConditionVariable", "is null", m.condition.Ptr == NULL);
    for (m.mode = 0; m.mode < 3; ++m.mode) {
        BOOL woken = TRUE;
        HANDLE thread;
        enter(&m);
        FACT_BOOL(names[m.mode], "time 0", sleep_in(&m, 0));
        FACT_BOOL(names[m.mode], "time 5", sleep_in(&m, 5));
        FACT_NUMBER(names[m.mode], "the lock is held after a timeout",
                    m.mode == 0 ? !in_thread(try_section, &m.section) : !in_thread(try_exclusive, &m.lock));
        m.tickets = 0;
        thread = CreateThread(NULL, 0, give_ticket, &m, 0, NULL);
        while (!m.tickets && woken) woken = sleep_in(&m, 20000);
        FACT_NUMBER(names[m.mode], "woken by another thread", woken && m.tickets == 1);
        leave(&m);
        WaitForSingleObject(thread, 20000);
        CloseHandle(thread);
    }
    WakeConditionVariable(&m.condition);
    WakeAllConditionVariable(&m.condition);
    EnterCriticalSection(&m.section);
    FACT_BOOL("SleepConditionVariableCS", "a wake-up nobody waited for is not kept",
              SleepConditionVariableCS(&m.condition, &m.section, 0));
    LeaveCriticalSection(&m.section);
    DeleteCriticalSection(&m.section);
}

static int once_runs;
static BOOL CALLBACK once_succeeds(PINIT_ONCE once, PVOID parameter, PVOID* context) {
    (void)once;
    ++once_runs;
    *context = parameter;
    return TRUE;
}
static BOOL CALLBACK once_fails(PINIT_ONCE once, PVOID parameter, PVOID* context) {
    (void)once, (void)parameter, (void)context;
    ++once_runs;
    SetLastError(1234);
    return FALSE;
}

static void execute_once(void) {
    const char* f = "InitOnceExecuteOnce";
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    PVOID context = (PVOID)99;
    FACT_NUMBER("INIT_ONCE", "size", sizeof once);
    FACT_BOOL(f, "the function fails", InitOnceExecuteOnce(&once, once_fails, NULL, &context));
    FACT_NUMBER(f, "context of a function that fails", (LONG_PTR)context);
    FACT_BOOL(f, "the function succeeds", InitOnceExecuteOnce(&once, once_succeeds, (PVOID)0x40, &context));
    FACT_NUMBER(f, "context", (LONG_PTR)context);
    context = NULL;
    FACT_BOOL(f, "it is done", InitOnceExecuteOnce(&once, once_fails, NULL, &context));
    FACT_NUMBER(f, "context of what is done", (LONG_PTR)context);
    FACT_BOOL(f, "it is done, no context wanted", InitOnceExecuteOnce(&once, once_succeeds, NULL, NULL));
    FACT_NUMBER(f, "runs", once_runs);
}

static void begin_once(void) {
    const char* begin = "InitOnceBeginInitialize";
    const char* complete = "InitOnceComplete";
    INIT_ONCE once;
    BOOL pending = 7;
    PVOID context = (PVOID)99;
    InitOnceInitialize(&once);
    FACT_BOOL(begin, "check only, nothing begun",
              InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context));
    FACT_BOOL(begin, "check only and asynchronous",
              InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY | INIT_ONCE_ASYNC, &pending, &context));
    FACT_BOOL(complete, "nothing begun, asynchronous", InitOnceComplete(&once, INIT_ONCE_ASYNC, NULL));
    FACT_BOOL(begin, "synchronous", InitOnceBeginInitialize(&once, 0, &pending, &context));
    FACT_NUMBER(begin, "synchronous is pending", pending);
    FACT_NUMBER(begin, "context while pending", (LONG_PTR)context);
    FACT_BOOL(begin, "check only, pending", InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context));
    FACT_BOOL(begin, "asynchronous while synchronous is pending",
              InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, &context));
    FACT_BOOL(complete, "context with low bit 0", InitOnceComplete(&once, 0, (PVOID)1));
    FACT_BOOL(complete, "context with low bit 1", InitOnceComplete(&once, 0, (PVOID)2));
    FACT_BOOL(complete, "failed with a context", InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, (PVOID)4));
    FACT_BOOL(complete, "failed and asynchronous",
              InitOnceComplete(&once, INIT_ONCE_INIT_FAILED | INIT_ONCE_ASYNC, NULL));
    FACT_BOOL(complete, "failed", InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, NULL));
    FACT_BOOL(begin, "again after a failure", InitOnceBeginInitialize(&once, 0, &pending, &context));
    FACT_NUMBER(begin, "again after a failure is pending", pending);
    FACT_BOOL(complete, "with a context", InitOnceComplete(&once, 0, (PVOID)4));
    FACT_BOOL(complete, "twice", InitOnceComplete(&once, 0, (PVOID)8));
    FACT_BOOL(begin, "check only, done", InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context));
    FACT_NUMBER(begin, "done is not pending", pending);
    FACT_NUMBER(begin, "context of what is done", (LONG_PTR)context);
    FACT_BOOL(begin, "asynchronous, done", InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, &context));
}

static void begin_once_asynchronously(void) {
    const char* begin = "InitOnceBeginInitialize";
    const char* complete = "InitOnceComplete";
    INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    BOOL pending = 7;
    PVOID context = (PVOID)99;
    FACT_BOOL(begin, "asynchronous", InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, &context));
    FACT_NUMBER(begin, "asynchronous is pending", pending);
    pending = 7;
    FACT_BOOL(begin, "asynchronous a second time", InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, &context));
    FACT_NUMBER(begin, "asynchronous a second time is pending", pending);
    FACT_BOOL(begin, "synchronous while asynchronous is pending",
              InitOnceBeginInitialize(&once, 0, &pending, &context));
    FACT_BOOL(complete, "synchronous while asynchronous is pending", InitOnceComplete(&once, 0, NULL));
    FACT_BOOL(complete, "failed while asynchronous is pending", InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, NULL));
    FACT_BOOL(complete, "asynchronous", InitOnceComplete(&once, INIT_ONCE_ASYNC, (PVOID)0x10));
    FACT_BOOL(complete, "asynchronous, not the first", InitOnceComplete(&once, INIT_ONCE_ASYNC, (PVOID)0x20));
    FACT_BOOL(begin, "after an asynchronous completion", InitOnceBeginInitialize(&once, 0, &pending, &context));
    FACT_NUMBER(begin, "context of the first to complete", (LONG_PTR)context);
}

static DWORD WINAPI wait_for_change(void* unused) {
    LONG zero = 0;
    (void)unused;
    SetEvent(go);
    while (shared_word == zero) {
        if (!WaitOnAddress(&shared_word, &zero, sizeof zero, 20000)) return GetLastError();
    }
    return 1;
}

static void addresses(void) {
    const char* f = "WaitOnAddress";
    ULONG64 value = 0x0102030405060708, other = 0x1112131415161718;
    static const SIZE_T good[] = {1, 2, 4, 8}, bad[] = {0, 3, 16};
    char situation[64];
    HANDLE thread;
    DWORD code = 0;
    for (int i = 0; i < 4; ++i) {
        sprintf(situation, "%d bytes that differ", (int)good[i]);
        FACT_BOOL(f, situation, WaitOnAddress(&value, &other, good[i], INFINITE));
        sprintf(situation, "%d bytes that stay the same", (int)good[i]);
        FACT_BOOL(f, situation, WaitOnAddress(&value, &value, good[i], 2));
    }
    for (int i = 0; i < 3; ++i) {
        sprintf(situation, "%d bytes", (int)bad[i]);
        FACT_BOOL(f, situation, WaitOnAddress(&value, &other, bad[i], 0));
    }
    FACT_BOOL(f, "time 0", WaitOnAddress(&value, &value, 8, 0));
    go = CreateEventW(NULL, FALSE, FALSE, NULL);
    thread = CreateThread(NULL, 0, wait_for_change, NULL, 0, NULL);
    WaitForSingleObject(go, 20000);
    shared_word = 1;
    WakeByAddressSingle((PVOID)&shared_word);
    WaitForSingleObject(thread, 20000);
    GetExitCodeThread(thread, &code);
    FACT_NUMBER(f, "woken after a change", code);
    CloseHandle(thread);
    CloseHandle(go);
}

static void lists(void) {
    static SLIST_HEADER head;
    static struct { SLIST_ENTRY entry; } items[4];
    FACT_NUMBER("SLIST_HEADER", "size", sizeof head);
    FACT_NUMBER("SLIST_ENTRY", "size", sizeof(SLIST_ENTRY));
    InitializeSListHead(&head);
    FACT_NUMBER("InterlockedPopEntrySList", "empty list", InterlockedPopEntrySList(&head) == NULL);
    FACT_NUMBER("InterlockedFlushSList", "empty list", InterlockedFlushSList(&head) == NULL);
    FACT_NUMBER("QueryDepthSList", "empty list", QueryDepthSList(&head));
    FACT_NUMBER("InterlockedPushEntrySList", "first", InterlockedPushEntrySList(&head, &items[0].entry) == NULL);
    FACT_NUMBER("InterlockedPushEntrySList", "second returns the first",
                InterlockedPushEntrySList(&head, &items[1].entry) == &items[0].entry);
    FACT_NUMBER("QueryDepthSList", "two entries", QueryDepthSList(&head));
    items[2].entry.Next = &items[3].entry;
    FACT_NUMBER("InterlockedPushListSListEx", "returns the first before",
                InterlockedPushListSListEx(&head, &items[2].entry, &items[3].entry, 2) == &items[1].entry);
    FACT_NUMBER("QueryDepthSList", "four entries", QueryDepthSList(&head));
    FACT_NUMBER("InterlockedPopEntrySList", "the chain comes first",
                InterlockedPopEntrySList(&head) == &items[2].entry);
    FACT_NUMBER("InterlockedFlushSList", "returns the rest", InterlockedFlushSList(&head) == &items[3].entry);
    FACT_NUMBER(
        "InterlockedFlushSList", "the rest is linked",
        items[3].entry.Next == &items[1].entry && items[1].entry.Next == &items[0].entry && !items[0].entry.Next);
    FACT_NUMBER("QueryDepthSList", "flushed list", QueryDepthSList(&head));
}

int main(void) {
    sections();
    slim_locks();
    condition_variables();
    execute_once();
    begin_once();
    begin_once_asynchronously();
    addresses();
    lists();
    return 0;
}
