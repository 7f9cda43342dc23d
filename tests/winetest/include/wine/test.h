/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For programs written against Wine's header of this name: checks, blocks, contexts, children, strings to be printed.
 *
 * One header is all a program needs: its first START_TEST brings main(). It is compiled by rpcgcc, rpcg++ and
 * mingw-w64; of several sources that are linked, each may have START_TESTs. `PROGRAM NAME` runs one test, `PROGRAM` all
 * of them in turn, `PROGRAM --list` names them. The exit code is the number of failures, at most 255.
 *
 * What is checked is checked: todo_wine, broken, flaky and win_skip excuse nothing, unless $WINETEST_EXCUSE names them
 * (todo, broken, flaky, separated by commas, or all). tests/winetest/run.py runs programs under a watchdog and judges
 * them by what they record rather than by what they print. Written from how programs use the interface.
 *
 * Environment: WINETEST_DEBUG (0: no traces and skips, 1: the default), WINETEST_INTERACTIVE, WINETEST_PLATFORM
 * ("windows" unless said otherwise), WINETEST_REPORT_SUCCESS, WINETEST_COLOR (0, 1; unset: when it is a terminal),
 * WINETEST_TIME (milliseconds before each line), WINETEST_LIMIT (lines printed for one source line, 20; 0: all). */
#ifndef WINETEST_TEST_H
#define WINETEST_TEST_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windef.h>

#include <winbase.h> /* after windef.h */

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

#ifdef __cplusplus
#define WINETEST_C extern "C"
#else
#define WINETEST_C extern
#endif

/* A row of a list of tests such as makefiles of several sources generate. The list is not needed: tests find main(). */
struct test {
    const char* name;
    void (*func)(void);
};
WINETEST_C const struct test winetest_testlist[];

#include "test_runtime.h"

/* Begins the function of a test: START_TEST(name) { ok(...); }. */
#define START_TEST(name)                                                               \
    WINETEST_C void func_##name(void);                                                 \
    static struct winetest_entry winetest_entry_##name = {{#name, func_##name}, NULL}; \
    __attribute__((constructor)) static void winetest_register_##name(void) {          \
        winetest_register(&winetest_entry_##name);                                     \
    }                                                                                  \
    void func_##name(void)

/* ok(condition, format, ...): a check. The message is for its failure. */
#define ok(condition, ...) ok_(__FILE__, __LINE__)(!!(condition), __VA_ARGS__)
/* trace(format, ...): says something. */
#define trace(...) trace_(__FILE__, __LINE__)(__VA_ARGS__)
/* skip(format, ...): says that checks are left out, which is counted. */
#define skip(...) skip_(__FILE__, __LINE__)(__VA_ARGS__)
/* win_skip(format, ...): the same for what old versions of Windows lack; not being one of them is a failed check. */
#define win_skip(...) win_skip_(__FILE__, __LINE__)(__VA_ARGS__)

/* The same with the place as arguments, for helpers: ok_(file, line)(condition, format, ...). */
#define ok_(file, line) (winetest_at(file, line), winetest_ok)
#define trace_(file, line) (winetest_at(file, line), winetest_trace)
#define skip_(file, line) (winetest_at(file, line), winetest_skip)
#define win_skip_(file, line) (winetest_at(file, line), winetest_win_skip)

/* Statements before which these stand are known to fail on Wine, or sometimes. */
#define todo_if(condition) WINETEST_BLOCK(WINETEST_TODO, condition)
#define todo_wine todo_if(1)
#define todo_wine_if(condition) todo_if(condition)
#define flaky_if(condition) WINETEST_BLOCK(WINETEST_FLAKY, condition)
#define flaky flaky_if(1)
#define flaky_wine flaky_if(1)
#define flaky_wine_if(condition) flaky_if(condition)
#define WINETEST_BLOCK(kind, condition) \
    for (winetest_begin_block(kind, !!(condition)); winetest_block_runs(); winetest_end_block())

/* broken(condition): TRUE for what only old versions of Windows do, where that is excused. */
#define broken(condition) winetest_broken(!!(condition))

/* subtest(name): says where the checks that follow are. */
#define subtest(name) subtest_(__FILE__, __LINE__)(name)
#define subtest_(file, line) (winetest_at(file, line), winetest_subtest)

/* Waits for a child, at most 30 seconds, and fails for one that crashes, leaves early, or exits with a code other than
 * 0 though it is no test. What the child checked is counted for the parent. The handle stays the caller's. */
#define winetest_wait_child_process(process) winetest_wait_child_at(__FILE__, __LINE__, process)

/* winetest_push_context(format, ...) and winetest_pop_context(): what stands before the messages of this thread.
 * winetest_get_mainargs(&argv): argc; argv[0] is the program, argv[1] the test, argv[2] and on are what a child was
 *   given after those two.
 * winetest_vok(condition, format, va_list), winetest_add_failures(count), winetest_get_failures().
 * winetest_ignore_exceptions(TRUE): a crash of this process is what it wants.
 * winetest_debug, winetest_interactive, winetest_platform, winetest_platform_is_wine: values.
 * wine_dbgstr_a, _w, _an, _wn, _guid, _point, _rect, _longlong, debugstr_a, _w, _an, _wn: see test_strings.h. */
#include "test_strings.h"

#endif
