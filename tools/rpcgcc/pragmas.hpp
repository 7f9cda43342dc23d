// SPDX-License-Identifier: LGPL-2.1-or-later
// Pragmas of Microsoft's compiler ([MSVC] "Pragma directives"): gcc gets those it takes as they are meant; those that
// change no program vanish; the rest is warned of once for each kind, or refused where the program would be another.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void hear_pragmas(Unit& unit);

/// Structures are packed as /Zp wants it, where the source does not say otherwise; those of system headers are not.
void pack_structures(Unit& unit, unsigned packing);

}  // namespace rpcgcc
