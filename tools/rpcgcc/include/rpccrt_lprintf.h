// SPDX-License-Identifier: LGPL-2.1-or-later
// The printf and scanf families in a given locale, which are Windows' <stdio.h>'s and <wchar.h>'s.
#ifndef RPCCRT_LPRINTF_H
#define RPCCRT_LPRINTF_H

#include <stdarg.h>
#include <rpccrt_locale.h>

RPCCRT_BEGIN
int _printf_l(const char* format, _locale_t locale, ...) RPCCRT_IS(_printf_l);
int _vprintf_l(const char* format, _locale_t locale, va_list arguments) RPCCRT_IS(_vprintf_l);
int _fprintf_l(FILE* stream, const char* format, _locale_t locale, ...) RPCCRT_IS(_fprintf_l);
int _vfprintf_l(FILE* stream, const char* format, _locale_t locale, va_list arguments) RPCCRT_IS(_vfprintf_l);
int _sprintf_s_l(char* buffer, size_t size, const char* format, _locale_t locale, ...) RPCCRT_IS(_sprintf_s_l);
int _vsprintf_s_l(char* buffer, size_t size, const char* format, _locale_t locale, va_list arguments)
    RPCCRT_IS(_vsprintf_s_l);
int _snprintf_l(char* buffer, size_t count, const char* format, _locale_t locale, ...) RPCCRT_IS(_snprintf_l);
int _vsnprintf_l(char* buffer, size_t count, const char* format, _locale_t locale, va_list arguments)
    RPCCRT_IS(_vsnprintf_l);
int _wprintf_l(const wchar_t* format, _locale_t locale, ...) RPCCRT_IS(_wprintf_l);
int _vwprintf_l(const wchar_t* format, _locale_t locale, va_list arguments) RPCCRT_IS(_vwprintf_l);
int _fwprintf_l(FILE* stream, const wchar_t* format, _locale_t locale, ...) RPCCRT_IS(_fwprintf_l);
int _vfwprintf_l(FILE* stream, const wchar_t* format, _locale_t locale, va_list arguments) RPCCRT_IS(_vfwprintf_l);
int _swprintf_s_l(wchar_t* buffer, size_t size, const wchar_t* format, _locale_t locale, ...) RPCCRT_IS(_swprintf_s_l);
int _vswprintf_s_l(wchar_t* buffer, size_t size, const wchar_t* format, _locale_t locale, va_list arguments)
    RPCCRT_IS(_vswprintf_s_l);
int _snwprintf_l(wchar_t* buffer, size_t count, const wchar_t* format, _locale_t locale, ...) RPCCRT_IS(_snwprintf_l);
int _vsnwprintf_l(wchar_t* buffer, size_t count, const wchar_t* format, _locale_t locale, va_list arguments)
    RPCCRT_IS(_vsnwprintf_l);
int _sprintf_l(char* buffer, const char* format, _locale_t locale, ...) RPCCRT_IS(_sprintf_l);
int _vsprintf_l(char* buffer, const char* format, _locale_t locale, va_list arguments) RPCCRT_IS(_vsprintf_l);
int _swprintf_l(wchar_t* buffer, size_t count, const wchar_t* format, _locale_t locale, ...) RPCCRT_IS(_swprintf_l);
int _vswprintf_l(wchar_t* buffer, size_t count, const wchar_t* format, _locale_t locale, va_list arguments)
    RPCCRT_IS(_vswprintf_l);
int _sscanf_l(const char* text, const char* format, _locale_t locale, ...) RPCCRT_IS(_sscanf_l);
int _sscanf_s_l(const char* text, const char* format, _locale_t locale, ...) RPCCRT_IS(_sscanf_s_l);
int _swscanf_l(const wchar_t* text, const wchar_t* format, _locale_t locale, ...) RPCCRT_IS(_swscanf_l);
int _swscanf_s_l(const wchar_t* text, const wchar_t* format, _locale_t locale, ...) RPCCRT_IS(_swscanf_s_l);
RPCCRT_END

#endif
