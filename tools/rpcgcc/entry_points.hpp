// SPDX-License-Identifier: LGPL-2.1-or-later
// Where a Windows program begins: `void main`, whose exit code is 0, and wmain, whose arguments are UTF-16
// ([MSVC] "main function and command-line arguments"). Either becomes a function that a main of ours calls.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void adapt_entry_points(Unit& unit);

}  // namespace rpcgcc
