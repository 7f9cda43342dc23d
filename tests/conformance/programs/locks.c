// SPDX-License-Identifier: LGPL-2.1-or-later
// What programs can observe of critical sections and slim locks.
#include "lock_facts.h"

static DWORD WINAPI enter_section(void* section) {
    EnterCriticalSection(section);
    LeaveCriticalSection(section);
    return 7;
}
static void leave_section(void* section) { LeaveCriticalSection(section); }
static DWORD WINAPI acquire_exclusive(void* lock) {
    AcquireSRWLockExclusive(lock);
    ReleaseSRWLockExclusive(lock);
    return 7;
}
static void release_exclusive(void* lock) { ReleaseSRWLockExclusive(lock); }
static DWORD WINAPI acquire_shared(void* lock) {
    AcquireSRWLockShared(lock);
    ReleaseSRWLockShared(lock);
    return 7;
}
static void release_shared(void* lock) { ReleaseSRWLockShared(lock); }

/// What happens in a thread that wants what this one holds, before and after this one gives it away.
static void blocks(const char* function, const char* situation, LPTHREAD_START_ROUTINE wants, void* lock,
                   void (*give)(void*)) {
    char text[80];
    HANDLE thread = CreateThread(NULL, 0, wants, lock, 0, NULL);
    DWORD code = 0;
    snprintf(text, sizeof text, "%s: waits", situation);
    FACT_WAIT(function, text, WaitForSingleObject(thread, 30));
    give(lock);
    snprintf(text, sizeof text, "%s: goes on when it is given away", situation);
    FACT_WAIT(function, text, WaitForSingleObject(thread, 20000));
    GetExitCodeThread(thread, &code);
    snprintf(text, sizeof text, "%s: has entered", situation);
    FACT_NUMBER(function, text, code);
    CloseHandle(thread);
}

static void sections(void) {
    CRITICAL_SECTION section;
    const char* f = "InitializeCriticalSectionAndSpinCount";
    SYSTEM_INFO system;
    GetSystemInfo(&system);
    FACT_NUMBER(f, "size", sizeof section);
    FACT_BOOL("InitializeCriticalSectionAndSpinCount", "spin count 100",
              InitializeCriticalSectionAndSpinCount(&section, 100));
    FACT_NUMBER(f, "LockCount when free", section.LockCount);
    FACT_NUMBER(f, "RecursionCount when free", section.RecursionCount);
    FACT_NUMBER(f, "OwningThread when free", section.OwningThread != NULL);
    FACT_NUMBER(f, "LockSemaphore when free", section.LockSemaphore != NULL);
    EnterCriticalSection(&section);
    FACT_NUMBER("EnterCriticalSection", "RecursionCount", section.RecursionCount);
    FACT_NUMBER("EnterCriticalSection", "OwningThread is the thread id",
                section.OwningThread == (HANDLE)(ULONG_PTR)GetCurrentThreadId());
    FACT_NUMBER("TryEnterCriticalSection", "of the owner", TryEnterCriticalSection(&section) != 0);
    FACT_NUMBER("TryEnterCriticalSection", "RecursionCount of the owner", section.RecursionCount);
    FACT_NUMBER("TryEnterCriticalSection", "of another thread", in_thread(try_section, &section));
    LeaveCriticalSection(&section);
    FACT_NUMBER("LeaveCriticalSection", "once of twice: another thread enters", in_thread(try_section, &section));
    LeaveCriticalSection(&section);
    FACT_NUMBER("LeaveCriticalSection", "twice of twice: another thread enters", in_thread(try_section, &section));
    FACT_NUMBER("LeaveCriticalSection", "LockCount", section.LockCount);
    FACT_NUMBER("LeaveCriticalSection", "OwningThread", section.OwningThread != NULL);
    EnterCriticalSection(&section);
    blocks("EnterCriticalSection", "owned by another", enter_section, &section, leave_section);
    FACT_NUMBER("SetCriticalSectionSpinCount", "returns the count before",
                SetCriticalSectionSpinCount(&section, 300) == (system.dwNumberOfProcessors > 1 ? 100u : 0u));
    FACT_NUMBER("SetCriticalSectionSpinCount", "returns the count it set before",
                SetCriticalSectionSpinCount(&section, 0) == (system.dwNumberOfProcessors > 1 ? 300u : 0u));
    DeleteCriticalSection(&section);
    FACT_NUMBER("DeleteCriticalSection", "OwningThread", section.OwningThread != NULL);
    FACT_BOOL("InitializeCriticalSectionEx", "no flags", InitializeCriticalSectionEx(&section, 0, 0));
    DeleteCriticalSection(&section);
    FACT_BOOL("InitializeCriticalSectionEx", "no debug information",
              InitializeCriticalSectionEx(&section, 0, CRITICAL_SECTION_NO_DEBUG_INFO));
    FACT_NUMBER("InitializeCriticalSectionEx", "DebugInfo without debug information", (int)(LONG_PTR)section.DebugInfo);
    DeleteCriticalSection(&section);
    InitializeCriticalSection(&section);
    FACT_NUMBER("InitializeCriticalSection", "RecursionCount", section.RecursionCount);
    FACT_NUMBER("InitializeCriticalSection", "LockCount", section.LockCount);
    EnterCriticalSection(&section);
    LeaveCriticalSection(&section);
    DeleteCriticalSection(&section);
    InitializeCriticalSection(&section);
    FACT_NUMBER("DeleteCriticalSection", "initialized again: another thread enters", in_thread(try_section, &section));
    DeleteCriticalSection(&section);
}

static void slim_locks(void) {
    SRWLOCK lock = SRWLOCK_INIT;
    const char* exclusive = "TryAcquireSRWLockExclusive";
    const char* shared = "TryAcquireSRWLockShared";
    FACT_NUMBER("InitializeSRWLock", "the size of a lock", sizeof lock);
    AcquireSRWLockExclusive(&lock);
    FACT_NUMBER(exclusive, "held exclusively by this thread", TryAcquireSRWLockExclusive(&lock) != 0);
    FACT_NUMBER(shared, "held exclusively by this thread", TryAcquireSRWLockShared(&lock) != 0);
    FACT_NUMBER(exclusive, "held exclusively by another", in_thread(try_exclusive, &lock));
    FACT_NUMBER(shared, "held exclusively by another", in_thread(try_shared, &lock));
    ReleaseSRWLockExclusive(&lock);
    FACT_NUMBER("ReleaseSRWLockExclusive", "the lock is null", lock.Ptr == NULL);
    AcquireSRWLockShared(&lock);
    FACT_NUMBER(exclusive, "held shared by this thread", TryAcquireSRWLockExclusive(&lock) != 0);
    FACT_NUMBER(exclusive, "held shared by another", in_thread(try_exclusive, &lock));
    FACT_NUMBER(shared, "held shared by another", in_thread(try_shared, &lock));
    AcquireSRWLockShared(&lock);
    ReleaseSRWLockShared(&lock);
    FACT_NUMBER("ReleaseSRWLockShared", "one of two: another thread takes it exclusively",
                in_thread(try_exclusive, &lock));
    ReleaseSRWLockShared(&lock);
    FACT_NUMBER("ReleaseSRWLockShared", "both: another thread takes it exclusively", in_thread(try_exclusive, &lock));
    InitializeSRWLock(&lock);
    FACT_NUMBER("InitializeSRWLock", "is null", lock.Ptr == NULL);
    AcquireSRWLockExclusive(&lock);
    blocks("AcquireSRWLockExclusive", "held exclusively by another", acquire_exclusive, &lock, release_exclusive);
    AcquireSRWLockExclusive(&lock);
    blocks("AcquireSRWLockShared", "held exclusively by another", acquire_shared, &lock, release_exclusive);
    AcquireSRWLockShared(&lock);
    blocks("AcquireSRWLockExclusive", "held shared by another", acquire_exclusive, &lock, release_shared);
    AcquireSRWLockShared(&lock);
    FACT_NUMBER("AcquireSRWLockShared", "held shared by another", in_thread(acquire_shared, &lock));
    ReleaseSRWLockShared(&lock);
    FACT_NUMBER("ReleaseSRWLockExclusive", "then shared by another", in_thread(try_shared, &lock));
    FACT_NUMBER("ReleaseSRWLockShared", "the lock is null", lock.Ptr == NULL);
}

int main(void) {
    sections();
    slim_locks();
    return 0;
}
