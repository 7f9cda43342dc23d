// SPDX-License-Identifier: LGPL-2.1-or-later
// Numbers out of 16-bit text, which are Windows' <stdlib.h>'s and <wchar.h>'s.
#ifndef RPCCRT_WNUMBER_H
#define RPCCRT_WNUMBER_H

#include <rpccrt.h>

// libstdc++ wants these as the system has them. What they give back has no more than 32 bits.
#ifdef __cplusplus
#define RPCCRT_LONG long
#define RPCCRT_LONG_LONG long long
#else
#define RPCCRT_LONG int
#define RPCCRT_LONG_LONG __int64
#endif

RPCCRT_BEGIN
RPCCRT_LONG wcstol(const wchar_t* text, wchar_t** end, int base) RPCCRT_IS(wcstol);
unsigned RPCCRT_LONG wcstoul(const wchar_t* text, wchar_t** end, int base) RPCCRT_IS(wcstoul);
RPCCRT_LONG_LONG wcstoll(const wchar_t* text, wchar_t** end, int base) RPCCRT_IS(wcstoll);
unsigned RPCCRT_LONG_LONG wcstoull(const wchar_t* text, wchar_t** end, int base) RPCCRT_IS(wcstoull);
__int64 _wcstoi64(const wchar_t* text, wchar_t** end, int base) RPCCRT_IS(wcstoll);
unsigned __int64 _wcstoui64(const wchar_t* text, wchar_t** end, int base) RPCCRT_IS(wcstoull);
double wcstod(const wchar_t* text, wchar_t** end) RPCCRT_IS(wcstod);
float wcstof(const wchar_t* text, wchar_t** end) RPCCRT_IS(wcstof);
#ifdef __cplusplus
long double wcstold(const wchar_t* text, wchar_t** end) RPCCRT_IS(wcstold);
#else
double wcstold(const wchar_t* text, wchar_t** end) RPCCRT_IS(wcstod);
#endif
int _wtoi(const wchar_t* text) RPCCRT_IS(_wtoi);
int _wtol(const wchar_t* text) RPCCRT_IS(_wtol);
__int64 _wtoll(const wchar_t* text) RPCCRT_IS(_wtoll);
__int64 _wtoi64(const wchar_t* text) RPCCRT_IS(_wtoll);
double _wtof(const wchar_t* text) RPCCRT_IS(_wtof);
wchar_t* _itow(int value, wchar_t* buffer, int base) RPCCRT_IS(_itow);
wchar_t* _ltow(int value, wchar_t* buffer, int base) RPCCRT_IS(_ltow);
wchar_t* _ultow(unsigned value, wchar_t* buffer, int base) RPCCRT_IS(_ultow);
wchar_t* _i64tow(__int64 value, wchar_t* buffer, int base) RPCCRT_IS(_i64tow);
wchar_t* _ui64tow(unsigned __int64 value, wchar_t* buffer, int base) RPCCRT_IS(_ui64tow);
errno_t _itow_s(int value, wchar_t* buffer, size_t size, int base) RPCCRT_IS(_itow_s);
errno_t _ltow_s(int value, wchar_t* buffer, size_t size, int base) RPCCRT_IS(_ltow_s);
errno_t _ultow_s(unsigned value, wchar_t* buffer, size_t size, int base) RPCCRT_IS(_ultow_s);
errno_t _i64tow_s(__int64 value, wchar_t* buffer, size_t size, int base) RPCCRT_IS(_i64tow_s);
errno_t _ui64tow_s(unsigned __int64 value, wchar_t* buffer, size_t size, int base) RPCCRT_IS(_ui64tow_s);
RPCCRT_END

#ifdef __cplusplus
RPCCRT_BEGIN_CXX
template <size_t Size>
errno_t _itow_s(int value, wchar_t (&buffer)[Size], int base) {
    return ::_itow_s(value, buffer, Size, base);
}
template <size_t Size>
errno_t _ultow_s(unsigned value, wchar_t (&buffer)[Size], int base) {
    return ::_ultow_s(value, buffer, Size, base);
}
RPCCRT_END_CXX
#endif

#endif
