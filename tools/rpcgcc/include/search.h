// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <search.h>: searching in what is not sorted. The count is of 32 bits there.
#ifndef RPCCRT_SEARCH_H
#define RPCCRT_SEARCH_H

#include <stdlib.h>

#include <rpccrt.h>

RPCCRT_BEGIN
void* _lfind(const void* key, const void* items, unsigned int* count, unsigned int size,
             int (*compare)(const void*, const void*)) RPCCRT_IS(_lfind);
void* _lsearch(const void* key, void* items, unsigned int* count, unsigned int size,
               int (*compare)(const void*, const void*)) RPCCRT_IS(_lsearch);
void* lfind(const void* key, const void* items, unsigned int* count, unsigned int size,
            int (*compare)(const void*, const void*)) RPCCRT_IS(_lfind);
void* lsearch(const void* key, void* items, unsigned int* count, unsigned int size,
              int (*compare)(const void*, const void*)) RPCCRT_IS(_lsearch);
void* _lfind_s(const void* key, const void* items, unsigned int* count, size_t size,
               int (*compare)(void*, const void*, const void*), void* context) RPCCRT_IS(_lfind_s);
void* _lsearch_s(const void* key, void* items, unsigned int* count, size_t size,
                 int (*compare)(void*, const void*, const void*), void* context) RPCCRT_IS(_lsearch_s);
RPCCRT_END

#endif
