// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <string.h>, and what Windows has beside it (rpccrt.h).
#ifndef RPCCRT_STRING_H
#define RPCCRT_STRING_H

#define strerror rpccrt_no_strerror
#include_next <string.h>
#undef strerror

#include <rpccrt_locale.h>

RPCCRT_BEGIN
int _stricmp(const char* one, const char* other) RPCCRT_IS(stricmp);
int stricmp(const char* one, const char* other) RPCCRT_IS(stricmp);
int _strcmpi(const char* one, const char* other) RPCCRT_IS(stricmp);
int strcmpi(const char* one, const char* other) RPCCRT_IS(stricmp);
int _strnicmp(const char* one, const char* other, size_t count) RPCCRT_IS(strnicmp);
int strnicmp(const char* one, const char* other, size_t count) RPCCRT_IS(strnicmp);
int _stricoll(const char* one, const char* other) RPCCRT_IS(stricmp);
int _strnicoll(const char* one, const char* other, size_t count) RPCCRT_IS(strnicmp);
int _strncoll(const char* one, const char* other, size_t count) __asm__("strncmp");
char* _strdup(const char* text) RPCCRT_IS(strdup);
char* _strlwr(char* text) RPCCRT_IS(strlwr);
char* strlwr(char* text) RPCCRT_IS(strlwr);
char* _strupr(char* text) RPCCRT_IS(strupr);
char* strupr(char* text) RPCCRT_IS(strupr);
char* _strrev(char* text) RPCCRT_IS(strrev);
char* strrev(char* text) RPCCRT_IS(strrev);
char* _strset(char* text, int character) RPCCRT_IS(strset);
char* strset(char* text, int character) RPCCRT_IS(strset);
char* _strnset(char* text, int character, size_t count) RPCCRT_IS(strnset);
char* strnset(char* text, int character, size_t count) RPCCRT_IS(strnset);
errno_t _strlwr_s(char* text, size_t size) RPCCRT_IS(strlwr_s);
errno_t _strupr_s(char* text, size_t size) RPCCRT_IS(strupr_s);
errno_t _strset_s(char* text, size_t size, int character) RPCCRT_IS(strset_s);
errno_t _strnset_s(char* text, size_t size, int character, size_t count) RPCCRT_IS(strnset_s);
errno_t strcpy_s(char* target, rsize_t size, const char* source) RPCCRT_IS(strcpy_s);
errno_t strcat_s(char* target, rsize_t size, const char* source) RPCCRT_IS(strcat_s);
errno_t strncpy_s(char* target, rsize_t size, const char* source, rsize_t count) RPCCRT_IS(strncpy_s);
errno_t strncat_s(char* target, rsize_t size, const char* source, rsize_t count) RPCCRT_IS(strncat_s);
char* strtok_s(char* text, const char* delimiters, char** context) RPCCRT_IS(strtok_s);
size_t strnlen_s(const char* text, size_t limit) RPCCRT_IS(strnlen_s);
int _memicmp(const void* one, const void* other, size_t count) RPCCRT_IS(_memicmp);
int memicmp(const void* one, const void* other, size_t count) RPCCRT_IS(_memicmp);
void* _memccpy(void* target, const void* source, int character, size_t count) __asm__("memccpy");
errno_t memcpy_s(void* target, rsize_t size, const void* source, rsize_t count) RPCCRT_IS(memcpy_s);
errno_t memmove_s(void* target, rsize_t size, const void* source, rsize_t count) RPCCRT_IS(memmove_s);
char* strerror(int code) RPCCRT_IS(strerror);
char* _strerror(const char* message) RPCCRT_IS(_strerror);
errno_t strerror_s(char* buffer, size_t size, int code) RPCCRT_IS(strerror_s);
errno_t _strerror_s(char* buffer, size_t size, const char* message) RPCCRT_IS(_strerror_s);
// Letters and their order are those of the C locale; the locale, which comes last, is not looked at.
int _stricmp_l(const char* one, const char* other, _locale_t locale) RPCCRT_IS(stricmp);
int _strnicmp_l(const char* one, const char* other, size_t count, _locale_t locale) RPCCRT_IS(strnicmp);
int _strcoll_l(const char* one, const char* other, _locale_t locale) __asm__("strcmp");
int _stricoll_l(const char* one, const char* other, _locale_t locale) RPCCRT_IS(stricmp);
int _strncoll_l(const char* one, const char* other, size_t count, _locale_t locale) __asm__("strncmp");
int _strnicoll_l(const char* one, const char* other, size_t count, _locale_t locale) RPCCRT_IS(strnicmp);
char* _strlwr_l(char* text, _locale_t locale) RPCCRT_IS(strlwr);
char* _strupr_l(char* text, _locale_t locale) RPCCRT_IS(strupr);
errno_t _strlwr_s_l(char* text, size_t size, _locale_t locale) RPCCRT_IS(strlwr_s);
errno_t _strupr_s_l(char* text, size_t size, _locale_t locale) RPCCRT_IS(strupr_s);
int _memicmp_l(const void* one, const void* other, size_t count, _locale_t locale) RPCCRT_IS(_memicmp);
RPCCRT_END

#ifdef __cplusplus
RPCCRT_BEGIN_CXX
template <size_t Size>
errno_t strcpy_s(char (&target)[Size], const char* source) {
    return ::strcpy_s(target, Size, source);
}
template <size_t Size>
errno_t strcat_s(char (&target)[Size], const char* source) {
    return ::strcat_s(target, Size, source);
}
template <size_t Size>
errno_t strncpy_s(char (&target)[Size], const char* source, size_t count) {
    return ::strncpy_s(target, Size, source, count);
}
template <size_t Size>
errno_t strncat_s(char (&target)[Size], const char* source, size_t count) {
    return ::strncat_s(target, Size, source, count);
}
template <size_t Size>
errno_t _strlwr_s(char (&text)[Size]) {
    return ::_strlwr_s(text, Size);
}
template <size_t Size>
errno_t _strupr_s(char (&text)[Size]) {
    return ::_strupr_s(text, Size);
}
template <size_t Size>
errno_t strerror_s(char (&buffer)[Size], int code) {
    return ::strerror_s(buffer, Size, code);
}
RPCCRT_END_CXX
#endif

#include <rpccrt_wstring.h>

#endif
