// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <timezoneapi.h>: file times as dates.
#ifndef RPCRT4_INCLUDE_TIMEZONEAPI_H
#define RPCRT4_INCLUDE_TIMEZONEAPI_H

#include <minwinbase.h>

RPCRT4_BEGIN_C

WINBASEAPI BOOL WINAPI FileTimeToSystemTime(const FILETIME* file_time, LPSYSTEMTIME system_time);
WINBASEAPI BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME* system_time, LPFILETIME file_time);

RPCRT4_END_C

#endif
