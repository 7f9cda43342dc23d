// SPDX-License-Identifier: LGPL-2.1-or-later
// <wchar.h>'s strings: the C library's work on 32 bits.
#include <uchar.h>
#define UNIT char16_t
#define WIDE 1
#define N(name) rpccrt_wcs##name
#include "strings.inc"

size_t CRT(wcslen)(const wide* text) { return length_of(text); }
size_t CRT(wcsnlen)(const wide* text, size_t limit) { return length_within(text, limit); }

wide* CRT(wcscpy)(wide* target, const wide* source) {
    memmove(target, source, (length_of(source) + 1) * sizeof(wide));
    return target;
}
wide* CRT(wcsncpy)(wide* target, const wide* source, size_t count) {
    const size_t size = length_within(source, count);
    memmove(target, source, size * sizeof(wide));
    memset(target + size, 0, (count - size) * sizeof(wide));
    return target;
}
wide* CRT(wcscat)(wide* target, const wide* source) {
    CRT(wcscpy)(target + length_of(target), source);
    return target;
}
wide* CRT(wcsncat)(wide* target, const wide* source, size_t count) {
    const size_t at = length_of(target), size = length_within(source, count);
    memmove(target + at, source, size * sizeof(wide));
    target[at + size] = 0;
    return target;
}

int CRT(wcsncmp)(const wide* one, const wide* other, size_t count) {
    const size_t at = first_difference(one, other, count, false);
    return at == count ? 0 : (one[at] > other[at]) - (one[at] < other[at]);
}
int CRT(wcscmp)(const wide* one, const wide* other) { return CRT(wcsncmp)(one, other, SIZE_MAX); }
// In the C locale.
int CRT(wcscoll)(const wide* one, const wide* other) { return CRT(wcscmp)(one, other); }
size_t CRT(wcsxfrm)(wide* target, const wide* source, size_t count) {
    const size_t size = length_of(source);
    if (target && count) CRT(wcsncpy)(target, source, count);
    return size;
}

wide* CRT(wcschr)(const wide* text, wide unit) {
    const wide* const found = end_or(text, unit);
    return *found == unit ? (wide*)found : NULL;
}
wide* CRT(wcsrchr)(const wide* text, wide unit) {
    return (wide*)(unit ? last_unit(text, unit) : text + length_of(text));
}
size_t CRT(wcsspn)(const wide* text, const wide* set) {
    size_t size = 0;
    while (text[size] && is_one_of(text[size], set)) ++size;
    return size;
}
size_t CRT(wcscspn)(const wide* text, const wide* set) {
    size_t size = 0;
    while (text[size] && !is_one_of(text[size], set)) ++size;
    return size;
}
wide* CRT(wcspbrk)(const wide* text, const wide* set) {
    const wide* const found = text + CRT(wcscspn)(text, set);
    return *found ? (wide*)found : NULL;
}
wide* CRT(wcsstr)(const wide* text, const wide* part) {
    if (!*part) return (wide*)text;
    const size_t size = length_of(part);
    for (;; ++text) {
        text = end_or(text, *part);
        if (!*text) return NULL;
        if (first_difference(text, part, size, false) == size) return (wide*)text;
    }
}

// Of the thread's, for the form with two arguments.
wide* CRT(wcstok)(wide* text, const wide* delimiters, wide** context) {
    static __thread wide* kept;
    if (!context) context = &kept;
    if (!text && !*context) return NULL;
    return CRT(wcstok_s)(text, delimiters, context);
}

wide* CRT(wmemchr)(const wide* text, wide unit, size_t count) {
    for (; count; --count, ++text) {
        if (*text == unit) return (wide*)text;
    }
    return NULL;
}
int CRT(wmemcmp)(const wide* one, const wide* other, size_t count) {
    for (; count; --count, ++one, ++other) {
        if (*one != *other) return *one < *other ? -1 : 1;
    }
    return 0;
}
wide* CRT(wmemcpy)(wide* target, const wide* source, size_t count) {
    return memcpy(target, source, count * sizeof(wide));
}
wide* CRT(wmemmove)(wide* target, const wide* source, size_t count) {
    return memmove(target, source, count * sizeof(wide));
}
wide* CRT(wmemset)(wide* target, wide unit, size_t count) {
    for (size_t i = 0; i < count; ++i) target[i] = unit;
    return target;
}
static errno_type in_bytes(errno_type (*copy)(void*, size_t, const void*, size_t), wide* target, size_t room,
                           const wide* source, size_t count) {
    if (room > SIZE_MAX / sizeof(wide) || count > SIZE_MAX / sizeof(wide)) return rpccrt_invalid(ERANGE);
    return copy(target, room * sizeof(wide), source, count * sizeof(wide));
}
errno_type CRT(memcpy_s)(void* target, size_t room, const void* source, size_t count);
errno_type CRT(memmove_s)(void* target, size_t room, const void* source, size_t count);
errno_type CRT(wmemcpy_s)(wide* target, size_t room, const wide* source, size_t count) {
    return in_bytes(CRT(memcpy_s), target, room, source, count);
}
errno_type CRT(wmemmove_s)(wide* target, size_t room, const wide* source, size_t count) {
    return in_bytes(CRT(memmove_s), target, room, source, count);
}
