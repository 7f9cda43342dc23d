// SPDX-License-Identifier: LGPL-2.1-or-later
// How a conformance program states a fact: one line, `function: situation: value`. Nothing but Windows' own headers is
// needed. Values must be the same in every run: no addresses, ids, times.
#ifndef FACTS_H
#define FACTS_H

#include <stdio.h>
#include <string.h>
#include <windows.h>

/// Whether this runs under Wine. Programs about what Wine has nothing of ask, for the exception of a missing function
/// passes handlers there: whether it finds one depends on what the stack held before.
static inline int under_wine(void) {
#ifdef _WIN32
    return GetProcAddress(GetModuleHandleA("ntdll.dll"), "wine_get_version") != NULL;
#else
    return 0;
#endif
}

/// What `routine` returns in a thread of its own.
static inline DWORD in_thread(LPTHREAD_START_ROUTINE routine, void* argument) {
    DWORD code = 0xdead;
    HANDLE thread = CreateThread(NULL, 0, routine, argument, 0, NULL);
    WaitForSingleObject(thread, 20000);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

/// FACT_NUMBER("ReleaseSemaphore", "the count before", previous). Values are cast: DWORD has other widths elsewhere.
#define FACT_NUMBER(function, situation, value) \
    (printf("%s: %s: %d\n", function, situation, (int)(value)), (void)fflush(stdout))
#define FACT_HEX(function, situation, value) \
    (printf("%s: %s: 0x%x\n", function, situation, (unsigned)(value)), (void)fflush(stdout))
#define FACT_TEXT(function, situation, value) \
    (printf("%s: %s: \"%s\"\n", function, situation, (const char*)(value)), (void)fflush(stdout))

/// A BOOL result: TRUE, or FALSE and the last error that came with it.
static inline void fact_bool(const char* function, const char* situation, int result, DWORD error) {
    if (result) {
        printf("%s: %s: TRUE\n", function, situation);
    } else {
        printf("%s: %s: FALSE %u\n", function, situation, (unsigned)error);
    }
    fflush(stdout);
}
#define FACT_BOOL(function, situation, call)                                \
    do {                                                                    \
        SetLastError(0xdeadbeef);                                           \
        const int fact_result = !!(call);                                   \
        fact_bool(function, situation, fact_result, GetLastError());        \
    } while (0)

/// A HANDLE result: "a handle" or NULL, INVALID_HANDLE_VALUE; always with the last error, which some successes set.
static inline void fact_handle(const char* function, const char* situation, HANDLE result, DWORD error) {
    const char* what = !result ? "NULL" : result == INVALID_HANDLE_VALUE ? "INVALID_HANDLE_VALUE" : "a handle";
    if (error == 0xdeadbeef) {
        printf("%s: %s: %s, error untouched\n", function, situation, what);
    } else {
        printf("%s: %s: %s, error %u\n", function, situation, what, (unsigned)error);
    }
    fflush(stdout);
}
/// Evaluates `call` into the HANDLE variable `variable` and states what came out.
#define FACT_HANDLE(function, situation, variable, call)                    \
    do {                                                                    \
        SetLastError(0xdeadbeef);                                           \
        (variable) = (call);                                                \
        fact_handle(function, situation, (variable), GetLastError());       \
    } while (0)

/// A DWORD result (a wait, a count) and, when it is `failure`, the last error.
#define FACT_DWORD(function, situation, failure, call)                                                           \
    do {                                                                                                         \
        SetLastError(0xdeadbeef);                                                                                \
        const DWORD fact_result = (call);                                                                        \
        if (fact_result == (DWORD)(failure)) {                                                                   \
            printf("%s: %s: 0x%x, error %u\n", function, situation, (unsigned)fact_result,                       \
                   (unsigned)GetLastError());                                                                    \
        } else {                                                                                                 \
            printf("%s: %s: 0x%x\n", function, situation, (unsigned)fact_result);                                \
        }                                                                                                        \
        fflush(stdout);                                                                                          \
    } while (0)
#define FACT_WAIT(function, situation, call) FACT_DWORD(function, situation, WAIT_FAILED, call)

#endif
