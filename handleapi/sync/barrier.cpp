// SPDX-License-Identifier: LGPL-2.1-or-later
// See barrier.hpp. Members: Reserved1 the number of threads, Reserved2 how many have arrived, Reserved3[0] the phase
// (futex word), Reserved3[1] how many are inside (futex word), Reserved4 the spin count.
#include "handleapi/sync/barrier.hpp"

#include <sched.h>

#include <climits>

#include "handleapi/base/futex.hpp"
#include "handleapi/sync/spin.hpp"
#include "handleapi/sync/word.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::barrier {

using base::Status;

namespace {

constexpr uint32_t kDefaultSpins = 2000;

base::AtomicRef<uint32_t> arrived(SYNCHRONIZATION_BARRIER& barrier) noexcept {
    return base::AtomicRef<uint32_t>(barrier.Reserved2);
}
base::AtomicRef<uint32_t> phase(SYNCHRONIZATION_BARRIER& barrier) noexcept { return low_word(&barrier.Reserved3[0]); }
base::AtomicRef<uint32_t> inside(SYNCHRONIZATION_BARRIER& barrier) noexcept { return low_word(&barrier.Reserved3[1]); }

void open_next_phase(SYNCHRONIZATION_BARRIER& barrier) noexcept {
    arrived(barrier).store(0, std::memory_order_relaxed);
    phase(barrier).fetch_add(1, std::memory_order_acq_rel);
    base::futex_wake(&barrier.Reserved3[0], INT_MAX);
}

void wait_for_next_phase(SYNCHRONIZATION_BARRIER& barrier, uint32_t mine, Patience patience) noexcept {
    const auto over = [&] { return phase(barrier).load(std::memory_order_acquire) != mine; };
    if (patience == Patience::spin_only) {
        while (!spin_until(kDefaultSpins, over)) sched_yield();  // more threads than processors, maybe
        return;
    }
    if (patience == Patience::spin_then_block && spin_until(barrier.Reserved4, over)) return;
    BlockingScope blocking;
    while (!over()) static_cast<void>(base::futex_wait(&barrier.Reserved3[0], mine));
}

/// The last thing done with the barrier; afterwards it may be gone.
void leave(SYNCHRONIZATION_BARRIER& barrier) noexcept {
    if (inside(barrier).fetch_sub(1, std::memory_order_acq_rel) == 1) base::futex_wake(&barrier.Reserved3[1], INT_MAX);
}

}  // namespace

Status initialize(SYNCHRONIZATION_BARRIER& barrier, int32_t threads, int32_t spin_count) noexcept {
    if (threads < 1 || spin_count < -1) return Status::error_invalid_parameter;
    barrier = {};
    barrier.Reserved1 = static_cast<uint32_t>(threads);
    barrier.Reserved4 = spin_count < 0 ? kDefaultSpins : static_cast<uint32_t>(spin_count);
    return Status::ok;
}

bool enter(SYNCHRONIZATION_BARRIER& barrier, Patience patience) {
    inside(barrier).fetch_add(1, std::memory_order_relaxed);
    const uint32_t mine = phase(barrier).load(std::memory_order_acquire);
    const bool last = arrived(barrier).fetch_add(1, std::memory_order_acq_rel) + 1 == barrier.Reserved1;
    if (last) {
        open_next_phase(barrier);
    } else {
        wait_for_next_phase(barrier, mine, patience);
    }
    leave(barrier);
    return last;
}

void wait_until_left(SYNCHRONIZATION_BARRIER& barrier) {
    BlockingScope blocking;
    while (const uint32_t others = inside(barrier).load(std::memory_order_acquire)) {
        static_cast<void>(base::futex_wait(&barrier.Reserved3[1], others));
    }
}

}  // namespace handleapi::barrier
