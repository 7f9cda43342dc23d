// SPDX-License-Identifier: LGPL-2.1-or-later
// The values of handles that another process has put here: what the table asks when it does not know a value. Who puts
// them here, and how: process/delivery.hpp, which implements these functions.
#pragma once

#include <cstdint>

namespace handleapi::delivery {

/// Whether a value has the form of those that are sent. Its upper half may be anything a cast to LONG makes of it.
inline bool has_form(uintptr_t value) noexcept {
    constexpr uint32_t kEnd = 0xFD00'0000;  // above the highest; pseudo handles are there
    const auto upper = static_cast<uint32_t>(value >> 32);
    const auto lower = static_cast<uint32_t>(value);
    return (lower & 0x8000'0000) && lower < kEnd && (upper == 0 || upper == 0xFFFF'FFFF);
}
/// The id, in the table, of the handle with this value; 0 when there is none.
uintptr_t id_of(uintptr_t value) noexcept;
/// The handle with this value has been closed.
void forget(uintptr_t value) noexcept;

}  // namespace handleapi::delivery
