// SPDX-License-Identifier: LGPL-2.1-or-later
// The seams to the system, handleapi/base/futex.hpp and handleapi/thread_state.hpp, played by the scheduler.
#include <climits>

#include "handleapi/base/futex.hpp"
#include "handleapi/thread_state.hpp"
#include "tests/model/world.hpp"

namespace base {

int64_t now(Clock) noexcept { return model::clock_now(); }
int64_t monotonic_now() noexcept { return model::clock_now(); }

/// The look at the word and the falling asleep are one step, as in the kernel.
FutexWake futex_wait(const void* word, uint32_t expected, int64_t deadline, Clock) noexcept {
    model::step("futex wait", word);
    if (*static_cast<const volatile uint32_t*>(word) != expected) return FutexWake::woken;
    return model::sleep_for(word, deadline);
}

/// The word may be gone: only its address is used.
void futex_wake(const void* word, int count) noexcept {
    model::step("futex wake", nullptr);
    static_cast<void>(model::wake(word, count));
}

bool futex_wait_on(const void* word, uint32_t expected, uint32_t channel) noexcept {
    model::step("futex wait", word);
    if (*static_cast<const volatile uint32_t*>(word) != expected) return false;
    static_cast<void>(model::sleep_for(word, kNoDeadline, channel));
    return true;
}

int futex_wake_on(const void* word, int count, uint32_t channel) noexcept {
    model::step("futex wake", nullptr);
    return model::wake(word, count, channel);
}

FutexWake futex_wait_many(std::span<const FutexWord>, int64_t) noexcept { model::not_modelled("futex_wait_many"); }
void futex_wake_shared(const void*) noexcept { model::not_modelled("futex_wake_shared"); }

}  // namespace base

namespace handleapi {

bool is_runnable(uint32_t id) noexcept {
    model::step("thread state", nullptr);
    return model::is_awake(id);
}

}  // namespace handleapi
