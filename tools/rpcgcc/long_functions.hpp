// SPDX-License-Identifier: LGPL-2.1-or-later
// Functions of the C++ library that take or give a long or long long: those of libstdc++ have the system's. Where the
// headers have one of the same name with Windows' types (<rpccrt_long.h>), that is what the source gets, with std:: or
// without. A source with a function or variable of its own of that name keeps it.
#pragma once

#include "tools/rpcgcc/rewrite.hpp"

namespace rpcgcc {

void name_long_functions(Unit& unit);

}  // namespace rpcgcc
