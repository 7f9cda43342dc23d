// SPDX-License-Identifier: LGPL-2.1-or-later
// Names of objects: `Local\NAME`, `Global\NAME` or NAME alone, which is Local. All kinds share one case-sensitive
// namespace per user. A name becomes a file name; characters that files cannot have are escaped, and a name that is
// too long for a file is one by its hash. Reference: learn.microsoft.com, Object Names; Kernel object namespaces.
#pragma once

#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi::shared {

/// The file name for `name` (UTF-8). error_path_not_found for a backslash after the prefix, error_invalid_name for a
/// prefix alone, error_filename_exced_range for more than MAX_PATH characters.
base::Result<std::string> file_name_of(std::string_view name);

}  // namespace handleapi::shared
