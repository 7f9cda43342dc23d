// SPDX-License-Identifier: LGPL-2.1-or-later
// What the scheduler offers to the stand-ins for the system: futexes, the clock, and what the kernel says of a thread.
#pragma once

#include <cstdint>

#include "handleapi/base/futex.hpp"

namespace model {

constexpr uint32_t kEveryChannel = ~0u;

/// The calling thread's turn to do something to `place` that is not an access of schedule.hpp.
void step(const char* what, const void* place) noexcept;
/// Sleeps until woken for `place` or, when there is a deadline, until the scheduler lets it pass.
base::FutexWake sleep_for(const void* place, int64_t deadline, uint32_t channel = kEveryChannel) noexcept;
/// Wakes up to `count` of those who sleep for `place` on such a channel, the first to sleep first; returns how many.
int wake(const void* place, int count, uint32_t channel = kEveryChannel) noexcept;
int64_t clock_now() noexcept;
/// Thread `id` exists and does not sleep.
bool is_awake(uint32_t id) noexcept;
/// The play has come to something that has no model.
[[noreturn]] void not_modelled(const char* what) noexcept;

}  // namespace model
