// SPDX-License-Identifier: LGPL-2.1-or-later
// Streams by Windows' names and modes. Text and binary are the same here: what the mode says of it is accepted, but for
// wide characters (open_streams.c). Names of files are UTF-8.
#include <sys/wait.h>

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
    return marked(fopen(NATIVE(name), made), binary);
}
FILE* CRT(freopen)(const char* name, const char* mode, FILE* stream) {
    char made[8];
    bool binary;
    if (!stream || !mode || !native_mode(mode, made, &binary)) return rpccrt_invalid(EINVAL), NULL;
    return marked(freopen(NATIVE(name), made, stream), binary);
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
int CRT(_fileno)(FILE* stream) { return stream ? fileno(stream) : rpccrt_invalid_1(EINVAL); }

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

// Into at most `room` bytes; what does not fit is wrong and leaves zeros ([MSVC] "fread_s").
size_t CRT(fread_s)(void* target, size_t room, size_t size, size_t count, FILE* stream) {
    if (size == 0 || count == 0) return 0;
    if (!target) return rpccrt_invalid(EINVAL), 0;
    if (!stream || count > SIZE_MAX / size) {
        if (room != TRUNCATE) memset(target, 0, room);
        return rpccrt_invalid(EINVAL), 0;
    }
    // Only as much is read as there is room for: it is wrong when there is more.
    const size_t wanted = size * count, fits = wanted < room ? wanted : room;
    const size_t made = fread(target, 1, fits, stream);
    if (fits < wanted && made == fits) {
        const int more = getc(stream);
        if (more != EOF) {
            memset(target, 0, room);
            return rpccrt_invalid(ERANGE), 0;
        }
    }
    return made / size;
}

// Integers as they are in memory.
int CRT(_getw)(FILE* stream) {
    int value;
    if (!stream) return rpccrt_invalid(EINVAL), EOF;
    return fread(&value, sizeof value, 1, stream) == 1 ? value : EOF;
}
int CRT(_putw)(int value, FILE* stream) {
    if (!stream) return rpccrt_invalid(EINVAL), EOF;
    return fwrite(&value, sizeof value, 1, stream) == 1 ? value : EOF;
}

// How many streams may be open. The system's limit is of descriptors, and only it counts; this is what was asked for.
static int most_streams = 512;
int CRT(_getmaxstdio)(void) { return __atomic_load_n(&most_streams, __ATOMIC_RELAXED); }
int CRT(_setmaxstdio)(int most) {
    if (most < 20 || most > 8192) return rpccrt_invalid_1(EINVAL);
    __atomic_store_n(&most_streams, most, __ATOMIC_RELAXED);
    return most;
}

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
