// SPDX-License-Identifier: LGPL-2.1-or-later
// See timer.hpp. A timer that other processes use keeps its time in shared memory, where waits look at the clock
// themselves; the alarm of this process then only serves the completion routine.
#include "handleapi/timer.hpp"

#include <algorithm>
#include <utility>

#include "handleapi/boundary.hpp"
#include "handleapi/shared/shared_object.hpp"

namespace handleapi {

using base::Clock;
using base::Status;

namespace {

constexpr int64_t kUnixEpochInFileTime = 116'444'736'000'000'000;  // of 100 ns

uint64_t file_time_now() noexcept {
    return static_cast<uint64_t>(base::now(Clock::real_time) / 100 + kUnixEpochInFileTime);
}

}  // namespace

Timer::~Timer() { AlarmClock::cancel(*this); }

Status Timer::set(Clock clock, int64_t due, int64_t period, Completion completion) {
    std::lock_guard setting(setting_);
    stop();
    clear();
    const bool calls = completion.routine != nullptr;
    {
        std::lock_guard lock(lock_);
        plan_ = {clock, due, period, std::move(completion), 0, false};
    }
    if (shared()) {
        shared()->start(clock, due, period, shared::SharedObject::Signal::clear);
        return calls ? AlarmClock::set(*this, clock, due) : Status::ok;
    }
    if (due > base::now(clock)) return AlarmClock::set(*this, clock, due);
    // Already: who looks at once must find it signaled.
    come_due();
    return Status::ok;
}

void Timer::cancel() noexcept {
    std::lock_guard setting(setting_);
    stop();
}

void Timer::stop() noexcept {
    stop_calling();
    if (shared()) static_cast<void>(shared()->stop());
}

void Timer::stop_calling() noexcept {
    AlarmClock::cancel(*this);
    take_back_completion();
}

void Timer::handle_closed() noexcept {
    if (handles_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    std::lock_guard setting(setting_);
    if (handles_.load(std::memory_order_acquire) == 0) stop_calling();  // others may have the timer, too: it runs on
}

void Timer::ring() noexcept { come_due(); }

/// On the clock's thread, or for a time that is past on the thread that sets the timer. Queueing comes last: it may
/// drop the last reference.
void Timer::come_due() noexcept {
    bool calls = false;
    {
        std::lock_guard lock(lock_);
        plan_.rang = file_time_now();
        calls = plan_.completion.routine != nullptr;
        if (plan_.period > 0) {
            const int64_t now = base::monotonic_now();
            const int64_t behind = std::max<int64_t>(0, base::now(plan_.clock) - plan_.due);
            plan_.clock = Clock::monotonic;
            plan_.due = now - behind % plan_.period + plan_.period;
            if (!shared() || calls) static_cast<void>(AlarmClock::set(*this, plan_.clock, plan_.due));
        }
    }
    if (!shared()) signal(1);
    if (calls) queue_completion();
}

void Timer::queue_completion() noexcept {
    if (!try_retain()) return;  // its last handle is closed
    const base::Ref<Timer> self = base::Ref<Timer>::adopt(this);
    base::Ref<Thread> thread;
    {
        std::lock_guard lock(lock_);
        if (std::exchange(plan_.queued, true)) return;
        thread = plan_.completion.thread;
    }
    retain();  // the queue's
    if (succeeded(thread->queue_apc(apc_))) return;
    release();
    std::lock_guard lock(lock_);
    plan_.queued = false;
}

void Timer::take_back_completion() noexcept {
    Completion completion;
    {
        std::lock_guard lock(lock_);
        completion = std::exchange(plan_.completion, {});
    }
    if (!completion.thread || !completion.thread->remove_apc(apc_)) return;
    {
        std::lock_guard lock(lock_);
        plan_.queued = false;
    }
    release();
}

Status Timer::share() noexcept {
    std::lock_guard setting(setting_);
    if (shared()) return Status::ok;
    const bool armed = AlarmClock::cancel(*this);
    const Status status = share_count(1);
    std::lock_guard lock(lock_);
    if (!armed) return status;
    if (succeeded(status)) {
        shared()->start(plan_.clock, plan_.due, plan_.period, shared::SharedObject::Signal::keep);
        if (!plan_.completion.routine) return status;
    }
    const Status again = AlarmClock::set(*this, plan_.clock, plan_.due);
    return failed(status) ? status : again;
}

Status Timer::CompletionApc::run() {
    Completion completion;
    uint64_t rang = 0;
    {
        std::lock_guard lock(timer_.lock_);
        timer_.plan_.queued = false;
        completion = timer_.plan_.completion;
        rang = timer_.plan_.rang;
    }
    timer_.release();  // perhaps the last: nothing here is used any more
    if (!completion.routine) return Status::ok;
    return call_user([&] {
        completion.routine(completion.argument, static_cast<uint32_t>(rang), static_cast<uint32_t>(rang >> 32));
    });
}

void Timer::CompletionApc::discard() noexcept {
    {
        std::lock_guard lock(timer_.lock_);
        timer_.plan_.queued = false;
    }
    timer_.release();
}

}  // namespace handleapi
