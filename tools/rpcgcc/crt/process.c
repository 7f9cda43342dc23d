// SPDX-License-Identifier: LGPL-2.1-or-later
// Starting programs as the C runtime of Windows does: arguments make up one command line, with blanks between them and
// no quotation marks that the program has not written, and the new process takes that apart again.
#include "process.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <windows.h>

extern char** environ;

#define LONGEST_LINE 32767

// The error of a file that could not be started: what matters more than its not being there is kept.
static bool is_program(const char* path, errno_type* wrong) {
    struct stat found;
    if (stat(path, &found) != 0) return false;
    if (S_ISREG(found.st_mode) && access(path, X_OK) == 0) return true;
    *wrong = EACCES;
    return false;
}

// A name without an ending is tried as it is, then with those of Windows; a dot at the end says that it has none.
static bool found_as(const char* folder, size_t folder_size, const char* name, char* path, errno_type* wrong) {
    static const char* const endings[] = {"", ".com", ".exe", ".bat", ".cmd"};
    const char* const base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
    size_t size = strlen(name);
    const bool dotted = size && name[size - 1] == '.';
    if (dotted) --size;
    const size_t tries = dotted || strchr(base, '.') ? 1 : sizeof endings / sizeof *endings;
    for (size_t i = 0; i < tries; ++i) {
        const int made = snprintf(path, PATH_MAX, "%.*s%s%.*s%s", (int)folder_size, folder, folder_size ? "/" : "",
                                  (int)size, name, endings[i]);
        if (made < PATH_MAX && is_program(path, wrong)) return true;
    }
    return false;
}

static bool find(const char* name, enum search search, char* path) {
    errno_type wrong = ENOENT;
    if (!*name) return errno = ENOENT, false;
    if (found_as(".", strchr(name, '/') ? 0 : 1, name, path, &wrong)) return true;
    const char* folder = search == kAlongPath && !strchr(name, '/') ? getenv("PATH") : NULL;
    while (folder && *folder) {
        const size_t size = strcspn(folder, ":");
        if (size && found_as(folder, size, name, path, &wrong)) return true;
        folder += size + (folder[size] == ':');
    }
    errno = wrong;
    return false;
}

// From malloc: all texts with `between` after each; the last one's is 0.
static char* joined(const char* const* texts, char between, size_t* size) {
    *size = 0;
    for (const char* const* each = texts; *each; ++each) *size += strlen(*each) + 1;
    char* const made = malloc(*size + 2);
    char* end = made;
    for (const char* const* each = texts; made && *each; ++each) {
        end = stpcpy(end, *each);
        *end++ = between;
    }
    if (!made) return NULL;
    if (between && end != made) --end;
    end[0] = end[1] = 0;
    return made;
}

// The next argument of a command line, written over it; see "Parsing C command-line arguments" of Microsoft's.
static char* next_argument(char** line, bool first) {
    char* at = *line + strspn(*line, " \t");
    if (!*at) return NULL;
    char* const argument = at;
    char* end = at;
    for (bool quoted = false; *at && (quoted || !strchr(" \t", *at));) {
        const size_t slashes = first ? 0 : strspn(at, "\\");
        if (at[slashes] == '"' && !first) {
            memset(end, '\\', slashes / 2);
            end += slashes / 2;
            at += slashes;
            if (slashes % 2) {
                *end++ = *at++;
            } else if (quoted && at[1] == '"') {
                *end++ = '"';
                at += 2;
            } else {
                quoted = !quoted;
                ++at;
            }
        } else if (slashes) {
            memmove(end, at, slashes);
            end += slashes;
            at += slashes;
        } else if (*at == '"') {
            quoted = !quoted;
            ++at;
        } else {
            *end++ = *at++;
        }
    }
    *line = at + (*at != 0);
    *end = 0;
    return argument;
}

// Only comes back when it fails.
static intptr_t overlay(const char* path, char* line, const char* const* envp) {
    char** const argv = calloc(strlen(line) / 2 + 2, sizeof *argv);
    size_t count = 0;
    if (!argv) return -1;
    for (char* argument; (argument = next_argument(&line, count == 0));) argv[count++] = argument;
    execve(path, argv, envp ? (char* const*)envp : environ);
    const errno_type wrong = errno;
    free(argv);
    errno = wrong;
    return -1;
}

static errno_type errno_of_last_error(void) {
    switch (GetLastError()) {
        case ERROR_FILE_NOT_FOUND:
        case ERROR_PATH_NOT_FOUND:
            return ENOENT;
        case ERROR_BAD_EXE_FORMAT:
            return ENOEXEC;
        case ERROR_NOT_ENOUGH_MEMORY:
            return ENOMEM;
        case ERROR_ACCESS_DENIED:
            return EACCES;
        default:
            return EINVAL;
    }
}

static intptr_t wait_for(HANDLE process) {
    DWORD code = 0;
    const bool ended = WaitForSingleObject(process, INFINITE) == WAIT_OBJECT_0 && GetExitCodeProcess(process, &code);
    CloseHandle(process);
    if (ended) return (intptr_t)code;
    errno = ECHILD;
    return -1;
}

static intptr_t start(int mode, const char* path, char* line, char* environment) {
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION made;
    const DWORD flags = mode == kDetach ? DETACHED_PROCESS : 0;
    if (!CreateProcessA(path, line, NULL, NULL, TRUE, flags, environment, NULL, &startup, &made)) {
        errno = errno_of_last_error();
        return -1;
    }
    CloseHandle(made.hThread);
    if (mode == kWait) return wait_for(made.hProcess);
    if (mode != kDetach) return (intptr_t)made.hProcess;
    CloseHandle(made.hProcess);
    return 0;
}

intptr_t rpccrt_run_8(int mode, const char* name, const char* const* argv, const char* const* envp,
                      enum search search) {
    char path[PATH_MAX];
    size_t size;
    if (!name || !argv || !argv[0] || !*argv[0]) return rpccrt_invalid_1(EINVAL);
    if (mode == kOverlay && !*name) return rpccrt_invalid_1(EINVAL);
    if (mode < kWait || mode > kDetach) return errno = EINVAL, -1;
    if (!find(name, search, path)) return -1;
    char* const line = joined(argv, ' ', &size);
    size_t environment_size;
    char* const environment = envp && mode != kOverlay ? joined(envp, 0, &environment_size) : NULL;
    intptr_t result = -1;
    if (!line || (envp && mode != kOverlay && !environment)) {
        errno = ENOMEM;
    } else if (size > LONGEST_LINE) {
        errno = E2BIG;
    } else {
        result = mode == kOverlay ? overlay(path, line, envp) : start(mode, path, line, environment);
    }
    const errno_type wrong = errno;
    free(environment);
    free(line);
    errno = wrong;
    return result;
}

static void free_all(char** texts) {
    for (char** each = texts; each && *each; ++each) free(*each);
    free(texts);
}

static char** all_to_8(const wide* const* texts) {
    size_t count = 0;
    while (texts[count]) ++count;
    char** const made = calloc(count + 1, sizeof *made);
    for (size_t i = 0; made && i < count; ++i) {
        made[i] = rpccrt_to_8(texts[i]);
        if (made[i]) continue;
        free_all(made);
        return NULL;
    }
    return made;
}

intptr_t rpccrt_run_16(int mode, const wide* name, const wide* const* argv, const wide* const* envp,
                       enum search search) {
    if (!name || !argv) return rpccrt_invalid_1(EINVAL);
    char* const narrow = rpccrt_to_8(name);
    char** const arguments = all_to_8(argv);
    char** const environment = envp ? all_to_8(envp) : NULL;
    intptr_t result = -1;
    if (narrow && arguments && (environment || !envp)) {
        result = rpccrt_run_8(mode, narrow, (const char* const*)arguments, (const char* const*)environment, search);
    } else {
        errno = ENOMEM;
    }
    const errno_type wrong = errno;
    free_all(environment);
    free_all(arguments);
    free(narrow);
    errno = wrong;
    return result;
}

// Closes the handle, unless it is the calling process's own.
intptr_t CRT(_cwait)(int* status, intptr_t process, int action) {
    DWORD code = 0;
    (void)action;
    HANDLE const handle = (HANDLE)process;
    if (WaitForSingleObject(handle, INFINITE) != WAIT_OBJECT_0 || !GetExitCodeProcess(handle, &code)) {
        errno = ECHILD;
        return -1;
    }
    if (status) *status = (int)code;
    if (process != -1 && process != -2) CloseHandle(handle);
    return process;
}
