// SPDX-License-Identifier: LGPL-2.1-or-later
// Module-definition files ([MSVC] "Module-Definition (.Def) Files"), as far as they say what a library exports. Here
// all its functions are exported by their own names anyway: what is named must be there, and other names are added.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/rpcgcc/child.hpp"

namespace rpcgcc {

struct ModuleDefinition {
    Words linker;    ///< for gcc's linker
    Words problems;  ///< what cannot be kept
};

ModuleDefinition module_definition_of(std::string_view text);

}  // namespace rpcgcc
