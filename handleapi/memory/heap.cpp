// SPDX-License-Identifier: LGPL-2.1-or-later
// See heap.hpp.
#include "handleapi/memory/heap.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace handleapi::heap {
namespace {

struct alignas(16) Header {
    size_t size;
    uintptr_t seal;  // made from the address, so that a copied or stale header does not pass
};
constexpr uintptr_t kSealKey = 0x9E3779B97F4A7C15;

uintptr_t seal_of(const Header* header) noexcept { return reinterpret_cast<uintptr_t>(header) ^ kSealKey; }

Header* header_of(const void* block) noexcept {
    const auto address = reinterpret_cast<uintptr_t>(block);
    if (address == 0 || address % alignof(Header) != 0) return nullptr;
    auto* header = reinterpret_cast<Header*>(address - sizeof(Header));
    return header->seal == seal_of(header) ? header : nullptr;
}

void* finish(Header* header, size_t size) noexcept {
    header->size = size;
    header->seal = seal_of(header);
    return header + 1;
}

}  // namespace

void* allocate(size_t size, Fill fill) noexcept {
    if (size > SIZE_MAX - sizeof(Header)) return nullptr;
    const size_t total = size + sizeof(Header);
    auto* header = static_cast<Header*>(fill == Fill::zero ? std::calloc(1, total) : std::malloc(total));
    return header ? finish(header, size) : nullptr;
}

void* reallocate(void* block, size_t size, Fill fill) noexcept {
    Header* header = header_of(block);
    if (!header || size > SIZE_MAX - sizeof(Header)) return nullptr;
    const size_t before = header->size;
    header->seal = 0;
    auto* moved = static_cast<Header*>(std::realloc(header, size + sizeof(Header)));
    if (!moved) {
        header->seal = seal_of(header);
        return nullptr;
    }
    void* result = finish(moved, size);
    if (fill == Fill::zero && size > before) std::memset(static_cast<char*>(result) + before, 0, size - before);
    return result;
}

bool free(void* block) noexcept {
    if (!block) return true;
    Header* header = header_of(block);
    if (!header) return false;
    header->seal = 0;
    std::free(header);
    return true;
}

size_t size(const void* block) noexcept {
    const Header* header = header_of(block);
    return header ? header->size : SIZE_MAX;
}

}  // namespace handleapi::heap
