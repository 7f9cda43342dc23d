// SPDX-License-Identifier: LGPL-2.1-or-later
// The slow paths of object.hpp: contention for the word, and releasing waiters.
#include "handleapi/object.hpp"

#include "handleapi/wait.hpp"

namespace handleapi {

bool Object::try_acquire_locked() noexcept {
    ObjectLock lock(*this);
    return lock.consume();
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

void Object::signal_waiters(uint32_t count, AfterSignal after) noexcept {
    bool wait_alls = false;
    {
        WakeList wakes;
        ObjectLock lock(*this);
        lock.count = count;
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
        if (after == AfterSignal::clear && !wait_alls) lock.count = 0;
    }
    if (!wait_alls) return;
    WaitAll::complete_any_on(*this);
    if (after == AfterSignal::clear) clear();
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
