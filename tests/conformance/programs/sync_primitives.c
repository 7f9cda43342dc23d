// SPDX-License-Identifier: LGPL-2.1-or-later
// What programs can observe of condition variables, one-time initialisation, waiting on an address and interlocked
// lists.
#include "lock_facts.h"

static HANDLE go;
static volatile LONG shared_word;

struct meeting {
    CRITICAL_SECTION section;
    SRWLOCK lock;
    CONDITION_VARIABLE condition;
    int tickets, sleeping;
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
static const char* sleeper(const struct meeting* m) {
    return m->mode == 0 ? "SleepConditionVariableCS" : "SleepConditionVariableSRW";
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

static BOOL sleep_in_section(struct meeting* m) { return SleepConditionVariableCS(&m->condition, &m->section, 0); }

static DWORD WINAPI take_ticket(void* argument) {
    struct meeting* m = argument;
    BOOL woken = TRUE;
    EnterCriticalSection(&m->section);
    ++m->sleeping;
    while (!m->tickets && woken) woken = SleepConditionVariableCS(&m->condition, &m->section, 20000);
    --m->tickets;
    LeaveCriticalSection(&m->section);
    return woken;
}

/// Two threads that sleep on the variable, and `tickets` of them that are to go on after `wake`.
static void two_sleepers(struct meeting* m, const char* function, void(WINAPI* wake)(PCONDITION_VARIABLE),
                         int tickets) {
    HANDLE threads[2];
    int asleep = 0;
    m->tickets = m->sleeping = 0;
    threads[0] = CreateThread(NULL, 0, take_ticket, m, 0, NULL);
    threads[1] = CreateThread(NULL, 0, take_ticket, m, 0, NULL);
    while (asleep < 2) {
        Sleep(1);
        EnterCriticalSection(&m->section);
        asleep = m->sleeping;
        if (asleep == 2) m->tickets = tickets;
        LeaveCriticalSection(&m->section);
    }
    wake(&m->condition);
    FACT_WAIT(function, "two wait: ended", WaitForMultipleObjects(2, threads, tickets == 2, 20000) & ~1u);
    EnterCriticalSection(&m->section);
    FACT_NUMBER(function, "two wait: tickets that are left", m->tickets);
    m->tickets += 2 - tickets;
    LeaveCriticalSection(&m->section);
    WakeAllConditionVariable(&m->condition);
    WaitForMultipleObjects(2, threads, TRUE, 20000);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
}

static void condition_variables(void) {
    static const char* const modes[] = {"", "exclusive: ", "shared: "};
    char situation[60];
    struct meeting m;
    ZeroMemory(&m, sizeof m);
    InitializeCriticalSection(&m.section);
    InitializeConditionVariable(&m.condition);
    FACT_NUMBER("InitializeConditionVariable", "the size of a variable", sizeof m.condition);
    FACT_NUMBER("InitializeConditionVariable", "is null", m.condition.Ptr == NULL);
    for (m.mode = 0; m.mode < 3; ++m.mode) {
        BOOL woken = TRUE;
        HANDLE thread;
        enter(&m);
        snprintf(situation, sizeof situation, "%stime 0", modes[m.mode]);
        FACT_BOOL(sleeper(&m), situation, sleep_in(&m, 0));
        snprintf(situation, sizeof situation, "%stime 5", modes[m.mode]);
        FACT_BOOL(sleeper(&m), situation, sleep_in(&m, 5));
        snprintf(situation, sizeof situation, "%sthe lock is held after a timeout", modes[m.mode]);
        FACT_NUMBER(sleeper(&m), situation,
                    m.mode == 0 ? !in_thread(try_section, &m.section) : !in_thread(try_exclusive, &m.lock));
        m.tickets = 0;
        thread = CreateThread(NULL, 0, give_ticket, &m, 0, NULL);
        while (!m.tickets && woken) woken = sleep_in(&m, 20000);
        snprintf(situation, sizeof situation, "%swoken by another thread", modes[m.mode]);
        FACT_NUMBER(sleeper(&m), situation, woken && m.tickets == 1);
        leave(&m);
        WaitForSingleObject(thread, 20000);
        CloseHandle(thread);
    }
    WakeConditionVariable(&m.condition);
    EnterCriticalSection(&m.section);
    FACT_BOOL("WakeConditionVariable", "nobody waits: who comes later does", sleep_in_section(&m));
    WakeAllConditionVariable(&m.condition);
    FACT_BOOL("WakeAllConditionVariable", "nobody waits: who comes later does", sleep_in_section(&m));
    LeaveCriticalSection(&m.section);
    two_sleepers(&m, "WakeConditionVariable", WakeConditionVariable, 1);
    two_sleepers(&m, "WakeAllConditionVariable", WakeAllConditionVariable, 2);
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
    FACT_NUMBER("InitOnceInitialize", "the size of the structure", sizeof once);
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
    memset(&once, 0xAA, sizeof once);
    InitOnceInitialize(&once);
    FACT_NUMBER("InitOnceInitialize", "is null", once.Ptr == NULL);
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

static DWORD WINAPI wait_once(void* unused) {
    LONG same = shared_word;
    (void)unused;
    return WaitOnAddress(&shared_word, &same, sizeof same, 20000);
}

static void wake_two(void) {
    HANDLE threads[2];
    int i;
    shared_word = 0;
    for (i = 0; i < 2; ++i) {
        threads[i] = CreateThread(NULL, 0, wait_for_change, NULL, 0, NULL);
        WaitForSingleObject(go, 20000);
    }
    shared_word = 1;
    WakeByAddressAll((PVOID)&shared_word);
    FACT_WAIT("WakeByAddressAll", "two threads, after a change", WaitForMultipleObjects(2, threads, TRUE, 20000));
    for (i = 0; i < 2; ++i) CloseHandle(threads[i]);
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
    FACT_NUMBER("WakeByAddressSingle", "after a change", code);
    CloseHandle(thread);
    wake_two();
    thread = CreateThread(NULL, 0, wait_once, NULL, 0, NULL);
    while (WaitForSingleObject(thread, 1) == WAIT_TIMEOUT) WakeByAddressSingle((PVOID)&shared_word);
    GetExitCodeThread(thread, &code);
    FACT_NUMBER("WakeByAddressSingle", "without a change: the wait succeeds", code);
    CloseHandle(thread);
    CloseHandle(go);
}

static void lists(void) {
    static SLIST_HEADER head;
    static struct { SLIST_ENTRY entry; } items[4];
    FACT_NUMBER("InitializeSListHead", "the size of a head", sizeof head);
    FACT_NUMBER("InitializeSListHead", "the size of an entry", sizeof(SLIST_ENTRY));
    memset(&head, 0xAA, sizeof head);
    InitializeSListHead(&head);
    FACT_NUMBER("InitializeSListHead", "the depth", QueryDepthSList(&head));
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
    condition_variables();
    execute_once();
    begin_once();
    begin_once_asynchronously();
    addresses();
    lists();
    return 0;
}
