// SPDX-License-Identifier: LGPL-2.1-or-later
#include "crt.h"

typedef int (*comparison)(void* context, const void* one, const void* other);

// The C library's qsort_r has the context behind.
typedef struct {
    comparison compare;
    void* context;
} asked;
static int turned(const void* one, const void* other, void* context) {
    const asked* const by = context;
    return by->compare(by->context, one, other);
}

void CRT(qsort_s)(void* items, size_t count, size_t size, comparison compare, void* context) {
    if ((!items && count) || !size || !compare) {
        rpccrt_invalid(EINVAL);
        return;
    }
    asked by = {compare, context};
    if (count > 1) qsort_r(items, count, size, turned, &by);
}

void* CRT(bsearch_s)(const void* key, const void* items, size_t count, size_t size, comparison compare,
                     void* context) {
    if ((!items && count) || !size || !compare) return rpccrt_invalid(EINVAL), NULL;
    size_t first = 0, last = count;
    while (first < last) {
        const size_t middle = first + (last - first) / 2;
        const char* const item = (const char*)items + middle * size;
        const int order = compare(context, key, item);
        if (order == 0) return (void*)item;
        if (order < 0) last = middle;
        else first = middle + 1;
    }
    return NULL;
}
