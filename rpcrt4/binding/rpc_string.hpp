// SPDX-License-Identifier: LGPL-2.1-or-later
// Strings that the library gives to its user: every one is allocated here and released by RpcStringFree. The A form
// is UTF-8, the W form UTF-16. The core works in UTF-8 throughout.
#pragma once

#include <string>
#include <string_view>

#include "handleapi/base/status.hpp"

namespace rpcrt4::binding {

/// A NUL-terminated copy of the user's own; null when there is no memory.
unsigned char* new_string_a(std::string_view text) noexcept;
char16_t* new_string_w(std::string_view utf8) noexcept;
void free_string(void* text) noexcept;

/// Null reads as empty.
inline std::string_view text_of(const unsigned char* text) noexcept {
    return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}
std::string text_of(const char16_t* text);
/// For a W type spelled `unsigned short`.
inline std::string text_of(const unsigned short* text) { return text_of(reinterpret_cast<const char16_t*>(text)); }

/// Several strings handed out together: all of them or, without memory, none.
class StringGifts {
 public:
    template <typename Char>
    void give(std::string_view text, Char** out) noexcept;
    /// ok, or rpc_s_out_of_memory after taking everything back.
    base::Status finish() noexcept;

 private:
    static constexpr size_t kMost = 5;
    void** given_[kMost] = {};
    size_t count_ = 0;
    bool out_of_memory_ = false;
};

template <typename Char>
void StringGifts::give(std::string_view text, Char** out) noexcept {
    if (!out) return;
    if constexpr (sizeof(Char) == 1) {
        *out = reinterpret_cast<Char*>(new_string_a(text));
    } else {
        *out = reinterpret_cast<Char*>(new_string_w(text));
    }
    if (!*out) out_of_memory_ = true;
    if (count_ < kMost) given_[count_++] = reinterpret_cast<void**>(out);
}

}  // namespace rpcrt4::binding
