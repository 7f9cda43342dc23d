// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <wchar.h> with characters of 16 bits (rpccrt.h): nothing of the C library's that takes wider ones is
// within reach.
#ifndef RPCCRT_WCHAR_H
#define RPCCRT_WCHAR_H

#include <stdio.h>
#include <time.h>

#define btowc rpccrt_no_btowc
#define fgetwc rpccrt_no_fgetwc
#define fgetws rpccrt_no_fgetws
#define fputwc rpccrt_no_fputwc
#define fputws rpccrt_no_fputws
#define fwide rpccrt_no_fwide
#define fwprintf rpccrt_no_fwprintf
#define getwc rpccrt_no_getwc
#define getwchar rpccrt_no_getwchar
#define mbrlen rpccrt_no_mbrlen
#define mbrtowc rpccrt_no_mbrtowc
#define mbsinit rpccrt_no_mbsinit
#define mbsrtowcs rpccrt_no_mbsrtowcs
#define putwc rpccrt_no_putwc
#define putwchar rpccrt_no_putwchar
#define swprintf rpccrt_no_swprintf
#define ungetwc rpccrt_no_ungetwc
#define vfwprintf rpccrt_no_vfwprintf
#define vswprintf rpccrt_no_vswprintf
#define vwprintf rpccrt_no_vwprintf
#define wcrtomb rpccrt_no_wcrtomb
#define wcscat rpccrt_no_wcscat
#define wcschr rpccrt_no_wcschr
#define wcscmp rpccrt_no_wcscmp
#define wcscoll rpccrt_no_wcscoll
#define wcscpy rpccrt_no_wcscpy
#define wcscspn rpccrt_no_wcscspn
#define wcsdup rpccrt_no_wcsdup
#define wcslen rpccrt_no_wcslen
#define wcsncat rpccrt_no_wcsncat
#define wcsncmp rpccrt_no_wcsncmp
#define wcsncpy rpccrt_no_wcsncpy
#define wcsnlen rpccrt_no_wcsnlen
#define wcspbrk rpccrt_no_wcspbrk
#define wcsrchr rpccrt_no_wcsrchr
#define wcsrtombs rpccrt_no_wcsrtombs
#define wcsspn rpccrt_no_wcsspn
#define wcsstr rpccrt_no_wcsstr
#define wcstod rpccrt_no_wcstod
#define wcstof rpccrt_no_wcstof
#define wcstok rpccrt_no_wcstok
#define wcstol rpccrt_no_wcstol
#define wcstold rpccrt_no_wcstold
#define wcstoll rpccrt_no_wcstoll
#define wcstoul rpccrt_no_wcstoul
#define wcstoull rpccrt_no_wcstoull
#define wcsxfrm rpccrt_no_wcsxfrm
#define wctob rpccrt_no_wctob
#define wmemchr rpccrt_no_wmemchr
#define wmemcmp rpccrt_no_wmemcmp
#define wmemcpy rpccrt_no_wmemcpy
#define wmemmove rpccrt_no_wmemmove
#define wmemset rpccrt_no_wmemset
#define wprintf rpccrt_no_wprintf
#define wscanf rpccrt_no_wscanf
#define fwscanf rpccrt_no_fwscanf
#define swscanf rpccrt_no_swscanf
#define vwscanf rpccrt_no_vwscanf
#define vfwscanf rpccrt_no_vfwscanf
#define vswscanf rpccrt_no_vswscanf
#define wcsftime rpccrt_no_wcsftime
#define wcscasecmp rpccrt_no_wcscasecmp
#define wcsncasecmp rpccrt_no_wcsncasecmp
#define wcschrnul rpccrt_no_wcschrnul
#define wmempcpy rpccrt_no_wmempcpy
#define wcpcpy rpccrt_no_wcpcpy
#define wcpncpy rpccrt_no_wcpncpy
#define wcswidth rpccrt_no_wcswidth
#define wcwidth rpccrt_no_wcwidth
#define open_wmemstream rpccrt_no_open_wmemstream
#define mbsnrtowcs rpccrt_no_mbsnrtowcs
#define wcsnrtombs rpccrt_no_wcsnrtombs
#define wcstof128 rpccrt_no_wcstof128
#define wcstof32 rpccrt_no_wcstof32
#define wcstof32x rpccrt_no_wcstof32x
#define wcstof64 rpccrt_no_wcstof64
#define wcstof64x rpccrt_no_wcstof64x
#define wcstoq rpccrt_no_wcstoq
#define wcstouq rpccrt_no_wcstouq
#define wcswcs rpccrt_no_wcswcs
#include_next <wchar.h>
#undef mbsnrtowcs
#undef wcsnrtombs
#undef wcstof128
#undef wcstof32
#undef wcstof32x
#undef wcstof64
#undef wcstof64x
#undef wcstoq
#undef wcstouq
#undef wcswcs
#undef wcscasecmp
#undef wcsncasecmp
#undef wcschrnul
#undef wmempcpy
#undef wcpcpy
#undef wcpncpy
#undef wcswidth
#undef wcwidth
#undef open_wmemstream
#undef wscanf
#undef fwscanf
#undef swscanf
#undef vwscanf
#undef vfwscanf
#undef vswscanf
#undef wcsftime
#undef btowc
#undef fgetwc
#undef fgetws
#undef fputwc
#undef fputws
#undef fwide
#undef fwprintf
#undef getwc
#undef getwchar
#undef mbrlen
#undef mbrtowc
#undef mbsinit
#undef mbsrtowcs
#undef putwc
#undef putwchar
#undef swprintf
#undef ungetwc
#undef vfwprintf
#undef vswprintf
#undef vwprintf
#undef wcrtomb
#undef wcscat
#undef wcschr
#undef wcscmp
#undef wcscoll
#undef wcscpy
#undef wcscspn
#undef wcsdup
#undef wcslen
#undef wcsncat
#undef wcsncmp
#undef wcsncpy
#undef wcsnlen
#undef wcspbrk
#undef wcsrchr
#undef wcsrtombs
#undef wcsspn
#undef wcsstr
#undef wcstod
#undef wcstof
#undef wcstok
#undef wcstol
#undef wcstold
#undef wcstoll
#undef wcstoul
#undef wcstoull
#undef wcsxfrm
#undef wctob
#undef wmemchr
#undef wmemcmp
#undef wmemcpy
#undef wmemmove
#undef wmemset
#undef wprintf

#include <rpccrt.h>
#include <rpccrt_wprintf.h>
#include <rpccrt_wstring.h>
#include <rpccrt_wnumber.h>

RPCCRT_BEGIN
wint_t fgetwc(FILE* stream) RPCCRT_IS(fgetwc);
wint_t getwc(FILE* stream) RPCCRT_IS(fgetwc);
wint_t getwchar(void) RPCCRT_IS(getwchar);
wint_t _fgetwchar(void) RPCCRT_IS(getwchar);
wint_t ungetwc(wint_t character, FILE* stream) RPCCRT_IS(ungetwc);
wchar_t* fgetws(wchar_t* target, int count, FILE* stream) RPCCRT_IS(fgetws);
wchar_t* _getws_s(wchar_t* target, size_t size) RPCCRT_IS(_getws_s);
wint_t fputwc(wchar_t character, FILE* stream) RPCCRT_IS(fputwc);
wint_t putwc(wchar_t character, FILE* stream) RPCCRT_IS(fputwc);
wint_t putwchar(wchar_t character) RPCCRT_IS(putwchar);
wint_t _fputwchar(wchar_t character) RPCCRT_IS(putwchar);
int fputws(const wchar_t* text, FILE* stream) RPCCRT_IS(fputws);
int _putws(const wchar_t* text) RPCCRT_IS(_putws);
int fwide(FILE* stream, int mode) RPCCRT_IS(fwide);
wint_t btowc(int byte) RPCCRT_IS(btowc);
int wctob(wint_t character) RPCCRT_IS(wctob);
int mbsinit(const mbstate_t* state) RPCCRT_IS(mbsinit);
size_t mbrlen(const char* source, size_t size, mbstate_t* state) RPCCRT_IS(mbrlen);
size_t mbrtowc(wchar_t* target, const char* source, size_t size, mbstate_t* state) RPCCRT_IS(mbrtowc);
size_t mbsrtowcs(wchar_t* target, const char** source, size_t count, mbstate_t* state) RPCCRT_IS(mbsrtowcs);
size_t wcrtomb(char* target, wchar_t character, mbstate_t* state) RPCCRT_IS(wcrtomb);
size_t wcsrtombs(char* target, const wchar_t** source, size_t count, mbstate_t* state) RPCCRT_IS(wcsrtombs);
errno_t mbsrtowcs_s(size_t* stored, wchar_t* target, size_t size, const char** source, size_t count, mbstate_t* state)
    RPCCRT_IS(mbsrtowcs_s);
errno_t wcsrtombs_s(size_t* stored, char* target, size_t size, const wchar_t** source, size_t count, mbstate_t* state)
    RPCCRT_IS(wcsrtombs_s);
errno_t wcrtomb_s(size_t* stored, char* target, size_t size, wchar_t character, mbstate_t* state)
    RPCCRT_IS(wcrtomb_s);
RPCCRT_END

#include <rpccrt_forms.h>

#include <rpccrt_long.h>

#endif
