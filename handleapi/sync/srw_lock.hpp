// SPDX-License-Identifier: LGPL-2.1-or-later
// Slim reader/writer locks: the four low bytes of the SRWLOCK are the whole lock and the futex word; zero is free.
//
// State, in one word: a bit for the writer, a count of readers, and two bits that say somebody of that kind may be
// sleeping. The rules that keep sleepers from being forgotten:
//   - the bits of sleepers are set only while the lock is held, and the last release clears the whole word at once, so
//     that nothing of the lock is touched afterwards: the next owner may free it;
//   - that release wakes one writer and every reader of those kinds whose bit was set;
//   - a writer that has slept takes the lock with the writers' bit set, since others may sleep as he did;
//   - a waiting writer keeps new readers out, but not those that were woken, so neither kind starves.
// Not recursive and without owner, as documented. Releasing what is not held raises STATUS_RESOURCE_NOT_OWNED.
#pragma once

#include <cstdint>

#include "handleapi/sync/word.hpp"

#include <synchapi.h>

namespace handleapi::srw {

constexpr uint32_t kExclusive = 1;
constexpr uint32_t kWriterSleeps = 2;
constexpr uint32_t kReaderSleeps = 4;
constexpr uint32_t kReader = 8;

inline base::AtomicRef<uint32_t> word_of(SRWLOCK& lock) noexcept { return low_word(&lock.Ptr); }

void acquire_exclusive_slowly(SRWLOCK& lock) noexcept;
void acquire_shared_slowly(SRWLOCK& lock) noexcept;
void release_exclusive_slowly(SRWLOCK& lock);
void release_shared_slowly(SRWLOCK& lock);

inline bool try_acquire_exclusive(SRWLOCK& lock) noexcept {
    uint32_t free = 0;
    return word_of(lock).compare_exchange_strong(free, kExclusive, std::memory_order_acquire,
                                                 std::memory_order_relaxed);
}

inline bool try_acquire_shared(SRWLOCK& lock) noexcept {
    uint32_t seen = word_of(lock).load(std::memory_order_relaxed);
    while ((seen & (kExclusive | kWriterSleeps)) == 0) {
        if (word_of(lock).compare_exchange_weak(seen, seen + kReader, std::memory_order_acquire,
                                                std::memory_order_relaxed)) {
            return true;
        }
    }
    return false;
}

inline void acquire_exclusive(SRWLOCK& lock) noexcept {
    if (!try_acquire_exclusive(lock)) acquire_exclusive_slowly(lock);
}

inline void acquire_shared(SRWLOCK& lock) noexcept {
    uint32_t free = 0;
    if (!word_of(lock).compare_exchange_strong(free, kReader, std::memory_order_acquire, std::memory_order_relaxed)) {
        acquire_shared_slowly(lock);
    }
}

inline void release_exclusive(SRWLOCK& lock) {
    uint32_t held = kExclusive;
    if (!word_of(lock).compare_exchange_strong(held, 0, std::memory_order_release, std::memory_order_relaxed)) {
        release_exclusive_slowly(lock);
    }
}

inline void release_shared(SRWLOCK& lock) {
    uint32_t held = kReader;
    if (!word_of(lock).compare_exchange_strong(held, 0, std::memory_order_release, std::memory_order_relaxed)) {
        release_shared_slowly(lock);
    }
}

}  // namespace handleapi::srw
