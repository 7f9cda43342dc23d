// SPDX-License-Identifier: LGPL-2.1-or-later
// Text of the A and W functions of the headers about names: UTF-8 inside.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "handleapi/base/utf16.hpp"

#include <rpc.h>

namespace rpcrt4::api {

inline std::string utf8_of(const char* text) { return text ? text : ""; }
inline std::string utf8_of(const WCHAR* text) {
    return text ? base::to_utf8(reinterpret_cast<const char16_t*>(text)) : std::string();
}

/// Copies the text with its end to a buffer of `size` characters; false when it does not fit. `size` is what it needs.
template <typename Char>
bool copy_to(const std::string& utf8, Char* buffer, uint32_t& size) {
    const auto deliver = [&](const auto& text) {
        const auto needed = static_cast<uint32_t>(text.size() + 1);
        const bool fits = buffer != nullptr && needed <= size;
        if (fits) std::copy_n(text.c_str(), needed, buffer);
        size = needed;
        return fits;
    };
    if constexpr (sizeof(Char) == 1) {
        return deliver(utf8);
    } else {
        return deliver(base::to_utf16(utf8));
    }
}

}  // namespace rpcrt4::api
