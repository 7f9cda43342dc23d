// SPDX-License-Identifier: LGPL-2.1-or-later
// What errno means in words: those of [MSVC] "errno, _doserrno, _sys_errlist, and _sys_nerr"; the system's for codes
// that are not on that page. Codes are the system's, whose names are the same.
#include "crt.h"

enum { kCount = 134 };  // one more than the last code of the system's

char* rpccrt_error_texts[kCount] = {
    [0] = "No error",
    [EINTR] = "Interrupted function",
    [EIO] = "I/O error",
    [EBADF] = "Bad file number",
    [ECHILD] = "No spawned processes",
    [EAGAIN] = "No more processes or not enough memory or maximum nesting level reached",
    [ENOMEM] = "Not enough memory",
    [EXDEV] = "Cross-device link",
    [ENOTTY] = "Inappropriate I/O control operation",
    [ESPIPE] = "Invalid seek",
    [EDOM] = "Math argument",
    [ERANGE] = "Result too large",
    [EDEADLK] = "Resource deadlock would occur",
    [ENAMETOOLONG] = "Filename too long",
    [ENOSYS] = "Function not supported",
    [EILSEQ] = "Illegal byte sequence",
    [TRUNCATED] = "String was truncated",
};
int rpccrt_error_count = kCount;

__attribute__((constructor)) static void fill(void) {
    for (int code = 0; code < kCount; ++code) {
        if (rpccrt_error_texts[code]) continue;
        const char* const text = strerrordesc_np(code);
        rpccrt_error_texts[code] = (char*)(text ? text : "Unknown error");
    }
}

static char* text_of(int code) { return code >= 0 && code < kCount ? rpccrt_error_texts[code] : "Unknown error"; }

char* CRT(strerror)(int code) { return text_of(code); }

// Cut where there is no room for all.
static void put_8(char* target, size_t room, const char* text) {
    const size_t size = strnlen(text, room - 1);
    memcpy(target, text, size);
    target[size] = 0;
}
static errno_type put_16(wide* target, size_t room, const char* text) {
    wide* const made = rpccrt_to_16(text);
    if (!made) return ENOMEM;
    const size_t all = rpccrt_length_16(made), size = all < room ? all : room - 1;
    memcpy(target, made, size * sizeof(wide));
    target[size] = 0;
    free(made);
    return 0;
}

errno_type CRT(strerror_s)(char* buffer, size_t room, int code) {
    if (!buffer || !room) return rpccrt_invalid(EINVAL);
    put_8(buffer, room, text_of(code));
    return 0;
}
wide* CRT(_wcserror)(int code) {
    static __thread wide made[256];
    return put_16(made, 256, text_of(code)) == 0 ? made : NULL;
}
errno_type CRT(_wcserror_s)(wide* buffer, size_t room, int code) {
    if (!buffer || !room) return rpccrt_invalid(EINVAL);
    return put_16(buffer, room, text_of(code));
}

// "MESSAGE: what errno means\n" in a buffer of the thread's; at most 94 characters of a message.
char* CRT(_strerror)(const char* message) {
    static __thread char made[256];
    const char* const meaning = text_of(errno);
    if (message && *message) {
        snprintf(made, sizeof made, "%.94s: %.150s\n", message, meaning);
    } else {
        snprintf(made, sizeof made, "%.150s\n", meaning);
    }
    return made;
}
errno_type CRT(_strerror_s)(char* buffer, size_t room, const char* message) {
    if (!buffer || !room) return rpccrt_invalid(EINVAL);
    put_8(buffer, room, CRT(_strerror)(message));
    return 0;
}
wide* CRT(__wcserror)(const wide* message) {
    static __thread wide made[256];
    char* const narrow = message ? rpccrt_to_8(message) : NULL;
    const errno_type wrong = put_16(made, 256, CRT(_strerror)(narrow));
    free(narrow);
    return wrong ? NULL : made;
}
errno_type CRT(__wcserror_s)(wide* buffer, size_t room, const wide* message) {
    if (!buffer || !room) return rpccrt_invalid(EINVAL);
    const wide* const made = CRT(__wcserror)(message);
    if (!made) return ENOMEM;
    const size_t all = rpccrt_length_16(made), size = all < room ? all : room - 1;
    memcpy(buffer, made, size * sizeof(wide));
    buffer[size] = 0;
    return 0;
}

void CRT(perror)(const char* message) {
    const char* const meaning = text_of(errno);
    if (message && *message) fprintf(stderr, "%s: %s\n", message, meaning);
    else fprintf(stderr, "%s\n", meaning);
}
void CRT(_wperror)(const wide* message) {
    const int code = errno;
    char* const narrow = message ? rpccrt_to_8(message) : NULL;
    errno = code;
    CRT(perror)(narrow);
    free(narrow);
}

// What the system said of the last failure. There is one kind of code here: errno's.
static __thread unsigned system_code;
unsigned* CRT(__doserrno)(void) { return &system_code; }
errno_type CRT(_get_doserrno)(unsigned* code) {
    if (!code) return rpccrt_invalid(EINVAL);
    *code = system_code;
    return 0;
}
errno_type CRT(_set_doserrno)(unsigned code) { return system_code = code, 0; }
