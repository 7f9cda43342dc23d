// SPDX-License-Identifier: LGPL-2.1-or-later
// The file system that a directory is on.
#pragma once

#include <cstdint>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi::io {

struct Space {
    uint32_t cluster = 0;    // bytes
    uint64_t clusters = 0;   // in all
    uint64_t free = 0;       // clusters nobody uses
    uint64_t available = 0;  // clusters of them that this user may have
};

/// error_path_not_found when nothing is called so, error_directory when it is no directory.
base::Result<Space> space_of(std::string_view directory);
/// DRIVE_*; DRIVE_NO_ROOT_DIR when there is no such directory.
uint32_t drive_type(std::string_view directory);

}  // namespace handleapi::io
