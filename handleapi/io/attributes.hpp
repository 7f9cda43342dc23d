// SPDX-License-Identifier: LGPL-2.1-or-later
// Attributes, times and size of what a name leads to, without opening it. Links are followed, as by everything here
// that opens files; one that leads nowhere is described itself.
#pragma once

#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

#include <fileapi.h>

namespace handleapi::io {

/// False, with errno, when there is nothing.
bool describe(const std::string& path, WIN32_FILE_ATTRIBUTE_DATA& data) noexcept;

/// error_file_not_found, error_path_not_found when not even the directory is there.
base::Result<WIN32_FILE_ATTRIBUTE_DATA> attributes_by_name(std::string_view name);
/// See mode_with() for what is kept of FILE_ATTRIBUTE_*.
base::Status set_attributes_by_name(std::string_view name, uint32_t attributes);

}  // namespace handleapi::io
