// SPDX-License-Identifier: LGPL-2.1-or-later
// See wait.hpp.
#include "handleapi/wait.hpp"

#include <sched.h>

#include <mutex>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {
namespace {

constinit base::Lock wait_all_lock;  // held by whoever takes the locks of several objects

WaitOutcome outcome_of(uint32_t state) noexcept {
    if (state >= WaitBlock::kSatisfied) return kWaitObject0 + (state - WaitBlock::kSatisfied);
    return state == WaitBlock::kAlerted ? kWaitIoCompletion : kWaitTimeout;
}

/// An APC queued before begin() does not alert the block: this look, after begin(), finds it.
void alert_if_pending(Thread& thread, Alertable alertable) noexcept {
    if (alertable == Alertable::yes && thread.apcs_pending()) static_cast<void>(thread.wait_block().alert());
}

/// What an alertable wait finds before it would block.
bool has_apcs(Alertable alertable) { return alertable == Alertable::yes && current_thread().apcs_pending(); }

WaitOutcome block_any(std::span<Object* const> objects, std::span<WaitEntry> entries, int64_t deadline,
                      Alertable alertable) {
    Thread& thread = current_thread();
    WaitBlock& block = thread.wait_block();
    block.begin(alertable);
    uint32_t listed = 0;
    for (; listed < objects.size(); ++listed) {
        ObjectLock lock(*objects[listed]);
        if (lock.count != 0) {
            // Lost when an object of lower index was signaled since: then that one is taken, and this one is not.
            if (block.satisfy(listed)) static_cast<void>(lock.consume());
            break;
        }
        entries[listed].block = &block;
        entries[listed].index = listed;
        lock.enqueue(entries[listed]);
    }
    alert_if_pending(thread, alertable);
    const WaitOutcome outcome = outcome_of(thread.sleep(deadline));
    for (uint32_t i = 0; i < listed; ++i) {
        if (outcome == kWaitObject0 + i) continue;  // its signaller took the entry out of the list
        ObjectLock lock(*objects[i]);
        lock.dequeue(entries[i]);
    }
    return outcome;
}

}  // namespace

int64_t deadline_after(uint32_t milliseconds) noexcept {
    if (milliseconds == kInfinite) return base::kNoDeadline;
    return base::monotonic_now() + int64_t{milliseconds} * 1'000'000;
}

WaitOutcome wait_one(Object& object, uint32_t milliseconds, Alertable alertable) {
    if (object.try_acquire()) return kWaitObject0;
    if (has_apcs(alertable)) return kWaitIoCompletion;
    if (milliseconds == 0) return kWaitTimeout;
    Object* const objects[] = {&object};
    WaitEntry entry[1];
    return block_any(objects, entry, deadline_after(milliseconds), alertable);
}

WaitOutcome wait_any(std::span<Object* const> objects, uint32_t milliseconds, Alertable alertable) {
    for (uint32_t i = 0; i < objects.size(); ++i) {
        if (objects[i]->try_acquire()) return kWaitObject0 + i;
    }
    if (has_apcs(alertable)) return kWaitIoCompletion;
    if (milliseconds == 0) return kWaitTimeout;
    WaitEntry entries[kMaximumWaitObjects];
    return block_any(objects, entries, deadline_after(milliseconds), alertable);
}

WaitOutcome wait_all(std::span<Object* const> objects, uint32_t milliseconds, Alertable alertable) {
    if (WaitAll::try_now(objects)) return kWaitObject0;
    if (has_apcs(alertable)) return kWaitIoCompletion;
    if (milliseconds == 0) return kWaitTimeout;
    return WaitAll(objects, current_thread().wait_block()).run(deadline_after(milliseconds), alertable);
}

WaitOutcome sleep(uint32_t milliseconds, Alertable alertable) {
    if (has_apcs(alertable)) return kWaitIoCompletion;
    if (milliseconds == 0) {
        sched_yield();
        return kWaitTimeout;
    }
    return block_any({}, {}, deadline_after(milliseconds), alertable);
}

WaitOutcome WaitAll::run(int64_t deadline, Alertable alertable) {
    Thread& thread = current_thread();
    block_.begin(alertable);
    {
        std::lock_guard lock(wait_all_lock);
        enqueue();
        // A signal that came before the entries were in place has called no complete_any_on for them.
        static_cast<void>(try_complete());
    }
    alert_if_pending(thread, alertable);
    const WaitOutcome outcome = outcome_of(thread.sleep(deadline));
    // Also when satisfied: whoever did it may still be using this object under the lock.
    std::lock_guard lock(wait_all_lock);
    dequeue();
    return outcome;
}

bool WaitAll::try_now(std::span<Object* const> objects) noexcept {
    for (Object* object : objects) {
        if (!object->signaled()) return false;
    }
    std::lock_guard lock(wait_all_lock);
    return take_all(objects, [] { return true; });
}

template <typename Decide>
bool WaitAll::take_all(std::span<Object* const> objects, Decide decide) noexcept {
    uint32_t counts[kMaximumWaitObjects];
    bool complete = true;
    size_t locked = 0;
    for (; locked < objects.size() && complete; ++locked) {
        counts[locked] = objects[locked]->lock();
        complete = counts[locked] != 0;
    }
    const bool taken = complete && decide();
    for (size_t i = 0; i < locked; ++i) {
        Object& object = *objects[i];
        object.unlock(taken ? object.after_wait(counts[i]) : counts[i]);
    }
    return taken;
}

bool WaitAll::try_complete() noexcept {
    return take_all(objects_, [this] { return block_.satisfy(0); });
}

void WaitAll::complete_any_on(Object& object) noexcept {
    std::lock_guard lock(wait_all_lock);
    WaitAll* candidates = nullptr;
    {
        ObjectLock object_lock(object);
        for (WaitEntry* entry = object.waiters_.back(); entry; entry = object.waiters_.before(*entry)) {
            if (!entry->all) continue;
            entry->all->next_candidate_ = candidates;
            candidates = entry->all;
        }
    }
    for (; candidates; candidates = candidates->next_candidate_) {
        if (candidates->try_complete()) candidates->block_.wake();
    }
}

void WaitAll::enqueue() noexcept {
    for (uint32_t i = 0; i < objects_.size(); ++i) {
        entries_[i].block = &block_;
        entries_[i].all = this;
        entries_[i].index = i;
        ObjectLock lock(*objects_[i]);
        lock.enqueue(entries_[i]);
    }
}

void WaitAll::dequeue() noexcept {
    for (uint32_t i = 0; i < objects_.size(); ++i) {
        ObjectLock lock(*objects_[i]);
        lock.dequeue(entries_[i]);
    }
}

}  // namespace handleapi
