// SPDX-License-Identifier: LGPL-2.1-or-later
// See quarantine.hpp. Replaces the program's operator new and delete. With AddressSanitizer what is kept is poisoned.
#include "tests/model/quarantine.hpp"

#include <malloc.h>
#include <sanitizer/asan_interface.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

namespace model {
namespace {

struct Freed {
    char* begin;
    size_t size;
};
constexpr size_t kCapacity = 4096;
Freed kept[kCapacity];
size_t count = 0;
bool keeping = false;

void put_away(void* memory) noexcept {
    if (!keeping || !memory || count == kCapacity) return std::free(memory);
    const size_t size = malloc_usable_size(memory);
    std::memset(memory, 0xDD, size);
    ASAN_POISON_MEMORY_REGION(memory, size);
    kept[count++] = {static_cast<char*>(memory), size};
}

}  // namespace

void keep_freed() noexcept { keeping = true; }

void give_back_freed() noexcept {
    keeping = false;
    while (count != 0) {
        const Freed& freed = kept[--count];
        ASAN_UNPOISON_MEMORY_REGION(freed.begin, freed.size);
        std::free(freed.begin);
    }
}

bool was_freed(const void* place) noexcept {
    for (size_t i = 0; i < count; ++i) {
        if (place >= kept[i].begin && place < kept[i].begin + kept[i].size) return true;
    }
    return false;
}

}  // namespace model

void* operator new(size_t size) {
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void* operator new(size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
void* operator new[](size_t size) { return operator new(size); }
void* operator new[](size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
void operator delete(void* memory) noexcept { model::put_away(memory); }
void operator delete(void* memory, size_t) noexcept { model::put_away(memory); }
void operator delete[](void* memory) noexcept { model::put_away(memory); }
void operator delete[](void* memory, size_t) noexcept { model::put_away(memory); }
