// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <ioapiset.h>: I/O completion ports and overlapped results.
#ifndef RPCRT4_INCLUDE_IOAPISET_H
#define RPCRT4_INCLUDE_IOAPISET_H

#include <minwinbase.h>

RPCRT4_BEGIN_C

WINBASEAPI HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD concurrency);
WINBASEAPI BOOL WINAPI GetQueuedCompletionStatus(HANDLE port, LPDWORD transferred, PULONG_PTR key,
                                                 LPOVERLAPPED* overlapped, DWORD milliseconds);
WINBASEAPI BOOL WINAPI GetQueuedCompletionStatusEx(HANDLE port, LPOVERLAPPED_ENTRY entries, ULONG capacity,
                                                   PULONG removed, DWORD milliseconds, BOOL alertable);
WINBASEAPI BOOL WINAPI PostQueuedCompletionStatus(HANDLE port, DWORD transferred, ULONG_PTR key,
                                                  LPOVERLAPPED overlapped);
WINBASEAPI BOOL WINAPI GetOverlappedResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD transferred, BOOL wait);
WINBASEAPI BOOL WINAPI GetOverlappedResultEx(HANDLE file, LPOVERLAPPED overlapped, LPDWORD transferred,
                                             DWORD milliseconds, BOOL alertable);
WINBASEAPI BOOL WINAPI CancelIo(HANDLE file);
WINBASEAPI BOOL WINAPI CancelIoEx(HANDLE file, LPOVERLAPPED overlapped);
/// Cancels what `thread`, opened with THREAD_TERMINATE, is blocked in; ERROR_NOT_FOUND when that is no file.
WINBASEAPI BOOL WINAPI CancelSynchronousIo(HANDLE thread);
WINBASEAPI BOOL WINAPI DeviceIoControl(HANDLE device, DWORD control, LPVOID in, DWORD in_size, LPVOID out,
                                       DWORD out_size, LPDWORD returned, LPOVERLAPPED overlapped);

RPCRT4_END_C

#endif
