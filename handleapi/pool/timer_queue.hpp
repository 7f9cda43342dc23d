// SPDX-License-Identifier: LGPL-2.1-or-later
// The old API's timer queues and their timers, and how it takes back what has callbacks: at once, with an event, or
// blocking. A queue is no more than the list of its timers.
// Reference: learn.microsoft.com, Timer Queues; DeleteTimerQueueTimer.
#pragma once

#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/pool/pool_timer.hpp"

namespace handleapi {

/// What the program gave as completion event: none, INVALID_HANDLE_VALUE (wait), or an event to be set.
struct Completion {
    enum class How : uint8_t { at_once, blocking, event };
    How how = How::at_once;
    base::Ref<Event> event;
};

/// After the task has been disarmed and taken out of the table: ok when none of its calls is pending or running, or no
/// longer; error_io_pending when some are, and the event will be set.
base::Status finish_task(Task& task, Completion completion);

class TimerQueue;

class QueueTimer final : public TimerTask {
 public:
    static constexpr PoolKind kKind = PoolKind::queue_timer;
    QueueTimer(base::Ref<TimerQueue> queue, WAITORTIMERCALLBACK callback, TaskOptions options, void* context);
    ~QueueTimer() override;

    void call(CallbackInstance&, const Activation&) override { callback_(context(), TRUE); }
    using TimerTask::change;
    TimerQueue& queue() const noexcept { return *queue_; }

 private:
    friend class TimerQueue;
    const base::Ref<TimerQueue> queue_;
    const WAITORTIMERCALLBACK callback_;
    base::Link queue_link_;
};

class TimerQueue final : public PoolObject {
 public:
    static constexpr PoolKind kKind = PoolKind::timer_queue;
    TimerQueue() noexcept : PoolObject(kKind) {}
    /// All timers are gone, and with them their calls.
    ~TimerQueue() override {
        if (when_gone_) when_gone_->set();
    }

    /// The queue of those who name none. Throws std::bad_alloc.
    static base::Ref<TimerQueue> of_process();

    /// Takes back all timers. error_io_pending when some of their calls are pending or running;
    /// error_possible_deadlock, and nothing is done, for a blocking call inside one of them.
    base::Status close(Completion completion);

 private:
    friend class QueueTimer;
    using Timers = base::IntrusiveList<QueueTimer, &QueueTimer::queue_link_>;

    bool is_inside_a_timer() noexcept;

    base::Lock lock_;
    Timers timers_;
    base::Ref<Event> when_gone_;
};

}  // namespace handleapi
