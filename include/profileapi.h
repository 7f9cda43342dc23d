// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <profileapi.h>: the high-resolution clock.
#ifndef RPCRT4_INCLUDE_PROFILEAPI_H
#define RPCRT4_INCLUDE_PROFILEAPI_H

#include <minwindef.h>

RPCRT4_BEGIN_C

WINBASEAPI BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER* count);
WINBASEAPI BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER* per_second);

RPCRT4_END_C

#endif
