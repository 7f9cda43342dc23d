// SPDX-License-Identifier: LGPL-2.1-or-later
// See wait.hpp.
#include "handleapi/wait.hpp"

#include <sched.h>

#include <mutex>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/shared/mixed_wait.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {
namespace {

constinit base::Lock wait_all_lock;  // held by whoever takes the locks of several objects

/// Not an outcome: one of the objects has become shared, and the wait goes on there.
constexpr WaitOutcome kGoOnShared = 0xFFFF'FFFF;

WaitOutcome outcome_of(uint32_t state) noexcept {
    if (state == WaitBlock::kInterrupted) return kGoOnShared;
    if (state >= WaitBlock::kSatisfied) return kWaitObject0 + (state - WaitBlock::kSatisfied);
    return state == WaitBlock::kAlerted ? kWaitIoCompletion : kWaitTimeout;
}

/// An APC queued before begin() does not alert the block: this look, after begin(), finds it.
void alert_if_pending(Thread& thread, Alertable alertable) noexcept {
    if (alertable == Alertable::yes && thread.apcs_pending()) static_cast<void>(thread.wait_block().alert());
}

/// What an alertable wait finds before it would block.
bool has_apcs(Alertable alertable) { return alertable == Alertable::yes && current_thread().apcs_pending(); }

/// The outcome of a wait that object `index` satisfied, after the calling thread became its owner where that applies.
WaitOutcome satisfied_by(Object& object, uint32_t index) noexcept {
    const bool abandoned = object.is_owned_kind() && object.take_ownership();
    return (abandoned ? kWaitAbandoned0 : kWaitObject0) + index;
}

WaitOutcome acquired(Acquired how, uint32_t index) noexcept {
    return (how == Acquired::abandoned ? kWaitAbandoned0 : kWaitObject0) + index;
}

/// The outcome of a wait that took all objects; mutexes among them get their owner.
WaitOutcome own_all(std::span<Object* const> objects) noexcept {
    bool abandoned = false;
    for (Object* object : objects) {
        if (object->is_owned_kind()) abandoned |= object->take_ownership();
    }
    return abandoned ? kWaitAbandoned0 : kWaitObject0;
}

/// A thread that may come to own a mutex needs its object before it does.
void prepare_to_own(std::span<Object* const> objects) {
    if (current_thread_pointer) return;
    for (const Object* object : objects) {
        if (object->is_owned_kind()) static_cast<void>(current_thread());
    }
}

/// Puts the entry into the object's list; false when the object is signaled, and then perhaps has satisfied the wait.
bool enqueue_or_take(Object& object, WaitEntry& entry) noexcept {
    ObjectLock lock(object);
    if (object.shared()) {
        static_cast<void>(entry.block->interrupt());
        return false;
    }
    if (lock.count != 0) {
        // Lost when an object of lower index was signaled since: then that one is taken, and this one is not.
        if (entry.block->satisfy(entry.index)) static_cast<void>(lock.consume());
        return false;
    }
    lock.enqueue(entry);
    return true;
}

/// Sleeps until the wait ends and takes its entries out of the lists.
WaitOutcome finish_any(Thread& thread, std::span<Object* const> objects, std::span<WaitEntry> entries,
                       int64_t deadline) noexcept {
    const uint32_t state = thread.sleep(deadline);
    const WaitOutcome outcome = outcome_of(state);
    for (uint32_t i = 0; i < entries.size(); ++i) {
        if (outcome == kWaitObject0 + i) continue;  // its signaller took the entry out of the list
        ObjectLock lock(*objects[i]);
        lock.dequeue(entries[i]);
    }
    if (state < WaitBlock::kSatisfied) return outcome;  // also kGoOnShared
    return satisfied_by(*objects[outcome - kWaitObject0], outcome - kWaitObject0);
}

WaitOutcome block_any(std::span<Object* const> objects, std::span<WaitEntry> entries, int64_t deadline,
                      Alertable alertable) {
    Thread& thread = current_thread();
    WaitBlock& block = thread.wait_block();
    block.begin(alertable);
    uint32_t listed = 0;
    for (; listed < objects.size(); ++listed) {
        entries[listed].block = &block;
        entries[listed].index = listed;
        if (!enqueue_or_take(*objects[listed], entries[listed])) break;
    }
    alert_if_pending(thread, alertable);
    return finish_any(thread, objects, entries.first(listed), deadline);
}

WaitOutcome block_any_or_shared(std::span<Object* const> objects, std::span<WaitEntry> entries, uint32_t milliseconds,
                                Alertable alertable) {
    const int64_t deadline = deadline_after(milliseconds);
    if (!shared::any_shared(objects)) {
        const WaitOutcome outcome = block_any(objects, entries, deadline, alertable);
        if (outcome != kGoOnShared) return outcome;
    }
    return shared::mixed_wait(objects, shared::WaitFor::any, deadline, alertable);
}

}  // namespace

int64_t deadline_after(uint32_t milliseconds) noexcept {
    if (milliseconds == kInfinite) return base::kNoDeadline;
    return base::monotonic_now() + int64_t{milliseconds} * 1'000'000;
}

WaitOutcome wait_one(Object& object, uint32_t milliseconds, Alertable alertable) {
    Object* const objects[] = {&object};
    if (object.is_owned_kind()) prepare_to_own(objects);
    if (const Acquired how = object.try_acquire(); how != Acquired::no) return acquired(how, 0);
    if (has_apcs(alertable)) return kWaitIoCompletion;
    if (milliseconds == 0) return kWaitTimeout;
    WaitEntry entry[1];
    return block_any_or_shared(objects, entry, milliseconds, alertable);
}

base::Result<WaitOutcome> signal_and_wait(Signaling& other, Object& object, uint32_t milliseconds,
                                          Alertable alertable) {
    if (object.shared()) {
        // Other processes are not held up between the two; only a pulse could tell.
        const base::Status signaled = other.signal();
        return failed(signaled) ? base::Result<WaitOutcome>(signaled) : wait_one(object, milliseconds, alertable);
    }
    Object* const objects[] = {&object};
    Thread& thread = current_thread();
    WaitBlock& block = thread.wait_block();
    WaitEntry entry[1];
    entry[0].block = &block;
    block.begin(alertable);
    {
        ObjectLock lock(object);
        lock.enqueue(entry[0]);
    }
    const base::Status signaled = other.signal();
    bool satisfied = false;
    bool withdrawn = false;
    {
        ObjectLock lock(object);
        // An entry that is no longer listed has been satisfied, perhaps by the signaling itself. It may be at any time
        // once the lock is released: what is known now decides.
        satisfied = !entry[0].link.linked();
        withdrawn = !satisfied && (failed(signaled) || lock.count != 0 || object.held_by(thread.id()));
        if (withdrawn) lock.dequeue(entry[0]);
    }
    if (failed(signaled)) {
        if (block.time_out() >= WaitBlock::kSatisfied) object.give_back();
        return signaled;
    }
    if (withdrawn) {
        // It was signaled before this wait: an ordinary wait finds it so, or waits on if others were faster.
        static_cast<void>(block.time_out());
        return wait_one(object, milliseconds, alertable);
    }
    const int64_t deadline = deadline_after(milliseconds);
    if (!satisfied) {
        alert_if_pending(thread, alertable);
        if (milliseconds == 0) static_cast<void>(block.time_out());
    }
    const WaitOutcome outcome = finish_any(thread, objects, {entry, 1}, deadline);
    if (outcome != kGoOnShared) return outcome;
    return shared::mixed_wait(objects, shared::WaitFor::any, deadline, alertable);
}

WaitOutcome wait_any(std::span<Object* const> objects, uint32_t milliseconds, Alertable alertable) {
    prepare_to_own(objects);
    for (uint32_t i = 0; i < objects.size(); ++i) {
        if (const Acquired how = objects[i]->try_acquire(); how != Acquired::no) return acquired(how, i);
    }
    if (has_apcs(alertable)) return kWaitIoCompletion;
    if (milliseconds == 0) return kWaitTimeout;
    WaitEntry entries[kMaximumWaitObjects];
    return block_any_or_shared(objects, entries, milliseconds, alertable);
}

WaitOutcome wait_all(std::span<Object* const> objects, uint32_t milliseconds, Alertable alertable) {
    prepare_to_own(objects);
    const bool shares = shared::any_shared(objects);
    if (!shares && WaitAll::try_now(objects)) return own_all(objects);
    if (!shares && has_apcs(alertable)) return kWaitIoCompletion;
    if (!shares && milliseconds == 0) return kWaitTimeout;
    const int64_t deadline = deadline_after(milliseconds);
    if (!shares) {
        const WaitOutcome outcome = WaitAll(objects, current_thread()).run(deadline, alertable);
        if (outcome == kWaitObject0) return own_all(objects);
        if (outcome != kGoOnShared) return outcome;
    }
    return shared::mixed_wait(objects, shared::WaitFor::all, deadline, alertable);
}

WaitOutcome sleep(uint32_t milliseconds, Alertable alertable) {
    if (has_apcs(alertable)) return kWaitIoCompletion;
    if (milliseconds == 0) {
        sched_yield();
        return kWaitTimeout;
    }
    return block_any({}, {}, deadline_after(milliseconds), alertable);
}

WaitAll::WaitAll(std::span<Object* const> objects, Thread& thread) noexcept
    : objects_(objects), block_(thread.wait_block()), thread_id_(thread.id()) {}

WaitOutcome WaitAll::run(int64_t deadline, Alertable alertable) {
    Thread& thread = current_thread();
    block_.begin(alertable);
    {
        std::lock_guard lock(wait_all_lock);
        enqueue();
        // A signal that came before the entries were in place has called no complete_any_on for them.
        static_cast<void>(try_complete());
        if (shared::any_shared(objects_)) static_cast<void>(block_.interrupt());
    }
    alert_if_pending(thread, alertable);
    const WaitOutcome outcome = outcome_of(thread.sleep(deadline));
    // Also when satisfied: whoever did it may still be using this object under the lock.
    std::lock_guard lock(wait_all_lock);
    dequeue();
    return outcome;
}

bool WaitAll::try_now(std::span<Object* const> objects) noexcept {
    const uint32_t thread_id = current_thread_id();
    for (Object* object : objects) {
        if (!object->signaled() && !object->held_by(thread_id)) return false;
    }
    std::lock_guard lock(wait_all_lock);
    return take_all(objects, thread_id, [] { return true; });
}

bool WaitAll::try_with(std::span<Object* const> objects, bool (*decide)(void*), void* context) noexcept {
    std::lock_guard lock(wait_all_lock);
    return take_all(objects, current_thread_id(), [=] { return decide(context); });
}

template <typename Decide>
bool WaitAll::take_all(std::span<Object* const> objects, uint32_t thread_id, Decide decide) noexcept {
    uint32_t counts[kMaximumWaitObjects];
    bool complete = true;
    size_t locked = 0;
    for (; locked < objects.size() && complete; ++locked) {
        counts[locked] = objects[locked]->lock();
        complete = counts[locked] != 0 || objects[locked]->held_by(thread_id);
    }
    const bool taken = complete && decide();
    for (size_t i = 0; i < locked; ++i) {
        Object& object = *objects[i];
        object.unlock(taken && counts[i] != 0 ? object.after_wait(counts[i]) : counts[i]);
    }
    return taken;
}

bool WaitAll::try_complete() noexcept {
    return take_all(objects_, thread_id_, [this] { return block_.satisfy(0); });
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
