// SPDX-License-Identifier: LGPL-2.1-or-later
// rpclib: Microsoft's library manager ([MSVC] "LIB Reference") as far as it makes a library of objects and of other
// libraries. It is an archive of ar's.
#pragma once

#include <string>

#include "tools/rpcgcc/child.hpp"

namespace rpcgcc {

struct LibCommand {
    std::string output;  ///< empty: there is nothing to make one of
    Words objects, libraries;
    Words warnings;
};

LibCommand parse_lib(const Words& words);

/// 0, or what the program exits with.
int make_library(const LibCommand& command);

}  // namespace rpcgcc
