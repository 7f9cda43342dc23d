// SPDX-License-Identifier: LGPL-2.1-or-later
// See timer_queue.hpp.
#include "handleapi/pool/timer_queue.hpp"

#include <mutex>
#include <utility>

#include "handleapi/base/per_process.hpp"
#include "handleapi/pool/thread_pool.hpp"

namespace handleapi {

using base::Ref;
using base::Status;

Status finish_task(Task& task, Completion completion) {
    ThreadPool& pool = task.pool();
    if (completion.how == Completion::How::blocking) return pool.wait_for(task);
    if (pool.is_outstanding(task, completion.event)) return Status::error_io_pending;
    if (completion.event) completion.event->set();
    return Status::ok;
}

QueueTimer::QueueTimer(Ref<TimerQueue> queue, WAITORTIMERCALLBACK callback, TaskOptions options, void* context)
    : TimerTask(kKind, std::move(options), context), queue_(std::move(queue)), callback_(callback) {
    std::lock_guard lock(queue_->lock_);
    queue_->timers_.push_back(*this);
}

QueueTimer::~QueueTimer() {
    cancel_alarm();
    std::lock_guard lock(queue_->lock_);
    if (queue_link_.linked()) queue_->timers_.remove(*this);
}

Ref<TimerQueue> TimerQueue::of_process() {
    static constinit base::PerProcess<TimerQueue> queue;
    return Ref<TimerQueue>(queue.get([] { return new TimerQueue; }));
}

bool TimerQueue::is_inside_a_timer() noexcept {
    std::lock_guard lock(lock_);
    for (QueueTimer* timer = timers_.front(); timer; timer = timers_.after(*timer)) {
        if (ThreadPool::is_inside(*timer)) return true;
    }
    return false;
}

Status TimerQueue::close(Completion completion) {
    const bool blocking = completion.how == Completion::How::blocking;
    if (blocking && is_inside_a_timer()) return Status::error_possible_deadlock;
    Timers timers;
    {
        std::lock_guard lock(lock_);
        when_gone_ = std::move(completion.event);
        while (QueueTimer* timer = timers_.pop_front()) {
            if (timer->try_retain()) timers.push_back(*timer);
        }
    }
    Status status = Status::ok;
    for (QueueTimer* timer = timers.front(); timer; timer = timers.after(*timer)) {
        static_cast<void>(pool_objects->remove(timer->id()));
        timer->disarm();
    }
    while (QueueTimer* timer = timers.pop_front()) {
        const auto timer_ref = Ref<QueueTimer>::adopt(timer);
        if (finish_task(*timer, {.how = completion.how, .event = nullptr}) != Status::ok) {
            status = Status::error_io_pending;
        }
    }
    return status;
}

}  // namespace handleapi
