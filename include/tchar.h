// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <tchar.h>: one source for 8- and 16-bit characters. With _UNICODE the string functions work on 16-bit units, which
// the C library's wide functions do not (its wchar_t has 32 bits); what only the C library could do for wide text,
// formatted output and number conversion, is not declared then.
#ifndef RPCRT4_INCLUDE_TCHAR_H
#define RPCRT4_INCLUDE_TCHAR_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <windows.h>

#ifdef _UNICODE

typedef WCHAR _TCHAR, _TSCHAR, _TUCHAR, _TXCHAR;
typedef unsigned short _TINT;
#define _TEOF ((_TINT)-1)
#define __T(quote) L##quote
#define _tmain wmain

static inline size_t rpcrt4_wcslen(const WCHAR* text) {
    size_t length = 0;
    while (text[length]) ++length;
    return length;
}
static inline WCHAR* rpcrt4_wcscpy(WCHAR* target, const WCHAR* source) {
    return (WCHAR*)memcpy(target, source, (rpcrt4_wcslen(source) + 1) * sizeof *source);
}
static inline WCHAR* rpcrt4_wcsncpy(WCHAR* target, const WCHAR* source, size_t count) {
    size_t i = 0;
    for (; i < count && source[i]; ++i) target[i] = source[i];
    for (; i < count; ++i) target[i] = 0;
    return target;
}
static inline WCHAR* rpcrt4_wcscat(WCHAR* target, const WCHAR* source) {
    rpcrt4_wcscpy(target + rpcrt4_wcslen(target), source);
    return target;
}
static inline int rpcrt4_wcsncmp(const WCHAR* left, const WCHAR* right, size_t count) {
    for (; count; --count, ++left, ++right) {
        if (*left != *right) return *left < *right ? -1 : 1;
        if (!*left) break;
    }
    return 0;
}
static inline int rpcrt4_wcscmp(const WCHAR* left, const WCHAR* right) {
    return rpcrt4_wcsncmp(left, right, (size_t)-1);
}
static inline WCHAR* rpcrt4_wcschr(const WCHAR* text, WCHAR wanted) {
    for (; *text != wanted; ++text) {
        if (!*text) return NULL;
    }
    return (WCHAR*)(size_t)text;
}
static inline WCHAR* rpcrt4_wcsrchr(const WCHAR* text, WCHAR wanted) {
    const WCHAR* at = text + rpcrt4_wcslen(text);
    for (;; --at) {
        if (*at == wanted) return (WCHAR*)(size_t)at;
        if (at == text) return NULL;
    }
}
static inline WCHAR* rpcrt4_wcsstr(const WCHAR* text, const WCHAR* wanted) {
    const size_t length = rpcrt4_wcslen(wanted);
    for (;; ++text) {
        if (!rpcrt4_wcsncmp(text, wanted, length)) return (WCHAR*)(size_t)text;
        if (!*text) return NULL;
    }
}
static inline WCHAR* rpcrt4_wcsdup(const WCHAR* text) {
    WCHAR* copy = (WCHAR*)malloc((rpcrt4_wcslen(text) + 1) * sizeof *text);
    return copy ? rpcrt4_wcscpy(copy, text) : NULL;
}

#define _tcslen rpcrt4_wcslen
#define _tcscpy rpcrt4_wcscpy
#define _tcsncpy rpcrt4_wcsncpy
#define _tcscat rpcrt4_wcscat
#define _tcscmp rpcrt4_wcscmp
#define _tcsncmp rpcrt4_wcsncmp
#define _tcsicmp lstrcmpiW
#define _tcschr rpcrt4_wcschr
#define _tcsrchr rpcrt4_wcsrchr
#define _tcsstr rpcrt4_wcsstr
#define _tcsdup rpcrt4_wcsdup

#else

typedef char _TCHAR;
typedef signed char _TSCHAR;
typedef unsigned char _TUCHAR;
typedef char _TXCHAR;
typedef int _TINT;
#define _TEOF EOF
#define __T(quote) quote
#define _tmain main

#define _tcslen strlen
#define _tcscpy strcpy
#define _tcsncpy strncpy
#define _tcscat strcat
#define _tcsncat strncat
#define _tcscmp strcmp
#define _tcsncmp strncmp
#define _tcsicmp strcasecmp
#define _tcsnicmp strncasecmp
#define _tcschr strchr
#define _tcsrchr strrchr
#define _tcsstr strstr
#define _tcstok strtok
#define _tcsdup strdup
#define _tcstol strtol
#define _tcstoul strtoul
#define _tcstod strtod
#define _ttoi atoi
#define _ttol atol
#define _tprintf printf
#define _ftprintf fprintf
#define _stprintf sprintf
#define _sntprintf snprintf
#define _vtprintf vprintf
#define _vftprintf vfprintf
#define _vsntprintf vsnprintf
#define _tscanf scanf
#define _stscanf sscanf
#define _fgetts fgets
#define _fputts fputs
#define _putts puts
#define _tfopen fopen

#endif

#define _T(quote) __T(quote)
#define _TEXT(quote) __T(quote)

#endif
