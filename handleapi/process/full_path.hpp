// SPDX-License-Identifier: LGPL-2.1-or-later
// Names made absolute, and files looked for along directories.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi {

/// The POSIX path with "." and ".." resolved by the names alone: links are not looked at, nothing has to be there. A
/// separator at the end stays. A pipe is \\.\pipe\NAME, a name of another machine stays as it is. error_invalid_name
/// for an empty name.
base::Result<std::string> full_path(std::string_view name);

/// The first that exists of `name`, with `extension` where it has none, in `directories`, which ';' or ':' separate;
/// none: where this program is, the current directory, the system's, those of PATH. error_file_not_found.
base::Result<std::string> search_path(std::optional<std::string_view> directories, std::string_view name,
                                      std::string_view extension);

/// What stands for Windows' own directories.
constexpr std::string_view kWindowsDirectory = "/usr";
constexpr std::string_view kSystemDirectory = "/usr/lib";

}  // namespace handleapi
