// SPDX-License-Identifier: LGPL-2.1-or-later
// The command line of nmake ([MSVC] "Running NMAKE").
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/rpcnmake/builder.hpp"

namespace rpcnmake {

struct Options {
    std::vector<std::string> makefiles;  ///< /F
    std::vector<std::string> targets;
    std::vector<std::pair<std::string, std::string>> macros;
    BuildOptions build;
    bool environment_first = false;  ///< /E
    bool shows_all = false;          ///< /P
    bool shows_included = false;     ///< /G
    bool without_rules = false;      ///< /R
    bool helps = false;
    std::string complaints;  ///< /X: where errors go
    std::string letters;     ///< for MAKEFLAGS
};

/// Reads @FILEs. Fault 1065 for an option it does not know.
Options parse(const std::vector<std::string>& words);

}  // namespace rpcnmake
