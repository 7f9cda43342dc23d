// SPDX-License-Identifier: LGPL-2.1-or-later
// The C side of seh_test.cpp: C frames with and without blocks between C++ frames.
#include <windows.h>

#include "tests/unit/handleapi/seh_mixed.h"

int c_block_around(void (*function)(void*), void* argument, unsigned handled) {
    volatile int result = 1;  // clang keeps changed locals only so
    RpcTryExcept {
        result = 2;
        function(argument);
        result = 3;
    }
    RpcExcept(RpcExceptionCode() == handled) { result = result + 10; }
    RpcEndExcept
    return result;
}

int c_finally_around(void (*function)(void*), void* argument) {
    static int runs;
    RpcTryFinally { function(argument); }
    RpcFinally { ++runs; }
    RpcEndFinally
    return runs;
}

int c_finally_runs_after(void (*function)(void*), void* argument) {
    const int before = c_finally_around(function, 0);
    RpcTryExcept { c_finally_around(function, argument); }
    RpcExcept(1) {}
    RpcEndExcept
    return c_finally_around(function, 0) - before;
}

void c_plain(void (*function)(void*), void* argument) { function(argument); }
