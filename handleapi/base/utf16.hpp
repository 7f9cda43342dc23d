// SPDX-License-Identifier: LGPL-2.1-or-later
// UTF-8 <-> UTF-16. Ill-formed input becomes U+FFFD, as Windows' default conversion does.
// The A functions of the API take UTF-8 (the "ANSI" code page is UTF-8 here), the W functions UTF-16.
#pragma once

#include <string>
#include <string_view>

namespace base {

std::string to_utf8(std::u16string_view text);
std::u16string to_utf16(std::string_view text);

}  // namespace base
