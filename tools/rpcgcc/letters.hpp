// SPDX-License-Identifier: LGPL-2.1-or-later
// Names of files, libraries and suffixes, which have no case on Windows.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace rpcgcc {

inline char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lower(std::string_view text) {
    std::string low(text);
    std::ranges::transform(low, low.begin(), [](char c) { return lower(c); });
    return low;
}

}  // namespace rpcgcc
