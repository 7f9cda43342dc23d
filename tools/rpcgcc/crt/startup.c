// SPDX-License-Identifier: LGPL-2.1-or-later
// What a program was started with: __argc, __argv, _pgmptr, and wmain, whose arguments and environment are UTF-8
// here and UTF-16 there.
#include <pthread.h>

#include "crt.h"

extern char** environ;

int rpccrt_argc;
char** rpccrt_argv;
char* rpccrt_program;

// The C library gives these to functions that run before main.
__attribute__((constructor)) static void start(int argc, char** argv) {
    rpccrt_argc = argc;
    rpccrt_argv = argv;
    rpccrt_program = realpath("/proc/self/exe", NULL);
    if (!rpccrt_program) rpccrt_program = argv[0];
}

// They live as long as the program, as on Windows.
static wide** all_to_16(char** texts) {
    size_t count = 0;
    while (texts[count]) ++count;
    wide** const made = calloc(count + 1, sizeof *made);
    for (size_t i = 0; made && i < count; ++i) {
        made[i] = rpccrt_to_16(texts[i]);
        if (!made[i]) abort();
    }
    if (!made) abort();
    return made;
}

static wide **wide_arguments, **wide_environment, *wide_program;
static void make_wide(void) {
    wide_arguments = all_to_16(rpccrt_argv);
    wide_environment = all_to_16(environ);
    wide_program = rpccrt_to_16(rpccrt_program);
}
static pthread_once_t made_wide = PTHREAD_ONCE_INIT;

wide** rpccrt_wide_arguments(void) {
    pthread_once(&made_wide, make_wide);
    return wide_arguments;
}
wide** rpccrt_wide_environment(void) {
    pthread_once(&made_wide, make_wide);
    return wide_environment;
}

wide* rpccrt_wide_program(void) {
    pthread_once(&made_wide, make_wide);
    return wide_program;
}
errno_type CRT(_get_pgmptr)(char** program) {
    if (!program) return rpccrt_invalid(EINVAL);
    *program = rpccrt_program;
    return 0;
}
errno_type CRT(_get_wpgmptr)(wide** program) {
    if (!program) return rpccrt_invalid(EINVAL);
    *program = rpccrt_wide_program();
    return 0;
}

int rpc_call_wmain(void* wmain, int argc, char** argv) {
    (void)argv;
    int (*const called)(int, wide**, wide**) = (int (*)(int, wide**, wide**))wmain;
    return called(argc, rpccrt_wide_arguments(), rpccrt_wide_environment());
}
