// SPDX-License-Identifier: LGPL-2.1-or-later
// Whether it can pay to look at a lock again before sleeping. With one processor the holder cannot run meanwhile.
#pragma once

#include <sched.h>

#include <cstdint>

#include "handleapi/base/schedule.hpp"

#include <winbase.h>

namespace handleapi {

/// The process may run on more than one processor. Asked once: a later change only costs speed.
inline bool several_processors() noexcept {
    if (base::kScheduled) return false;
    static const bool several = [] {
        cpu_set_t allowed;
        return sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) > 1;
    }();
    return several;
}

/// Looks up to `times` times whether `condition` has come true.
template <typename Condition>
bool spin_until(uint32_t times, Condition&& condition) noexcept {
    if (!several_processors()) return condition();
    for (; times > 0; --times) {
        if (condition()) return true;
        YieldProcessor();
    }
    return false;
}

}  // namespace handleapi
