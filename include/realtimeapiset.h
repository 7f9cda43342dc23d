// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <realtimeapiset.h>: the time since the system was started.
#ifndef RPCRT4_INCLUDE_REALTIMEAPISET_H
#define RPCRT4_INCLUDE_REALTIMEAPISET_H

#include <minwinbase.h>

RPCRT4_BEGIN_C

WINBASEAPI BOOL WINAPI QueryUnbiasedInterruptTime(PULONGLONG time);
WINBASEAPI VOID WINAPI QueryUnbiasedInterruptTimePrecise(PULONGLONG time);
WINBASEAPI VOID WINAPI QueryInterruptTime(PULONGLONG time);
WINBASEAPI VOID WINAPI QueryInterruptTimePrecise(PULONGLONG time);

RPCRT4_END_C

#endif
