// SPDX-License-Identifier: LGPL-2.1-or-later
// __FUNCTION__, which is a literal for Microsoft's compiler ([MSVC] "Predefined macros"): the name of the function, in
// C++ with its scopes. Literals beside it are joined with it, and L before it makes it wide.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void write_function_names(Unit& unit);

}  // namespace rpcgcc
