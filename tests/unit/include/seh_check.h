// SPDX-License-Identifier: LGPL-2.1-or-later
// The checks of the exception programs in this folder: they are plain C programs, as a user would write them, compiled
// by every compiler and at several optimisation levels, so they carry no test framework.
#ifndef TESTS_UNIT_INCLUDE_SEH_CHECK_H
#define TESTS_UNIT_INCLUDE_SEH_CHECK_H

#include <stdio.h>
#include <stdlib.h>

static int failures;

#define CHECK(condition)                                                                 \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            printf("%s:%d: %s: failed: %s\n", __FILE__, __LINE__, __func__, #condition); \
            ++failures;                                                                  \
        }                                                                                \
    } while (0)

// clang keeps changed locals only when they are volatile, in C (rpcexcept.h); everybody else keeps them all.
#if defined(__clang__) && !defined(__cplusplus)
#define KEPT volatile
#else
#define KEPT
#endif

#endif
