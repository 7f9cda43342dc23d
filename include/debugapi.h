// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <debugapi.h>: output for debuggers, and whether there is one.
#ifndef RPCRT4_INCLUDE_DEBUGAPI_H
#define RPCRT4_INCLUDE_DEBUGAPI_H

#include <minwinbase.h>

RPCRT4_BEGIN_C

WINBASEAPI VOID WINAPI OutputDebugStringA(LPCSTR text);
WINBASEAPI VOID WINAPI OutputDebugStringW(LPCWSTR text);
WINBASEAPI BOOL WINAPI IsDebuggerPresent(void);
WINBASEAPI BOOL WINAPI CheckRemoteDebuggerPresent(HANDLE process, PBOOL present);
WINBASEAPI VOID WINAPI DebugBreak(void);

RPCRT4_END_C

#ifdef UNICODE
#define OutputDebugString OutputDebugStringW
#else
#define OutputDebugString OutputDebugStringA
#endif

#endif
