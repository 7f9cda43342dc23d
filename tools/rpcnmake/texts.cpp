// SPDX-License-Identifier: LGPL-2.1-or-later
// What is part of the program as text: predefined.mak, win32.mak, prelude.sh.
#include <string_view>

#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcnmake/reader.hpp"
#include "tools/rpcnmake/shell.hpp"

namespace rpcnmake {
namespace {
#include "tools/rpcnmake/texts.inc"
}  // namespace

std::string_view standard_makefile(std::string_view name) {
    const std::string low = rpcgcc::lower(name);
    if (low == "win32.mak" || low == "ntwin32.mak") return kWin32Makefile;
    return low == "predefined.mak" ? kPredefinedMakefile : std::string_view();
}

std::string_view prelude() { return kPrelude; }

}  // namespace rpcnmake
