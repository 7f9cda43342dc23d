// SPDX-License-Identifier: LGPL-2.1-or-later
// What the programs about locks share: doing something in another thread.
#ifndef LOCK_FACTS_H
#define LOCK_FACTS_H

#include "facts.h"

/// What `routine` returns in a thread of its own.
static inline DWORD in_thread(LPTHREAD_START_ROUTINE routine, void* argument) {
    DWORD code = 0xdead;
    HANDLE thread = CreateThread(NULL, 0, routine, argument, 0, NULL);
    WaitForSingleObject(thread, 20000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static inline DWORD WINAPI try_section(void* section) {
    BOOL entered = TryEnterCriticalSection(section);
    if (entered) LeaveCriticalSection(section);
    return entered;
}
static inline DWORD WINAPI try_exclusive(void* lock) {
    BOOLEAN got = TryAcquireSRWLockExclusive(lock);
    if (got) ReleaseSRWLockExclusive(lock);
    return got != 0;
}
static inline DWORD WINAPI try_shared(void* lock) {
    BOOLEAN got = TryAcquireSRWLockShared(lock);
    if (got) ReleaseSRWLockShared(lock);
    return got != 0;
}

#endif
