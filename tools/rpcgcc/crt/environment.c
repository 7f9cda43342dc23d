// SPDX-License-Identifier: LGPL-2.1-or-later
// Variables of the environment, commands and ends of a process. Names are found whatever their case, an exact match
// first, as GetEnvironmentVariable finds them.
#include <strings.h>
#include <sys/wait.h>

#include "crt.h"

extern char** environ;

// "NAME=VALUE" of the variable; NULL when there is none.
static const char* entry_of(const char* name) {
    const size_t size = strlen(name);
    const char* other_case = NULL;
    for (char** at = environ; size && at && *at; ++at) {
        if (strncasecmp(*at, name, size) != 0 || (*at)[size] != '=') continue;
        if (memcmp(*at, name, size) == 0) return *at;
        if (!other_case) other_case = *at;
    }
    return other_case;
}

char* CRT(getenv)(const char* name) {
    if (!name) return rpccrt_invalid(EINVAL), NULL;
    const char* const entry = entry_of(name);
    return entry ? (char*)entry + strlen(name) + 1 : NULL;
}

// What is there keeps the case of its name. Nothing is no variable.
static errno_type set(const char* name, const char* value) {
    const char* const entry = entry_of(name);
    char* const there = entry ? strndup(entry, strlen(name)) : NULL;
    if (entry && !there) return errno;
    const char* const known = there ? there : name;
    const errno_type wrong = (*value ? setenv(known, value, 1) : unsetenv(known)) == 0 ? 0 : errno;
    free(there);
    return wrong;
}

int CRT(_putenv)(const char* assignment) {
    const char* const equals = assignment ? strchr(assignment, '=') : NULL;
    if (!assignment) return rpccrt_invalid_1(EINVAL);
    if (!equals || equals == assignment) return errno = EINVAL, -1;
    char* const name = strndup(assignment, (size_t)(equals - assignment));
    if (!name) return -1;
    const errno_type wrong = set(name, equals + 1);
    free(name);
    return wrong ? -1 : 0;
}

errno_type CRT(_putenv_s)(const char* name, const char* value) {
    if (!name || !value) return rpccrt_invalid(EINVAL);
    if (!*name || strchr(name, '=')) return errno = EINVAL;
    return set(name, value);
}

errno_type CRT(getenv_s)(size_t* needed, char* buffer, size_t room, const char* name) {
    if (!needed) return rpccrt_invalid(EINVAL);
    *needed = 0;
    if (!buffer && room) return rpccrt_invalid(EINVAL);
    if (room) *buffer = 0;
    if (!name) return rpccrt_invalid(EINVAL);
    const char* const value = CRT(getenv)(name);
    if (!value) return 0;
    *needed = strlen(value) + 1;
    if (!room) return 0;
    if (*needed > room) return errno = ERANGE;
    memcpy(buffer, value, *needed);
    return 0;
}

errno_type CRT(_dupenv_s)(char** buffer, size_t* size, const char* name) {
    if (!buffer || !name) return rpccrt_invalid(EINVAL);
    *buffer = NULL;
    if (size) *size = 0;
    const char* const value = CRT(getenv)(name);
    if (!value) return 0;
    *buffer = strdup(value);
    if (!*buffer) return errno = ENOMEM;
    if (size) *size = strlen(value) + 1;
    return 0;
}

// The wide ones: UTF-8 in the environment. What _wgetenv gives stays the thread's until it asks for another.
wide* CRT(_wgetenv)(const wide* name) {
    static __thread wide* given;
    if (!name) return rpccrt_invalid(EINVAL), NULL;
    char* const narrow = rpccrt_to_8(name);
    const char* const value = narrow ? CRT(getenv)(narrow) : NULL;
    free(given);
    given = value ? rpccrt_to_16(value) : NULL;
    free(narrow);
    return given;
}

int CRT(_wputenv)(const wide* assignment) {
    if (!assignment) return rpccrt_invalid_1(EINVAL);
    char* const narrow = rpccrt_to_8(assignment);
    const int result = narrow ? CRT(_putenv)(narrow) : -1;
    free(narrow);
    return result;
}

errno_type CRT(_wputenv_s)(const wide* name, const wide* value) {
    if (!name || !value) return rpccrt_invalid(EINVAL);
    char* const narrow_name = rpccrt_to_8(name);
    char* const narrow_value = rpccrt_to_8(value);
    const errno_type wrong = narrow_name && narrow_value ? CRT(_putenv_s)(narrow_name, narrow_value) : ENOMEM;
    free(narrow_name);
    free(narrow_value);
    return wrong;
}

errno_type CRT(_wgetenv_s)(size_t* needed, wide* buffer, size_t room, const wide* name) {
    if (!needed) return rpccrt_invalid(EINVAL);
    *needed = 0;
    if (!buffer && room) return rpccrt_invalid(EINVAL);
    if (room) *buffer = 0;
    const wide* const value = CRT(_wgetenv)(name);
    if (!value) return name ? 0 : EINVAL;
    *needed = rpccrt_length_16(value) + 1;
    if (!room) return 0;
    if (*needed > room) return errno = ERANGE;
    memcpy(buffer, value, *needed * sizeof(wide));
    return 0;
}

errno_type CRT(_wdupenv_s)(wide** buffer, size_t* size, const wide* name) {
    if (!buffer || !name) return rpccrt_invalid(EINVAL);
    *buffer = NULL;
    if (size) *size = 0;
    const wide* const value = CRT(_wgetenv)(name);
    if (!value) return 0;
    const size_t units = rpccrt_length_16(value) + 1;
    *buffer = malloc(units * sizeof(wide));
    if (!*buffer) return errno = ENOMEM;
    memcpy(*buffer, value, units * sizeof(wide));
    if (size) *size = units;
    return 0;
}

// What the command exits with.
int CRT(system)(const char* command) {
    const int status = system(command);
    if (!command || status == -1) return status;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int CRT(_wsystem)(const wide* command) {
    if (!command) return CRT(system)(NULL);
    NARROWED(int, -1, CRT(system)(narrow), command);
}

typedef int (*at_exit)(void);
at_exit CRT(_onexit)(at_exit function) { return function && atexit((void (*)(void))function) == 0 ? function : NULL; }
