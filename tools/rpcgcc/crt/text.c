// SPDX-License-Identifier: LGPL-2.1-or-later
#include <uchar.h>
#define UNIT char16_t
#define WIDE 1
#include "units.inc"

static const uint32_t kReplacement = 0xFFFD;

static size_t length_of_sequence(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first < 0xE0) return 2;
    if (first >= 0xE0 && first < 0xF0) return 3;
    return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

size_t rpccrt_decode_8(const char* text, size_t size, uint32_t* point) {
    static const uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (size == 0) return 0;
    const unsigned char first = (unsigned char)text[0];
    const size_t length = length_of_sequence(first);
    *point = kReplacement;
    if (length == 0 || length > size) return 1;
    uint32_t value = length == 1 ? first : first & (0x7Fu >> length);
    for (size_t i = 1; i < length; ++i) {
        if ((text[i] & 0xC0) != 0x80) return 1;
        value = value << 6 | (text[i] & 0x3Fu);
    }
    if (value < kLeast[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return 1;
    *point = value;
    return length;
}

size_t rpccrt_decode_16(const wide* text, size_t size, uint32_t* point) {
    if (size == 0) return 0;
    *point = text[0];
    if (text[0] < 0xD800 || text[0] >= 0xE000) return 1;
    if (text[0] < 0xDC00 && size > 1 && text[1] >= 0xDC00 && text[1] < 0xE000) {
        *point = 0x10000 + ((text[0] - 0xD800u) << 10) + (text[1] - 0xDC00u);
        return 2;
    }
    *point = kReplacement;
    return 1;
}

size_t rpccrt_encode_8(uint32_t point, char* units) {
    if (point < 0x80) {
        units[0] = (char)point;
        return 1;
    }
    const size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; --i, point >>= 6) units[i] = (char)(0x80 | (point & 0x3F));
    units[0] = (char)((0xF00 >> length) | point);
    return length;
}

size_t rpccrt_encode_16(uint32_t point, wide* units) {
    if (point < 0x10000) {
        units[0] = (wide)point;
        return 1;
    }
    units[0] = (wide)(0xD800 + ((point - 0x10000) >> 10));
    units[1] = (wide)(0xDC00 + (point & 0x3FF));
    return 2;
}

size_t rpccrt_length_16(const wide* text) { return length_of(text); }

char* rpccrt_to_8(const wide* text) {
    const size_t size = rpccrt_length_16(text);
    char* const made = malloc(size * 3 + 1);
    if (!made) return NULL;
    char* end = made;
    uint32_t point;
    for (size_t i = 0, taken; (taken = rpccrt_decode_16(text + i, size - i, &point)) != 0; i += taken) {
        end += rpccrt_encode_8(point, end);
    }
    *end = 0;
    return made;
}

wide* rpccrt_to_16(const char* text) {
    const size_t size = strlen(text);
    wide* const made = malloc((size + 1) * sizeof(wide));
    if (!made) return NULL;
    wide* end = made;
    uint32_t point;
    for (size_t i = 0, taken; (taken = rpccrt_decode_8(text + i, size - i, &point)) != 0; i += taken) {
        end += rpccrt_encode_16(point, end);
    }
    *end = 0;
    return made;
}
