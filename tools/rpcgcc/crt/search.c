// SPDX-License-Identifier: LGPL-2.1-or-later
// Sorting and searching with a context, and searching what is not sorted ([MSVC] "_lfind", "_lsearch_s").
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

typedef int (*plain_comparison)(const void* one, const void* other);

// Without a context it is called with two arguments.
typedef struct {
    plain_comparison plain;
    comparison with_context;
    void* context;
} sameness;

static char* find(const sameness* by, const void* key, const void* items, unsigned count, size_t size) {
    char* item = (char*)items;
    for (unsigned i = 0; i < count; ++i, item += size) {
        const int order = by->plain ? by->plain(key, item) : by->with_context(by->context, key, item);
        if (order == 0) return item;
    }
    return NULL;
}

static bool is_search(const void* key, const void* items, const unsigned* count, size_t size, bool compares) {
    if (key && count && (items || !*count) && size && compares) return true;
    rpccrt_invalid(EINVAL);
    return false;
}

// What is not there is put behind the last, where there is room for it.
static void* find_or_add(const sameness* by, const void* key, void* items, unsigned* count, size_t size) {
    char* const found = find(by, key, items, *count, size);
    return found ? found : memcpy((char*)items + size * (*count)++, key, size);
}

void* CRT(_lfind)(const void* key, const void* items, unsigned* count, unsigned size, plain_comparison compare) {
    if (!is_search(key, items, count, size, compare)) return NULL;
    return find(&(sameness){.plain = compare}, key, items, *count, size);
}
void* CRT(_lsearch)(const void* key, void* items, unsigned* count, unsigned size, plain_comparison compare) {
    if (!is_search(key, items, count, size, compare)) return NULL;
    return find_or_add(&(sameness){.plain = compare}, key, items, count, size);
}
void* CRT(_lfind_s)(const void* key, const void* items, unsigned* count, size_t size, comparison compare,
                    void* context) {
    if (!is_search(key, items, count, size, compare)) return NULL;
    return find(&(sameness){.with_context = compare, .context = context}, key, items, *count, size);
}
void* CRT(_lsearch_s)(const void* key, void* items, unsigned* count, size_t size, comparison compare, void* context) {
    if (!is_search(key, items, count, size, compare)) return NULL;
    return find_or_add(&(sameness){.with_context = compare, .context = context}, key, items, count, size);
}
