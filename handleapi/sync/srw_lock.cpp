// SPDX-License-Identifier: LGPL-2.1-or-later
// See srw_lock.hpp: what happens when the lock is not simply free or simply held.
#include "handleapi/sync/srw_lock.hpp"

#include <climits>

#include "handleapi/base/futex.hpp"
#include "handleapi/seh.hpp"
#include "handleapi/sync/spin.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::srw {
namespace {

constexpr uint32_t kWriters = 1;  // futex channels
constexpr uint32_t kReaders = 2;
constexpr uint32_t kSpins = 60;  // bench: handle.srw.contended

bool is_free(SRWLOCK& lock) noexcept { return word_of(lock).load(std::memory_order_relaxed) == 0; }

/// Sets `bit` in a word that was `seen`, and sleeps on the result. False: the word has changed, or nobody woke us.
bool sleep_with(SRWLOCK& lock, uint32_t seen, uint32_t bit, uint32_t channel) noexcept {
    if ((seen & bit) == 0 && !word_of(lock).compare_exchange_strong(seen, seen | bit, std::memory_order_relaxed)) {
        return false;
    }
    return base::futex_wait_on(&lock, seen | bit, channel);
}

/// After the word has become zero. Only the address of the lock is used.
void wake(SRWLOCK& lock, uint32_t left) noexcept {
    if (left & kWriterSleeps) base::futex_wake_on(&lock, 1, kWriters);
    if (left & kReaderSleeps) base::futex_wake_on(&lock, INT_MAX, kReaders);
}

}  // namespace

void acquire_exclusive_slowly(SRWLOCK& lock) noexcept {
    if (spin_until(kSpins, [&] { return is_free(lock); }) && try_acquire_exclusive(lock)) return;
    BlockingScope blocking;
    uint32_t others = 0;
    for (;;) {
        uint32_t seen = word_of(lock).load(std::memory_order_relaxed);
        if (seen == 0) {
            if (word_of(lock).compare_exchange_weak(seen, kExclusive | others, std::memory_order_acquire)) return;
            continue;
        }
        if (sleep_with(lock, seen, kWriterSleeps, kWriters)) others = kWriterSleeps;
    }
}

void acquire_shared_slowly(SRWLOCK& lock) noexcept {
    if (try_acquire_shared(lock)) return;
    if (spin_until(kSpins, [&] { return is_free(lock); }) && try_acquire_shared(lock)) return;
    BlockingScope blocking;
    bool woken = false;
    for (;;) {
        uint32_t seen = word_of(lock).load(std::memory_order_relaxed);
        const uint32_t barriers = woken ? kExclusive : kExclusive | kWriterSleeps;
        if ((seen & barriers) == 0) {
            if (word_of(lock).compare_exchange_weak(seen, seen + kReader, std::memory_order_acquire)) return;
            continue;
        }
        woken = sleep_with(lock, seen, kReaderSleeps, kReaders) || woken;
    }
}

void release_exclusive_slowly(SRWLOCK& lock) {
    if (!(word_of(lock).load(std::memory_order_relaxed) & kExclusive)) raise(STATUS_RESOURCE_NOT_OWNED);
    wake(lock, word_of(lock).exchange(0, std::memory_order_release));
}

void release_shared_slowly(SRWLOCK& lock) {
    uint32_t seen = word_of(lock).load(std::memory_order_relaxed);
    for (;;) {
        if (seen < kReader) raise(STATUS_RESOURCE_NOT_OWNED);
        const bool last = seen < 2 * kReader;
        if (!word_of(lock).compare_exchange_weak(seen, last ? 0 : seen - kReader, std::memory_order_release,
                                                 std::memory_order_relaxed)) {
            continue;
        }
        if (last) wake(lock, seen);
        return;
    }
}

}  // namespace handleapi::srw
