// SPDX-License-Identifier: LGPL-2.1-or-later
// What the programs about locks share: trying to take one, for another thread.
#ifndef LOCK_FACTS_H
#define LOCK_FACTS_H

#include "facts.h"

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
