// SPDX-License-Identifier: LGPL-2.1-or-later
// See rpc_string.hpp.
#include "rpcrt4/binding/rpc_string.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#include "handleapi/base/utf16.hpp"

namespace rpcrt4::binding {

unsigned char* new_string_a(std::string_view text) noexcept {
    auto* copy = static_cast<unsigned char*>(std::malloc(text.size() + 1));
    if (!copy) return nullptr;
    if (!text.empty()) std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = 0;
    return copy;
}

char16_t* new_string_w(std::string_view utf8) noexcept try {
    const std::u16string wide = base::to_utf16(utf8);
    const size_t size = (wide.size() + 1) * sizeof(char16_t);
    auto* copy = static_cast<char16_t*>(std::malloc(size));
    if (copy) std::memcpy(copy, wide.c_str(), size);
    return copy;
} catch (const std::bad_alloc&) {
    return nullptr;
}

void free_string(void* text) noexcept { std::free(text); }

std::string text_of(const char16_t* text) { return text ? base::to_utf8(text) : std::string(); }

base::Status StringGifts::finish() noexcept {
    if (!out_of_memory_) return base::Status::ok;
    for (size_t i = 0; i < count_; ++i) {
        free_string(*given_[i]);
        *given_[i] = nullptr;
    }
    return base::Status::rpc_s_out_of_memory;
}

}  // namespace rpcrt4::binding
