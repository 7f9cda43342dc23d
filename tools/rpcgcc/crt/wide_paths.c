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

errno_type CRT(_searchenv_s)(const char* file, const char* variable, char* path, size_t room);

errno_type CRT(_wsearchenv_s)(const wide* file, const wide* variable, wide* path, size_t room) {
    if (!path || !room) return rpccrt_invalid(EINVAL);
    path[0] = 0;
    if (!file || !variable) return rpccrt_invalid(EINVAL);
    char found[4096];
    char* const narrow_file = rpccrt_to_8(file);
    char* const narrow_variable = rpccrt_to_8(variable);
    errno_type wrong = ENOMEM;
    if (narrow_file && narrow_variable) wrong = CRT(_searchenv_s)(narrow_file, narrow_variable, found, sizeof found);
    free(narrow_file);
    free(narrow_variable);
    wide* const made = wrong ? NULL : rpccrt_to_16(found);
    if (!made) return wrong ? wrong : ENOMEM;
    const size_t size = rpccrt_length_16(made) + 1;
    if (size <= room) memcpy(path, made, size * sizeof(wide));
    free(made);
    return size <= room ? 0 : rpccrt_invalid(ERANGE);
}
void CRT(_wsearchenv)(const wide* file, const wide* variable, wide* path) {
    CRT(_wsearchenv_s)(file, variable, path, 260);
}
