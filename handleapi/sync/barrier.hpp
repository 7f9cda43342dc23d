// SPDX-License-Identifier: LGPL-2.1-or-later
// Synchronization barriers in the caller's memory: a number of threads meet, then all go on; reusable at once. The last
// to arrive opens the next phase. Who is inside is counted, so that deleting can wait until all have left.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

#include <synchapi.h>

namespace handleapi::barrier {

enum class Patience : uint8_t { spin_then_block, spin_only, block_only };

/// error_invalid_parameter for less than one thread or a spin count below -1 (which stands for the default).
base::Status initialize(SYNCHRONIZATION_BARRIER& barrier, int32_t threads, int32_t spin_count) noexcept;
/// True for one thread of each phase: the one that came last.
bool enter(SYNCHRONIZATION_BARRIER& barrier, Patience patience);
/// Returns when no thread is inside any more.
void wait_until_left(SYNCHRONIZATION_BARRIER& barrier);

}  // namespace handleapi::barrier
