// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <sys/timeb.h>.
#ifndef RPCCRT_SYS_TIMEB_H
#define RPCCRT_SYS_TIMEB_H

#include <time.h>

#include <rpccrt.h>

struct _timeb {
    time_t time;
    unsigned short millitm;
    short timezone;
    short dstflag;
};
struct __timeb64 {
    __time64_t time;
    unsigned short millitm;
    short timezone;
    short dstflag;
};
struct __timeb32 {
    __time32_t time;
    unsigned short millitm;
    short timezone;
    short dstflag;
};

RPCCRT_BEGIN
void _ftime32(struct __timeb32* target) RPCCRT_IS(_ftime32);
errno_t _ftime32_s(struct __timeb32* target) RPCCRT_IS(_ftime32_s);
void _ftime(struct _timeb* target) RPCCRT_IS(_ftime);
void _ftime64(struct __timeb64* target) RPCCRT_IS(_ftime);
errno_t _ftime_s(struct _timeb* target) RPCCRT_IS(_ftime_s);
errno_t _ftime64_s(struct __timeb64* target) RPCCRT_IS(_ftime_s);
RPCCRT_END

#endif
