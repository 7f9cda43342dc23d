// SPDX-License-Identifier: LGPL-2.1-or-later
// Names of C that are declared extern and then static ([MSVC] C4211, "redefined extern to static"), as MIDL's stubs
// have them: they are static from the beginning.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void declare_statics_first(Unit& unit);

}  // namespace rpcgcc
