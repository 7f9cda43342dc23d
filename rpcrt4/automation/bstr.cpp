// SPDX-License-Identifier: LGPL-2.1-or-later
// The length stands in the second half of a head of eight bytes, so that the text is aligned as memory of malloc is.
#include "rpcrt4/automation/bstr.hpp"

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace rpcrt4::automation {
namespace {

constexpr size_t kHead = 8;
constexpr size_t kEnd = sizeof(WCHAR) + 1;  // an odd length has its two zero bytes, too
constexpr uint64_t kMost = UINT32_MAX - kHead - kEnd;

std::byte* block_of(const WCHAR* string) noexcept {
    return reinterpret_cast<std::byte*>(const_cast<WCHAR*>(string)) - kHead;
}

}  // namespace

BSTR new_bstr(const void* bytes, uint64_t size) noexcept {
    if (size > kMost) return nullptr;
    auto* const block =
        static_cast<std::byte*>(bytes ? std::malloc(kHead + size + kEnd) : std::calloc(1, kHead + size + kEnd));
    if (!block) return nullptr;
    const auto length = static_cast<uint32_t>(size);
    std::memcpy(block + kHead - sizeof length, &length, sizeof length);
    if (bytes) std::memcpy(block + kHead, bytes, size);
    std::memset(block + kHead + size, 0, kEnd);
    return reinterpret_cast<BSTR>(block + kHead);
}

uint32_t byte_length(const WCHAR* string) noexcept {
    uint32_t length = 0;
    if (string) std::memcpy(&length, block_of(string) + kHead - sizeof length, sizeof length);
    return length;
}

void free_bstr(BSTR string) noexcept {
    if (string) std::free(block_of(string));
}

bool copy_bstr(BSTR from, BSTR* to) noexcept {
    *to = from ? new_bstr(from, byte_length(from)) : nullptr;
    return !from || *to;
}

}  // namespace rpcrt4::automation
