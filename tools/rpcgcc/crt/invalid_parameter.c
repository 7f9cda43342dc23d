// SPDX-License-Identifier: LGPL-2.1-or-later
// The invalid parameter handler ([MSVC] "Parameter Validation"): unless the program has one, it ends the process.
#include "crt.h"

typedef void (*handler)(const wide* expression, const wide* function, const wide* file, unsigned line,
                        uintptr_t reserved);

static handler of_process;
static __thread handler of_thread;

handler CRT(_set_invalid_parameter_handler)(handler next) {
    return __atomic_exchange_n(&of_process, next, __ATOMIC_ACQ_REL);
}

handler CRT(_get_invalid_parameter_handler)(void) { return __atomic_load_n(&of_process, __ATOMIC_ACQUIRE); }

handler CRT(_set_thread_local_invalid_parameter_handler)(handler next) {
    const handler before = of_thread;
    of_thread = next;
    return before;
}

handler CRT(_get_thread_local_invalid_parameter_handler)(void) { return of_thread; }

errno_type rpccrt_invalid(errno_type code) {
    const handler called = of_thread ? of_thread : CRT(_get_invalid_parameter_handler)();
    if (!called) {
        fputs("An invalid parameter was passed to a C runtime function.\n", stderr);
        abort();
    }
    called(NULL, NULL, NULL, 0, 0);
    errno = code;
    return code;
}

errno_type CRT(_get_errno)(int* code) {
    if (!code) return rpccrt_invalid(EINVAL);
    *code = errno;
    return 0;
}
errno_type CRT(_set_errno)(int code) { return errno = code, 0; }
