// SPDX-License-Identifier: LGPL-2.1-or-later
// TimerTask: a task that an alarm submits, once or periodically. PTP_TIMER and the old API's timer-queue timers.
// A periodic timer counts its period from when it was due, not from when its callback ran; periods that passed while
// nothing could be done are skipped. A due time that is a date follows the clock's steps, the periods after it do not.
#pragma once

#include "handleapi/alarm_clock.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/due_time.hpp"
#include "handleapi/pool/task.hpp"

namespace handleapi {

class TimerTask : public Task, private Alarm {
 public:
    /// Replaces what was set. True when that had been still to come. A timer whose alarm cannot be set for want of
    /// memory is not set.
    bool set(DueTime due, uint32_t period_milliseconds) noexcept;
    /// Unsets it. Once it returns, no further call is submitted.
    bool disarm() noexcept override;
    /// Whether it was set and has not been unset since, fired or not.
    bool is_set() noexcept;

 protected:
    TimerTask(PoolKind kind, TaskOptions options, void* context) : Task(kind, std::move(options), context) {}
    /// To be called by the destructor of the final class.
    void cancel_alarm() noexcept { AlarmClock::cancel(*this); }

    /// Changes due time and period, unless it has fired for the last time.
    void change(DueTime due, uint32_t period_milliseconds) noexcept;

 private:
    void ring() noexcept override;
    bool arm(DueTime due, uint32_t period_milliseconds) noexcept;

    base::Lock lock_;  // order: this, then the pool's or the alarm clock's
    bool set_ = false;
    bool due_again_ = false;  // the alarm is armed, or ringing
    int64_t period_ = 0;      // nanoseconds; 0 is once
    DueTime due_;
};

/// PTP_TIMER.
class PoolTimer final : public TimerTask {
 public:
    static constexpr PoolKind kKind = PoolKind::timer;
    PoolTimer(PTP_TIMER_CALLBACK callback, TaskOptions options, void* context)
        : TimerTask(kKind, std::move(options), context), callback_(callback) {}
    ~PoolTimer() override { cancel_alarm(); }
    void call(CallbackInstance& instance, const Activation&) override {
        callback_(instance.pointer(), context(), reinterpret_cast<PTP_TIMER>(id()));
    }

 private:
    const PTP_TIMER_CALLBACK callback_;
};

}  // namespace handleapi
