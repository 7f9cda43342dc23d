// SPDX-License-Identifier: LGPL-2.1-or-later
// The slow paths of object.hpp: contention for the word, and releasing waiters.
#include "handleapi/object.hpp"

#include "handleapi/thread.hpp"
#include "handleapi/wait.hpp"

namespace handleapi {

Acquired Object::try_own() noexcept {
    if (!held_by(current_thread_id()) && !try_take()) return Acquired::no;
    return take_ownership() ? Acquired::abandoned : Acquired::yes;
}

bool Object::try_take_locked() noexcept {
    ObjectLock lock(*this);
    return lock.consume();
}

void Object::give_back() noexcept {
    uint32_t previous = 0;
    if (consume_ == Consume::one) static_cast<void>(add(1, UINT32_MAX, previous));
    if (consume_ == Consume::all || consume_ == Consume::own) signal(1);
}

void Object::clear() noexcept {
    uint64_t word = word_.load(std::memory_order_relaxed);
    for (;;) {
        if (word & kLocked) {
            ObjectLock lock(*this);
            lock.count = 0;
            return;
        }
        if (word_.compare_exchange_weak(word, static_cast<uint32_t>(word), std::memory_order_acq_rel,
                                        std::memory_order_relaxed)) {
            return;
        }
    }
}

bool Object::add(uint32_t count, uint32_t maximum, uint32_t& previous) noexcept {
    uint64_t word = word_.load(std::memory_order_relaxed);
    while (!(word & (kLocked | kWaiters))) {
        previous = count_of(word);
        if (count > maximum - previous) return false;
        if (word_.compare_exchange_weak(word, word + count * kOne, std::memory_order_acq_rel,
                                        std::memory_order_relaxed)) {
            return true;
        }
    }
    bool wait_alls = false;
    {
        WakeList wakes;
        ObjectLock lock(*this);
        previous = lock.count;
        if (count > maximum - previous) return false;
        lock.count += count;
        wait_alls = release_waiters(lock, wakes);
    }
    if (wait_alls) WaitAll::complete_any_on(*this);
    return true;
}

void Object::signal_waiters(uint32_t count, AfterSignal after) noexcept {
    bool wait_alls = false;
    {
        WakeList wakes;
        ObjectLock lock(*this);
        lock.count = count;
        wait_alls = release_waiters(lock, wakes);
        if (after == AfterSignal::clear && !wait_alls) lock.count = 0;
    }
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
            static_cast<void>(base::futex_wait(lock_half(), static_cast<uint32_t>(word | kContended)));
            word = word_.load(std::memory_order_relaxed);
        }
    }
}

void Object::wake_lock_waiter() noexcept { base::futex_wake(lock_half(), 1); }

}  // namespace handleapi
