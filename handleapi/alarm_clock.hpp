// SPDX-License-Identifier: LGPL-2.1-or-later
// AlarmClock: calls things at deadlines. One service thread per clock, started when something is first set on that
// clock; both live as long as the process. Deadlines on the real-time clock follow its steps, those on the monotonic
// clock do not notice them. Setting an alarm allocates nothing: the links are in the Alarm.
//
// Invariants, all under one lock:
//   - an alarm is in the heap of its clock exactly while it is armed: set() puts it there, cancel() and the service
//     thread, before it rings, take it out;
//   - each service thread rings one alarm at a time, in the order of deadlines, equal ones in the order of setting, and
//     holds no lock meanwhile; `ringing` names the alarm until ring() has returned, and is only compared after that,
//     so that ring() may destroy the alarm;
//   - a service thread sleeps until the first deadline of its heap or an earlier one; whoever arms something earlier
//     changes the word it sleeps on.
// A child made by fork() starts with nothing armed and no threads; what was armed in the parent counts as not armed.
#pragma once

#include <cstdint>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/intrusive_heap.hpp"
#include "handleapi/base/status.hpp"

namespace handleapi {

using base::Clock;

/// Something to be called at a time. Must be cancelled, or have rung, before it is destroyed.
class Alarm : public base::HeapNode {
 public:
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    /// Runs on the service thread with all signals blocked: short, never blocks for long, runs no user code. It may
    /// set and cancel alarms, this one too, and may destroy this one.
    virtual void ring() noexcept = 0;

    bool before(const Alarm& other) const noexcept {
        return when_ != other.when_ ? when_ < other.when_ : order_ < other.order_;
    }

 protected:
    Alarm() noexcept = default;
    ~Alarm() = default;

 private:
    friend struct AlarmService;
    int64_t when_ = 0;
    uint64_t order_ = 0;
    uint32_t armed_in_ = 0;  // the process generation in which it was armed; 0 is not armed
    Clock clock_ = Clock::monotonic;
};

class AlarmClock {
 public:
    /// Arms the alarm for the time `when` (nanoseconds, see base/futex.hpp) on `clock`; one that is armed already is
    /// moved. A time in the past is now. error_not_enough_memory when the service thread cannot be started; the alarm
    /// is not armed then. Any thread.
    static base::Status set(Alarm& alarm, Clock clock, int64_t when) noexcept;
    /// Disarms the alarm; whether it was armed. Once it returns, ring() is not running and will not be called, unless
    /// the caller is ring() itself. The caller must not hold a lock that ring() takes.
    static bool cancel(Alarm& alarm) noexcept;
    /// The same without waiting for a ring() that is running, which may arm the alarm again.
    static bool cancel_without_waiting(Alarm& alarm) noexcept;
    /// Whether the alarm is armed: it has not rung and has not been cancelled.
    static bool is_armed(const Alarm& alarm) noexcept;
};

}  // namespace handleapi
