// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <time.h> with Windows' clock and secure functions.
#ifndef RPCCRT_TIME_H
#define RPCCRT_TIME_H

#define clock rpccrt_no_clock
#define asctime rpccrt_no_asctime
#define ctime rpccrt_no_ctime
#define localtime rpccrt_no_localtime
#define gmtime rpccrt_no_gmtime
#define mktime rpccrt_no_mktime
#include_next <time.h>
#undef clock
#undef asctime
#undef ctime
#undef localtime
#undef gmtime
#undef mktime

#include <rpccrt_locale.h>

#undef CLOCKS_PER_SEC
#define CLOCKS_PER_SEC ((clock_t)1000)
#define CLK_TCK CLOCKS_PER_SEC
typedef __int64 __time64_t;
typedef int __time32_t;

RPCCRT_BEGIN
clock_t clock(void) RPCCRT_IS(clock);
char* asctime(const struct tm* time) RPCCRT_IS(asctime);
char* ctime(const time_t* time) RPCCRT_IS(ctime);
char* _ctime64(const __time64_t* time) RPCCRT_IS(ctime);
errno_t asctime_s(char* target, size_t size, const struct tm* time) RPCCRT_IS(asctime_s);
errno_t ctime_s(char* target, size_t size, const time_t* time) RPCCRT_IS(ctime_s);
errno_t _ctime64_s(char* target, size_t size, const __time64_t* time) RPCCRT_IS(ctime_s);
errno_t localtime_s(struct tm* target, const time_t* time) RPCCRT_IS(localtime_s);
errno_t _localtime64_s(struct tm* target, const __time64_t* time) RPCCRT_IS(localtime_s);
errno_t gmtime_s(struct tm* target, const time_t* time) RPCCRT_IS(gmtime_s);
errno_t _gmtime64_s(struct tm* target, const __time64_t* time) RPCCRT_IS(gmtime_s);
struct tm* _localtime64(const __time64_t* time) RPCCRT_IS(localtime);
struct tm* _gmtime64(const __time64_t* time) RPCCRT_IS(gmtime);
__time64_t _time64(__time64_t* time) __asm__("time");
__time64_t _mktime64(struct tm* time) RPCCRT_IS(mktime);
__time64_t _mkgmtime(struct tm* time) RPCCRT_IS(_mkgmtime);
__time64_t _mkgmtime64(struct tm* time) RPCCRT_IS(_mkgmtime);
double _difftime64(__time64_t one, __time64_t other) __asm__("difftime");
void _tzset(void) __asm__("tzset");
char* _strdate(char* target) RPCCRT_IS(_strdate);
char* _strtime(char* target) RPCCRT_IS(_strtime);
errno_t _strdate_s(char* target, size_t size) RPCCRT_IS(_strdate_s);
errno_t _strtime_s(char* target, size_t size) RPCCRT_IS(_strtime_s);
struct tm* localtime(const time_t* time) RPCCRT_IS(localtime);
struct tm* gmtime(const time_t* time) RPCCRT_IS(gmtime);
time_t mktime(struct tm* time) RPCCRT_IS(mktime);
__time32_t _time32(__time32_t* time) RPCCRT_IS(_time32);
double _difftime32(__time32_t one, __time32_t other) RPCCRT_IS(_difftime32);
struct tm* _localtime32(const __time32_t* time) RPCCRT_IS(_localtime32);
struct tm* _gmtime32(const __time32_t* time) RPCCRT_IS(_gmtime32);
errno_t _localtime32_s(struct tm* target, const __time32_t* time) RPCCRT_IS(_localtime32_s);
errno_t _gmtime32_s(struct tm* target, const __time32_t* time) RPCCRT_IS(_gmtime32_s);
__time32_t _mktime32(struct tm* time) RPCCRT_IS(_mktime32);
__time32_t _mkgmtime32(struct tm* time) RPCCRT_IS(_mkgmtime32);
char* _ctime32(const __time32_t* time) RPCCRT_IS(_ctime32);
errno_t _ctime32_s(char* target, size_t size, const __time32_t* time) RPCCRT_IS(_ctime32_s);
wchar_t* _wasctime(const struct tm* time) RPCCRT_IS(_wasctime);
wchar_t* _wctime(const time_t* time) RPCCRT_IS(_wctime);
wchar_t* _wctime64(const __time64_t* time) RPCCRT_IS(_wctime);
wchar_t* _wctime32(const __time32_t* time) RPCCRT_IS(_wctime32);
errno_t _wasctime_s(wchar_t* target, size_t size, const struct tm* time) RPCCRT_IS(_wasctime_s);
errno_t _wctime_s(wchar_t* target, size_t size, const time_t* time) RPCCRT_IS(_wctime_s);
errno_t _wctime64_s(wchar_t* target, size_t size, const __time64_t* time) RPCCRT_IS(_wctime_s);
errno_t _wctime32_s(wchar_t* target, size_t size, const __time32_t* time) RPCCRT_IS(_wctime32_s);
wchar_t* _wstrdate(wchar_t* target) RPCCRT_IS(_wstrdate);
wchar_t* _wstrtime(wchar_t* target) RPCCRT_IS(_wstrtime);
errno_t _wstrdate_s(wchar_t* target, size_t size) RPCCRT_IS(_wstrdate_s);
errno_t _wstrtime_s(wchar_t* target, size_t size) RPCCRT_IS(_wstrtime_s);
int* rpccrt_timezone(void);
int* rpccrt_dstbias(void);
#define _daylight __daylight
#define _timezone (*rpccrt_timezone())
#define _dstbias (*rpccrt_dstbias())
#define _tzname __tzname
errno_t _get_timezone(int* seconds) RPCCRT_IS(_get_timezone);
errno_t _get_dstbias(int* seconds) RPCCRT_IS(_get_dstbias);
errno_t _get_daylight(int* hours) RPCCRT_IS(_get_daylight);
errno_t _get_tzname(size_t* needed, char* target, size_t size, int index) RPCCRT_IS(_get_tzname);
size_t _wcsftime_l(wchar_t* target, size_t size, const wchar_t* format, const struct tm* time, _locale_t locale)
    RPCCRT_IS(_wcsftime_l);
size_t _strftime_l(char* target, size_t size, const char* format, const struct tm* time, _locale_t locale)
    __asm__("strftime_l");
size_t wcsftime(wchar_t* target, size_t size, const wchar_t* format, const struct tm* time) RPCCRT_IS(wcsftime);
RPCCRT_END

#ifdef __cplusplus
RPCCRT_BEGIN_CXX
template <size_t Size>
errno_t asctime_s(char (&target)[Size], const struct tm* time) {
    return ::asctime_s(target, Size, time);
}
template <size_t Size>
errno_t ctime_s(char (&target)[Size], const time_t* time) {
    return ::ctime_s(target, Size, time);
}
template <size_t Size>
errno_t _strdate_s(char (&target)[Size]) {
    return ::_strdate_s(target, Size);
}
template <size_t Size>
errno_t _strtime_s(char (&target)[Size]) {
    return ::_strtime_s(target, Size);
}
RPCCRT_END_CXX
#endif

#endif
