// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <memoryapi.h>: pages: reserving, committing, protecting, asking.
#ifndef RPCRT4_INCLUDE_MEMORYAPI_H
#define RPCRT4_INCLUDE_MEMORYAPI_H

#include <minwinbase.h>

RPCRT4_BEGIN_C

WINBASEAPI LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T size, DWORD type, DWORD protection);
WINBASEAPI BOOL WINAPI VirtualFree(LPVOID address, SIZE_T size, DWORD type);
WINBASEAPI BOOL WINAPI VirtualProtect(LPVOID address, SIZE_T size, DWORD protection, PDWORD old);
WINBASEAPI SIZE_T WINAPI VirtualQuery(LPCVOID address, PMEMORY_BASIC_INFORMATION information, SIZE_T size);

RPCRT4_END_C

#endif
