// SPDX-License-Identifier: LGPL-2.1-or-later
// Words of Microsoft's languages that gcc does not know ([MSVC] "Keywords", "Compiler intrinsics"): said as gcc says
// it, left out where they mean nothing here, or refused at their place.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void translate_keywords(Unit& unit);

}  // namespace rpcgcc
