// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A place in the user's sources: file (an index into Sources), line and column, both counted from 1. Line 0 means "no
// particular place" (command line, whole file). A Location is what diagnostics and every AST node carry.
#pragma once

#include <cstdint>

namespace midl {

struct Location {
    std::uint32_t file = 0;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    bool operator==(const Location&) const = default;
};

}  // namespace midl
