// SPDX-License-Identifier: LGPL-2.1-or-later
// Bytes as hexadecimal digits, in files and in what helpers say.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace rpcrt4::security::ntlm {

inline char* put_hex(std::span<const std::byte> bytes, char* out) noexcept {
    constexpr char kDigits[] = "0123456789abcdef";
    for (std::byte b : bytes) {
        *out++ = kDigits[static_cast<unsigned>(b) >> 4];
        *out++ = kDigits[static_cast<unsigned>(b) & 15];
    }
    return out;
}

inline std::string to_hex(std::span<const std::byte> bytes) {
    std::string text(bytes.size() * 2, '\0');
    put_hex(bytes, text.data());
    return text;
}

/// False unless these are exactly the digits of that many bytes.
inline bool from_hex(std::string_view text, std::span<std::byte> bytes) noexcept {
    if (text.size() != 2 * bytes.size()) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const int lower = c | 0x20;
        const int digit = c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
        if (digit < 0) return false;
        std::byte& b = bytes[i / 2];
        b = i % 2 == 0 ? static_cast<std::byte>(digit << 4) : b | static_cast<std::byte>(digit);
    }
    return true;
}

}  // namespace rpcrt4::security::ntlm
