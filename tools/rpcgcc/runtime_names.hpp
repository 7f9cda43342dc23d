// SPDX-License-Identifier: LGPL-2.1-or-later
// Functions of the C runtime that are used without the header that declares them, as C may do, or with a declaration of
// the source's own: they are the runtime's, as on Windows, where the system has others of the same name.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void name_runtime_functions(Unit& unit);

}  // namespace rpcgcc
