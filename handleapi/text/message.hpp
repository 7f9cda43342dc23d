// SPDX-License-Identifier: LGPL-2.1-or-later
// The escapes of message texts (FormatMessage): %1 to %99 with an optional !printf format!, %0, %n, %%, %r, %t, %b,
// %. and %!. All text here is UTF-8. Reference: learn.microsoft.com, FormatMessage.
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
enum class LineBreaks : uint8_t { keep, spaces };
enum class InsertSequences : uint8_t { expand, keep };

/// The highest insert number in `text`; 0 when there is none.
size_t highest_insert(std::string_view text) noexcept;

/// Expands `text`. error_invalid_parameter for a malformed or unsupported insert (a `*` width is), or one beyond the
/// arguments.
base::Result<std::string> expand_message(std::string_view text, std::span<const uintptr_t> arguments, InsertText kind,
                                         InsertSequences inserts, LineBreaks breaks);

}  // namespace handleapi
