// SPDX-License-Identifier: LGPL-2.1-or-later
// <malloc.h>.
#include <malloc.h>

#include "crt.h"

static bool is_alignment(size_t alignment) { return alignment && (alignment & (alignment - 1)) == 0; }

void* CRT(_aligned_malloc)(size_t size, size_t alignment) {
    if (!is_alignment(alignment)) return rpccrt_invalid(EINVAL), NULL;
    void* memory;
    const int wrong = posix_memalign(&memory, alignment < sizeof(void*) ? sizeof(void*) : alignment, size ? size : 1);
    if (wrong) errno = wrong;
    return wrong ? NULL : memory;
}

void* CRT(_aligned_realloc)(void* memory, size_t size, size_t alignment) {
    if (memory && !size) return free(memory), NULL;
    void* const made = CRT(_aligned_malloc)(size, alignment);
    if (!made || !memory) return made;
    const size_t before = malloc_usable_size(memory);
    memcpy(made, memory, before < size ? before : size);
    free(memory);
    return made;
}

size_t CRT(_msize)(void* memory) {
    if (!memory) return rpccrt_invalid(EINVAL), SIZE_MAX;
    return malloc_usable_size(memory);
}

// What is new is zero.
void* CRT(_recalloc)(void* memory, size_t count, size_t size) {
    size_t all;
    if (__builtin_mul_overflow(count, size, &all)) return rpccrt_invalid(ENOMEM), NULL;
    const size_t before = memory ? malloc_usable_size(memory) : 0;
    char* const made = realloc(memory, all ? all : 1);
    if (made && all > before) memset(made + before, 0, all - before);
    return made;
}
