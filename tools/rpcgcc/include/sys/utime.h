// SPDX-License-Identifier: LGPL-2.1-or-later
// Windows' <sys/utime.h>: times of files. NULL is now.
#ifndef RPCCRT_SYS_UTIME_H
#define RPCCRT_SYS_UTIME_H

#include <time.h>

#include <rpccrt.h>

struct _utimbuf {
    time_t actime, modtime;
};
struct utimbuf {
    time_t actime, modtime;
};
struct __utimbuf32 {
    __time32_t actime, modtime;
};
struct __utimbuf64 {
    __time64_t actime, modtime;
};

RPCCRT_BEGIN
int _utime(const char* name, struct _utimbuf* times) RPCCRT_IS(_utime64);
int _wutime(const wchar_t* name, struct _utimbuf* times) RPCCRT_IS(_wutime64);
int _futime(int descriptor, struct _utimbuf* times) RPCCRT_IS(_futime64);
int utime(const char* name, struct utimbuf* times) RPCCRT_IS(_utime64);
int _utime32(const char* name, struct __utimbuf32* times) RPCCRT_IS(_utime32);
int _wutime32(const wchar_t* name, struct __utimbuf32* times) RPCCRT_IS(_wutime32);
int _futime32(int descriptor, struct __utimbuf32* times) RPCCRT_IS(_futime32);
int _utime64(const char* name, struct __utimbuf64* times) RPCCRT_IS(_utime64);
int _wutime64(const wchar_t* name, struct __utimbuf64* times) RPCCRT_IS(_wutime64);
int _futime64(int descriptor, struct __utimbuf64* times) RPCCRT_IS(_futime64);
RPCCRT_END

#endif
