// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <threadpoolapiset.h>: the thread pool: pools, cleanup groups, work, timers, waits, I/O.
#ifndef RPCRT4_INCLUDE_THREADPOOLAPISET_H
#define RPCRT4_INCLUDE_THREADPOOLAPISET_H

#include <minwinbase.h>

typedef VOID(WINAPI* PTP_WIN32_IO_CALLBACK)(PTP_CALLBACK_INSTANCE instance, PVOID context, PVOID overlapped,
                                            ULONG result, ULONG_PTR transferred, PTP_IO io);

RPCRT4_BEGIN_C

WINBASEAPI PTP_POOL WINAPI CreateThreadpool(PVOID reserved);
WINBASEAPI VOID WINAPI CloseThreadpool(PTP_POOL pool);
WINBASEAPI VOID WINAPI SetThreadpoolThreadMaximum(PTP_POOL pool, DWORD threads);
WINBASEAPI BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL pool, DWORD threads);
WINBASEAPI BOOL WINAPI SetThreadpoolStackInformation(PTP_POOL pool, PTP_POOL_STACK_INFORMATION sizes);
WINBASEAPI BOOL WINAPI QueryThreadpoolStackInformation(PTP_POOL pool, PTP_POOL_STACK_INFORMATION sizes);

WINBASEAPI PTP_CLEANUP_GROUP WINAPI CreateThreadpoolCleanupGroup(VOID);
WINBASEAPI VOID WINAPI CloseThreadpoolCleanupGroup(PTP_CLEANUP_GROUP group);
WINBASEAPI VOID WINAPI CloseThreadpoolCleanupGroupMembers(PTP_CLEANUP_GROUP group, BOOL cancel, PVOID cleanup_context);

WINBASEAPI VOID WINAPI SetEventWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance, HANDLE event);
WINBASEAPI VOID WINAPI ReleaseSemaphoreWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance, HANDLE semaphore,
                                                           DWORD count);
WINBASEAPI VOID WINAPI FreeLibraryWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance, HMODULE library);
WINBASEAPI VOID WINAPI ReleaseMutexWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance, HANDLE mutex);
WINBASEAPI VOID WINAPI LeaveCriticalSectionWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance,
                                                               PCRITICAL_SECTION section);
WINBASEAPI BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE instance);
WINBASEAPI VOID WINAPI DisassociateCurrentThreadFromCallback(PTP_CALLBACK_INSTANCE instance);

WINBASEAPI BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK callback, PVOID context,
                                                   PTP_CALLBACK_ENVIRON environment);
WINBASEAPI PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK callback, PVOID context,
                                                PTP_CALLBACK_ENVIRON environment);
WINBASEAPI VOID WINAPI SubmitThreadpoolWork(PTP_WORK work);
WINBASEAPI VOID WINAPI WaitForThreadpoolWorkCallbacks(PTP_WORK work, BOOL cancel);
WINBASEAPI VOID WINAPI CloseThreadpoolWork(PTP_WORK work);

WINBASEAPI PTP_TIMER WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK callback, PVOID context,
                                                  PTP_CALLBACK_ENVIRON environment);
WINBASEAPI VOID WINAPI SetThreadpoolTimer(PTP_TIMER timer, PFILETIME due, DWORD period, DWORD window);
WINBASEAPI BOOL WINAPI SetThreadpoolTimerEx(PTP_TIMER timer, PFILETIME due, DWORD period, DWORD window);
WINBASEAPI BOOL WINAPI IsThreadpoolTimerSet(PTP_TIMER timer);
WINBASEAPI VOID WINAPI WaitForThreadpoolTimerCallbacks(PTP_TIMER timer, BOOL cancel);
WINBASEAPI VOID WINAPI CloseThreadpoolTimer(PTP_TIMER timer);

WINBASEAPI PTP_WAIT WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK callback, PVOID context,
                                                PTP_CALLBACK_ENVIRON environment);
WINBASEAPI VOID WINAPI SetThreadpoolWait(PTP_WAIT wait, HANDLE object, PFILETIME timeout);
WINBASEAPI BOOL WINAPI SetThreadpoolWaitEx(PTP_WAIT wait, HANDLE object, PFILETIME timeout, PVOID reserved);
WINBASEAPI VOID WINAPI WaitForThreadpoolWaitCallbacks(PTP_WAIT wait, BOOL cancel);
WINBASEAPI VOID WINAPI CloseThreadpoolWait(PTP_WAIT wait);

WINBASEAPI PTP_IO WINAPI CreateThreadpoolIo(HANDLE file, PTP_WIN32_IO_CALLBACK callback, PVOID context,
                                            PTP_CALLBACK_ENVIRON environment);
WINBASEAPI VOID WINAPI StartThreadpoolIo(PTP_IO io);
WINBASEAPI VOID WINAPI CancelThreadpoolIo(PTP_IO io);
WINBASEAPI VOID WINAPI WaitForThreadpoolIoCallbacks(PTP_IO io, BOOL cancel);
WINBASEAPI VOID WINAPI CloseThreadpoolIo(PTP_IO io);

RPCRT4_END_C

#endif
