// SPDX-License-Identifier: LGPL-2.1-or-later
// See pool_timer.hpp.
#include "handleapi/pool/pool_timer.hpp"

#include <mutex>

#include "handleapi/pool/thread_pool.hpp"

namespace handleapi {

bool TimerTask::set(DueTime due, uint32_t period_milliseconds) noexcept {
    std::lock_guard lock(lock_);
    const bool was_due = due_again_;
    set_ = arm(due, period_milliseconds);
    return was_due;
}

bool TimerTask::disarm() noexcept {
    std::lock_guard lock(lock_);
    const bool was_due = due_again_;
    set_ = due_again_ = false;
    AlarmClock::cancel_without_waiting(*this);
    return was_due;
}

void TimerTask::change(DueTime due, uint32_t period_milliseconds) noexcept {
    std::lock_guard lock(lock_);
    if (due_again_) set_ = arm(due, period_milliseconds);
}

bool TimerTask::is_set() noexcept {
    std::lock_guard lock(lock_);
    return set_;
}

bool TimerTask::arm(DueTime due, uint32_t period_milliseconds) noexcept {
    due_ = due;
    period_ = int64_t{period_milliseconds} * 1'000'000;
    due_again_ = AlarmClock::set(*this, due.clock, due.when) == base::Status::ok;
    return due_again_;
}

void TimerTask::ring() noexcept {
    std::lock_guard lock(lock_);
    // Unset, or set to another time, after the alarm had been taken off the clock.
    if (!due_again_ || AlarmClock::is_armed(*this)) return;
    due_again_ = false;
    if (period_ != 0) {
        const int64_t now = base::monotonic_now();
        const int64_t was_due = due_.clock == Clock::monotonic ? due_.when : now;
        const int64_t missed = (now - was_due) / period_;
        due_ = {Clock::monotonic, was_due + (missed + 1) * period_};
        due_again_ = AlarmClock::set(*this, due_.clock, due_.when) == base::Status::ok;
    }
    pool().submit(*this);
}

}  // namespace handleapi
