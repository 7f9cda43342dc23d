// SPDX-License-Identifier: LGPL-2.1-or-later
// See wait_block.hpp.
#include "handleapi/wait_block.hpp"

#include "handleapi/idle_work.hpp"

namespace handleapi {
namespace {

std::atomic<IdleWork*> idle_work{nullptr};

base::FutexWake sleep_on(const base::Atomic<uint32_t>& word, uint32_t expected, int64_t deadline) noexcept {
    IdleWork* const work = idle_work.load(std::memory_order_acquire);
    if (work && work->sleep(word, expected, deadline)) return base::FutexWake::woken;
    return base::futex_wait(&word, expected, deadline);
}

}  // namespace

void set_idle_work(IdleWork& work) noexcept { idle_work.store(&work, std::memory_order_release); }

/// A sleeper that moves from one place to the other looks at its word in between.
void wake_sleeper(const void* address) noexcept {
    IdleWork* const work = idle_work.load(std::memory_order_acquire);
    if (!work || !work->wake(address)) base::futex_wake(address, 1);
}

uint32_t WaitBlock::sleep(int64_t deadline) noexcept {
    for (;;) {
        const uint32_t state = state_.load(std::memory_order_acquire);
        if (has_ended(state)) return state;
        if (sleep_on(state_, state, deadline) == base::FutexWake::timed_out) return time_out();
    }
}

uint32_t WaitBlock::doze(int64_t until) noexcept {
    uint32_t state = state_.load(std::memory_order_acquire);
    if (has_ended(state)) return state;
    if (!(state & kNudged)) static_cast<void>(sleep_on(state_, state, until));
    // Whoever nudges again from here on changes the word.
    state = state_.load(std::memory_order_acquire);
    while (!has_ended(state) && (state & kNudged)) {
        if (state_.compare_exchange_weak(state, state & ~kNudged, std::memory_order_seq_cst,
                                         std::memory_order_acquire)) {
            return state & ~kNudged;
        }
    }
    return state;
}

}  // namespace handleapi
