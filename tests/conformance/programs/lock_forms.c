// SPDX-License-Identifier: LGPL-2.1-or-later
// Critical sections, slim locks, condition variables, waits for addresses, one-time initialization, interlocked
// variables: every way to make one, what it is then, who goes on when it is woken, and values there are none of.
#include "lock_facts.h"

#define LIMIT 20000

static CRITICAL_SECTION section;
static SRWLOCK lock;
static CONDITION_VARIABLE condition;
static volatile LONG waiting, woken, go;

static int reaches(volatile LONG* what, LONG value) {
    int i;
    for (i = 0; i < 10000 && *what != value; ++i) Sleep(1);
    return *what == value;
}

static int others_enter(void) { return (int)in_thread(try_section, &section); }

static void sections(void) {
    FACT_BOOL("InitializeCriticalSectionEx", "spin count 100",
              InitializeCriticalSectionEx(&section, 100, CRITICAL_SECTION_NO_DEBUG_INFO));
    FACT_NUMBER("InitializeCriticalSectionEx", "another thread enters", others_enter());
    EnterCriticalSection(&section);
    FACT_NUMBER("InitializeCriticalSectionEx", "entered: another thread does not enter", others_enter());
    LeaveCriticalSection(&section);
    DeleteCriticalSection(&section);
    InitializeCriticalSection(&section);
    FACT_NUMBER("InitializeCriticalSection", "owned by nobody", section.OwningThread == NULL);
    FACT_NUMBER("InitializeCriticalSection", "another thread enters", others_enter());
    FACT_NUMBER("TryEnterCriticalSection", "owned by nobody", TryEnterCriticalSection(&section) != 0);
    FACT_NUMBER("TryEnterCriticalSection", "entered so: another thread does not enter", others_enter());
    FACT_NUMBER("SetCriticalSectionSpinCount", "of an owned one: still owned",
                (SetCriticalSectionSpinCount(&section, 10), !others_enter()));
    LeaveCriticalSection(&section);
    FACT_NUMBER("SetCriticalSectionSpinCount", "another thread enters after that", others_enter());
    SetCriticalSectionSpinCount(&section, 0);
    DeleteCriticalSection(&section);
    FACT_NUMBER("DeleteCriticalSection", "RecursionCount", section.RecursionCount);
    FACT_NUMBER("DeleteCriticalSection", "LockSemaphore", section.LockSemaphore != NULL);
    FACT_BOOL("InitializeCriticalSectionAndSpinCount", "after it was deleted",
              InitializeCriticalSectionAndSpinCount(&section, 0));
    FACT_NUMBER("DeleteCriticalSection", "made anew with a count: another thread enters", others_enter());
    DeleteCriticalSection(&section);
    FACT_BOOL("InitializeCriticalSectionEx", "flags there are none of", InitializeCriticalSectionEx(&section, 0, 0x8));
}

static void slim_locks(void) {
    const char* shared = "TryAcquireSRWLockShared";
    memset(&lock, 0xAA, sizeof lock);
    InitializeSRWLock(&lock);
    FACT_NUMBER("InitializeSRWLock", "over what was there: another thread takes it exclusively",
                in_thread(try_exclusive, &lock));
    FACT_NUMBER(shared, "a free lock", TryAcquireSRWLockShared(&lock) != 0);
    FACT_NUMBER(shared, "taken so: another thread takes it shared", in_thread(try_shared, &lock));
    FACT_NUMBER(shared, "taken so: another thread does not take it exclusively", in_thread(try_exclusive, &lock));
    ReleaseSRWLockShared(&lock);
    FACT_NUMBER("ReleaseSRWLockShared", "the last: this thread takes it exclusively",
                TryAcquireSRWLockExclusive(&lock) != 0);
    FACT_NUMBER("ReleaseSRWLockExclusive", "held: another does not take it shared", in_thread(try_shared, &lock));
    ReleaseSRWLockExclusive(&lock);
    FACT_NUMBER("ReleaseSRWLockExclusive", "another thread takes it shared", in_thread(try_shared, &lock));
    FACT_NUMBER("ReleaseSRWLockExclusive", "another thread takes it exclusively", in_thread(try_exclusive, &lock));
    FACT_NUMBER("InitializeSRWLock", "as SRWLOCK_INIT", memcmp(&lock, &(SRWLOCK)SRWLOCK_INIT, sizeof lock) == 0);
}

static DWORD WINAPI sleep_with_section(void* unused) {
    (void)unused;
    EnterCriticalSection(&section);
    InterlockedIncrement(&waiting);
    SleepConditionVariableCS(&condition, &section, LIMIT);
    InterlockedIncrement(&woken);
    LeaveCriticalSection(&section);
    return 0;
}

/// Two threads that wait for the condition: they have let go of the section.
static void two_sleepers(HANDLE* threads) {
    waiting = woken = 0;
    threads[0] = CreateThread(NULL, 0, sleep_with_section, NULL, 0, NULL);
    threads[1] = CreateThread(NULL, 0, sleep_with_section, NULL, 0, NULL);
    reaches(&waiting, 2);
    EnterCriticalSection(&section);  // whoever counted has left it since, in its wait
    LeaveCriticalSection(&section);
}

static void ended(HANDLE* threads) {
    WaitForMultipleObjects(2, threads, TRUE, LIMIT);
    CloseHandle(threads[0]);
    CloseHandle(threads[1]);
}

static void conditions(void) {
    HANDLE threads[2];
    memset(&condition, 0xAA, sizeof condition);
    InitializeConditionVariable(&condition);
    FACT_NUMBER("InitializeConditionVariable", "as CONDITION_VARIABLE_INIT",
                memcmp(&condition, &(CONDITION_VARIABLE)CONDITION_VARIABLE_INIT, sizeof condition) == 0);
    InitializeCriticalSection(&section);
    two_sleepers(threads);
    FACT_NUMBER("InitializeConditionVariable", "over what was there: two threads wait", waiting - woken);
    WakeConditionVariable(&condition);
    FACT_NUMBER("WakeConditionVariable", "two threads wait: one goes on", reaches(&woken, 1));
    FACT_WAIT("WakeConditionVariable", "two threads wait: the other does not",
              WaitForMultipleObjects(2, threads, TRUE, 30));
    WakeConditionVariable(&condition);
    FACT_NUMBER("WakeConditionVariable", "once more: the other goes on", reaches(&woken, 2));
    ended(threads);
    two_sleepers(threads);
    WakeAllConditionVariable(&condition);
    FACT_NUMBER("WakeAllConditionVariable", "two threads wait: both go on", reaches(&woken, 2));
    ended(threads);
    EnterCriticalSection(&section);
    FACT_BOOL("SleepConditionVariableCS", "after both have gone on", SleepConditionVariableCS(&condition, &section, 0));
    FACT_NUMBER("SleepConditionVariableCS", "a time-out: the section is owned", !others_enter());
    LeaveCriticalSection(&section);
    DeleteCriticalSection(&section);
    InitializeSRWLock(&lock);
    AcquireSRWLockShared(&lock);
    FACT_BOOL("SleepConditionVariableSRW", "shared, nobody wakes",
              SleepConditionVariableSRW(&condition, &lock, 0, CONDITION_VARIABLE_LOCKMODE_SHARED));
    FACT_NUMBER("SleepConditionVariableSRW", "a time-out: the lock is shared", in_thread(try_shared, &lock));
    ReleaseSRWLockShared(&lock);
#ifndef _WIN32  // whether the lock is held after that, Windows does not say; Wine takes it for shared
    AcquireSRWLockExclusive(&lock);
    FACT_BOOL("SleepConditionVariableSRW", "flags there are none of",
              SleepConditionVariableSRW(&condition, &lock, 0, 0x10));
    FACT_NUMBER("SleepConditionVariableSRW", "flags there are none of: the lock is held",
                !in_thread(try_shared, &lock));
    ReleaseSRWLockExclusive(&lock);
#endif
}

static DWORD WINAPI wait_for_address(void* unused) {
    LONG zero = 0;
    (void)unused;
    InterlockedIncrement(&waiting);
    while (!go) WaitOnAddress(&go, &zero, sizeof go, LIMIT);
    InterlockedIncrement(&woken);
    return 0;
}

static void addresses(void) {
    LONG value = 5, same = 5, other = 6;
    BYTE byte = 1, byte_same = 1;
    HANDLE threads[2];
    FACT_BOOL("WaitOnAddress", "another value", WaitOnAddress(&value, &other, sizeof value, LIMIT));
    FACT_BOOL("WaitOnAddress", "that value, no time", WaitOnAddress(&value, &same, sizeof value, 0));
    FACT_BOOL("WaitOnAddress", "a byte of that value, no time", WaitOnAddress(&byte, &byte_same, 1, 0));
    FACT_BOOL("WaitOnAddress", "three bytes", WaitOnAddress(&value, &same, 3, 0));
    FACT_BOOL("WaitOnAddress", "no bytes", WaitOnAddress(&value, &same, 0, 0));
    FACT_BOOL("WaitOnAddress", "sixteen bytes", WaitOnAddress(&value, &same, 16, 0));
    waiting = woken = go = 0;
    threads[0] = CreateThread(NULL, 0, wait_for_address, NULL, 0, NULL);
    threads[1] = CreateThread(NULL, 0, wait_for_address, NULL, 0, NULL);
    reaches(&waiting, 2);
    WakeByAddressAll((void*)&go);
    FACT_WAIT("WakeByAddressAll", "without a change: who looks again waits on",
              WaitForMultipleObjects(2, threads, FALSE, 30));
    go = 1;
    WakeByAddressAll((void*)&go);
    FACT_NUMBER("WakeByAddressAll", "after a change: both go on", reaches(&woken, 2));
    ended(threads);
    WakeByAddressAll((void*)&go);
    FACT_BOOL("WakeByAddressAll", "nobody waits: who comes later does", WaitOnAddress(&go, &(LONG){1}, sizeof go, 0));
    WakeByAddressSingle((void*)&go);
    FACT_BOOL("WakeByAddressSingle", "nobody waits: who comes later does",
              WaitOnAddress(&go, &(LONG){1}, sizeof go, 0));
    waiting = woken = go = 0;
    threads[0] = CreateThread(NULL, 0, wait_for_address, NULL, 0, NULL);
    threads[1] = CreateThread(NULL, 0, wait_for_address, NULL, 0, NULL);
    reaches(&waiting, 2);
    go = 1;
    WakeByAddressSingle((void*)&go);
    WakeByAddressSingle((void*)&go);
    FACT_NUMBER("WakeByAddressSingle", "twice, after a change: both go on", reaches(&woken, 2));
    ended(threads);
}

static int initialised;
static BOOL CALLBACK initialise(PINIT_ONCE once, void* parameter, void** context) {
    (void)once;
    ++initialised;
    if (context) *context = parameter;
    return parameter != NULL;
}

static void once(void) {
    INIT_ONCE one;
    BOOL pending = 9;
    void* context = NULL;
    static int place[4];
    memset(&one, 0xAA, sizeof one);
    InitOnceInitialize(&one);
    FACT_NUMBER("InitOnceInitialize", "as INIT_ONCE_STATIC_INIT",
                memcmp(&one, &(INIT_ONCE)INIT_ONCE_STATIC_INIT, sizeof one) == 0);
    FACT_BOOL("InitOnceInitialize", "then it is not done yet",
              InitOnceBeginInitialize(&one, INIT_ONCE_CHECK_ONLY, &pending, &context));
    FACT_BOOL("InitOnceExecuteOnce", "a function that fails", InitOnceExecuteOnce(&one, initialise, NULL, &context));
    FACT_BOOL("InitOnceExecuteOnce", "then one that succeeds", InitOnceExecuteOnce(&one, initialise, place, &context));
    FACT_NUMBER("InitOnceExecuteOnce", "calls", initialised);
    context = NULL;
    FACT_BOOL("InitOnceExecuteOnce", "once it is done", InitOnceExecuteOnce(&one, initialise, NULL, &context));
    FACT_NUMBER("InitOnceExecuteOnce", "once it is done: the context of the first", context == place);
    FACT_NUMBER("InitOnceExecuteOnce", "once it is done: calls", initialised);
    InitOnceInitialize(&one);
    FACT_BOOL("InitOnceInitialize", "over what was done: to be done again",
              InitOnceBeginInitialize(&one, 0, &pending, &context));
    FACT_NUMBER("InitOnceInitialize", "over what was done: pending", pending);
    FACT_BOOL("InitOnceComplete", "done", InitOnceComplete(&one, 0, place));
}

static void interlocked(void) {
    volatile LONG value = -1;
    int a, b;
    void* volatile pointer = &a;
    FACT_NUMBER("InterlockedIncrement", "to zero", InterlockedIncrement(&value));
    FACT_NUMBER("InterlockedDecrement", "below zero", InterlockedDecrement(&value));
    value = (LONG)0x80000000;
    FACT_HEX("InterlockedDecrement", "beyond the smallest", InterlockedDecrement(&value));
    FACT_HEX("InterlockedExchange", "with what is there", InterlockedExchange(&value, value));
    FACT_HEX("InterlockedExchange", "with what is there: what is stored", value);
    FACT_HEX("InterlockedExchangeAdd", "zero", InterlockedExchangeAdd(&value, 0));
    FACT_HEX("InterlockedExchangeAdd", "one, to the largest: what was there", InterlockedExchangeAdd(&value, 1));
    FACT_HEX("InterlockedExchangeAdd", "one, to the largest: what is stored", value);
    FACT_NUMBER("InterlockedExchangePointer", "null: what was there", InterlockedExchangePointer(&pointer, NULL) == &a);
    FACT_NUMBER("InterlockedExchangePointer", "null: what is stored", pointer == NULL);
    FACT_NUMBER("InterlockedExchangePointer", "over null: what was there",
                InterlockedExchangePointer(&pointer, &b) == NULL);
}

int main(void) {
    sections();
    slim_locks();
    conditions();
    addresses();
    once();
    interlocked();
    return 0;
}
