// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <namedpipeapi.h>: anonymous and named pipes.
#ifndef RPCRT4_INCLUDE_NAMEDPIPEAPI_H
#define RPCRT4_INCLUDE_NAMEDPIPEAPI_H

#include <minwinbase.h>

RPCRT4_BEGIN_C

WINBASEAPI BOOL WINAPI CreatePipe(PHANDLE read_end, PHANDLE write_end, LPSECURITY_ATTRIBUTES attributes, DWORD size);
WINBASEAPI HANDLE WINAPI CreateNamedPipeW(LPCWSTR name, DWORD open_mode, DWORD pipe_mode, DWORD max_instances,
                                          DWORD out_size, DWORD in_size, DWORD default_timeout,
                                          LPSECURITY_ATTRIBUTES attributes);
WINBASEAPI BOOL WINAPI ConnectNamedPipe(HANDLE pipe, LPOVERLAPPED overlapped);
WINBASEAPI BOOL WINAPI DisconnectNamedPipe(HANDLE pipe);
WINBASEAPI BOOL WINAPI WaitNamedPipeW(LPCWSTR name, DWORD milliseconds);
WINBASEAPI BOOL WINAPI SetNamedPipeHandleState(HANDLE pipe, LPDWORD mode, LPDWORD collection, LPDWORD timeout);
WINBASEAPI BOOL WINAPI PeekNamedPipe(HANDLE pipe, LPVOID buffer, DWORD size, LPDWORD read, LPDWORD available,
                                     LPDWORD left_in_message);
WINBASEAPI BOOL WINAPI TransactNamedPipe(HANDLE pipe, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                                         LPDWORD read, LPOVERLAPPED overlapped);
WINBASEAPI BOOL WINAPI ImpersonateNamedPipeClient(HANDLE pipe);
WINBASEAPI BOOL WINAPI GetNamedPipeClientComputerNameW(HANDLE pipe, LPWSTR name, ULONG size);

RPCRT4_END_C

#ifdef UNICODE
#define CreateNamedPipe CreateNamedPipeW
#define WaitNamedPipe WaitNamedPipeW
#define GetNamedPipeClientComputerName GetNamedPipeClientComputerNameW
#endif

#endif
