// SPDX-License-Identifier: LGPL-2.1-or-later
// See init_once.hpp.
#include "handleapi/sync/init_once.hpp"

#include <climits>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/schedule.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::init_once {

using base::Result;
using base::Status;

namespace {

constexpr uintptr_t kUntouched = 0;
constexpr uintptr_t kRunning = 1;
constexpr uintptr_t kDone = 2;
constexpr uintptr_t kRunningAsynchronously = 3;
constexpr uintptr_t kAwaited = 5;
constexpr uintptr_t kStateBits = (uintptr_t{1} << INIT_ONCE_CTX_RESERVED_BITS) - 1;

base::AtomicRef<uintptr_t> state_of(INIT_ONCE& once) noexcept {
    return base::AtomicRef<uintptr_t>(*static_cast<uintptr_t*>(static_cast<void*>(&once)));
}

bool is_done(uintptr_t state) noexcept { return (state & kStateBits) == kDone; }

Progress done(uintptr_t state) noexcept { return {false, reinterpret_cast<void*>(state & ~kStateBits)}; }

void wait_while_running(INIT_ONCE& once, uintptr_t state) noexcept {
    if (state == kRunning && !state_of(once).compare_exchange_strong(state, kAwaited, std::memory_order_relaxed))
        return;
    BlockingScope blocking;
    static_cast<void>(base::futex_wait(&once, static_cast<uint32_t>(kAwaited)));
}

/// Why nothing could be completed: the other protocol is in progress, or nothing is.
Status refusal(uintptr_t state) noexcept {
    const bool in_progress = state == kRunning || state == kAwaited || state == kRunningAsynchronously;
    return in_progress ? Status::error_invalid_parameter : Status::error_gen_failure;
}

/// Leaves a running state for `next`.
Status finish_synchronous(INIT_ONCE& once, uintptr_t next) noexcept {
    uintptr_t state = state_of(once).load(std::memory_order_relaxed);
    do {
        if (state != kRunning && state != kAwaited) return refusal(state);
    } while (!state_of(once).compare_exchange_weak(state, next, std::memory_order_acq_rel));
    if (state == kAwaited) base::futex_wake(&once, INT_MAX);
    return Status::ok;
}

Status finish_asynchronous(INIT_ONCE& once, uintptr_t next) noexcept {
    uintptr_t state = kRunningAsynchronously;
    if (state_of(once).compare_exchange_strong(state, next, std::memory_order_acq_rel)) return Status::ok;
    return refusal(state);
}

}  // namespace

Result<Progress> begin(INIT_ONCE& once, Protocol protocol) {
    const bool synchronous = protocol == Protocol::synchronous;
    for (;;) {
        uintptr_t state = state_of(once).load(std::memory_order_acquire);
        if (is_done(state)) return done(state);
        if (state == kUntouched) {
            const uintptr_t next = synchronous ? kRunning : kRunningAsynchronously;
            if (state_of(once).compare_exchange_weak(state, next, std::memory_order_acquire)) {
                return Progress{true, nullptr};
            }
            continue;
        }
        if (synchronous != (state != kRunningAsynchronously)) return Status::error_invalid_parameter;
        if (!synchronous) return Progress{true, nullptr};
        wait_while_running(once, state);
    }
}

Result<Progress> check(INIT_ONCE& once) {
    const uintptr_t state = state_of(once).load(std::memory_order_acquire);
    return is_done(state) ? Result<Progress>(done(state)) : Result<Progress>(Status::error_gen_failure);
}

Status complete(INIT_ONCE& once, Protocol protocol, void* context) {
    const auto value = reinterpret_cast<uintptr_t>(context);
    if (value & kStateBits) return Status::error_invalid_parameter;
    return protocol == Protocol::synchronous ? finish_synchronous(once, value | kDone)
                                             : finish_asynchronous(once, value | kDone);
}

Status fail(INIT_ONCE& once) { return finish_synchronous(once, kUntouched); }

}  // namespace handleapi::init_once
