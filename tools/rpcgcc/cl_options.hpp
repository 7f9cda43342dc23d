// SPDX-License-Identifier: LGPL-2.1-or-later
// A command line of Microsoft's compiler, said as gcc would ([MSVC] "Compiler options listed by category", "Linker
// options"). Options about which gcc has no choice, or which only say how the work is done, fall away; unknown ones are
// warned of, as cl does.
#pragma once

#include <string>
#include <vector>

#include "tools/rpcgcc/command.hpp"

namespace rpcgcc {

struct ClCommand {
    Command command;
    std::vector<std::string> warnings, errors;
};

/// The words after the program's name.
ClCommand parse_cl(const Words& words);

}  // namespace rpcgcc
