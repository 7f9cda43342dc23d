// SPDX-License-Identifier: LGPL-2.1-or-later
// Child: a program the driver runs, with what it reads and says in memory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpcgcc {

using Words = std::vector<std::string>;

struct Ended {
    int status = 127;  ///< as a shell has it
    std::string output;
    std::string complaints;  ///< its standard error
};

enum class Output : uint8_t { kept, passed_on };

/// Runs it to its end; the first word is found as a command is. It reads `input`; its standard error is kept.
Ended run(const Words& words, std::string_view input, Output output);

/// Becomes it. Returns a status only when that fails.
int become(const Words& words);

}  // namespace rpcgcc
