// SPDX-License-Identifier: LGPL-2.1-or-later
// The environment as Windows programs see it: names are found whatever their case (an exact match first), a value may
// be empty. It is the C library's own environment, so getenv and the children of plain fork and exec see the same.
// These functions serialise among themselves; a getenv running beside a change is the program's risk, as ever.
// Names that begin with '=' (cmd.exe's drive directories) do not exist here. UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handleapi/base/status.hpp"

namespace handleapi {

std::optional<std::string> environment_variable(std::string_view name);
/// No value removes the variable; error_envvar_not_found when there is none. error_invalid_parameter: a bad name.
base::Status set_environment_variable(std::string_view name, std::optional<std::string_view> value);
/// Replaces every %NAME% of a variable that exists; everything else stays as it is.
std::string expand_environment(std::string_view text);
/// "NAME=VALUE" of every variable.
std::vector<std::string> environment_strings();

}  // namespace handleapi
