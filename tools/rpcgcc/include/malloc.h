// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <malloc.h>, and Windows' aligned memory.
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

RPCCRT_BEGIN
void* _aligned_malloc(size_t size, size_t alignment) RPCCRT_IS(_aligned_malloc);
void* _aligned_realloc(void* memory, size_t size, size_t alignment) RPCCRT_IS(_aligned_realloc);
void _aligned_free(void* memory) __asm__("free");
// What was asked for, or the little more that there is.
size_t _msize(void* memory) RPCCRT_IS(_msize);
void* _recalloc(void* memory, size_t count, size_t size) RPCCRT_IS(_recalloc);
RPCCRT_END

#endif
