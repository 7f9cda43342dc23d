// SPDX-License-Identifier: LGPL-2.1-or-later
// Files by their names and by descriptors: <io.h>. Names are UTF-8.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crt.h"

// Nothing that is there is replaced ([MSVC] "rename, _wrename": EACCES).
int CRT(rename)(const char* name, const char* next) {
    if (!name || !next) return rpccrt_invalid_1(EINVAL);
    name = NATIVE(name);
    next = NATIVE(next);
    if (renameat2(AT_FDCWD, name, AT_FDCWD, next, RENAME_NOREPLACE) == 0) return 0;
    if (errno == EINVAL && access(next, F_OK) != 0) return rename(name, next);  // the file system cannot tell
    if (errno == EEXIST || errno == EINVAL) errno = EACCES;
    return -1;
}
int CRT(_wrename)(const wide* name, const wide* next) {
    if (!next) return rpccrt_invalid_1(EINVAL);
    char* const target = rpccrt_to_8(next);
    if (!target) return -1;
    char* const source = name ? rpccrt_to_8(name) : NULL;
    const int result = CRT(rename)(source, target);
    free(source);
    free(target);
    return result;
}
// Files, not folders.
int CRT(_unlink)(const char* name) {
    if (!name) return rpccrt_invalid_1(EINVAL);
    if (unlink(NATIVE(name)) == 0) return 0;
    if (errno == EISDIR || errno == EPERM) errno = EACCES;
    return -1;
}
int CRT(_wunlink)(const wide* name) { NARROWED(int, -1, CRT(_unlink)(narrow), name); }
int CRT(remove)(const char* name) { return CRT(_unlink)(name); }
int CRT(_wremove)(const wide* name) { return CRT(_wunlink)(name); }

// Text or binary, by descriptor: what it was opened with, else _fmode. Bytes stay what they are in both; wide functions
// write UTF-16 to a standard stream that is binary.
enum { kText = 0x10000000, kBinary = 0x20000000, kKinds = 0x3F000000, kMostKept = 1024 };
static int default_mode = kText;
static int modes[kMostKept];  // 0: not said

static bool is_translation(int mode) {
    return mode == kText || mode == kBinary || mode == 0x11000000 || mode == 0x12000000 || mode == 0x14000000;
}
int* CRT(__p__fmode)(void) { return &default_mode; }
static void keep_mode(int descriptor, int flags) {
    const int mode = flags & kKinds;
    if (descriptor < 0 || descriptor >= kMostKept) return;
    __atomic_store_n(&modes[descriptor], is_translation(mode) ? mode : *CRT(__p__fmode)(), __ATOMIC_RELAXED);
}
static FILE* standard_stream(int descriptor) {
    return descriptor == 0 ? stdin : descriptor == 1 ? stdout : descriptor == 2 ? stderr : NULL;
}

errno_type CRT(_set_fmode)(int mode) {
    if (!is_translation(mode)) return rpccrt_invalid(EINVAL);
    default_mode = mode;
    return 0;
}
errno_type CRT(_get_fmode)(int* mode) {
    if (!mode) return rpccrt_invalid(EINVAL);
    *mode = default_mode;
    return 0;
}

int CRT(_open)(const char* name, int flags, ...) {
    if (!name) return rpccrt_invalid_1(EINVAL);
    int mode = 0;
    if (flags & O_CREAT) {
        va_list list;
        va_start(list, flags);
        mode = va_arg(list, int) & S_IWUSR ? 0666 : 0444;
        va_end(list);
    }
    const int made = open(NATIVE(name), flags & ~kKinds, mode);
    keep_mode(made, flags);
    return made;
}
int CRT(_wopen)(const wide* name, int flags, ...) {
    va_list list;
    va_start(list, flags);
    const int mode = flags & O_CREAT ? va_arg(list, int) : 0;
    va_end(list);
    NARROWED(int, -1, CRT(_open)(narrow, flags, mode), name);
}
int CRT(_creat)(const char* name, int mode) { return CRT(_open)(name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int CRT(_wcreat)(const wide* name, int mode) { NARROWED(int, -1, CRT(_creat)(narrow, mode), name); }
// Who else may open it is not kept; what is no such mode, or none of Windows' rights, is wrong.
static bool is_share(int share) { return share == 0 || (share >= 0x10 && share <= 0x40 && (share & 0xF) == 0); }
static bool is_mode(int flags, int mode) { return !(flags & O_CREAT) || (mode & ~(S_IRUSR | S_IWUSR)) == 0; }
errno_type CRT(_sopen_s)(int* descriptor, const char* name, int flags, int share, int mode) {
    if (!descriptor) return rpccrt_invalid(EINVAL);
    *descriptor = -1;
    if (!name || !is_share(share) || !is_mode(flags, mode)) return rpccrt_invalid(EINVAL);
    *descriptor = CRT(_open)(name, flags, mode);
    return *descriptor >= 0 ? 0 : errno;
}
errno_type CRT(_wsopen_s)(int* descriptor, const wide* name, int flags, int share, int mode) {
    if (!descriptor) return rpccrt_invalid(EINVAL);
    *descriptor = -1;
    NARROWED(errno_type, EINVAL, CRT(_sopen_s)(descriptor, narrow, flags, share, mode), name);
}
int CRT(_wsopen)(const wide* name, int flags, int share, ...) {
    va_list list;
    va_start(list, share);
    const int mode = flags & O_CREAT ? va_arg(list, int) : 0;
    va_end(list);
    int descriptor = -1;
    CRT(_wsopen_s)(&descriptor, name, flags, share, mode);
    return descriptor;
}
int CRT(_sopen)(const char* name, int flags, int share, ...) {
    va_list list;
    va_start(list, share);
    const int mode = flags & O_CREAT ? va_arg(list, int) : 0;
    va_end(list);
    int descriptor = -1;
    CRT(_sopen_s)(&descriptor, name, flags, share, mode);
    return descriptor;
}

// A descriptor that is none is a wrong argument.
static int64_t checked(int64_t result) { return result < 0 && errno == EBADF ? rpccrt_invalid_1(EBADF) : result; }
static bool is_descriptor(int descriptor) { return checked(fcntl(descriptor, F_GETFD)) >= 0; }

int CRT(_dup)(int descriptor) { return (int)checked(dup(descriptor)); }
int CRT(_isatty)(int descriptor) { return is_descriptor(descriptor) && isatty(descriptor); }
int CRT(_commit)(int descriptor) {
    if (fsync(descriptor) == 0 || errno == EINVAL) return 0;  // there is nothing to be kept of a pipe
    return (int)checked(-1);
}
int CRT(_read)(int descriptor, void* target, unsigned size) {
    if (!target || size > INT32_MAX) return rpccrt_invalid_1(EINVAL);
    const int made = (int)read(descriptor, target, size);
    // What is open for writing alone is no wrong argument.
    return made < 0 && errno == EBADF && is_descriptor(descriptor) ? (errno = EBADF, -1) : made;
}
int CRT(_write)(int descriptor, const void* source, unsigned size) {
    if ((!source && size) || size > INT32_MAX) return rpccrt_invalid_1(EINVAL);
    const int made = (int)write(descriptor, source, size);
    return made < 0 && errno == EBADF && is_descriptor(descriptor) ? (errno = EBADF, -1) : made;
}
// EBADF says of a wrong origin, too, that it is wrong.
int64_t CRT(_lseeki64)(int descriptor, int64_t offset, int origin) {
    if (origin < SEEK_SET || origin > SEEK_END) return rpccrt_invalid_1(EBADF);
    return checked(lseek(descriptor, offset, origin));
}
int CRT(_lseek)(int descriptor, int32_t offset, int origin) {
    const int64_t at = CRT(_lseeki64)(descriptor, offset, origin);
    return at > INT32_MAX ? (errno = EINVAL, -1) : (int)at;
}
int CRT(_tell)(int descriptor) { return CRT(_lseek)(descriptor, 0, SEEK_CUR); }
int64_t CRT(_telli64)(int descriptor) { return CRT(_lseeki64)(descriptor, 0, SEEK_CUR); }
// Windows' dup2 gives back 0.
int CRT(_dup2)(int descriptor, int next) { return checked(dup2(descriptor, next)) < 0 ? -1 : 0; }

int CRT(_setmode)(int descriptor, int mode) {
    if (!is_translation(mode)) return rpccrt_invalid_1(EINVAL);
    if (!is_descriptor(descriptor)) return -1;
    if (descriptor >= kMostKept) return kText;
    const int before = __atomic_exchange_n(&modes[descriptor], mode, __ATOMIC_RELAXED);
    FILE* const stream = standard_stream(descriptor);
    if (stream && !rpccrt_set_binary(stream, mode == kBinary)) return errno = ENOMEM, -1;
    return before ? before : kText;
}
int64_t CRT(_filelengthi64)(int descriptor) {
    struct stat about;
    return checked(fstat(descriptor, &about)) == 0 ? about.st_size : -1;
}
int CRT(_filelength)(int descriptor) {
    const int64_t size = CRT(_filelengthi64)(descriptor);
    return size > INT32_MAX ? (errno = EINVAL, -1) : (int)size;
}
int CRT(_eof)(int descriptor) {
    if (!is_descriptor(descriptor)) return -1;
    const int64_t at = CRT(_telli64)(descriptor), size = CRT(_filelengthi64)(descriptor);
    return at < 0 || size < 0 ? -1 : at >= size;
}
errno_type CRT(_chsize_s)(int descriptor, int64_t size) {
    if (!is_descriptor(descriptor)) return EBADF;
    if (size < 0) return rpccrt_invalid(EINVAL);
    return ftruncate(descriptor, size) == 0 ? 0 : errno;
}
int CRT(_chsize)(int descriptor, int32_t size) { return CRT(_chsize_s)(descriptor, size) == 0 ? 0 : -1; }

// 0 is there, 2 is for writing, 4 for reading; there is nothing else on Windows.
int CRT(_access)(const char* name, int mode) {
    if (!name || (mode & ~6)) return rpccrt_invalid_1(EINVAL);
    if (access(NATIVE(name), mode) == 0) return 0;
    if (errno == ENOTDIR) errno = ENOENT;
    return -1;
}
errno_type CRT(_access_s)(const char* name, int mode) { return CRT(_access)(name, mode) == 0 ? 0 : errno; }
int CRT(_waccess)(const wide* name, int mode) { NARROWED(int, -1, CRT(_access)(narrow, mode), name); }
errno_type CRT(_waccess_s)(const wide* name, int mode) { return CRT(_waccess)(name, mode) == 0 ? 0 : errno; }
int CRT(_chmod)(const char* name, int mode) {
    if (!name) return rpccrt_invalid_1(EINVAL);
    struct stat about;
    name = NATIVE(name);
    if (stat(name, &about) != 0) return -1;
    const mode_t writers = S_IWUSR | S_IWGRP | S_IWOTH;
    return chmod(name, mode & S_IWUSR ? (about.st_mode | S_IWUSR) & 07777 : about.st_mode & 07777 & ~writers);
}
int CRT(_wchmod)(const wide* name, int mode) { NARROWED(int, -1, CRT(_chmod)(narrow, mode), name); }
int CRT(_pipe)(int* both, unsigned size, int mode) {
    (void)size;
    if (!both) return rpccrt_invalid_1(EINVAL);
    if (pipe2(both, mode & O_CLOEXEC) != 0) return -1;
    keep_mode(both[0], mode);
    keep_mode(both[1], mode);
    return 0;
}
