// SPDX-License-Identifier: LGPL-2.1-or-later
// CallGate: one word holds the running count (low half), the number of waiters and the closed bit, so that a call that
// ends knows from its own decrement whether somebody must be told.
#include "rpcrt4/server/call_gate.hpp"

namespace rpcrt4::server {

/// A refused call is never counted: it would take the place of one that could be admitted.
CallGate::Entry CallGate::enter(uint32_t limit) noexcept {
    uint64_t state = state_.load(std::memory_order_acquire);
    do {
        if ((state & kClosed) != 0) return Entry::closed;
        if (static_cast<uint32_t>(state) >= limit) return Entry::full;
    } while (!state_.compare_exchange_weak(state, state + 1, std::memory_order_acq_rel, std::memory_order_acquire));
    return Entry::admitted;
}

void CallGate::leave() noexcept {
    const uint64_t before = state_.fetch_sub(1, std::memory_order_acq_rel);
    if ((before & kWaiterMask) == 0) return;
    std::lock_guard lock(mutex_);
    emptied_.notify_all();
}

void CallGate::wait_until_at_most(uint32_t remaining) {
    std::unique_lock lock(mutex_);
    state_.fetch_add(kWaiter, std::memory_order_acq_rel);
    emptied_.wait(lock, [&] { return running() <= remaining; });
    state_.fetch_sub(kWaiter, std::memory_order_acq_rel);
}

}  // namespace rpcrt4::server
