// SPDX-License-Identifier: LGPL-2.1-or-later
// Moving and renaming files and directories by name.
#pragma once

#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi::io {

/// `flags` are MOVEFILE_*. error_already_exists without MOVEFILE_REPLACE_EXISTING; error_access_denied when what would
/// be replaced is a directory, read-only or in use, or a directory would replace it, and for
/// MOVEFILE_DELAY_UNTIL_REBOOT; error_sharing_violation when somebody has `from` open and does not share deletion;
/// error_not_same_device for directories, and for files without MOVEFILE_COPY_ALLOWED; error_invalid_parameter for
/// flags that are unknown or exclude each other.
base::Status move_file(std::string_view from, std::string_view to, uint32_t flags);

}  // namespace handleapi::io
