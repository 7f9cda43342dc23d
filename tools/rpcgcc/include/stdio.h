// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <stdio.h> with the formats, names and secure functions of Windows' (rpccrt.h).
#ifndef RPCCRT_STDIO_H
#define RPCCRT_STDIO_H

#define printf rpccrt_no_printf
#define fprintf rpccrt_no_fprintf
#define sprintf rpccrt_no_sprintf
#define snprintf rpccrt_no_snprintf
#define vprintf rpccrt_no_vprintf
#define vfprintf rpccrt_no_vfprintf
#define vsprintf rpccrt_no_vsprintf
#define vsnprintf rpccrt_no_vsnprintf
#include_next <stdio.h>
#undef printf
#undef fprintf
#undef sprintf
#undef snprintf
#undef vprintf
#undef vfprintf
#undef vsprintf
#undef vsnprintf

#include <stdarg.h>
#include <rpccrt.h>


RPCCRT_BEGIN
int printf(const char* format, ...) RPCCRT_IS(printf);
int fprintf(FILE* stream, const char* format, ...) RPCCRT_IS(fprintf);
int sprintf(char* buffer, const char* format, ...) RPCCRT_IS(sprintf);
int snprintf(char* buffer, size_t count, const char* format, ...) RPCCRT_IS(snprintf);
int vprintf(const char* format, va_list arguments) RPCCRT_IS(vprintf);
int vfprintf(FILE* stream, const char* format, va_list arguments) RPCCRT_IS(vfprintf);
int vsprintf(char* buffer, const char* format, va_list arguments) RPCCRT_IS(vsprintf);
int vsnprintf(char* buffer, size_t count, const char* format, va_list arguments) RPCCRT_IS(vsnprintf);
int _snprintf(char* buffer, size_t count, const char* format, ...) RPCCRT_IS(_snprintf);
int _vsnprintf(char* buffer, size_t count, const char* format, va_list arguments) RPCCRT_IS(_vsnprintf);
int _scprintf(const char* format, ...) RPCCRT_IS(_scprintf);
int _vscprintf(const char* format, va_list arguments) RPCCRT_IS(_vscprintf);
int printf_s(const char* format, ...) RPCCRT_IS(printf_s);
int fprintf_s(FILE* stream, const char* format, ...) RPCCRT_IS(fprintf_s);
int vprintf_s(const char* format, va_list arguments) RPCCRT_IS(vprintf_s);
int vfprintf_s(FILE* stream, const char* format, va_list arguments) RPCCRT_IS(vfprintf_s);
int sprintf_s(char* buffer, size_t size, const char* format, ...) RPCCRT_IS(sprintf_s);
int vsprintf_s(char* buffer, size_t size, const char* format, va_list arguments) RPCCRT_IS(vsprintf_s);
int vsnprintf_s(char* buffer, size_t size, size_t count, const char* format, va_list arguments)
    RPCCRT_IS(_vsnprintf_s);
int _snprintf_s(char* buffer, size_t size, size_t count, const char* format, ...) RPCCRT_IS(_snprintf_s);
int _vsnprintf_s(char* buffer, size_t size, size_t count, const char* format, va_list arguments)
    RPCCRT_IS(_vsnprintf_s);
int _set_printf_count_output(int enable) RPCCRT_IS(_set_printf_count_output);
int _get_printf_count_output(void) RPCCRT_IS(_get_printf_count_output);
RPCCRT_END

#ifdef __cplusplus
RPCCRT_BEGIN_CXX
template <size_t Size>
int sprintf_s(char (&buffer)[Size], const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int made = ::vsprintf_s(buffer, Size, format, arguments);
    va_end(arguments);
    return made;
}
template <size_t Size>
int vsprintf_s(char (&buffer)[Size], const char* format, va_list arguments) {
    return ::vsprintf_s(buffer, Size, format, arguments);
}
template <size_t Size>
int _snprintf_s(char (&buffer)[Size], size_t count, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int made = ::_vsnprintf_s(buffer, Size, count, format, arguments);
    va_end(arguments);
    return made;
}
template <size_t Size>
int _vsnprintf_s(char (&buffer)[Size], size_t count, const char* format, va_list arguments) {
    return ::_vsnprintf_s(buffer, Size, count, format, arguments);
}
RPCCRT_END_CXX
#endif

#include <rpccrt_wprintf.h>

#endif
