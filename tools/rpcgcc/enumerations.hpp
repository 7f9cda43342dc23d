// SPDX-License-Identifier: LGPL-2.1-or-later
// Enumerations of C: variables of them are int for Microsoft's compiler ([MSVC] "C enumeration declarations"), for gcc
// unsigned where no value is negative. One that is makes them int; then gcc's -Wswitch would miss it everywhere.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

/// True when there was one to change.
bool sign_enumerations(Unit& unit);

}  // namespace rpcgcc
