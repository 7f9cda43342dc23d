// SPDX-License-Identifier: LGPL-2.1-or-later
// The escapes of message texts (FormatMessage): %1 to %99 with an optional !printf format!, %0, %n, %%, %r, %t,
// %. and %!, and the breaking of lines. All text here is UTF-8. Reference: learn.microsoft.com, FormatMessage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace handleapi {

/// What a plain %1 or %1!s! points to: the character type of the calling function.
enum class InsertText : uint8_t { narrow, wide };
enum class InsertSequences : uint8_t { expand, keep };
/// How inserts with an asterisk count. In an array of arguments the insert's number is that of its first argument. In a
/// list each asterisk has a number and the text after them has none: %1!*.*s! %3 takes four arguments.
enum class Numbering : uint8_t { array, list };

struct MessageOptions {
    InsertText text = InsertText::narrow;
    InsertSequences inserts = InsertSequences::expand;
    Numbering numbering = Numbering::array;
    uint32_t width = 0;  // FORMAT_MESSAGE_MAX_WIDTH_MASK: 0 keeps the text's line breaks, 255 drops them
};

/// How many arguments the inserts of `text` take.
size_t count_arguments(std::string_view text, Numbering numbering);

/// Expands `text`. error_invalid_parameter for a malformed or unsupported insert, or one beyond the arguments.
base::Result<std::string> expand_message(std::string_view text, std::span<const uintptr_t> arguments,
                                         const MessageOptions& options);

}  // namespace handleapi
