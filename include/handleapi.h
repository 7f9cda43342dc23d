// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <handleapi.h>: closing, copying and inspecting handles.
#ifndef RPCRT4_INCLUDE_HANDLEAPI_H
#define RPCRT4_INCLUDE_HANDLEAPI_H

#include <minwinbase.h>

#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)
#define HANDLE_FLAG_INHERIT 0x00000001
#define HANDLE_FLAG_PROTECT_FROM_CLOSE 0x00000002

RPCRT4_BEGIN_C

WINBASEAPI BOOL WINAPI CloseHandle(HANDLE object);
WINBASEAPI BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process, LPHANDLE target,
                                       DWORD access, BOOL inherit, DWORD options);
WINBASEAPI BOOL WINAPI GetHandleInformation(HANDLE object, LPDWORD flags);
WINBASEAPI BOOL WINAPI SetHandleInformation(HANDLE object, DWORD mask, DWORD flags);
WINBASEAPI BOOL WINAPI CompareObjectHandles(HANDLE first, HANDLE second);

RPCRT4_END_C

#endif
