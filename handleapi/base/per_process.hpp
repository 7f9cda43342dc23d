// SPDX-License-Identifier: LGPL-2.1-or-later
// What fork() does to the library. A child has the parent's memory but none of its threads, and must not touch the
// streams the parent goes on using. So whatever has threads or streams belongs to the process that made it: a child
// finds none of it, makes its own on first use, and leaves what it inherited alone (and allocated). Bindings are kept:
// a call in the child opens a connection of its own. Calls that were in flight stay with the parent; in the child they
// can only be aborted. Server endpoints and their threads are not served in the child.
// As with any library, a child of a process whose other threads were inside it at that moment may find a lock held.
#pragma once

#include <sched.h>

#include <atomic>
#include <cstdint>

#include "handleapi/base/no_stop.hpp"

namespace base {

/// Distinguishes a process from those it was forked from.
uint32_t process_generation() noexcept;

/// One T per process, made by the first get() and never destroyed.
template <typename T>
class PerProcess {
 public:
    /// `make` returns a new T; what it throws is passed on.
    template <typename Make>
    T& get(Make&& make) {
        const uint64_t made = uint64_t{process_generation()} << 2 | kMade;
        uint64_t state = state_.load(std::memory_order_acquire);
        if (state == made) return *object_;
        const NoStop whole;
        while (state != made) {
            const uint64_t making = (made & ~kMade) | kMaking;
            if (state == making) {  // a parent's "making" is nobody's here
                const MayStop waiting;
                ::sched_yield();
                state = state_.load(std::memory_order_acquire);
            } else if (state_.compare_exchange_strong(state, making, std::memory_order_acq_rel)) {
                state = build(made, making, make);
            }
        }
        return *object_;
    }

 private:
    /// What parents made: left alone, but not lost to leak checkers.
    struct Inherited {
        T* object;
        Inherited* before;
    };
    static constexpr uint64_t kMaking = 1;
    static constexpr uint64_t kMade = 2;

    template <typename Make>
    uint64_t build(uint64_t made, uint64_t making, Make&& make) {
        try {
            if (object_) inherited_ = new Inherited{object_, inherited_};
            object_ = make();
        } catch (...) {
            state_.store(making & ~kMaking, std::memory_order_release);
            throw;
        }
        state_.store(made, std::memory_order_release);
        return made;
    }

    std::atomic<uint64_t> state_{0};
    T* object_ = nullptr;
    Inherited* inherited_ = nullptr;
};

}  // namespace base
