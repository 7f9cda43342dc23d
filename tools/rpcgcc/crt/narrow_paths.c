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

void CRT(_searchenv)(const char* file, const char* variable, char* path) {
    if (!path || !file || !variable) {
        if (path) *path = 0;
        rpccrt_invalid(EINVAL);
        return;
    }
    path[0] = 0;
    if (!*file) {
        errno = ENOENT;
        return;
    }
    if (access(file, F_OK) == 0) {
        CRT(_fullpath)(path, file, 260);
        return;
    }
    const char* at = getenv(variable);
    while (at && *at) {
        const size_t size = strcspn(at, ":;");
        if (size && size + strlen(file) + 2 <= 260) {
            sprintf(path, "%.*s/%s", (int)size, at, file);
            if (access(path, F_OK) == 0) return;
        }
        path[0] = 0;
        at += size + (at[size] != 0);
    }
    errno = ENOENT;
}
