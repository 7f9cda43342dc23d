// SPDX-License-Identifier: LGPL-2.1-or-later
// A four-byte mutex for short sections on hot paths: one inlined atomic to take, one to give. Works with
// std::lock_guard. Not recursive. Everything else uses Guarded.
#pragma once

#include <cstdint>
#include <mutex>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/no_stop.hpp"
#include "handleapi/base/schedule.hpp"

namespace base {

class Lock {
 public:
    Lock() noexcept = default;
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

    void lock() noexcept {
        begin_no_stop();
        uint32_t free = kFree;
        if (!word_.compare_exchange_strong(free, kHeld, std::memory_order_acquire, std::memory_order_relaxed)) {
            lock_contended();
        }
    }
    void unlock() noexcept {
        if (word_.exchange(kFree, std::memory_order_release) == kContended) futex_wake(&word_, 1);
        end_no_stop();
    }

 private:
    static constexpr uint32_t kFree = 0;
    static constexpr uint32_t kHeld = 1;
    static constexpr uint32_t kContended = 2;  // held, and somebody may be sleeping

    void lock_contended() noexcept {
        while (word_.exchange(kContended, std::memory_order_acquire) != kFree) {
            const MayStop waiting;
            static_cast<void>(futex_wait(&word_, kContended));
        }
    }

    Atomic<uint32_t> word_{kFree};
};

}  // namespace base
