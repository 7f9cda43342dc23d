// SPDX-License-Identifier: LGPL-2.1-or-later
// _findfirst, _findnext and _findclose in all their widths: FindFirstFile's searches ([MSVC] "_findfirst, ...").
// A search is a handle of its own kind until _findclose.
#include <windows.h>

#include "crt.h"

typedef struct {
    unsigned attributes;
    int64_t created, accessed, written, size;
    char name[4 * MAX_PATH];
} found_file;

static int64_t seconds_of(const FILETIME* time) {
    const int64_t units = (int64_t)((uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime);
    return units ? units / 10000000 - 11644473600 : -1;
}

static void take(found_file* target, const WIN32_FIND_DATAA* data) {
    // FILE_ATTRIBUTE_NORMAL is said by no bit.
    target->attributes = data->dwFileAttributes & ~(unsigned)FILE_ATTRIBUTE_NORMAL;
    target->created = seconds_of(&data->ftCreationTime);
    target->accessed = seconds_of(&data->ftLastAccessTime);
    target->written = seconds_of(&data->ftLastWriteTime);
    target->size = (int64_t)((uint64_t)data->nFileSizeHigh << 32 | data->nFileSizeLow);
    strcpy(target->name, data->cFileName);
}

static int failed(void) {
    const DWORD why = GetLastError();
    if (why == ERROR_INVALID_HANDLE) return rpccrt_invalid_1(EINVAL);
    errno = why == ERROR_NOT_ENOUGH_MEMORY ? ENOMEM
            : why == ERROR_FILE_NOT_FOUND || why == ERROR_PATH_NOT_FOUND || why == ERROR_NO_MORE_FILES ? ENOENT
                                                                                                       : EINVAL;
    return -1;
}

static intptr_t first(const char* pattern, found_file* target) {
    if (strlen(pattern) >= MAX_PATH) return errno = EINVAL, -1;
    WIN32_FIND_DATAA data;
    const HANDLE search = FindFirstFileA(pattern, &data);
    if (search == INVALID_HANDLE_VALUE) return failed();
    take(target, &data);
    return (intptr_t)search;
}

static int next(intptr_t search, found_file* target) {
    WIN32_FIND_DATAA data;
    if (!FindNextFileA((HANDLE)search, &data)) return failed();
    take(target, &data);
    return 0;
}

int CRT(_findclose)(intptr_t search) { return FindClose((HANDLE)search) ? 0 : rpccrt_invalid_1(EINVAL); }

// What does not fit a name is cut at a whole character; _MAX_PATH is what there is.
static void put_8(char* target, const char* name) {
    size_t size = strlen(name);
    if (size >= MAX_PATH) {
        for (size = MAX_PATH - 1; ((unsigned char)name[size] & 0xC0) == 0x80; --size) {}
    }
    memcpy(target, name, size);
    target[size] = 0;
}
static void put_16(wide* target, const char* name) {
    const size_t size = strlen(name);
    size_t made = 0;
    uint32_t point;
    for (size_t i = 0, taken; (taken = rpccrt_decode_8(name + i, size - i, &point)) != 0 && made + 2 < MAX_PATH;) {
        i += taken;
        made += rpccrt_encode_16(point, target + made);
    }
    target[made] = 0;
}

#define SEARCH(suffix, structure, time, length)                                              \
    typedef struct {                                                                         \
        unsigned attrib;                                                                     \
        time time_create, time_access, time_write;                                           \
        length size;                                                                         \
        char name[MAX_PATH];                                                                 \
    } structure;                                                                             \
    typedef struct {                                                                         \
        unsigned attrib;                                                                     \
        time time_create, time_access, time_write;                                           \
        length size;                                                                         \
        wide name[MAX_PATH];                                                                 \
    } w##structure;                                                                          \
    intptr_t CRT(_findfirst##suffix)(const char* pattern, structure* target) {               \
        found_file file;                                                                     \
        if (!pattern || !target) return rpccrt_invalid_1(EINVAL);                            \
        const intptr_t search = first(pattern, &file);                                       \
        if (search != -1) PUT(target, time, length, put_8);                                  \
        return search;                                                                       \
    }                                                                                        \
    int CRT(_findnext##suffix)(intptr_t search, structure* target) {                         \
        found_file file;                                                                     \
        if (!target) return rpccrt_invalid_1(EINVAL);                                        \
        if (next(search, &file) != 0) return -1;                                             \
        PUT(target, time, length, put_8);                                                    \
        return 0;                                                                            \
    }                                                                                        \
    intptr_t CRT(_wfindfirst##suffix)(const wide* pattern, w##structure* target) {           \
        found_file file;                                                                     \
        if (!pattern || !target) return rpccrt_invalid_1(EINVAL);                            \
        char* const narrow = rpccrt_to_8(pattern);                                           \
        const intptr_t search = narrow ? first(narrow, &file) : -1;                          \
        free(narrow);                                                                        \
        if (search != -1) PUT(target, time, length, put_16);                                 \
        return search;                                                                       \
    }                                                                                        \
    int CRT(_wfindnext##suffix)(intptr_t search, w##structure* target) {                     \
        found_file file;                                                                     \
        if (!target) return rpccrt_invalid_1(EINVAL);                                        \
        if (next(search, &file) != 0) return -1;                                             \
        PUT(target, time, length, put_16);                                                   \
        return 0;                                                                            \
    }
#define PUT(target, time, length, put_name)            \
    ((target)->attrib = file.attributes,               \
     (target)->time_create = (time)file.created,       \
     (target)->time_access = (time)file.accessed,      \
     (target)->time_write = (time)file.written,        \
     (target)->size = (length)file.size, put_name((target)->name, file.name))

SEARCH(32, found_32, int32_t, uint32_t)
SEARCH(32i64, found_32i64, int32_t, int64_t)
SEARCH(64i32, found_64i32, int64_t, uint32_t)
SEARCH(64, found_64, int64_t, int64_t)
