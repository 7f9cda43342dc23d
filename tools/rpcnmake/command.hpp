// SPDX-License-Identifier: LGPL-2.1-or-later
// Commands as they are run: macros and parts of names in them expanded, inline files written, modifiers heeded, and
// then sh, with what the prelude says. Inline files that are not kept vanish with the object.
#pragma once

#include <string>
#include <vector>

#include "tools/rpcnmake/makefile.hpp"
#include "tools/rpcnmake/shell.hpp"

namespace rpcnmake {

class Runner {
 public:
    /// `self` is this program, for $(MAKE).
    Runner(const Macros& macros, std::string self);
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    /// All commands of the block. Fault 1077 for one that fails, unless that is to be ignored.
    void run(const Block& block, const Manner& options, const FileNames& names);

    /// The exit code of one command; what nothing is known of is run as it is.
    int run_line(const std::string& line);

 private:
    struct Prepared {
        std::string text;
        bool silent = false;
        int allowed = 0;  ///< the highest exit code that is no failure
    };

    void run_command(const Command& command, const Manner& manner, const FileNames& names);
    static Prepared prepared(std::string text, const Manner& manner);
    std::string with_files(const Command& command, std::string text, const FileNames& names);
    static std::string with_parts(std::string_view text, const FileNames& names);
    int change(const Change& change);

    const Macros& macros_;
    const Surroundings surroundings_;
    std::vector<std::string> temporary_;
};

/// Whether the user has interrupted the build.
bool is_interrupted();
void hear_interrupts();

}  // namespace rpcnmake
