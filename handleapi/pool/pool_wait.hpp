// SPDX-License-Identifier: LGPL-2.1-or-later
// WaitTask: a task that is submitted when an object is signaled or a time has passed, once for each time it is set.
// PTP_WAIT and the old API's registered waits. No thread waits: the object's waiter list holds a hook, and the time is
// an alarm. The signal of an object is taken when it comes, not when the callback runs. A mutex is owned by the thread
// that runs the callback, from before the call on (the documentation does not say by whom; on Windows it is the pool's
// wait thread, where nobody can release it).
#pragma once

#include <mutex>

#include "handleapi/alarm_clock.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/due_time.hpp"
#include "handleapi/pool/task.hpp"
#include "handleapi/wait_hook.hpp"

namespace handleapi {

constexpr uint32_t kWaitSignaled = 0, kWaitExpired = 0x102;  // WAIT_OBJECT_0, WAIT_TIMEOUT
constexpr uint32_t kWaitOfAbandoned = 0x80;                  // WAIT_ABANDONED_0

class WaitTask : public CarryingTask, private WaitHook, private Alarm {
 public:
    /// Waits for the object, until `due` at the latest (kNoDeadline: for ever). Replaces what was set; true when that
    /// had been still to come. Throws std::bad_alloc.
    bool set(base::Ref<Object> object, DueTime due);
    /// As set() with a time that has come: the call says that the time is the reason, whatever the object is, and takes
    /// no signal.
    bool expire();
    /// Ends the wait. Once it returns, no further call is submitted, unless it is set again.
    bool disarm() noexcept override;

 protected:
    WaitTask(PoolKind kind, TaskOptions options, void* context) : CarryingTask(kind, std::move(options), context) {}
    /// In a call, before the user's: why it is made. The calling thread becomes the owner of a mutex.
    static uint32_t result_of(const Activation& activation) noexcept;
    /// To be called by the destructor of the final class.
    void cancel_alarm() noexcept { AlarmClock::cancel(*this); }

 private:
    void satisfied() noexcept override;
    void ring() noexcept override;
    bool end_wait(std::unique_lock<base::Lock>& lock) noexcept;
    void finish(uint32_t result) noexcept;

    base::Lock lock_;       // order: this, then the object's, the pool's or the alarm clock's
    bool waiting_ = false;  // the hook has begun, and neither it nor the alarm has been heard of
};

/// PTP_WAIT.
class PoolWait final : public WaitTask {
 public:
    static constexpr PoolKind kKind = PoolKind::wait;
    PoolWait(PTP_WAIT_CALLBACK callback, TaskOptions options, void* context)
        : WaitTask(kKind, std::move(options), context), callback_(callback) {}
    ~PoolWait() override { cancel_alarm(); }
    void call(CallbackInstance& instance, const Activation& activation) override {
        callback_(instance.pointer(), context(), reinterpret_cast<PTP_WAIT>(id()), result_of(activation));
    }

 private:
    const PTP_WAIT_CALLBACK callback_;
};

}  // namespace handleapi
