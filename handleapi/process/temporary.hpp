// SPDX-License-Identifier: LGPL-2.1-or-later
// Where temporary files go, and names for them that nobody else has.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi {

/// TMP, TEMP, USERPROFILE or TMPDIR of the environment, made absolute, else /tmp; with a separator at its end.
base::Result<std::string> temporary_directory();

struct TemporaryName {
    std::string path;
    uint16_t number = 0;
};

/// DIRECTORY/PREnnnn.TMP: the first three characters of `prefix`, and the lower 16 bits of `number` in hexadecimal. Of
/// 0 in them another is chosen and the file created, empty, for its owner alone, as the directory may be everybody's.
/// error_directory when that is none; error_file_exists when no number is left.
base::Result<TemporaryName> temporary_name(std::string_view directory, std::string_view prefix, uint32_t number);

}  // namespace handleapi
