// SPDX-License-Identifier: LGPL-2.1-or-later
// C functions that call back, for seh_test.cpp.
#ifndef TESTS_UNIT_HANDLEAPI_SEH_MIXED_H
#define TESTS_UNIT_HANDLEAPI_SEH_MIXED_H

#ifdef __cplusplus
extern "C" {
#endif

// Calls function(argument) in a block that handles `handled` only. 3: it returned, 12: it raised and was handled.
int c_block_around(void (*function)(void*), void* argument, unsigned handled);
// Calls function(argument) in a finally block; how often that block has run by then.
int c_finally_around(void (*function)(void*), void* argument);
// How often the finally block runs for a call that raises and one that does not: 2.
int c_finally_runs_after(void (*function)(void*), void* argument);
// Calls function(argument).
void c_plain(void (*function)(void*), void* argument);

#ifdef __cplusplus
}
#endif

#endif
