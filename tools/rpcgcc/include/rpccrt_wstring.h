// SPDX-License-Identifier: LGPL-2.1-or-later
// Strings of 16-bit units, which are Windows' <string.h>'s and <wchar.h>'s.
#ifndef RPCCRT_WSTRING_H
#define RPCCRT_WSTRING_H

#include <rpccrt_locale.h>

#undef wcstok

RPCCRT_BEGIN
size_t wcslen(const wchar_t* text) RPCCRT_IS(wcslen);
size_t wcsnlen(const wchar_t* text, size_t limit) RPCCRT_IS(wcsnlen);
size_t wcsnlen_s(const wchar_t* text, size_t limit) RPCCRT_IS(wcsnlen_s);
wchar_t* wcscpy(wchar_t* target, const wchar_t* source) RPCCRT_IS(wcscpy);
wchar_t* wcsncpy(wchar_t* target, const wchar_t* source, size_t count) RPCCRT_IS(wcsncpy);
wchar_t* wcscat(wchar_t* target, const wchar_t* source) RPCCRT_IS(wcscat);
wchar_t* wcsncat(wchar_t* target, const wchar_t* source, size_t count) RPCCRT_IS(wcsncat);
int wcscmp(const wchar_t* one, const wchar_t* other) RPCCRT_IS(wcscmp);
int wcsncmp(const wchar_t* one, const wchar_t* other, size_t count) RPCCRT_IS(wcsncmp);
int wcscoll(const wchar_t* one, const wchar_t* other) RPCCRT_IS(wcscoll);
size_t wcsxfrm(wchar_t* target, const wchar_t* source, size_t count) RPCCRT_IS(wcsxfrm);
size_t wcsspn(const wchar_t* text, const wchar_t* set) RPCCRT_IS(wcsspn);
size_t wcscspn(const wchar_t* text, const wchar_t* set) RPCCRT_IS(wcscspn);
#ifdef __cplusplus
RPCCRT_BEGIN_CXX
wchar_t* wcschr(wchar_t* text, wchar_t character) RPCCRT_IS(wcschr);
const wchar_t* wcschr(const wchar_t* text, wchar_t character) RPCCRT_IS(wcschr);
wchar_t* wcsrchr(wchar_t* text, wchar_t character) RPCCRT_IS(wcsrchr);
const wchar_t* wcsrchr(const wchar_t* text, wchar_t character) RPCCRT_IS(wcsrchr);
wchar_t* wcspbrk(wchar_t* text, const wchar_t* set) RPCCRT_IS(wcspbrk);
const wchar_t* wcspbrk(const wchar_t* text, const wchar_t* set) RPCCRT_IS(wcspbrk);
wchar_t* wcsstr(wchar_t* text, const wchar_t* part) RPCCRT_IS(wcsstr);
const wchar_t* wcsstr(const wchar_t* text, const wchar_t* part) RPCCRT_IS(wcsstr);
wchar_t* wmemchr(wchar_t* text, wchar_t character, size_t count) RPCCRT_IS(wmemchr);
const wchar_t* wmemchr(const wchar_t* text, wchar_t character, size_t count) RPCCRT_IS(wmemchr);
RPCCRT_END_CXX
#else
wchar_t* wcschr(const wchar_t* text, wchar_t character) RPCCRT_IS(wcschr);
wchar_t* wcsrchr(const wchar_t* text, wchar_t character) RPCCRT_IS(wcsrchr);
wchar_t* wcspbrk(const wchar_t* text, const wchar_t* set) RPCCRT_IS(wcspbrk);
wchar_t* wcsstr(const wchar_t* text, const wchar_t* part) RPCCRT_IS(wcsstr);
wchar_t* wmemchr(const wchar_t* text, wchar_t character, size_t count) RPCCRT_IS(wmemchr);
#endif
wchar_t* wcstok(wchar_t* text, const wchar_t* delimiters, wchar_t** context) RPCCRT_IS(wcstok);
wchar_t* wcstok_s(wchar_t* text, const wchar_t* delimiters, wchar_t** context) RPCCRT_IS(wcstok_s);
int wmemcmp(const wchar_t* one, const wchar_t* other, size_t count) RPCCRT_IS(wmemcmp);
wchar_t* wmemcpy(wchar_t* target, const wchar_t* source, size_t count) RPCCRT_IS(wmemcpy);
wchar_t* wmemmove(wchar_t* target, const wchar_t* source, size_t count) RPCCRT_IS(wmemmove);
wchar_t* wmemset(wchar_t* target, wchar_t character, size_t count) RPCCRT_IS(wmemset);
errno_t wmemcpy_s(wchar_t* target, rsize_t size, const wchar_t* source, rsize_t count) RPCCRT_IS(wmemcpy_s);
errno_t wmemmove_s(wchar_t* target, rsize_t size, const wchar_t* source, rsize_t count) RPCCRT_IS(wmemmove_s);

int _wcsicmp(const wchar_t* one, const wchar_t* other) RPCCRT_IS(wcsicmp);
int wcsicmp(const wchar_t* one, const wchar_t* other) RPCCRT_IS(wcsicmp);
int _wcsnicmp(const wchar_t* one, const wchar_t* other, size_t count) RPCCRT_IS(wcsnicmp);
int wcsnicmp(const wchar_t* one, const wchar_t* other, size_t count) RPCCRT_IS(wcsnicmp);
int _wcsicoll(const wchar_t* one, const wchar_t* other) RPCCRT_IS(wcsicmp);
int _wcsnicoll(const wchar_t* one, const wchar_t* other, size_t count) RPCCRT_IS(wcsnicmp);
int _wcsncoll(const wchar_t* one, const wchar_t* other, size_t count) RPCCRT_IS(wcsncmp);
wchar_t* _wcsdup(const wchar_t* text) RPCCRT_IS(wcsdup);
wchar_t* wcsdup(const wchar_t* text) RPCCRT_IS(wcsdup);
wchar_t* _wcslwr(wchar_t* text) RPCCRT_IS(wcslwr);
wchar_t* wcslwr(wchar_t* text) RPCCRT_IS(wcslwr);
wchar_t* _wcsupr(wchar_t* text) RPCCRT_IS(wcsupr);
wchar_t* wcsupr(wchar_t* text) RPCCRT_IS(wcsupr);
wchar_t* _wcsrev(wchar_t* text) RPCCRT_IS(wcsrev);
wchar_t* wcsrev(wchar_t* text) RPCCRT_IS(wcsrev);
wchar_t* _wcsset(wchar_t* text, wchar_t character) RPCCRT_IS(wcsset);
wchar_t* wcsset(wchar_t* text, wchar_t character) RPCCRT_IS(wcsset);
wchar_t* _wcsnset(wchar_t* text, wchar_t character, size_t count) RPCCRT_IS(wcsnset);
wchar_t* wcsnset(wchar_t* text, wchar_t character, size_t count) RPCCRT_IS(wcsnset);
errno_t _wcslwr_s(wchar_t* text, size_t size) RPCCRT_IS(wcslwr_s);
errno_t _wcsupr_s(wchar_t* text, size_t size) RPCCRT_IS(wcsupr_s);
errno_t _wcsset_s(wchar_t* text, size_t size, wchar_t character) RPCCRT_IS(wcsset_s);
errno_t _wcsnset_s(wchar_t* text, size_t size, wchar_t character, size_t count) RPCCRT_IS(wcsnset_s);
errno_t wcscpy_s(wchar_t* target, rsize_t size, const wchar_t* source) RPCCRT_IS(wcscpy_s);
errno_t wcscat_s(wchar_t* target, rsize_t size, const wchar_t* source) RPCCRT_IS(wcscat_s);
errno_t wcsncpy_s(wchar_t* target, rsize_t size, const wchar_t* source, rsize_t count) RPCCRT_IS(wcsncpy_s);
errno_t wcsncat_s(wchar_t* target, rsize_t size, const wchar_t* source, rsize_t count) RPCCRT_IS(wcsncat_s);
wchar_t* _wcserror(int code) RPCCRT_IS(_wcserror);
errno_t _wcserror_s(wchar_t* buffer, size_t size, int code) RPCCRT_IS(_wcserror_s);
wchar_t* __wcserror(const wchar_t* message) RPCCRT_IS(__wcserror);
errno_t __wcserror_s(wchar_t* buffer, size_t size, const wchar_t* message) RPCCRT_IS(__wcserror_s);
// Letters and their order are those of the C locale; the locale, which comes last, is not looked at.
int _wcsicmp_l(const wchar_t* one, const wchar_t* other, _locale_t locale) RPCCRT_IS(wcsicmp);
int _wcsnicmp_l(const wchar_t* one, const wchar_t* other, size_t count, _locale_t locale) RPCCRT_IS(wcsnicmp);
int _wcscoll_l(const wchar_t* one, const wchar_t* other, _locale_t locale) RPCCRT_IS(wcscoll);
int _wcsicoll_l(const wchar_t* one, const wchar_t* other, _locale_t locale) RPCCRT_IS(wcsicmp);
int _wcsncoll_l(const wchar_t* one, const wchar_t* other, size_t count, _locale_t locale) RPCCRT_IS(wcsncmp);
int _wcsnicoll_l(const wchar_t* one, const wchar_t* other, size_t count, _locale_t locale) RPCCRT_IS(wcsnicmp);
size_t _wcsxfrm_l(wchar_t* target, const wchar_t* source, size_t count, _locale_t locale) RPCCRT_IS(wcsxfrm);
wchar_t* _wcslwr_l(wchar_t* text, _locale_t locale) RPCCRT_IS(wcslwr);
wchar_t* _wcsupr_l(wchar_t* text, _locale_t locale) RPCCRT_IS(wcsupr);
errno_t _wcslwr_s_l(wchar_t* text, size_t size, _locale_t locale) RPCCRT_IS(wcslwr_s);
errno_t _wcsupr_s_l(wchar_t* text, size_t size, _locale_t locale) RPCCRT_IS(wcsupr_s);
RPCCRT_END

#ifdef __cplusplus
RPCCRT_BEGIN_CXX
inline wchar_t* wcstok(wchar_t* text, const wchar_t* delimiters) { return ::wcstok(text, delimiters, nullptr); }
template <size_t Size>
errno_t wcscpy_s(wchar_t (&target)[Size], const wchar_t* source) {
    return ::wcscpy_s(target, Size, source);
}
template <size_t Size>
errno_t wcscat_s(wchar_t (&target)[Size], const wchar_t* source) {
    return ::wcscat_s(target, Size, source);
}
template <size_t Size>
errno_t wcsncpy_s(wchar_t (&target)[Size], const wchar_t* source, size_t count) {
    return ::wcsncpy_s(target, Size, source, count);
}
template <size_t Size>
errno_t wcsncat_s(wchar_t (&target)[Size], const wchar_t* source, size_t count) {
    return ::wcsncat_s(target, Size, source, count);
}
template <size_t Size>
errno_t _wcslwr_s(wchar_t (&text)[Size]) {
    return ::_wcslwr_s(text, Size);
}
template <size_t Size>
errno_t _wcsupr_s(wchar_t (&text)[Size]) {
    return ::_wcsupr_s(text, Size);
}
RPCCRT_END_CXX
#endif

#endif

#include <rpccrt_forms.h>
