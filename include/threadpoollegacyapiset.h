// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <threadpoollegacyapiset.h>: the thread pool as it was before: work items, timer queues, registered waits.
#ifndef RPCRT4_INCLUDE_THREADPOOLLEGACYAPISET_H
#define RPCRT4_INCLUDE_THREADPOOLLEGACYAPISET_H

#include <minwinbase.h>

RPCRT4_BEGIN_C

WINBASEAPI BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE function, PVOID context, ULONG flags);
WINBASEAPI BOOL WINAPI UnregisterWaitEx(HANDLE wait, HANDLE completion_event);
WINBASEAPI HANDLE WINAPI CreateTimerQueue(VOID);
WINBASEAPI BOOL WINAPI CreateTimerQueueTimer(PHANDLE timer, HANDLE queue, WAITORTIMERCALLBACK callback, PVOID context,
                                             DWORD due, DWORD period, ULONG flags);
WINBASEAPI BOOL WINAPI ChangeTimerQueueTimer(HANDLE queue, HANDLE timer, ULONG due, ULONG period);
WINBASEAPI BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE timer, HANDLE completion_event);
WINBASEAPI BOOL WINAPI DeleteTimerQueueEx(HANDLE queue, HANDLE completion_event);

RPCRT4_END_C

#endif
