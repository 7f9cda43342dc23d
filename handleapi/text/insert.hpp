// SPDX-License-Identifier: LGPL-2.1-or-later
// One insert of a message text: its number, its printf format, and printing an argument by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"
#include "handleapi/text/message.hpp"

namespace handleapi {

struct Insert {
    size_t number = 0;
    std::string_view flags;  // "-+ #0"
    std::optional<size_t> width;
    std::optional<size_t> precision;
    bool width_is_argument = false;
    bool precision_is_argument = false;
    std::string_view length;  // "I64", "h", ...
    char conversion = 's';

    size_t asterisks() const noexcept { return size_t{width_is_argument} + size_t{precision_is_argument}; }
};

/// Reads the insert whose number begins at `at`, and goes past it. error_invalid_parameter when it is malformed.
base::Result<Insert> read_insert(std::string_view text, size_t& at);

/// error_invalid_parameter for a conversion that messages do not have.
base::Result<std::string> print_insert(const Insert& insert, uintptr_t argument, InsertText kind);

}  // namespace handleapi
