// SPDX-License-Identifier: LGPL-2.1-or-later
// Lifeline: a thread in whose name this process owns shared mutexes. It does nothing, and ends only with the process:
// then the kernel walks its list of robust futexes, marks each as left by a dead owner and wakes somebody who waits.
// (A thread has one such list, and the C library uses that of ordinary threads.) The first is started when the process
// first takes a shared mutex, another whenever all have as many as the kernel walks at most (2048); a child made by
// fork() starts its own.
// Reference: Documentation/locking/robust-futex-ABI.rst of the Linux kernel; set_robust_list(2).
#pragma once

#include <cstdint>

#include "handleapi/base/lock.hpp"
#include "handleapi/shared/page.hpp"

namespace handleapi::shared {

/// Whether waiters beside the one that takes the mutex may sleep for it, whom nobody else will remember.
enum class Contended : bool { no, yes };

class Lifeline {
 public:
    /// One of this process that can own more; started if need be. Null when no thread can be started.
    static Lifeline* with_room() noexcept;
    /// The one of this process that owns the mutex, or null. Starts nothing.
    static Lifeline* owner_of(const MutexPart& mutex) noexcept;

    /// Takes a free mutex for this process; false when it is owned. `died`: its owner was killed.
    bool take(MutexPart& mutex, Contended contended, bool& died) noexcept;
    /// Gives up a mutex that it owns and wakes those who wait for it.
    void give(MutexPart& mutex) noexcept;

 private:
    // The kernel's struct robust_list_head.
    struct Head {
        RobustEntry list;
        long futex_offset;
        RobustEntry* pending;
    };
    Lifeline() noexcept;
    static void* run(void* self);
    static Lifeline* newest_here() noexcept;
    static Lifeline* find_with_room() noexcept;
    static Lifeline* start() noexcept;
    void link(MutexPart& mutex) noexcept;
    void unlink(MutexPart& mutex) noexcept;

    base::Lock lock_;
    Head head_{};
    std::atomic<uint32_t> owned_{0};  // changed under the lock
    std::atomic<uint32_t> id_{0};
    const uint32_t generation_;  // base::process_generation
    Lifeline* next_ = nullptr;   // started before
};

}  // namespace handleapi::shared
