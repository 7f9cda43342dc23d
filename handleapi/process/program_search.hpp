// SPDX-License-Identifier: LGPL-2.1-or-later
// Which file a call of CreateProcess means. Reference: learn.microsoft.com, CreateProcessW, lpApplicationName and
// lpCommandLine. What is different here: backslashes separate directories as slashes do, there are no drives, a name
// without extension is tried as it is before ".exe" is appended, and Windows' system directories are not searched.
#pragma once

#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi {

/// The path with slashes only.
std::string with_slashes(std::string_view path);

/// The file of an application name, which must be there: error_file_not_found, error_path_not_found (its directory is
/// missing), error_access_denied (a directory, or not executable).
base::Result<std::string> find_application(std::string_view name);

/// The file of a command line: its first token; without quotation marks each blank may be its end, shortest first. A
/// name without a directory is looked for where this program is, in the current directory, and along PATH.
/// error_file_not_found; error_access_denied when all that was found is not executable.
base::Result<std::string> find_program(std::string_view command_line);

}  // namespace handleapi
