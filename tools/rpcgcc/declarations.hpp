// SPDX-License-Identifier: LGPL-2.1-or-later
// What stands in front of declarations: __declspec ([MSVC] "__declspec") as gcc's attributes, and inline functions of
// C, which on Windows every source may have without one that must.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void translate_declarations(Unit& unit);

}  // namespace rpcgcc
