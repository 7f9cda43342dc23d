// SPDX-License-Identifier: LGPL-2.1-or-later
// WakeDuty: around a change of a shared object for which others sleep. It ends with waking them all, and should the
// process be killed before, the kernel wakes one of them, who takes the duty over (recover). For that the duty's word
// is owned, like a robust futex, by the calling thread, and named as its pending one: each thread has a list of robust
// futexes that the C library keeps for it, and the C library's own use of "pending" never overlaps with a call of ours.
// Nobody ever waits for long to own the word: who finds another thread at work goes without, and is covered by it in
// part. What is not covered the sleepers find out by themselves (page.hpp, kRecheck).
// Reference: Documentation/locking/robust-futex-ABI.rst of the Linux kernel; get_robust_list(2).
#pragma once

#include <cstdint>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/no_stop.hpp"
#include "handleapi/shared/page.hpp"

namespace handleapi::shared {

class WakeDuty {
 public:
    explicit WakeDuty(SharedPage& page) noexcept;
    /// Wakes all who sleep on the page.
    ~WakeDuty();
    WakeDuty(const WakeDuty&) = delete;
    WakeDuty& operator=(const WakeDuty&) = delete;

    /// For somebody who is about to sleep, or has slept: does the duty of one who was killed.
    static void recover(SharedPage& page) noexcept {
        if (page.wake.word.load(std::memory_order_acquire) & kLeft) WakeDuty duty(page);
    }
    /// The kernel's struct robust_list_head.
    struct ThreadHead {
        RobustEntry list;
        long futex_offset;
        RobustEntry* pending;
    };

 private:
    static constexpr uint32_t kLeft = 0x4000'0000;  // FUTEX_OWNER_DIED

    const base::NoStop whole_;
    SharedPage& page_;
    ThreadHead* head_;  // null: not owned
    RobustEntry* pending_before_ = nullptr;
};

/// Around a sleep: should this thread be killed when the kernel has just woken it on behalf of another one that was, it
/// wakes the next sleeper. For one of the objects slept on.
class SleepCover {
 public:
    explicit SleepCover(RobustEntry* entry) noexcept;
    ~SleepCover();
    SleepCover(const SleepCover&) = delete;
    SleepCover& operator=(const SleepCover&) = delete;

 private:
    WakeDuty::ThreadHead* const head_;
    RobustEntry* pending_before_ = nullptr;
};

}  // namespace handleapi::shared
