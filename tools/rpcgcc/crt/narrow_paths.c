// SPDX-License-Identifier: LGPL-2.1-or-later
#define UNIT char
#define WIDE 0
#define N(name) rpccrt__##name
#include "paths.inc"

#include <unistd.h>

// Without looking whether it is there: "." and ".." are taken out. From malloc when there is no target.
char* CRT(_fullpath)(char* target, const char* path, size_t room) {
    char current[4096] = "";
    if (!path || !*path) path = ".";
    if (target && !room) return rpccrt_invalid(EINVAL), NULL;
    if (!is_slash(path[0]) && !getcwd(current, sizeof current)) return NULL;
    char* const made = malloc(strlen(current) + strlen(path) + 3);
    if (!made) return NULL;
    char* end = stpcpy(made, current);
    for (const char* at = path; *at;) {
        while (is_slash(*at)) ++at;
        const char* const piece = at;
        while (*at && !is_slash(*at)) ++at;
        const size_t size = (size_t)(at - piece);
        if (size == 0 || (size == 1 && *piece == '.')) continue;
        if (size == 2 && piece[0] == '.' && piece[1] == '.') {
            while (end > made && *--end != '/') {}
            continue;
        }
        *end++ = '/';
        end = mempcpy(end, piece, size);
    }
    if (end == made) *end++ = '/';
    *end = 0;
    if (!target) return made;
    const bool fits = (size_t)(end - made) < room;
    if (fits) memcpy(target, made, (size_t)(end - made) + 1);
    else errno = ERANGE;
    free(made);
    return fits ? target : NULL;
}

// Where the file is: in the current folder, in those that the variable names.
static char* found_file(const char* file, const char* variable) {
    file = NATIVE(file);
    if (access(file, F_OK) == 0) return CRT(_fullpath)(NULL, file, 0);
    if (*file == '/') return NULL;
    const char* at = CRT(getenv)(variable);
    while (at && *at) {
        const size_t size = strcspn(at, ":;");
        char* made = NULL;
        if (size && asprintf(&made, "%.*s/%s", (int)size, at, file) < 0) return NULL;
        if (made && access(made, F_OK) == 0) return made;
        free(made);
        at += size + (at[size] != 0);
    }
    return NULL;
}

errno_type CRT(_searchenv_s)(const char* file, const char* variable, char* path, size_t room) {
    if (!path || !room) return rpccrt_invalid(EINVAL);
    path[0] = 0;
    if (!file || !variable) return rpccrt_invalid(EINVAL);
    char* const found = *file ? found_file(file, variable) : NULL;
    if (!found) return errno = ENOENT;
    const size_t size = strlen(found) + 1;
    if (size <= room) memcpy(path, found, size);
    free(found);
    return size <= room ? 0 : rpccrt_invalid(ERANGE);
}
void CRT(_searchenv)(const char* file, const char* variable, char* path) {
    CRT(_searchenv_s)(file, variable, path, 260);
}
