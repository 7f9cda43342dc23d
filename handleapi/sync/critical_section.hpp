// SPDX-License-Identifier: LGPL-2.1-or-later
// The recursive lock inside CRITICAL_SECTION, in the caller's memory: LockCount is the futex word (-1 free, -2 held,
// -6 held and somebody sleeps), OwningThread the owner's thread id, RecursionCount how often he entered.
#pragma once

#include <cstdint>

#include <minwinbase.h>

namespace handleapi {

void initialize(CRITICAL_SECTION& section, uint32_t spin_count) noexcept;
void destroy(CRITICAL_SECTION& section) noexcept;
void enter(CRITICAL_SECTION& section) noexcept;
bool try_enter(CRITICAL_SECTION& section) noexcept;
/// Leaving a section that the thread does not own changes nothing.
void leave(CRITICAL_SECTION& section) noexcept;
/// Returns the previous count.
uint32_t set_spin_count(CRITICAL_SECTION& section, uint32_t spin_count) noexcept;

}  // namespace handleapi
