// SPDX-License-Identifier: LGPL-2.1-or-later
// Lifeline: the thread in whose name this process owns shared mutexes. It does nothing, and ends only with the process:
// then the kernel walks its list of robust futexes, marks each as left by a dead owner and wakes somebody who waits.
// (A thread has one such list, and the C library uses that of ordinary threads.) Started when the process first takes a
// shared mutex; a child made by fork() starts one of its own.
// The kernel walks at most 2048 entries: further mutexes of a process that is killed are not recovered.
// Reference: Documentation/locking/robust-futex-ABI.rst of the Linux kernel; set_robust_list(2).
#pragma once

#include <cstdint>

#include "handleapi/base/lock.hpp"
#include "handleapi/shared/page.hpp"

namespace handleapi::shared {

class Lifeline {
 public:
    /// This process's; started if need be. Null when no thread can be started.
    static Lifeline* get() noexcept;
    /// Whether this process owns the mutex. Starts nothing.
    static bool owns(const MutexPart& mutex) noexcept;

    /// Takes a free mutex for this process; false when it is owned. `died`: its owner was killed.
    bool take(MutexPart& mutex, bool& died) noexcept;
    /// Gives up a mutex of this process and wakes those who wait for it.
    void give(MutexPart& mutex) noexcept;

 private:
    // The kernel's struct robust_list_head.
    struct Head {
        RobustEntry list;
        long futex_offset;
        RobustEntry* pending;
    };
    static void* run(void* self);
    static Lifeline* start();

    base::Lock lock_;
    Head head_{};
    std::atomic<uint32_t> id_{0};
};

}  // namespace handleapi::shared
