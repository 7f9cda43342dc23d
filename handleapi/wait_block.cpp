// SPDX-License-Identifier: LGPL-2.1-or-later
// See wait_block.hpp.
#include "handleapi/wait_block.hpp"

namespace handleapi {

uint32_t WaitBlock::sleep(int64_t deadline) noexcept {
    for (;;) {
        const uint32_t state = state_.load(std::memory_order_acquire);
        if (state != kWaiting && state != kWaitingAlertable) return state;
        if (base::futex_wait(&state_, state, deadline) == base::FutexWake::timed_out && end(kTimedOut))
            return kTimedOut;
    }
}

}  // namespace handleapi
