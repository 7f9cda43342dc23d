// SPDX-License-Identifier: LGPL-2.1-or-later
// Wide characters of streams: UTF-8 in the file unless it is binary, UTF-16 in the program. A stream stays the C
// library's narrow one, so that narrow and wide functions may be mixed, as on Windows.
#include "crt.h"

typedef uint32_t wide_int;
static const wide_int kEnd = (wide_int)-1;

// Half of a pair is written with the other half.
static __thread struct {
    FILE* stream;
    wide half;
} kept;

static void push_back(FILE* stream, const char* bytes, size_t size) {
    while (size > 0) ungetc((unsigned char)bytes[--size], stream);
}

// A second half that was pushed back, as three bytes.
static bool is_second_half(const char* bytes) {
    return (unsigned char)bytes[0] == 0xED && (unsigned char)bytes[1] >= 0xB0;
}

wide_int CRT(fgetwc)(FILE* stream) {
    if (!stream) return rpccrt_invalid(EINVAL), kEnd;
    if (rpccrt_is_binary(stream)) {
        wide unit;
        return fread(&unit, sizeof unit, 1, stream) == 1 ? unit : kEnd;
    }
    char bytes[4];
    const int first = getc(stream);
    if (first == EOF) return kEnd;
    bytes[0] = (char)first;
    const size_t whole = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
    size_t size = 1;
    while (size < whole) {
        const int next = getc(stream);
        if (next == EOF) break;
        if ((next & 0xC0) != 0x80) {
            ungetc(next, stream);
            break;
        }
        bytes[size++] = (char)next;
    }
    if (size == 3 && is_second_half(bytes)) return 0xD000 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
    uint32_t point;
    rpccrt_decode_8(bytes, size, &point);
    if (point < 0x10000) return point;
    wide units[2];
    rpccrt_encode_16(point, units);
    const uint32_t half = units[1];
    const char second[] = {(char)0xED, (char)(0x80 | (half >> 6 & 0x3F)), (char)(0x80 | (half & 0x3F))};
    push_back(stream, second, 3);
    return units[0];
}
wide_int CRT(getwchar)(void) { return CRT(fgetwc)(stdin); }

wide* CRT(fgetws)(wide* target, int count, FILE* stream) {
    if (!target || count <= 0 || !stream) return rpccrt_invalid(EINVAL), NULL;
    int made = 0;
    while (made + 1 < count) {
        const wide_int unit = CRT(fgetwc)(stream);
        if (unit == kEnd) break;
        target[made++] = (wide)unit;
        if (unit == '\n') break;
    }
    if (made == 0 && count > 1) return NULL;
    target[made] = 0;
    return target;
}

// A line of standard input, without its end; what does not fit is wrong.
wide* CRT(_getws_s)(wide* target, size_t room) {
    if (!target || !room) return rpccrt_invalid(EINVAL), NULL;
    size_t made = 0;
    wide_int unit;
    while ((unit = CRT(fgetwc)(stdin)) != kEnd && unit != '\n') {
        if (made + 1 >= room) {
            target[0] = 0;
            return rpccrt_invalid(ERANGE), NULL;
        }
        target[made++] = (wide)unit;
    }
    target[made] = 0;
    return made == 0 && unit == kEnd ? NULL : target;
}

wide_int CRT(ungetwc)(wide_int unit, FILE* stream) {
    if (unit == kEnd || !stream) return kEnd;
    char bytes[4] = {(char)unit, (char)(unit >> 8)};
    if (rpccrt_is_binary(stream)) return push_back(stream, bytes, sizeof(wide)), unit;
    push_back(stream, bytes, rpccrt_encode_8(unit, bytes));
    return unit;
}

static bool write_point(FILE* stream, uint32_t point) {
    char bytes[4];
    const size_t size = rpccrt_encode_8(point, bytes);
    return fwrite(bytes, 1, size, stream) == size;
}

wide_int CRT(fputwc)(wide unit, FILE* stream) {
    if (!stream) return rpccrt_invalid(EINVAL), kEnd;
    if (rpccrt_is_binary(stream)) return fwrite(&unit, sizeof unit, 1, stream) == 1 ? unit : kEnd;
    const bool first = unit >= 0xD800 && unit < 0xDC00, second = unit >= 0xDC00 && unit < 0xE000;
    const wide half = kept.stream == stream ? kept.half : 0;
    if (kept.stream == stream) kept.stream = NULL;
    if (half && !second && !write_point(stream, 0xFFFD)) return kEnd;
    if (first) {
        kept.stream = stream;
        kept.half = unit;
        return unit;
    }
    const uint32_t point = !second ? unit : half ? 0x10000 + ((half - 0xD800u) << 10) + (unit - 0xDC00u) : 0xFFFD;
    return write_point(stream, point) ? unit : kEnd;
}
wide_int CRT(putwchar)(wide unit) { return CRT(fputwc)(unit, stdout); }

int CRT(fputws)(const wide* text, FILE* stream) {
    if (!text || !stream) return rpccrt_invalid_1(EINVAL);
    if (rpccrt_is_binary(stream)) {
        const size_t size = rpccrt_length_16(text);
        return fwrite(text, sizeof(wide), size, stream) == size ? 0 : -1;
    }
    char* const bytes = rpccrt_to_8(text);
    if (!bytes) return -1;
    const int result = fputs(bytes, stream);
    free(bytes);
    return result < 0 ? -1 : 0;
}
int CRT(_putws)(const wide* text) {
    if (CRT(fputws)(text, stdout) < 0) return -1;
    return putchar('\n') == EOF ? -1 : 0;
}

// A stream here has no orientation.
int CRT(fwide)(FILE* stream, int mode) {
    (void)stream;
    return mode;
}
