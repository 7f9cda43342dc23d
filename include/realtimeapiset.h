// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <realtimeapiset.h>: the time since the system was started, and the processor time of threads and processes in cycles.
#ifndef RPCRT4_INCLUDE_REALTIMEAPISET_H
#define RPCRT4_INCLUDE_REALTIMEAPISET_H

#include <minwinbase.h>

RPCRT4_BEGIN_C

WINBASEAPI BOOL WINAPI QueryUnbiasedInterruptTime(PULONGLONG time);
WINBASEAPI VOID WINAPI QueryUnbiasedInterruptTimePrecise(PULONGLONG time);
WINBASEAPI VOID WINAPI QueryInterruptTime(PULONGLONG time);
WINBASEAPI VOID WINAPI QueryInterruptTimePrecise(PULONGLONG time);
WINBASEAPI BOOL WINAPI QueryThreadCycleTime(HANDLE thread, PULONG64 cycles);
WINBASEAPI BOOL WINAPI QueryProcessCycleTime(HANDLE process, PULONG64 cycles);

RPCRT4_END_C

#endif
