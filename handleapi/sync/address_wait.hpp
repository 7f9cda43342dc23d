// SPDX-License-Identifier: LGPL-2.1-or-later
// WaitOnAddress: sleeping until a value of 1, 2, 4 or 8 bytes at some address is no longer what it was. The sleepers
// stand in the buckets of a fixed table, by address; each sleeps on a word of its own stack. The table is made of
// constants and is never destroyed. Wake-ups for an address nobody waits on cost one atomic operation.
//
// Why no wake-up is lost: a waiter announces itself in its bucket before it compares, the waker changes the value
// before it looks for announcements; both steps are full barriers, so one of the two sees the other.
#pragma once

#include <cstddef>
#include <cstdint>

#include "handleapi/base/status.hpp"

namespace handleapi {

/// Returns ok once woken, or at once when the values differ; error_timeout; error_invalid_parameter for another size.
base::Status wait_on_address(const volatile void* address, const void* undesired, size_t size, uint32_t milliseconds);
void wake_by_address_single(const void* address) noexcept;
void wake_by_address_all(const void* address) noexcept;

}  // namespace handleapi
