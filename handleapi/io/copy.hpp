// SPDX-License-Identifier: LGPL-2.1-or-later
// Copying a file: its bytes (which the file system may share between both), when it was written, whether it is
// read-only, and whether it is a program. The directory of the copy, not the original, says who may read it.
#pragma once

#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi::io {

enum class IfThere : bool { replace, fail };
enum class Caching : bool { allowed, write_through };

/// Blocks until everything is copied. What it has created it removes again when it fails. error_file_exists as asked
/// for; error_access_denied when the target is read-only or one of them a directory; error_sharing_violation.
base::Status copy_file(std::string_view from, std::string_view to, IfThere if_there,
                       Caching caching = Caching::allowed);

}  // namespace handleapi::io
