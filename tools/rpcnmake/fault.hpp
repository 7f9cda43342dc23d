// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map: rpcnmake builds what makefiles of nmake describe ([MSVC] "NMAKE Reference").
//   main       the program: its command line, then the makefiles, then the targets
//   options    the command line               names        of files, in Windows' spelling
//   macros     and what they stand for        expression   of !IF
//   reader     lines and directives           makefile     what the lines say
//   command    a command as it is run         shell        a line of cmd for sh
//   builder    what is out of date
// and the texts win32.mak and prelude.sh.
//
// Fault: what ends a build, with the number nmake gives it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace rpcnmake {

/// What nmake ends with, as a program.
enum class Exit : uint8_t { built = 0, incomplete = 1, failed = 2, outdated = 255 };

struct Fault {
    int number;  ///< U1000 and up
    std::string text;
    std::string file{};  ///< the makefile and the line of it, where there is one
    unsigned line = 0;
};

[[noreturn]] inline void fail(int number, std::string text) { throw Fault{number, std::move(text)}; }

}  // namespace rpcnmake
