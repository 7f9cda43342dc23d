// SPDX-License-Identifier: LGPL-2.1-or-later
// Making and removing directories by name.
#pragma once

#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi::io {

/// error_already_exists when something is called so; error_path_not_found when the directory above is missing.
base::Status make_directory(std::string_view name);
/// Of a link to a directory the link alone. error_directory for what is none, error_dir_not_empty,
/// error_access_denied for a read-only one, error_sharing_violation when somebody has it open and does not share
/// deletion, or it is the current directory.
base::Status remove_directory(std::string_view name);

}  // namespace handleapi::io
