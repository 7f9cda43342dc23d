// SPDX-License-Identifier: LGPL-2.1-or-later
// How a program states a fact of the C runtime: `function: situation: value`.
#ifndef FACTS_H
#define FACTS_H

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static int handled;
static void count_handled(const wchar_t* expression, const wchar_t* function, const wchar_t* file, unsigned line,
                          uintptr_t reserved) {
    (void)expression, (void)function, (void)file, (void)line, (void)reserved;
    ++handled;
}

#define NUMBER(function, situation, value) printf("%s: %s: %I64d\n", function, situation, (__int64)(value))
#define TEXT_IS(function, situation, value) printf("%s: %s: \"%s\"\n", function, situation, (const char*)(value))
#define WIDE_IS(function, situation, value) printf("%s: %s: \"%S\"\n", function, situation, (const wchar_t*)(value))
// The result, how often the invalid parameter handler was called, and errno when that is not 0.
#define CALL(function, situation, call)                                                                      \
    do {                                                                                                     \
        int result_;                                                                                         \
        handled = 0;                                                                                         \
        errno = 0;                                                                                           \
        result_ = (int)(call);                                                                               \
        printf("%s: %s: %d, handled %d, %s\n", function, situation, result_, handled, errno_name(errno)); \
    } while (0)

// What Wine does not have, or ends the program of: `wanted` is what the documentation says.
#ifdef __MINGW32__
#define HERE(function, situation, value, wanted) NUMBER(function, situation, wanted)
#else
#define HERE(function, situation, value, wanted) NUMBER(function, situation, value)
#endif

// Likewise of a wrong argument, for which the invalid parameter handler is called.
#ifdef __MINGW32__
#define WRONG(function, situation, call, result, code) \
    printf("%s: %s: %d, handled 1, %s\n", function, situation, result, code)
#else
#define WRONG(function, situation, call, result, code) CALL(function, situation, call)
#endif

static const char* errno_name(int code) {
    return code == 0 ? "no error" : code == EINVAL ? "EINVAL" : code == ERANGE ? "ERANGE" : code == ENOENT ? "ENOENT"
           : code == EILSEQ ? "EILSEQ" : code == EACCES ? "EACCES" : code == EBADF ? "EBADF" : code == EEXIST ? "EEXIST"
           : code == ENOMEM ? "ENOMEM" : code == 80 ? "STRUNCATE" : "another";
}

#endif
