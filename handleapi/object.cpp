// SPDX-License-Identifier: LGPL-2.1-or-later
// The slow paths of object.hpp: contention for the word, and releasing waiters.
#include "handleapi/object.hpp"

#include "handleapi/child_description.hpp"
#include "handleapi/shared/named.hpp"
#include "handleapi/shared/shared_object.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"

namespace handleapi {

bool Object::describe_for_child(ChildDescription& description) {
    if (failed(share())) return false;
    const auto descriptor = shared()->descriptor();
    if (!descriptor) return false;
    description.descriptor = *descriptor;
    description.close_descriptor = true;
    return true;
}

Acquired Object::try_own() noexcept {
    if (shared()) return try_acquire_shared();
    if (!held_by(current_thread_id()) && !try_take()) return Acquired::no;
    return take_ownership() ? Acquired::abandoned : Acquired::yes;
}

Acquired Object::try_acquire_shared() noexcept {
    const Acquired how = shared()->try_acquire();
    if (how != Acquired::no && is_owned_kind()) static_cast<void>(take_ownership());
    return how;
}

void Object::drop_shared() noexcept { delete shared(); }

/// A named object is found by name until it is gone; another thread that finds it now finds it dead.
void Object::last_release() noexcept {
    if (shared()) shared::forget(*this);
    delete this;
}

base::Status Object::share_count(uint32_t maximum) noexcept {
    if (shared()) return base::Status::ok;
    auto made = shared::SharedObject::create_unnamed({type_, consume_, 0, maximum});
    if (!made) return made.status();
    WakeList wakes;
    ObjectLock lock(*this);
    if (shared()) return base::Status::ok;  // another thread was faster
    made->object->continue_as(lock.count, 0, 0, false);
    move_to(made->object.release(), lock, wakes);
    return base::Status::ok;
}

void Object::move_to(shared::SharedObject* state, ObjectLock& lock, WakeList& wakes) noexcept {
    lock.count = 0;
    shared_.store(state, std::memory_order_release);
    while (WaitEntry* entry = waiters_.pop_front()) {
        const void* address = entry->block->address();
        if (entry->block->interrupt()) wakes.add(address);
    }
}

bool Object::try_take_locked() noexcept {
    ObjectLock lock(*this);
    return lock.consume();
}

void Object::give_back() noexcept {
    uint32_t previous = 0;
    if (consume_ == Consume::one) static_cast<void>(add(1, UINT32_MAX, previous));
    if (consume_ == Consume::own && shared()) return shared()->make_free();
    if (consume_ == Consume::all || consume_ == Consume::own) signal(1);
}

void Object::clear() noexcept {
    uint64_t word = word_.load(std::memory_order_relaxed);
    for (;;) {
        if (word & kShared) return shared()->reset();
        if (word & kLocked) {
            static_cast<void>(lock());
            unlock(0);
            word = word_.load(std::memory_order_relaxed);
            if (!(word & kShared)) return;
            continue;
        }
        if (word_.compare_exchange_weak(word, static_cast<uint32_t>(word), std::memory_order_acq_rel,
                                        std::memory_order_relaxed)) {
            return;
        }
    }
}

bool Object::add(uint32_t count, uint32_t maximum, uint32_t& previous) noexcept {
    uint64_t word = word_.load(std::memory_order_relaxed);
    while (!(word & (kLocked | kWaiters | kShared))) {
        previous = count_of(word);
        if (count > maximum - previous) return false;
        if (word_.compare_exchange_weak(word, word + count * kOne, std::memory_order_acq_rel,
                                        std::memory_order_relaxed)) {
            return true;
        }
    }
    bool wait_alls = false;
    if (!shared()) {
        WakeList wakes;
        ObjectLock lock(*this);
        if (!shared()) {  // it may have become so meanwhile
            previous = lock.count;
            if (count > maximum - previous) return false;
            lock.count += count;
            wait_alls = release_waiters(lock, wakes);
        }
    }
    if (shared()) return succeeded(shared()->post(count, previous));
    if (wait_alls) WaitAll::complete_any_on(*this);
    return true;
}

void Object::signal_waiters(uint32_t count, AfterSignal after) noexcept {
    bool wait_alls = false;
    if (!shared()) {
        WakeList wakes;
        ObjectLock lock(*this);
        if (!shared()) {  // it may have become so meanwhile
            lock.count = count;
            wait_alls = release_waiters(lock, wakes);
            if (after == AfterSignal::clear && !wait_alls) lock.count = 0;
        }
    }
    if (shared()) return after == AfterSignal::clear ? shared()->pulse() : shared()->set();
    if (!wait_alls) return;
    WaitAll::complete_any_on(*this);
    if (after == AfterSignal::clear) clear();
}

/// Satisfies waits in order while the count lasts; returns whether somebody waits for this object among others.
bool Object::release_waiters(ObjectLock& lock, WakeList& wakes) noexcept {
    bool wait_alls = false;
    for (WaitEntry* entry = waiters_.front(); entry && lock.count != 0;) {
        WaitEntry& candidate = *entry;
        entry = waiters_.after(candidate);
        if (candidate.all) {
            wait_alls = true;
            continue;
        }
        waiters_.remove(candidate);
        WaitBlock& block = *candidate.block;
        const void* address = block.address();
        if (candidate.looks_itself) {
            if (block.interrupt()) wakes.add(address);
            continue;
        }
        if (block.satisfy(candidate.index)) {
            static_cast<void>(lock.consume());
            wakes.add(address);
        }
    }
    return wait_alls;
}

uint64_t Object::lock_contended() noexcept {
    uint64_t word = word_.load(std::memory_order_relaxed);
    for (;;) {
        if (!(word & kLocked)) {
            // Others may still sleep for the lock: keep the bit that makes the next unlock wake one of them.
            if (word_.compare_exchange_weak(word, word | kLocked | kContended, std::memory_order_acquire,
                                            std::memory_order_relaxed)) {
                return word;
            }
        } else if ((word & kContended) ||
                   word_.compare_exchange_weak(word, word | kContended, std::memory_order_relaxed)) {
            {
                const base::MayStop waiting;
                static_cast<void>(base::futex_wait(lock_half(), static_cast<uint32_t>(word | kContended)));
            }
            word = word_.load(std::memory_order_relaxed);
        }
    }
}

void Object::wake_lock_waiter() noexcept { base::futex_wake(lock_half(), 1); }

}  // namespace handleapi
