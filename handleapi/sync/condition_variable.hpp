// SPDX-License-Identifier: LGPL-2.1-or-later
// Condition variables: the four low bytes of the CONDITION_VARIABLE are the futex word; zero is the initial state. Its
// lowest bit says that somebody may be sleeping, the rest counts the wake-ups, so that a thread about to sleep notices
// one that comes between its leaving the lock and its sleeping. Without sleepers a wake-up is one load.
// Spurious wake-ups happen, as documented. Nothing of the variable is touched once the sleepers are woken.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

#include <synchapi.h>

namespace handleapi {

enum class SrwMode : bool { exclusive, shared };

/// Leaves the lock (a critical section once), sleeps, takes it again. error_timeout when the time is over.
base::Status sleep_on(CONDITION_VARIABLE& condition, CRITICAL_SECTION& section, uint32_t milliseconds);
base::Status sleep_on(CONDITION_VARIABLE& condition, SRWLOCK& lock, SrwMode mode, uint32_t milliseconds);
void wake_one(CONDITION_VARIABLE& condition) noexcept;
void wake_all(CONDITION_VARIABLE& condition) noexcept;

}  // namespace handleapi
