// SPDX-License-Identifier: LGPL-2.1-or-later
// Text in and out of the A and W functions: UTF-8 inside, and Windows' convention for a caller's buffer.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "handleapi/base/utf16.hpp"

#include <minwindef.h>

namespace handleapi {

inline std::string utf8_from(const char* text) { return text; }
inline std::string utf8_from(const char16_t* text) { return base::to_utf8(text); }

template <typename Char>
std::basic_string<Char> text_for(std::string_view text) {
    if constexpr (sizeof(Char) == 1) {
        return std::string(text);
    } else {
        return base::to_utf16(text);
    }
}

/// The text's length when it and its null fit into the buffer, else the size they need, the buffer being left alone.
template <typename Char>
DWORD copy_out(std::string_view utf8, Char* buffer, DWORD size) {
    const std::basic_string<Char> text = text_for<Char>(utf8);
    if (!buffer || text.size() + 1 > size) return static_cast<DWORD>(text.size() + 1);
    std::copy_n(text.c_str(), text.size() + 1, buffer);
    return static_cast<DWORD>(text.size());
}

}  // namespace handleapi
