// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <fibersapi.h>: fiber local storage. There are no fibers, so it belongs to threads; what it has beyond TlsAlloc is a
// callback for each value when the thread ends or the number is freed.
#ifndef RPCRT4_INCLUDE_FIBERSAPI_H
#define RPCRT4_INCLUDE_FIBERSAPI_H

#include <minwindef.h>

#define FLS_OUT_OF_INDEXES ((DWORD)0xFFFFFFFF)

RPCRT4_BEGIN_C

WINBASEAPI DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION callback);
WINBASEAPI BOOL WINAPI FlsFree(DWORD slot);
WINBASEAPI PVOID WINAPI FlsGetValue(DWORD slot);
WINBASEAPI BOOL WINAPI FlsSetValue(DWORD slot, PVOID value);
WINBASEAPI BOOL WINAPI IsThreadAFiber(void);

RPCRT4_END_C

#endif
