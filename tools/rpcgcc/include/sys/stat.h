// SPDX-License-Identifier: LGPL-2.1-or-later
// The system's <sys/stat.h>, and Windows' _stat family with structures of its own. `struct stat` and stat() stay the
// system's, whose members have the same names.
#ifndef RPCCRT_SYS_STAT_H
#define RPCCRT_SYS_STAT_H

#include_next <sys/stat.h>

#include <rpccrt.h>

#define _S_IFMT 0xF000
#define _S_IFDIR 0x4000
#define _S_IFCHR 0x2000
#define _S_IFIFO 0x1000
#define _S_IFREG 0x8000
#define _S_IREAD 0x0100
#define _S_IWRITE 0x0080
#define _S_IEXEC 0x0040

// st_atime is a macro of the system's, st_atim.tv_sec.
#define RPCCRT_STAT(tag, time, length)      \
    struct tag {                            \
        unsigned int st_dev;                \
        unsigned short st_ino, st_mode;     \
        short st_nlink, st_uid, st_gid;     \
        unsigned int st_rdev;               \
        length st_size;                     \
        struct {                            \
            time tv_sec;                    \
        } st_atim, st_mtim, st_ctim;        \
    }
RPCCRT_STAT(_stat32, int, int);
RPCCRT_STAT(_stat32i64, int, __int64);
RPCCRT_STAT(_stat64i32, __int64, int);
RPCCRT_STAT(_stat64, __int64, __int64);
#define __stat32 _stat32
#define __stat64 _stat64
#define _stat _stat64i32
#define _fstat _fstat64i32
#define _wstat _wstat64i32
#define _stati64 _stat64
#define _fstati64 _fstat64
#define _wstati64 _wstat64

RPCCRT_BEGIN
int _stat32(const char* name, struct _stat32* status) RPCCRT_IS(_stat32);
int _fstat32(int descriptor, struct _stat32* status) RPCCRT_IS(_fstat32);
int _wstat32(const wchar_t* name, struct _stat32* status) RPCCRT_IS(_wstat32);
int _stat32i64(const char* name, struct _stat32i64* status) RPCCRT_IS(_stat32i64);
int _fstat32i64(int descriptor, struct _stat32i64* status) RPCCRT_IS(_fstat32i64);
int _wstat32i64(const wchar_t* name, struct _stat32i64* status) RPCCRT_IS(_wstat32i64);
int _stat64i32(const char* name, struct _stat64i32* status) RPCCRT_IS(_stat64i32);
int _fstat64i32(int descriptor, struct _stat64i32* status) RPCCRT_IS(_fstat64i32);
int _wstat64i32(const wchar_t* name, struct _stat64i32* status) RPCCRT_IS(_wstat64i32);
int _stat64(const char* name, struct _stat64* status) RPCCRT_IS(_stat64);
int _fstat64(int descriptor, struct _stat64* status) RPCCRT_IS(_fstat64);
int _wstat64(const wchar_t* name, struct _stat64* status) RPCCRT_IS(_wstat64);
int _umask(int mode) RPCCRT_IS(_umask);
errno_t _umask_s(int mode, int* before) RPCCRT_IS(_umask_s);
RPCCRT_END

#endif
