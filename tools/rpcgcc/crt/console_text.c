// SPDX-License-Identifier: LGPL-2.1-or-later
// <conio.h>: lines and formats of the terminal, wide keys. Lines are read as the terminal edits them.
#include <pthread.h>
#include <unistd.h>

#include "crt.h"

typedef uint32_t wide_int;

static int say_made(char* made, int size) {
    const bool said = made && rpccrt_say(made, (size_t)size);
    free(made);
    return said ? size : -1;
}
int CRT(_vcprintf)(const char* format, va_list list) {
    if (!format) return rpccrt_invalid_1(EINVAL);
    const int size = rpccrt_format_buffer_8(NULL, 0, format, list);
    char* const made = size >= 0 ? malloc((size_t)size + 1) : NULL;
    if (made) rpccrt_format_buffer_8(made, (size_t)size + 1, format, list);
    return say_made(made, size);
}
int CRT(_vcwprintf)(const wide* format, va_list list) {
    if (!format) return rpccrt_invalid_1(EINVAL);
    const int size = rpccrt_format_buffer_16(NULL, 0, format, list);
    wide* const made = size >= 0 ? malloc(((size_t)size + 1) * sizeof(wide)) : NULL;
    if (made) rpccrt_format_buffer_16(made, (size_t)size + 1, format, list);
    char* const narrow = made ? rpccrt_to_8(made) : NULL;
    free(made);
    return say_made(narrow, narrow ? (int)strlen(narrow) : 0) < 0 ? -1 : size;
}

// The terminal as a stream for the scanf family: its own, so that nothing is taken from standard input's.
static FILE* lines;
static void open_lines(void) {
    const int tty = rpccrt_terminal();
    const int own = tty >= 0 ? dup(tty) : -1;
    lines = own >= 0 ? fdopen(own, "r") : NULL;
    if (lines) setvbuf(lines, NULL, _IONBF, 0);
}
static FILE* line_stream(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_lines);
    fflush(stdout);
    return lines;
}

int CRT(vfscanf)(FILE* stream, const char* format, va_list list);
int CRT(vfscanf_s)(FILE* stream, const char* format, va_list list);
int CRT(vfwscanf)(FILE* stream, const wide* format, va_list list);
int CRT(vfwscanf_s)(FILE* stream, const wide* format, va_list list);

#define FORWARD(call)            \
    do {                         \
        va_list list;            \
        va_start(list, format);  \
        const int made = call;   \
        va_end(list);            \
        return made;             \
    } while (0)
#define SCANNED(scan)                                  \
    do {                                               \
        if (!format) return rpccrt_invalid_1(EINVAL);  \
        FILE* const from = line_stream();              \
        if (!from) return EOF;                         \
        FORWARD(scan(from, format, list));             \
    } while (0)
int CRT(_cprintf)(const char* format, ...) { FORWARD(CRT(_vcprintf)(format, list)); }
int CRT(_cwprintf)(const wide* format, ...) { FORWARD(CRT(_vcwprintf)(format, list)); }
int CRT(_cscanf)(const char* format, ...) { SCANNED(CRT(vfscanf)); }
int CRT(_cscanf_s)(const char* format, ...) { SCANNED(CRT(vfscanf_s)); }
int CRT(_cwscanf)(const wide* format, ...) { SCANNED(CRT(vfwscanf)); }
int CRT(_cwscanf_s)(const wide* format, ...) { SCANNED(CRT(vfwscanf_s)); }

// A line without its end; what does not fit stays for the next. False at the end of the terminal.
static bool read_line(char* target, size_t room, size_t* size) {
    FILE* const from = line_stream();
    *size = 0;
    int unit = EOF;
    while (from && *size + 1 < room && (unit = getc(from)) != EOF && unit != '\n') target[(*size)++] = (char)unit;
    target[*size] = 0;
    return from && (unit != EOF || *size > 0);
}

errno_type CRT(_cgets_s)(char* target, size_t room, size_t* size) {
    if (!target || !room) return rpccrt_invalid(EINVAL);
    target[0] = 0;
    if (!size) return rpccrt_invalid(EINVAL);
    return read_line(target, room, size) ? 0 : (errno = EIO);
}
// The room is in the first byte, the size comes to the second, the text behind.
char* CRT(_cgets)(char* target) {
    size_t size;
    if (!target || !target[0]) return rpccrt_invalid(EINVAL), NULL;
    if (!read_line(target + 2, (unsigned char)target[0], &size)) return NULL;
    target[1] = (char)size;
    return target + 2;
}
errno_type CRT(_cgetws_s)(wide* target, size_t room, size_t* size) {
    if (!target || !room) return rpccrt_invalid(EINVAL);
    target[0] = 0;
    if (!size) return rpccrt_invalid(EINVAL);
    char* const line = malloc(room * 3);
    size_t bytes;
    const bool good = line && read_line(line, room * 3, &bytes);
    *size = 0;
    uint32_t point;
    for (size_t i = 0, taken; good && (taken = rpccrt_decode_8(line + i, bytes - i, &point)) != 0; i += taken) {
        if (*size + (point > 0xFFFF ? 2 : 1) >= room) break;
        *size += rpccrt_encode_16(point, target + *size);
    }
    target[*size] = 0;
    free(line);
    return good ? 0 : (errno = EIO);
}

// Wide keys: a character of UTF-8 is several, a second half is given at the next call.
int CRT(_getch)(void);
int CRT(_ungetch)(int key);
static const wide_int kNone = 0xFFFF;  // WEOF of 16 bits
static __thread wide kept;

wide_int CRT(_getwch)(void) {
    if (kept) {
        const wide half = kept;
        kept = 0;
        return half;
    }
    const int first = CRT(_getch)();
    if (first == EOF) return kNone;
    // 0xE0 comes before a key that has no character; UTF-8's E0 is followed by what no such key has.
    const size_t whole = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char bytes[4] = {(char)first};
    for (size_t i = 1; i < whole; ++i) {
        const int next = CRT(_getch)();
        if (next == EOF || (next & 0xC0) != 0x80) {
            if (next != EOF) CRT(_ungetch)(next);
            return (wide_int)first;
        }
        bytes[i] = (char)next;
    }
    uint32_t point;
    wide units[2];
    rpccrt_decode_8(bytes, whole, &point);
    if (rpccrt_encode_16(point, units) == 2) kept = units[1];
    return units[0];
}
wide_int CRT(_putwch)(wide unit) {
    static __thread wide half;
    char bytes[4];
    if (unit >= 0xD800 && unit < 0xDC00) return half = unit;
    const wide both[] = {half, unit};
    uint32_t point;
    rpccrt_decode_16(half ? both : both + 1, half ? 2 : 1, &point);
    half = 0;
    return rpccrt_say(bytes, rpccrt_encode_8(point, bytes)) ? unit : kNone;
}
wide_int CRT(_getwche)(void) {
    const wide_int key = CRT(_getwch)();
    if (key != kNone) CRT(_putwch)((wide)key);
    return key;
}
wide_int CRT(_ungetwch)(wide_int key) {
    if (key == kNone || kept) return kNone;
    return kept = (wide)key;
}
