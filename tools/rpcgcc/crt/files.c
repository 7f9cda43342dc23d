// SPDX-License-Identifier: LGPL-2.1-or-later
// Streams and files by Windows' names and modes. Text and binary are the same here: what the mode says of it is
// accepted, but for wide characters (binary_streams.c). Names of files are UTF-8.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crt.h"

// The mode as the C library has it; false when it is none ([MSVC] "fopen, _wfopen").
static bool native_mode(const char* mode, char* made, bool* binary) {
    while (*mode == ' ') ++mode;
    if (!*mode || !strchr("rwa", *mode)) return false;
    *made++ = *mode++;
    bool updates = false, exclusive = false, closed = false;
    for (*binary = false; *mode && *mode != ','; ++mode) {
        switch (*mode) {
            case '+': updates = true; break;
            case 'x': exclusive = true; break;
            case 'N': closed = true; break;
            case 'b': *binary = true; break;
            case 't': case 'c': case 'n': case 'S': case 'R': case 'T': case 'D': case ' ': break;
            default: return false;
        }
    }
    // Text is UTF-8 in a file; no other encoding can be asked for.
    if (*mode == ',' && !strcasestr(mode, "ccs=UTF-8")) return false;
    if (updates) *made++ = '+';
    if (exclusive) *made++ = 'x';
    if (closed) *made++ = 'e';
    *made = 0;
    return true;
}

static FILE* marked(FILE* stream, bool binary) {
    if (!stream || rpccrt_set_binary(stream, binary)) return stream;
    fclose(stream);
    errno = ENOMEM;
    return NULL;
}

FILE* CRT(fopen)(const char* name, const char* mode) {
    char made[8];
    bool binary;
    if (!name || !mode || !native_mode(mode, made, &binary)) return rpccrt_invalid(EINVAL), NULL;
    return marked(fopen(name, made), binary);
}
FILE* CRT(freopen)(const char* name, const char* mode, FILE* stream) {
    char made[8];
    bool binary;
    if (!stream || !mode || !native_mode(mode, made, &binary)) return rpccrt_invalid(EINVAL), NULL;
    return marked(freopen(name, made, stream), binary);
}
FILE* CRT(_fdopen)(int descriptor, const char* mode) {
    char made[8];
    bool binary;
    if (!mode || !native_mode(mode, made, &binary)) return rpccrt_invalid(EINVAL), NULL;
    return marked(fdopen(descriptor, made), binary);
}
// Sharing is as the system has it: everybody may.
FILE* CRT(_fsopen)(const char* name, const char* mode, int share) {
    (void)share;
    return CRT(fopen)(name, mode);
}

static errno_type opened(FILE** stream, FILE* made) {
    *stream = made;
    return made ? 0 : errno;
}
errno_type CRT(fopen_s)(FILE** stream, const char* name, const char* mode) {
    if (!stream) return rpccrt_invalid(EINVAL);
    return opened(stream, CRT(fopen)(name, mode));
}
errno_type CRT(freopen_s)(FILE** stream, const char* name, const char* mode, FILE* old) {
    if (!stream) return rpccrt_invalid(EINVAL);
    return opened(stream, CRT(freopen)(name, mode, old));
}
errno_type CRT(tmpfile_s)(FILE** stream) {
    if (!stream) return rpccrt_invalid(EINVAL);
    return opened(stream, tmpfile());
}

// A wide function of one that takes names in UTF-8; `failed` when there is no name or no memory.
#define NARROWED(type, failed, call, name)                    \
    do {                                                      \
        if (!(name)) return rpccrt_invalid(EINVAL), (failed); \
        char* const narrow = rpccrt_to_8(name);               \
        if (!narrow) return (failed);                         \
        type const result = call;                             \
        free(narrow);                                         \
        return result;                                        \
    } while (0)

// The characters of a mode are ASCII.
static const char* narrow_mode(const wide* mode, char* made) {
    size_t i = 0;
    for (; i < 31 && mode[i]; ++i) made[i] = mode[i] < 128 ? (char)mode[i] : '?';
    made[i] = 0;
    return made;
}

FILE* CRT(_wfopen)(const wide* name, const wide* mode) {
    char room[32];
    if (!mode) return rpccrt_invalid(EINVAL), NULL;
    NARROWED(FILE*, NULL, CRT(fopen)(narrow, narrow_mode(mode, room)), name);
}
FILE* CRT(_wfsopen)(const wide* name, const wide* mode, int share) {
    (void)share;
    return CRT(_wfopen)(name, mode);
}
FILE* CRT(_wfreopen)(const wide* name, const wide* mode, FILE* stream) {
    char room[32];
    if (!mode) return rpccrt_invalid(EINVAL), NULL;
    NARROWED(FILE*, NULL, CRT(freopen)(narrow, narrow_mode(mode, room), stream), name);
}
FILE* CRT(_wfdopen)(int descriptor, const wide* mode) {
    char room[32];
    if (!mode) return rpccrt_invalid(EINVAL), NULL;
    return CRT(_fdopen)(descriptor, narrow_mode(mode, room));
}
errno_type CRT(_wfopen_s)(FILE** stream, const wide* name, const wide* mode) {
    if (!stream) return rpccrt_invalid(EINVAL);
    return opened(stream, CRT(_wfopen)(name, mode));
}
errno_type CRT(_wfreopen_s)(FILE** stream, const wide* name, const wide* mode, FILE* old) {
    if (!stream) return rpccrt_invalid(EINVAL);
    return opened(stream, CRT(_wfreopen)(name, mode, old));
}

FILE* CRT(_popen)(const char* command, const char* mode) {
    char made[8];
    bool binary;
    if (!command || !mode || !native_mode(mode, made, &binary) || !strchr("rw", made[0])) {
        return rpccrt_invalid(EINVAL), NULL;
    }
    return popen(command, (char[]){made[0], 0});
}
FILE* CRT(_wpopen)(const wide* command, const wide* mode) {
    char room[32];
    if (!mode) return rpccrt_invalid(EINVAL), NULL;
    NARROWED(FILE*, NULL, CRT(_popen)(narrow, narrow_mode(mode, room)), command);
}
// What the command exits with.
int CRT(_pclose)(FILE* stream) {
    if (!stream) return rpccrt_invalid_1(EINVAL);
    const int status = pclose(stream);
    return status == -1 ? -1 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// A place that 32 bits do not hold is an error.
int64_t CRT(ftell)(FILE* stream) {
    if (!stream) return rpccrt_invalid_1(EINVAL);
    const off_t at = ftello(stream);
    if (at > INT32_MAX) return errno = EINVAL, -1;
    return at;
}
int CRT(fseek)(FILE* stream, int32_t offset, int origin) {
    if (!stream) return rpccrt_invalid_1(EINVAL);
    return fseeko(stream, offset, origin);
}
int CRT(_fseeki64)(FILE* stream, int64_t offset, int origin) {
    if (!stream) return rpccrt_invalid_1(EINVAL);
    return fseeko(stream, offset, origin);
}
int64_t CRT(_ftelli64)(FILE* stream) { return stream ? ftello(stream) : rpccrt_invalid_1(EINVAL); }

int CRT(_flushall)(void) { return fflush(NULL); }

char* CRT(gets_s)(char* target, size_t room) {
    if (!target || !room) return rpccrt_invalid(EINVAL), NULL;
    size_t made = 0;
    int unit;
    while ((unit = getchar()) != EOF && unit != '\n') {
        if (made + 1 >= room) {
            target[0] = 0;
            return rpccrt_invalid(ERANGE), NULL;
        }
        target[made++] = (char)unit;
    }
    target[made] = 0;
    return made == 0 && unit == EOF ? NULL : target;
}

errno_type CRT(clearerr_s)(FILE* stream) {
    if (!stream) return rpccrt_invalid(EINVAL);
    clearerr(stream);
    return 0;
}

// Nothing that is there is replaced ([MSVC] "rename, _wrename": EACCES).
int CRT(rename)(const char* name, const char* next) {
    if (!name || !next) return rpccrt_invalid_1(EINVAL);
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
int CRT(remove)(const char* name) { return name ? unlink(name) : rpccrt_invalid_1(EINVAL); }
int CRT(_wremove)(const wide* name) { NARROWED(int, -1, unlink(narrow), name); }

// <io.h>.
int CRT(_open)(const char* name, int flags, ...) {
    if (!name) return rpccrt_invalid_1(EINVAL);
    int mode = 0;
    if (flags & O_CREAT) {
        va_list list;
        va_start(list, flags);
        mode = va_arg(list, int) & S_IWUSR ? 0666 : 0444;
        va_end(list);
    }
    return open(name, flags, mode);
}
int CRT(_wopen)(const wide* name, int flags, ...) {
    va_list list;
    va_start(list, flags);
    const int mode = flags & O_CREAT ? va_arg(list, int) : 0;
    va_end(list);
    NARROWED(int, -1, CRT(_open)(narrow, flags, mode), name);
}
int CRT(_creat)(const char* name, int mode) { return CRT(_open)(name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
errno_type CRT(_sopen_s)(int* descriptor, const char* name, int flags, int share, int mode) {
    (void)share;
    if (!descriptor) return rpccrt_invalid(EINVAL);
    *descriptor = CRT(_open)(name, flags, mode);
    return *descriptor >= 0 ? 0 : errno;
}
int CRT(_sopen)(const char* name, int flags, int share, ...) {
    va_list list;
    va_start(list, share);
    const int mode = flags & O_CREAT ? va_arg(list, int) : 0;
    va_end(list);
    return CRT(_open)(name, flags, mode);
}

int CRT(_read)(int descriptor, void* target, unsigned size) {
    if (!target || size > INT32_MAX) return rpccrt_invalid_1(EINVAL);
    return (int)read(descriptor, target, size);
}
int CRT(_write)(int descriptor, const void* source, unsigned size) {
    if ((!source && size) || size > INT32_MAX) return rpccrt_invalid_1(EINVAL);
    return (int)write(descriptor, source, size);
}
int64_t CRT(_lseeki64)(int descriptor, int64_t offset, int origin) { return lseek(descriptor, offset, origin); }
int CRT(_lseek)(int descriptor, int32_t offset, int origin) {
    const off_t at = lseek(descriptor, offset, origin);
    return at > INT32_MAX ? (errno = EINVAL, -1) : (int)at;
}
int CRT(_tell)(int descriptor) { return CRT(_lseek)(descriptor, 0, SEEK_CUR); }
int64_t CRT(_telli64)(int descriptor) { return lseek(descriptor, 0, SEEK_CUR); }
// Windows' dup2 gives back 0.
int CRT(_dup2)(int descriptor, int next) { return dup2(descriptor, next) < 0 ? -1 : 0; }

int CRT(_setmode)(int descriptor, int mode) {
    (void)mode;
    return fcntl(descriptor, F_GETFD) < 0 ? -1 : 0x4000;  // _O_TEXT was it
}
int64_t CRT(_filelengthi64)(int descriptor) {
    struct stat about;
    return fstat(descriptor, &about) == 0 ? about.st_size : -1;
}
int CRT(_filelength)(int descriptor) {
    const int64_t size = CRT(_filelengthi64)(descriptor);
    return size > INT32_MAX ? (errno = EINVAL, -1) : (int)size;
}
int CRT(_eof)(int descriptor) {
    const int64_t at = CRT(_telli64)(descriptor), size = CRT(_filelengthi64)(descriptor);
    return at < 0 || size < 0 ? -1 : at >= size;
}
errno_type CRT(_chsize_s)(int descriptor, int64_t size) {
    if (size < 0) return rpccrt_invalid(EINVAL);
    return ftruncate(descriptor, size) == 0 ? 0 : errno;
}
int CRT(_chsize)(int descriptor, int32_t size) { return CRT(_chsize_s)(descriptor, size) == 0 ? 0 : -1; }

// 0 is there, 2 is for writing, 4 for reading; there is nothing else on Windows.
int CRT(_access)(const char* name, int mode) {
    if (!name || (mode & ~6)) return rpccrt_invalid_1(EINVAL);
    return access(name, mode);
}
errno_type CRT(_access_s)(const char* name, int mode) { return CRT(_access)(name, mode) == 0 ? 0 : errno; }
int CRT(_waccess)(const wide* name, int mode) { NARROWED(int, -1, CRT(_access)(narrow, mode), name); }
int CRT(_chmod)(const char* name, int mode) {
    if (!name) return rpccrt_invalid_1(EINVAL);
    struct stat about;
    if (stat(name, &about) != 0) return -1;
    const mode_t writers = S_IWUSR | S_IWGRP | S_IWOTH;
    return chmod(name, mode & S_IWUSR ? (about.st_mode | S_IWUSR) & 07777 : about.st_mode & 07777 & ~writers);
}
int CRT(_wchmod)(const wide* name, int mode) { NARROWED(int, -1, CRT(_chmod)(narrow, mode), name); }
int CRT(_wunlink)(const wide* name) { NARROWED(int, -1, unlink(narrow), name); }
int CRT(_pipe)(int* both, unsigned size, int mode) {
    (void)size;
    (void)mode;
    return both ? pipe(both) : rpccrt_invalid_1(EINVAL);
}

// <direct.h>.
int CRT(_mkdir)(const char* name) { return name ? mkdir(name, 0777) : rpccrt_invalid_1(EINVAL); }
int CRT(_wmkdir)(const wide* name) { NARROWED(int, -1, mkdir(narrow, 0777), name); }
int CRT(_wrmdir)(const wide* name) { NARROWED(int, -1, rmdir(narrow), name); }
int CRT(_wchdir)(const wide* name) { NARROWED(int, -1, chdir(narrow), name); }
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
