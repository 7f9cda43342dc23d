// SPDX-License-Identifier: LGPL-2.1-or-later
// Waits in which an object takes part that other processes use. Nobody hands such a thread anything: it announces
// itself to all objects, looks whether it can take what it waits for, and sleeps on all their words at once; whatever
// changes wakes it, and it looks again. Objects of this process in the wait interrupt it instead of satisfying it.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "handleapi/object.hpp"
#include "handleapi/wait.hpp"

namespace handleapi::shared {

enum class WaitFor : bool { any, all };

/// kRecheck (page.hpp). Tests lengthen it, so that a signal that got lost stays so.
extern constinit std::atomic<int64_t> recheck_period;

/// As wait_any and wait_all (wait.hpp); the deadline is absolute. Throws std::bad_alloc when no
/// thread can be started in whose name the process owns mutexes.
WaitOutcome mixed_wait(std::span<Object* const> objects, WaitFor what, int64_t deadline, Alertable alertable);

/// Whether one of the objects is shared.
inline bool any_shared(std::span<Object* const> objects) noexcept {
    for (const Object* object : objects) {
        if (object->shared()) return true;
    }
    return false;
}

}  // namespace handleapi::shared
