// SPDX-License-Identifier: LGPL-2.1-or-later
// IdleWork: what a thread whose wait is about to block may do for a library above this one instead of sleeping: serve
// the arrivals it waits for itself, which saves it from being woken by another thread that did. At most one such work
// exists; it is set once and lives as long as the process. Without it waits sleep on their futex.
// The word is a wait block's state: 32 bits that change before wake() is called. Both functions are called without
// any lock of this library and must not run user code.
#pragma once

#include <cstdint>

#include "handleapi/base/schedule.hpp"

namespace handleapi {

class IdleWork {
 public:
    /// Sleeps while `word` holds `expected`, until the deadline (base/futex.hpp) at the latest; true afterwards, also
    /// when it returns early. False: not now, the caller is to sleep by itself.
    virtual bool sleep(const base::Atomic<uint32_t>& word, uint32_t expected, int64_t deadline) noexcept = 0;
    /// The word has changed: wakes who is in sleep() for it. False when nobody is. Only the address is used.
    virtual bool wake(const void* word) noexcept = 0;

 protected:
    ~IdleWork() = default;
};

void set_idle_work(IdleWork& work) noexcept;

}  // namespace handleapi
