// SPDX-License-Identifier: LGPL-2.1-or-later
// The requests of smbd in tests/golden/npam as arrays; see origin.txt there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace npam_golden {

inline constexpr uint8_t kUser[] = {
#include "tests/golden/npam/user.hex"
};
inline constexpr uint8_t kAnonymous[] = {
#include "tests/golden/npam/anonymous.hex"
};

inline std::span<const std::byte> user() { return std::as_bytes(std::span(kUser)); }
inline std::span<const std::byte> anonymous() { return std::as_bytes(std::span(kAnonymous)); }

}  // namespace npam_golden
