// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <time.h> with Windows' clock and secure functions.
#ifndef RPCCRT_TIME_H
#define RPCCRT_TIME_H

#define clock rpccrt_no_clock
#define asctime rpccrt_no_asctime
#define ctime rpccrt_no_ctime
#include_next <time.h>
#undef clock
#undef asctime
#undef ctime

#include <rpccrt.h>

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
struct tm* _localtime64(const __time64_t* time) __asm__("localtime");
struct tm* _gmtime64(const __time64_t* time) __asm__("gmtime");
__time64_t _time64(__time64_t* time) __asm__("time");
__time64_t _mktime64(struct tm* time) __asm__("mktime");
__time64_t _mkgmtime(struct tm* time) __asm__("timegm");
__time64_t _mkgmtime64(struct tm* time) __asm__("timegm");
double _difftime64(__time64_t one, __time64_t other) __asm__("difftime");
void _tzset(void) __asm__("tzset");
char* _strdate(char* target) RPCCRT_IS(_strdate);
char* _strtime(char* target) RPCCRT_IS(_strtime);
errno_t _strdate_s(char* target, size_t size) RPCCRT_IS(_strdate_s);
errno_t _strtime_s(char* target, size_t size) RPCCRT_IS(_strtime_s);
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
