// SPDX-License-Identifier: LGPL-2.1-or-later
// See condition_variable.hpp.
#include "handleapi/sync/condition_variable.hpp"

#include <atomic>
#include <climits>

#include "handleapi/base/futex.hpp"
#include "handleapi/sync/critical_section.hpp"
#include "handleapi/sync/srw_lock.hpp"
#include "handleapi/sync/word.hpp"
#include "handleapi/wait.hpp"

namespace handleapi {

using base::Status;

namespace {

constexpr uint32_t kSleepers = 1;
constexpr uint32_t kOneWakeUp = 2;
constexpr uint32_t kEveryone = 0xFFFFFFFF;  // futex channel

std::atomic_ref<uint32_t> word_of(CONDITION_VARIABLE& condition) noexcept { return low_word(&condition.Ptr); }

template <typename Leave, typename Enter>
Status sleep_without(CONDITION_VARIABLE& condition, uint32_t milliseconds, Leave&& leave_lock, Enter&& enter_lock) {
    const int64_t deadline = deadline_after(milliseconds);
    const uint32_t word = word_of(condition).fetch_or(kSleepers, std::memory_order_relaxed) | kSleepers;
    leave_lock();
    base::FutexWake outcome;
    {
        BlockingScope blocking;
        outcome = base::futex_wait(&condition, word, deadline);
    }
    enter_lock();
    return outcome == base::FutexWake::timed_out ? Status::error_timeout : Status::ok;
}

}  // namespace

Status sleep_on(CONDITION_VARIABLE& condition, CRITICAL_SECTION& section, uint32_t milliseconds) {
    return sleep_without(
        condition, milliseconds, [&] { leave(section); }, [&] { enter(section); });
}

Status sleep_on(CONDITION_VARIABLE& condition, SRWLOCK& lock, SrwMode mode, uint32_t milliseconds) {
    if (mode == SrwMode::shared) {
        return sleep_without(
            condition, milliseconds, [&] { srw::release_shared(lock); }, [&] { srw::acquire_shared(lock); });
    }
    return sleep_without(
        condition, milliseconds, [&] { srw::release_exclusive(lock); }, [&] { srw::acquire_exclusive(lock); });
}

void wake_one(CONDITION_VARIABLE& condition) noexcept {
    if (!(word_of(condition).load(std::memory_order_relaxed) & kSleepers)) return;
    uint32_t word = word_of(condition).fetch_add(kOneWakeUp, std::memory_order_relaxed) + kOneWakeUp;
    if (!(word & kSleepers) || base::futex_wake_on(&condition, 1, kEveryone) > 0) return;
    // Nobody sleeps. Who is on the way there notices the change, also this one.
    word_of(condition).compare_exchange_strong(word, word & ~kSleepers, std::memory_order_relaxed);
}

void wake_all(CONDITION_VARIABLE& condition) noexcept {
    uint32_t word = word_of(condition).load(std::memory_order_relaxed);
    do {
        if (!(word & kSleepers)) return;
    } while (
        !word_of(condition).compare_exchange_weak(word, (word + kOneWakeUp) & ~kSleepers, std::memory_order_relaxed));
    base::futex_wake(&condition, INT_MAX);
}

}  // namespace handleapi
