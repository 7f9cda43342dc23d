// SPDX-License-Identifier: LGPL-2.1-or-later
// See apc.hpp.
#include "handleapi/apc.hpp"

namespace handleapi {

base::Status ApcQueue::push(Apc& apc, WaitBlock& block, bool& alerted) {
    return state_.with([&](State& state) {
        if (state.closed) return base::Status::error_gen_failure;
        state.queue.push_back(apc);
        // The queue is marked before this look at the wait, the wait begins before its thread's look at the queue: one
        // of the two sees the other.
        pending_.store(true, std::memory_order_seq_cst);
        alerted = block.alert();
        return base::Status::ok;
    });
}

bool ApcQueue::remove(Apc& apc) noexcept {
    return state_.with([&](State& state) {
        if (!apc.link.linked()) return false;
        state.queue.remove(apc);
        pending_.store(!state.queue.empty(), std::memory_order_seq_cst);
        return true;
    });
}

Apc* ApcQueue::pop() {
    return state_.with([&](State& state) {
        Apc* apc = state.queue.pop_front();
        pending_.store(!state.queue.empty(), std::memory_order_seq_cst);
        return apc;
    });
}

base::Status ApcQueue::run_all() {
    while (Apc* apc = pop()) {
        if (const base::Status raised = apc->run(); failed(raised)) return raised;
    }
    return base::Status::ok;
}

void ApcQueue::close() noexcept {
    state_.with([](State& state) { state.closed = true; });
    while (Apc* apc = pop()) apc->discard();
}

}  // namespace handleapi
