// SPDX-License-Identifier: LGPL-2.1-or-later
// A line of Windows' command processor, said for sh: operators, redirections, conditions, loops and the commands it has
// of itself become sh's and those of prelude.sh; the compiler, linker, librarian and midl become this project's; names
// of files get slashes and the case they have. Pure function of its arguments and what it asks.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rpcnmake {

/// What a line can mean depends on this.
struct Surroundings {
    std::function<std::optional<std::string>(const std::string& name)> variable;
    /// The name of the file that is meant, as existing().
    std::function<std::optional<std::string>(std::string_view name)> file;
    /// Calls of nmake.
    std::string self = "rpcnmake";
};

/// For `sh -c`, behind the prelude. What cannot be said in sh is a command that fails and says so.
std::string shell_script(std::string_view command, const Surroundings& surroundings);

/// cd FOLDER and set NAME=VALUE, which change this program where they are a line of their own.
struct Change {
    enum class Kind : uint8_t { folder, variable } kind;
    std::string name, value;
};
std::optional<Change> change_of(std::string_view command, const Surroundings& surroundings);

/// The functions that scripts call.
std::string_view prelude();

}  // namespace rpcnmake
