// SPDX-License-Identifier: LGPL-2.1-or-later
// The wide half of the printf and scanf families, which is Windows' <stdio.h>'s and <wchar.h>'s.
#ifndef RPCCRT_WPRINTF_H
#define RPCCRT_WPRINTF_H

#include <stdarg.h>
#include <rpccrt.h>


#undef swprintf
#undef vswprintf

RPCCRT_BEGIN
int wprintf(const wchar_t* format, ...) RPCCRT_IS(wprintf);
int fwprintf(FILE* stream, const wchar_t* format, ...) RPCCRT_IS(fwprintf);
int vwprintf(const wchar_t* format, va_list arguments) RPCCRT_IS(vwprintf);
int vfwprintf(FILE* stream, const wchar_t* format, va_list arguments) RPCCRT_IS(vfwprintf);
int swprintf(wchar_t* buffer, size_t count, const wchar_t* format, ...) RPCCRT_IS(swprintf);
int vswprintf(wchar_t* buffer, size_t count, const wchar_t* format, va_list arguments) RPCCRT_IS(vswprintf);
int _swprintf(wchar_t* buffer, const wchar_t* format, ...) RPCCRT_IS(_swprintf);
int _vswprintf(wchar_t* buffer, const wchar_t* format, va_list arguments) RPCCRT_IS(_vswprintf);
int _swprintf_c(wchar_t* buffer, size_t count, const wchar_t* format, ...) RPCCRT_IS(swprintf);
int _vswprintf_c(wchar_t* buffer, size_t count, const wchar_t* format, va_list arguments) RPCCRT_IS(vswprintf);
int _snwprintf(wchar_t* buffer, size_t count, const wchar_t* format, ...) RPCCRT_IS(_snwprintf);
int _vsnwprintf(wchar_t* buffer, size_t count, const wchar_t* format, va_list arguments) RPCCRT_IS(_vsnwprintf);
int _scwprintf(const wchar_t* format, ...) RPCCRT_IS(_scwprintf);
int _vscwprintf(const wchar_t* format, va_list arguments) RPCCRT_IS(_vscwprintf);
int wprintf_s(const wchar_t* format, ...) RPCCRT_IS(wprintf_s);
int fwprintf_s(FILE* stream, const wchar_t* format, ...) RPCCRT_IS(fwprintf_s);
int vwprintf_s(const wchar_t* format, va_list arguments) RPCCRT_IS(vwprintf_s);
int vfwprintf_s(FILE* stream, const wchar_t* format, va_list arguments) RPCCRT_IS(vfwprintf_s);
int swprintf_s(wchar_t* buffer, size_t size, const wchar_t* format, ...) RPCCRT_IS(swprintf_s);
int vswprintf_s(wchar_t* buffer, size_t size, const wchar_t* format, va_list arguments) RPCCRT_IS(vswprintf_s);
int _snwprintf_s(wchar_t* buffer, size_t size, size_t count, const wchar_t* format, ...) RPCCRT_IS(_snwprintf_s);
int _vsnwprintf_s(wchar_t* buffer, size_t size, size_t count, const wchar_t* format, va_list arguments)
    RPCCRT_IS(_vsnwprintf_s);

int wscanf(const wchar_t* format, ...) RPCCRT_IS(wscanf);
int fwscanf(FILE* stream, const wchar_t* format, ...) RPCCRT_IS(fwscanf);
int swscanf(const wchar_t* text, const wchar_t* format, ...) RPCCRT_IS(swscanf);
int vwscanf(const wchar_t* format, va_list arguments) RPCCRT_IS(vwscanf);
int vfwscanf(FILE* stream, const wchar_t* format, va_list arguments) RPCCRT_IS(vfwscanf);
int vswscanf(const wchar_t* text, const wchar_t* format, va_list arguments) RPCCRT_IS(vswscanf);
int _snwscanf(const wchar_t* text, size_t size, const wchar_t* format, ...) RPCCRT_IS(_snwscanf);
int wscanf_s(const wchar_t* format, ...) RPCCRT_IS(wscanf_s);
int fwscanf_s(FILE* stream, const wchar_t* format, ...) RPCCRT_IS(fwscanf_s);
int swscanf_s(const wchar_t* text, const wchar_t* format, ...) RPCCRT_IS(swscanf_s);
int vwscanf_s(const wchar_t* format, va_list arguments) RPCCRT_IS(vwscanf_s);
int vfwscanf_s(FILE* stream, const wchar_t* format, va_list arguments) RPCCRT_IS(vfwscanf_s);
int vswscanf_s(const wchar_t* text, const wchar_t* format, va_list arguments) RPCCRT_IS(vswscanf_s);
int _snwscanf_s(const wchar_t* text, size_t size, const wchar_t* format, ...) RPCCRT_IS(_snwscanf_s);
RPCCRT_END

#ifdef __cplusplus
RPCCRT_BEGIN_CXX
int swprintf(wchar_t* buffer, const wchar_t* format, ...) RPCCRT_IS(_swprintf);
template <size_t Size>
int swprintf_s(wchar_t (&buffer)[Size], const wchar_t* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int made = ::vswprintf_s(buffer, Size, format, arguments);
    va_end(arguments);
    return made;
}
template <size_t Size>
int vswprintf_s(wchar_t (&buffer)[Size], const wchar_t* format, va_list arguments) {
    return ::vswprintf_s(buffer, Size, format, arguments);
}
template <size_t Size>
int _snwprintf_s(wchar_t (&buffer)[Size], size_t count, const wchar_t* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int made = ::_vsnwprintf_s(buffer, Size, count, format, arguments);
    va_end(arguments);
    return made;
}
template <size_t Size>
int _vsnwprintf_s(wchar_t (&buffer)[Size], size_t count, const wchar_t* format, va_list arguments) {
    return ::_vsnwprintf_s(buffer, Size, count, format, arguments);
}
RPCCRT_END_CXX
#endif

#endif

#include <rpccrt_forms.h>
