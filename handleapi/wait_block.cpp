// SPDX-License-Identifier: LGPL-2.1-or-later
// See wait_block.hpp.
#include "handleapi/wait_block.hpp"

namespace handleapi {

uint32_t WaitBlock::sleep(int64_t deadline) noexcept {
    for (;;) {
        const uint32_t state = state_.load(std::memory_order_acquire);
        if (has_ended(state)) return state;
        if (base::futex_wait(&state_, state, deadline) == base::FutexWake::timed_out) return time_out();
    }
}

uint32_t WaitBlock::doze(int64_t until) noexcept {
    const uint32_t state = state_.load(std::memory_order_acquire);
    if (has_ended(state)) return state;
    static_cast<void>(base::futex_wait(&state_, state, until));
    return state_.load(std::memory_order_acquire);
}

}  // namespace handleapi
