// SPDX-License-Identifier: LGPL-2.1-or-later
// See pool_wait.hpp.
#include "handleapi/pool/pool_wait.hpp"

#include <sched.h>

#include <mutex>
#include <new>
#include <utility>

#include "handleapi/pool/thread_pool.hpp"

namespace handleapi {

bool WaitTask::set(base::Ref<Object> object, DueTime due) {
    std::unique_lock lock(lock_);
    const bool was_waiting = end_wait(lock);
    pool().reserve(*this);
    waiting_ = true;
    retain();  // the wait's, until it ends
    const Begun begun = begin(std::move(object));
    if (begun == Begun::satisfied) {
        finish(kWaitSignaled);
        release();
    } else if (begun == Begun::failed) {
        waiting_ = false;
        release();
        throw std::bad_alloc();
    } else if (due.when != base::kNoDeadline) {
        static_cast<void>(AlarmClock::set(*this, due.clock, due.when));
    }
    return was_waiting;
}

bool WaitTask::expire() {
    std::unique_lock lock(lock_);
    const bool was_waiting = end_wait(lock);
    pool().reserve(*this);
    pool().submit(*this, {.result = kWaitExpired, .owned = nullptr});
    return was_waiting;
}

bool WaitTask::disarm() noexcept {
    std::unique_lock lock(lock_);
    return end_wait(lock);
}

/// True when the wait was cancelled. One that has been satisfied already is waited for until it has been heard of,
/// which takes the signalling thread a moment.
bool WaitTask::end_wait(std::unique_lock<base::Lock>& lock) noexcept {
    while (waiting_) {
        if (cancel()) {
            waiting_ = false;
            AlarmClock::cancel_without_waiting(*this);
            release();  // not the last: whoever called this has one
            return true;
        }
        lock.unlock();
        sched_yield();
        lock.lock();
    }
    return false;
}

/// The wait has ended by itself; under the lock.
void WaitTask::finish(uint32_t result) noexcept {
    waiting_ = false;
    const bool owned = result == kWaitSignaled && object().is_owned_kind();
    if (result == kWaitSignaled && abandoned()) result = kWaitOfAbandoned;
    pool().submit(*this, {.result = result, .owned = owned ? base::Ref<Object>(object()) : nullptr});
}

void WaitTask::satisfied() noexcept {
    {
        std::lock_guard lock(lock_);
        AlarmClock::cancel_without_waiting(*this);
        finish(kWaitSignaled);
    }
    release();
}

void WaitTask::ring() noexcept {
    {
        std::lock_guard lock(lock_);
        // Set again after the alarm had been taken off the clock; or satisfied meanwhile.
        if (!waiting_ || AlarmClock::is_armed(*this) || !cancel()) return;
        finish(kWaitExpired);
    }
    release();
}

uint32_t WaitTask::result_of(const Activation& activation) noexcept {
    const bool abandoned = activation.owned && activation.owned->take_ownership();
    return abandoned ? kWaitOfAbandoned : activation.result;
}

}  // namespace handleapi
