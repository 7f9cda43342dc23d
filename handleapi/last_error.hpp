// SPDX-License-Identifier: LGPL-2.1-or-later
// The calling thread's last error code (GetLastError). Functions set it when they fail and mostly leave it alone when
// they succeed.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

namespace handleapi {

uint32_t last_error() noexcept;
void set_last_error(uint32_t code) noexcept;
inline void set_last_error(base::Status status) noexcept { set_last_error(static_cast<uint32_t>(status)); }

}  // namespace handleapi
