// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map: librpccrt.a, what the C runtime of Windows means otherwise than the C library here. It is linked
// into programs that rpcgcc compiles and calls the C library, and librpcrt4 where a handle or a search is meant.
//   invalid_parameter  what _s functions do about wrong arguments        text       UTF-8 and UTF-16
//   format.inc         the printf family, once for char, once for wide   scan.inc   the scanf family, likewise
//   positional.inc     formats that name their arguments    locale   names of locales, and what is done in one
//   error_texts        what errno means in words            *_strings, multibyte*   <string.h>, <wchar.h>, <mbstring.h>
//   *_numbers, floating_text, float_control, search, random, memory, environment, paths    <stdlib.h>, <float.h>
//   units.inc          searching and comparing 16 bytes at a time   names    what a file's name means
//   streams, descriptors, file_*, folders, temporary_names        <stdio.h>, <io.h>, <sys/stat.h>, <direct.h>
//   open_streams, os_handles, console, console_text, clock, startup    <stdio.h>, <conio.h>, <time.h>, wmain
//
// This is C of the system's: long has 64 bits, Windows' long is int32_t, wchar_t is `wide`. Every function is called
// rpccrt_NAME, so that none can be taken for one of the C library's; the headers in ../include give it its name.
#pragma once

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>

typedef char16_t wide;
typedef int errno_type;

#define CRT(name) rpccrt_##name

#define TRUNCATED 80  // STRUNCATE
#define TRUNCATE ((size_t)-1)  // _TRUNCATE

// Calls the handler. Sets errno, which is its value.
errno_type rpccrt_invalid(errno_type code);
// For functions that give back -1.
static inline int rpccrt_invalid_1(errno_type code) {
    rpccrt_invalid(code);
    return -1;
}

// One code point of at most `size` units, and how many were taken: 0 when there are none. What is not well-formed is
// U+FFFD and one unit.
size_t rpccrt_decode_8(const char* text, size_t size, uint32_t* point);
size_t rpccrt_decode_16(const wide* text, size_t size, uint32_t* point);
// At most 4, and 2, units.
size_t rpccrt_encode_8(uint32_t point, char* units);
size_t rpccrt_encode_16(uint32_t point, wide* units);
size_t rpccrt_length_16(const wide* text);
// A copy from malloc; NULL when there is no memory.
char* rpccrt_to_8(const wide* text);
wide* rpccrt_to_16(const char* text);

// The name as the system has it: `name` itself, a constant, or in `room`, which has PATH_MAX bytes. NULL for NULL.
const char* rpccrt_native_name(const char* name, char* room);
#define NATIVE(name) rpccrt_native_name(name, (char[4096]){""})

// A wide function of one that takes text in UTF-8; `failed` when there is no text or no memory.
#define NARROWED(type, failed, call, text)                    \
    do {                                                      \
        if (!(text)) return rpccrt_invalid(EINVAL), (failed); \
        char* const narrow = rpccrt_to_8(text);               \
        if (!narrow) return (failed);                         \
        type const result = call;                             \
        free(narrow);                                         \
        return result;                                        \
    } while (0)

// Wide characters of a binary stream are UTF-16. False when there is no memory.
bool rpccrt_is_binary(FILE* stream);
bool rpccrt_set_binary(FILE* stream, bool binary);

// The value of a variable of the environment, whatever the case of its name.
char* rpccrt_getenv(const char* name);

// When a descriptor is closed: the handle it had.
void rpccrt_close_handle_of(int descriptor);

// The terminal of the process, -1 when it has none, and text for it behind what stdout has.
int rpccrt_terminal(void);
bool rpccrt_say(const char* text, size_t size);

// The printf family's, on streams and in buffers of `room` units; how many units there are when all fit, -1 when it
// fails. A buffer ends in a zero only when that fits, too.
int rpccrt_format_stream_8(FILE* stream, const char* format, va_list arguments);
int rpccrt_format_stream_16(FILE* stream, const wide* format, va_list arguments);
int rpccrt_format_buffer_8(char* buffer, size_t room, const char* format, va_list arguments);
int rpccrt_format_buffer_16(wide* buffer, size_t room, const wide* format, va_list arguments);
