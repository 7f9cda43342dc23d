// SPDX-License-Identifier: LGPL-2.1-or-later
// __try, __except, __finally and __leave ([MSVC] "Structured Exception Handling"), as the blocks of <rpcexcept.h>: what
// its macros stand for is written around the user's blocks, which stay where they are. So break, continue, goto and
// return out of a guarded block mean what they say. What a __finally block may not do here, leave itself otherwise than
// by its end, is an error.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void expand_exception_blocks(Unit& unit);

}  // namespace rpcgcc
