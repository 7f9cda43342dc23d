// SPDX-License-Identifier: LGPL-2.1-or-later
// What a file name of Windows means here.
//  - Names are POSIX paths, case-sensitive; '\' and '/' both separate. There are no drive letters: "C:\x" is a file x
//    in a directory named "C:". A leading \\?\ or \\.\ is dropped before an absolute path.
//  - NUL is /dev/null; CON, CONIN$ and CONOUT$ are the controlling terminal, /dev/tty. Names of devices are known in
//    any case, alone or behind \\.\.
//  - \\.\pipe\NAME, \\?\pipe\NAME, and \\HOST\pipe\NAME where HOST is this machine, are named pipes; NAME is not
//    case-sensitive. Other names that begin with \\ are of other machines: ERROR_BAD_NETPATH.
#pragma once

#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi::io {

enum class PathKind : uint8_t { file, terminal, pipe };

struct Path {
    PathKind kind;
    std::string text;  // a POSIX path; of a pipe, its name in lower case
};

/// error_path_not_found for an empty name, error_bad_netpath for another machine's, error_invalid_name for a pipe
/// without a name.
base::Result<Path> parse_path(std::string_view name);
/// The POSIX path of what is, or will be, in a directory; error_invalid_name for pipes and the terminal.
base::Result<std::string> parse_disk_path(std::string_view name);

}  // namespace handleapi::io
