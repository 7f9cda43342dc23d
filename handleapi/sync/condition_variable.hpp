// SPDX-License-Identifier: LGPL-2.1-or-later
// Condition variables in eight bytes: the low half counts the wake-ups and is the futex word, so that a thread about to
// sleep notices one that comes between its leaving the lock and its sleeping; the high half counts the threads between
// these two points and their return, so that without sleepers a wake-up is one load. Zero is the initial state.
// Spurious wake-ups happen, as documented. Who wakes touches nothing of the variable afterwards.
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
