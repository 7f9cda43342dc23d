// SPDX-License-Identifier: LGPL-2.1-or-later
// What the C++ library has for wide characters. Its templates are good for 16 bits, once they are made in the program;
// its streams, expressions and conversions are compiled for 32 and refused.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void refuse_wide_streams(Unit& unit);

}  // namespace rpcgcc
