// SPDX-License-Identifier: LGPL-2.1-or-later
// The printf family whose formats may name their arguments, "%2$s", which are Windows' <stdio.h>'s and <wchar.h>'s.
// Every argument has to be used.
#ifndef RPCCRT_PPRINTF_H
#define RPCCRT_PPRINTF_H

#include <stdarg.h>

#include <rpccrt.h>

#define _ARGMAX 100

RPCCRT_BEGIN
int _printf_p(const char* format, ...) RPCCRT_IS(_printf_p);
int _vprintf_p(const char* format, va_list arguments) RPCCRT_IS(_vprintf_p);
int _fprintf_p(FILE* stream, const char* format, ...) RPCCRT_IS(_fprintf_p);
int _vfprintf_p(FILE* stream, const char* format, va_list arguments) RPCCRT_IS(_vfprintf_p);
int _sprintf_p(char* buffer, size_t size, const char* format, ...) RPCCRT_IS(_sprintf_p);
int _vsprintf_p(char* buffer, size_t size, const char* format, va_list arguments) RPCCRT_IS(_vsprintf_p);
int _scprintf_p(const char* format, ...) RPCCRT_IS(_scprintf_p);
int _vscprintf_p(const char* format, va_list arguments) RPCCRT_IS(_vscprintf_p);
int _wprintf_p(const wchar_t* format, ...) RPCCRT_IS(_wprintf_p);
int _vwprintf_p(const wchar_t* format, va_list arguments) RPCCRT_IS(_vwprintf_p);
int _fwprintf_p(FILE* stream, const wchar_t* format, ...) RPCCRT_IS(_fwprintf_p);
int _vfwprintf_p(FILE* stream, const wchar_t* format, va_list arguments) RPCCRT_IS(_vfwprintf_p);
int _swprintf_p(wchar_t* buffer, size_t size, const wchar_t* format, ...) RPCCRT_IS(_swprintf_p);
int _vswprintf_p(wchar_t* buffer, size_t size, const wchar_t* format, va_list arguments) RPCCRT_IS(_vswprintf_p);
int _scwprintf_p(const wchar_t* format, ...) RPCCRT_IS(_scwprintf_p);
int _vscwprintf_p(const wchar_t* format, va_list arguments) RPCCRT_IS(_vscwprintf_p);
RPCCRT_END

#endif
