// SPDX-License-Identifier: LGPL-2.1-or-later
// <string.h>: what Windows has beside the C library.
#define UNIT char
#define WIDE 0
#define N(name) rpccrt_str##name
#include "strings.inc"

int CRT(_memicmp)(const void* one, const void* other, size_t count) {
    if (count == 0) return 0;
    if (!one || !other) return rpccrt_invalid(EINVAL), INT32_MAX;
    for (size_t i = 0; i < count; ++i) {
        const int difference = order_of(lower(((const char*)one)[i])) - order_of(lower(((const char*)other)[i]));
        if (difference) return difference;
    }
    return 0;
}

errno_type CRT(memcpy_s)(void* target, size_t room, const void* source, size_t count) {
    if (count == 0) return 0;
    if (!target) return rpccrt_invalid(EINVAL);
    if (source && room >= count) {
        memcpy(target, source, count);
        return 0;
    }
    memset(target, 0, room);
    return rpccrt_invalid(source ? ERANGE : EINVAL);
}

errno_type CRT(memmove_s)(void* target, size_t room, const void* source, size_t count) {
    if (count == 0) return 0;
    if (!target || !source) return rpccrt_invalid(EINVAL);
    if (room < count) return rpccrt_invalid(ERANGE);
    memmove(target, source, count);
    return 0;
}
