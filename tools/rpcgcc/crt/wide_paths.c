// SPDX-License-Identifier: LGPL-2.1-or-later
#include <uchar.h>
#define UNIT char16_t
#define WIDE 1
#define N(name) rpccrt__w##name
#include "paths.inc"

char* CRT(_fullpath)(char* target, const char* path, size_t room);

wide* CRT(_wfullpath)(wide* target, const wide* path, size_t room) {
    if (target && !room) return rpccrt_invalid(EINVAL), NULL;
    char* const narrow = path ? rpccrt_to_8(path) : NULL;
    char* const full = CRT(_fullpath)(NULL, narrow, 0);
    wide* const made = full ? rpccrt_to_16(full) : NULL;
    free(narrow);
    free(full);
    if (!target || !made) return made;
    const size_t size = rpccrt_length_16(made);
    if (size < room) memcpy(target, made, (size + 1) * sizeof(wide));
    else errno = ERANGE;
    free(made);
    return size < room ? target : NULL;
}
