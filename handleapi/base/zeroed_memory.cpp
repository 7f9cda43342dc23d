// SPDX-License-Identifier: LGPL-2.1-or-later
// See zeroed_memory.hpp. From the C library's heap, which leak checkers search: it maps large pieces afresh.
#include "handleapi/base/zeroed_memory.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>

namespace base {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;

}  // namespace

void* allocate_zeroed(size_t size) noexcept {
    void* const memory = std::calloc(size, 1);
    const auto begin = (reinterpret_cast<uintptr_t>(memory) + kHugePage - 1) & ~(kHugePage - 1);
    const auto end = (reinterpret_cast<uintptr_t>(memory) + size) & ~(kHugePage - 1);
    // Only advice: where it is not taken the memory is as good.
    if (memory && begin < end) static_cast<void>(::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE));
    return memory;
}

void free_zeroed(void* memory) noexcept { std::free(memory); }

}  // namespace base
