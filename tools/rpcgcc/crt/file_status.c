// SPDX-License-Identifier: LGPL-2.1-or-later
// _stat and _fstat in all their widths, and times of files ([MSVC] "_stat, ...", "_utime, ..."). What the system
// knows of a file in Windows' terms: owners are 0, the device is a drive's number, the owner's rights are everybody's.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crt.h"

typedef struct stat system_status;

static unsigned short mode_of(const system_status* from) {
    const unsigned owner = from->st_mode & (S_IRUSR | S_IWUSR | S_IXUSR);
    unsigned kind = from->st_mode & S_IFMT;
    if (kind != S_IFDIR && kind != S_IFCHR && kind != S_IFIFO) kind = S_IFREG;
    return (unsigned short)(kind | owner | owner >> 3 | owner >> 6);
}

// When it was last changed in any way: the system need not know when it was made.
#define STATUS(suffix, structure, time, length)                                                       \
    typedef struct {                                                                                  \
        unsigned st_dev;                                                                              \
        unsigned short st_ino, st_mode;                                                               \
        short st_nlink, st_uid, st_gid;                                                               \
        unsigned st_rdev;                                                                             \
        length size;                                                                                  \
        time accessed, modified, changed;                                                             \
    } structure;                                                                                      \
    static int put_##suffix(structure* target, const system_status* from) {                           \
        if (from->st_size != (length)from->st_size) return errno = EOVERFLOW, -1;                     \
        *target = (structure){.st_mode = mode_of(from),                                               \
                              .st_nlink = (short)(from->st_nlink > INT16_MAX ? INT16_MAX              \
                                                                              : from->st_nlink),      \
                              .size = S_ISREG(from->st_mode) ? (length)from->st_size : 0,             \
                              .accessed = (time)from->st_atime,                                       \
                              .modified = (time)from->st_mtime,                                       \
                              .changed = (time)from->st_ctime};                                       \
        return 0;                                                                                     \
    }                                                                                                 \
    int CRT(_stat##suffix)(const char* name, structure* target) {                                     \
        if (!name || !target) return rpccrt_invalid_1(EINVAL);                                        \
        system_status seen;                                                                           \
        memset(target, 0, sizeof *target);                                                            \
        return by_name(name, &seen) == 0 ? put_##suffix(target, &seen) : -1;                          \
    }                                                                                                 \
    int CRT(_fstat##suffix)(int descriptor, structure* target) {                                      \
        if (!target) return rpccrt_invalid_1(EINVAL);                                                 \
        system_status seen;                                                                           \
        memset(target, 0, sizeof *target);                                                            \
        if (fstat(descriptor, &seen) != 0) return rpccrt_invalid_1(EBADF);                            \
        return put_##suffix(target, &seen);                                                           \
    }                                                                                                 \
    int CRT(_wstat##suffix)(const wide* name, structure* target) {                                    \
        NARROWED(int, -1, CRT(_stat##suffix)(narrow, target), name);                                  \
    }

// What is no folder has no '\' behind it, and nothing is found by a pattern.
static int by_name(const char* name, system_status* seen) {
    if (strpbrk(name, "*?")) return errno = ENOENT, -1;
    if (stat(NATIVE(name), seen) == 0) return 0;
    if (errno == ENOTDIR) errno = ENOENT;
    return -1;
}

STATUS(32, status_32, int32_t, int32_t)
STATUS(32i64, status_32i64, int32_t, int64_t)
STATUS(64i32, status_64i32, int64_t, int32_t)
STATUS(64, status_64, int64_t, int64_t)

typedef struct {
    int64_t accessed, modified;
} times_64;
typedef struct {
    int32_t accessed, modified;
} times_32;

// What _utime of nothing sets is now.
static void system_times(const times_64* times, struct timespec* made) {
    made[0] = made[1] = (struct timespec){.tv_nsec = UTIME_NOW};
    if (!times) return;
    made[0] = (struct timespec){.tv_sec = times->accessed};
    made[1] = (struct timespec){.tv_sec = times->modified};
}

int CRT(_utime64)(const char* name, const times_64* times) {
    if (!name) return rpccrt_invalid_1(EINVAL);
    struct timespec made[2];
    system_times(times, made);
    return utimensat(AT_FDCWD, NATIVE(name), made, 0);
}
int CRT(_wutime64)(const wide* name, const times_64* times) {
    NARROWED(int, -1, CRT(_utime64)(narrow, times), name);
}
int CRT(_futime64)(int descriptor, const times_64* times) {
    struct timespec made[2];
    system_times(times, made);
    if (futimens(descriptor, made) == 0) return 0;
    return errno == EBADF ? rpccrt_invalid_1(EBADF) : -1;
}

#define WIDENED(times) ((times) ? &(const times_64){(times)->accessed, (times)->modified} : NULL)
int CRT(_utime32)(const char* name, const times_32* times) { return CRT(_utime64)(name, WIDENED(times)); }
int CRT(_wutime32)(const wide* name, const times_32* times) { return CRT(_wutime64)(name, WIDENED(times)); }
int CRT(_futime32)(int descriptor, const times_32* times) { return CRT(_futime64)(descriptor, WIDENED(times)); }

int CRT(_umask)(int mode) {
    // Only writing can be withheld.
    const mode_t before = umask(mode & S_IWUSR ? S_IWUSR | S_IWGRP | S_IWOTH : 022);
    return (int)(before & S_IWUSR);
}
errno_type CRT(_umask_s)(int mode, int* before) {
    if (!before || (mode & ~(S_IRUSR | S_IWUSR))) {
        if (before) *before = 0;
        return rpccrt_invalid(EINVAL);
    }
    *before = CRT(_umask)(mode);
    return 0;
}
