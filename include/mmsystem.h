// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <mmsystem.h>: the multimedia clock, and nothing else of multimedia.
#ifndef RPCRT4_INCLUDE_MMSYSTEM_H
#define RPCRT4_INCLUDE_MMSYSTEM_H

#include <minwindef.h>

#define TIMERR_BASE 96
#define TIMERR_NOERROR 0
#define TIMERR_NOCANDO (TIMERR_BASE + 1)
#define TIMERR_STRUCT (TIMERR_BASE + 33)

typedef UINT MMRESULT;

typedef struct timecaps_tag {
    UINT wPeriodMin;
    UINT wPeriodMax;
} TIMECAPS, *PTIMECAPS, *NPTIMECAPS, *LPTIMECAPS;

RPCRT4_BEGIN_C

WINBASEAPI DWORD WINAPI timeGetTime(void);
WINBASEAPI MMRESULT WINAPI timeBeginPeriod(UINT milliseconds);
WINBASEAPI MMRESULT WINAPI timeEndPeriod(UINT milliseconds);
WINBASEAPI MMRESULT WINAPI timeGetDevCaps(LPTIMECAPS capabilities, UINT size);

RPCRT4_END_C

#endif
