// SPDX-License-Identifier: LGPL-2.1-or-later
// See condition_variable.hpp.
#include "handleapi/sync/condition_variable.hpp"

#include <climits>

#include "handleapi/base/futex.hpp"
#include "handleapi/sync/critical_section.hpp"
#include "handleapi/sync/srw_lock.hpp"
#include "handleapi/sync/word.hpp"
#include "handleapi/wait.hpp"

namespace handleapi {

using base::Status;

namespace {

base::AtomicRef<uint32_t> wake_ups(CONDITION_VARIABLE& condition) noexcept { return low_word(&condition.Ptr); }
base::AtomicRef<uint32_t> sleepers(CONDITION_VARIABLE& condition) noexcept {
    return low_word(reinterpret_cast<unsigned char*>(&condition.Ptr) + sizeof(uint32_t));
}

template <typename Leave, typename Enter>
Status sleep_without(CONDITION_VARIABLE& condition, uint32_t milliseconds, Leave&& leave_lock, Enter&& enter_lock) {
    const int64_t deadline = deadline_after(milliseconds);
    // Both with the lock held: whoever changes what is waited for, under the lock, comes later and sees the sleeper.
    sleepers(condition).fetch_add(1, std::memory_order_relaxed);
    const uint32_t before = wake_ups(condition).load(std::memory_order_relaxed);
    leave_lock();
    base::FutexWake outcome;
    {
        BlockingScope blocking;
        outcome = base::futex_wait(&condition, before, deadline);
    }
    sleepers(condition).fetch_sub(1, std::memory_order_relaxed);
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
    if (sleepers(condition).load(std::memory_order_relaxed) == 0) return;
    wake_ups(condition).fetch_add(1, std::memory_order_relaxed);
    base::futex_wake(&condition, 1);
}

void wake_all(CONDITION_VARIABLE& condition) noexcept {
    if (sleepers(condition).load(std::memory_order_relaxed) == 0) return;
    wake_ups(condition).fetch_add(1, std::memory_order_relaxed);
    base::futex_wake(&condition, INT_MAX);
}

}  // namespace handleapi
