// SPDX-License-Identifier: LGPL-2.1-or-later
// <direct.h>: folders. There are no drives: what asks for one is told of drive C (3), whose root is the system's.
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "crt.h"

int CRT(_mkdir)(const char* name) { return name ? mkdir(NATIVE(name), 0777) : rpccrt_invalid_1(EINVAL); }
int CRT(_rmdir)(const char* name) {
    if (!name) return rpccrt_invalid_1(EINVAL);
    if (rmdir(NATIVE(name)) == 0) return 0;
    if (errno == ENOTDIR) errno = EINVAL;
    return -1;
}
int CRT(_chdir)(const char* name) {
    if (!name) return rpccrt_invalid_1(EINVAL);
    if (chdir(NATIVE(name)) == 0) return 0;
    if (errno == ENOTDIR) errno = ENOENT;
    return -1;
}
int CRT(_wmkdir)(const wide* name) { NARROWED(int, -1, CRT(_mkdir)(narrow), name); }
int CRT(_wrmdir)(const wide* name) { NARROWED(int, -1, CRT(_rmdir)(narrow), name); }
int CRT(_wchdir)(const wide* name) { NARROWED(int, -1, CRT(_chdir)(narrow), name); }
char* CRT(_getcwd)(char* target, int size) {
    // Without a target the size is the least.
    if (!target) return getcwd(NULL, 0);
    return size > 0 ? getcwd(target, (size_t)size) : (rpccrt_invalid(EINVAL), NULL);
}
wide* CRT(_wgetcwd)(wide* target, int size) {
    if (target && size <= 0) return rpccrt_invalid(EINVAL), NULL;
    char* const narrow = getcwd(NULL, 0);
    wide* const made = narrow ? rpccrt_to_16(narrow) : NULL;
    free(narrow);
    if (!made || !target) return made;
    const size_t length = rpccrt_length_16(made);
    const bool fits = length < (size_t)size;
    if (fits) memcpy(target, made, (length + 1) * sizeof(wide));
    else errno = ERANGE;
    free(made);
    return fits ? target : NULL;
}

enum { kDrive = 3 };

int CRT(_getdrive)(void) { return kDrive; }
int CRT(_chdrive)(int drive) {
    if (drive < 1 || drive > 26) return rpccrt_invalid_1(EACCES);
    return drive == kDrive ? 0 : (errno = EACCES, -1);
}
uint32_t CRT(_getdrives)(void) { return 1u << (kDrive - 1); }

// 0 is the current drive.
char* CRT(_getdcwd)(int drive, char* target, int size) {
    if (drive != 0 && drive != kDrive) return rpccrt_invalid(EACCES), NULL;
    return CRT(_getcwd)(target, size);
}
wide* CRT(_wgetdcwd)(int drive, wide* target, int size) {
    if (drive != 0 && drive != kDrive) return rpccrt_invalid(EACCES), NULL;
    return CRT(_wgetcwd)(target, size);
}

typedef struct {
    uint32_t total_clusters, avail_clusters, sectors_per_cluster, bytes_per_sector;
} free_space;

// A wrong argument is EINVAL, what fails then has the system's code. What 32 bits cannot count is the most they can.
unsigned CRT(_getdiskfree)(unsigned drive, free_space* target) {
    struct statvfs about;
    if (drive > 26 || !target) return rpccrt_invalid(EINVAL), EINVAL;
    memset(target, 0, sizeof *target);
    if (drive != 0 && drive != kDrive) return errno = ENODEV, 15;  // ERROR_INVALID_DRIVE
    if (statvfs(drive ? "/" : ".", &about) != 0) return 31;  // ERROR_GEN_FAILURE
    const uint64_t cluster = about.f_frsize;
    target->bytes_per_sector = 512;
    target->sectors_per_cluster = (uint32_t)(cluster / 512);
    target->total_clusters = about.f_blocks > UINT32_MAX ? UINT32_MAX : (uint32_t)about.f_blocks;
    target->avail_clusters = about.f_bavail > UINT32_MAX ? UINT32_MAX : (uint32_t)about.f_bavail;
    return 0;
}
