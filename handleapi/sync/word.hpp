// SPDX-License-Identifier: LGPL-2.1-or-later
// The futex word of a lock that lives in the caller's memory: the four low bytes of a pointer-sized member.
#pragma once

#include <cstdint>

#include "handleapi/base/schedule.hpp"

namespace handleapi {

inline base::AtomicRef<uint32_t> low_word(void* member) noexcept {
    return base::AtomicRef<uint32_t>(*static_cast<uint32_t*>(member));
}

}  // namespace handleapi
