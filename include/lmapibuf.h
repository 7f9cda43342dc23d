// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <lmapibuf.h>: the memory in which functions of the network management API answer.
#ifndef RPCRT4_INCLUDE_LMAPIBUF_H
#define RPCRT4_INCLUDE_LMAPIBUF_H

#include <lmcons.h>
#include <rpcdce.h>

RPCRT4_BEGIN_C

RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetApiBufferAllocate(DWORD size, LPVOID* buffer);
RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetApiBufferFree(LPVOID buffer);
RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetApiBufferReallocate(LPVOID old, DWORD size, LPVOID* buffer);
RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetApiBufferSize(LPVOID buffer, LPDWORD size);

RPCRT4_END_C

#endif
