// SPDX-License-Identifier: LGPL-2.1-or-later
// Locks in the caller's memory: critical sections, slim locks and condition variables. A null pointer is an access
// violation, as on Windows.
#include "handleapi/api/outcome.hpp"
#include "handleapi/sync/condition_variable.hpp"
#include "handleapi/sync/critical_section.hpp"
#include "handleapi/sync/srw_lock.hpp"

#include <synchapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

static_assert(sizeof(CRITICAL_SECTION) == 40 && sizeof(SRWLOCK) == 8 && sizeof(CONDITION_VARIABLE) == 8);

extern "C" VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section) { initialize(*section, 0); }
extern "C" BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spin_count) {
    initialize(*section, spin_count);
    return TRUE;
}
extern "C" BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spin_count, DWORD flags) {
    if (flags & ~DWORD{CRITICAL_SECTION_NO_DEBUG_INFO}) return failing(Status::error_invalid_parameter, FALSE);
    initialize(*section, spin_count);
    return TRUE;
}
extern "C" VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section) { destroy(*section); }
extern "C" VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION section) { enter(*section); }
extern "C" BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section) { return try_enter(*section); }
extern "C" VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section) { leave(*section); }
extern "C" DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION section, DWORD spin_count) {
    return set_spin_count(*section, spin_count);
}

extern "C" VOID WINAPI InitializeSRWLock(PSRWLOCK lock) { lock->Ptr = nullptr; }
extern "C" VOID WINAPI AcquireSRWLockExclusive(PSRWLOCK lock) { srw::acquire_exclusive(*lock); }
extern "C" VOID WINAPI AcquireSRWLockShared(PSRWLOCK lock) { srw::acquire_shared(*lock); }
extern "C" BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock) { return srw::try_acquire_exclusive(*lock); }
extern "C" BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK lock) { return srw::try_acquire_shared(*lock); }
extern "C" VOID WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock) { srw::release_exclusive(*lock); }
extern "C" VOID WINAPI ReleaseSRWLockShared(PSRWLOCK lock) { srw::release_shared(*lock); }

extern "C" VOID WINAPI InitializeConditionVariable(PCONDITION_VARIABLE condition) { condition->Ptr = nullptr; }
extern "C" BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE condition, PCRITICAL_SECTION section,
                                                DWORD milliseconds) {
    return bool_from(sleep_on(*condition, *section, milliseconds));
}
extern "C" BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE condition, PSRWLOCK lock, DWORD milliseconds,
                                                 ULONG flags) {
    if (flags & ~ULONG{CONDITION_VARIABLE_LOCKMODE_SHARED}) return failing(Status::error_invalid_parameter, FALSE);
    const auto mode = flags & CONDITION_VARIABLE_LOCKMODE_SHARED ? SrwMode::shared : SrwMode::exclusive;
    return bool_from(sleep_on(*condition, *lock, mode, milliseconds));
}
extern "C" VOID WINAPI WakeConditionVariable(PCONDITION_VARIABLE condition) { wake_one(*condition); }
extern "C" VOID WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE condition) { wake_all(*condition); }
