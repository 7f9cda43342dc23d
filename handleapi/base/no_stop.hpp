// SPDX-License-Identifier: LGPL-2.1-or-later
// NoStop: a stretch of code in which the calling thread is not to be stopped from outside (suspend.hpp), because it
// holds a lock or owes another thread a wake-up: whoever stopped it could wait for that for ever. A stop that comes in
// the meantime takes effect at the end of the outermost stretch. Every lock of this library is such a stretch, but the
// sleep for one that is held is not. Costs two increments of a thread's own word.
// What belongs to the C library, its heap's locks first of all, is not covered: a thread may be stopped inside it.
#pragma once

#include <atomic>
#include <cstdint>

namespace base {

/// Of the calling thread. `depth` is changed by the thread alone, `wanted` by a signal's handler in it, too.
struct StopState {
    std::atomic<uint32_t> depth{0};
    std::atomic<bool> wanted{false};
};
extern thread_local constinit StopState stop_state __attribute__((tls_model("initial-exec")));

/// What stops the calling thread, for as long as it is to stand. Set once.
void set_stop(void (*stop)() noexcept) noexcept;
/// The stop that has been put off.
void stop_now() noexcept;

/// For a signal's handler: false when the thread may be stopped here; else it stops at the end of the stretch.
inline bool put_off_stop() noexcept {
    if (stop_state.depth.load(std::memory_order_relaxed) == 0) return false;
    stop_state.wanted.store(true, std::memory_order_relaxed);
    return true;
}

inline void begin_no_stop() noexcept {
    stop_state.depth.store(stop_state.depth.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
}

inline void end_no_stop() noexcept {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    const uint32_t left = stop_state.depth.load(std::memory_order_relaxed) - 1;
    stop_state.depth.store(left, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    if (stop_state.wanted.load(std::memory_order_relaxed) && left == 0) [[unlikely]] stop_now();
}

class NoStop {
 public:
    NoStop() noexcept { begin_no_stop(); }
    ~NoStop() { end_no_stop(); }
    NoStop(const NoStop&) = delete;
    NoStop& operator=(const NoStop&) = delete;
};

/// The other way round, around a sleep for a lock.
class MayStop {
 public:
    MayStop() noexcept { end_no_stop(); }
    ~MayStop() { begin_no_stop(); }
    MayStop(const MayStop&) = delete;
    MayStop& operator=(const MayStop&) = delete;
};

}  // namespace base
