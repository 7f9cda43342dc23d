// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <malloc.h>, and what Windows does with memory beside it.
#ifndef RPCCRT_MALLOC_H
#define RPCCRT_MALLOC_H

#include <stdlib.h>

#include_next <malloc.h>

#include <rpccrt.h>

#ifndef _alloca
#define _alloca(size) __builtin_alloca(size)
#endif
#ifndef alloca
#define alloca(size) __builtin_alloca(size)
#endif

#define _HEAPEMPTY (-1)
#define _HEAPOK (-2)
#define _HEAPBADBEGIN (-3)
#define _HEAPBADNODE (-4)
#define _HEAPEND (-5)
#define _HEAPBADPTR (-6)

// On the stack up to 1,024 bytes, from malloc beyond; _freea knows which.
#define _ALLOCA_S_THRESHOLD 1024
#define _ALLOCA_S_MARKER_SIZE 16
#define _malloca(size)                                                                        \
    rpccrt_marked((size) + _ALLOCA_S_MARKER_SIZE <= _ALLOCA_S_THRESHOLD                       \
                      ? __builtin_alloca((size) + _ALLOCA_S_MARKER_SIZE)                      \
                      : malloc((size) + _ALLOCA_S_MARKER_SIZE),                               \
                  (size) + _ALLOCA_S_MARKER_SIZE > _ALLOCA_S_THRESHOLD)
static inline void* rpccrt_marked(void* memory, int is_heap) {
    if (!memory) return 0;
    *(int*)memory = is_heap;
    return (char*)memory + _ALLOCA_S_MARKER_SIZE;
}
static inline void _freea(void* memory) {
    if (!memory) return;
    memory = (char*)memory - _ALLOCA_S_MARKER_SIZE;
    if (*(int*)memory) free(memory);
}

RPCCRT_BEGIN
void* _aligned_malloc(size_t size, size_t alignment) RPCCRT_IS(_aligned_malloc);
void* _aligned_realloc(void* memory, size_t size, size_t alignment) RPCCRT_IS(_aligned_realloc);
void _aligned_free(void* memory) RPCCRT_IS(_aligned_free);
void* _aligned_recalloc(void* memory, size_t count, size_t size, size_t alignment) RPCCRT_IS(_aligned_recalloc);
void* _aligned_offset_malloc(size_t size, size_t alignment, size_t offset) RPCCRT_IS(_aligned_offset_malloc);
void* _aligned_offset_realloc(void* memory, size_t size, size_t alignment, size_t offset)
    RPCCRT_IS(_aligned_offset_realloc);
void* _aligned_offset_recalloc(void* memory, size_t count, size_t size, size_t alignment, size_t offset)
    RPCCRT_IS(_aligned_offset_recalloc);
size_t _aligned_msize(void* memory, size_t alignment, size_t offset) RPCCRT_IS(_aligned_msize);
// Where it is, when there is room for it there; NULL else.
void* _expand(void* memory, size_t size) RPCCRT_IS(_expand);
int _heapchk(void) RPCCRT_IS(_heapchk);
int _heapmin(void) RPCCRT_IS(_heapmin);
// What was asked for, or the little more that there is.
size_t _msize(void* memory) RPCCRT_IS(_msize);
void* _recalloc(void* memory, size_t count, size_t size) RPCCRT_IS(_recalloc);
RPCCRT_END

#endif
