// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <interlockedapi.h>: singly linked lists whose operations are atomic (SLists).
#ifndef RPCRT4_INCLUDE_INTERLOCKEDAPI_H
#define RPCRT4_INCLUDE_INTERLOCKEDAPI_H

#include <minwindef.h>

RPCRT4_BEGIN_C

WINBASEAPI VOID WINAPI InitializeSListHead(PSLIST_HEADER head);
WINBASEAPI PSLIST_ENTRY WINAPI InterlockedPushEntrySList(PSLIST_HEADER head, PSLIST_ENTRY entry);
WINBASEAPI PSLIST_ENTRY WINAPI InterlockedPushListSListEx(PSLIST_HEADER head, PSLIST_ENTRY first, PSLIST_ENTRY last,
                                                          ULONG count);
WINBASEAPI PSLIST_ENTRY WINAPI InterlockedPopEntrySList(PSLIST_HEADER head);
WINBASEAPI PSLIST_ENTRY WINAPI InterlockedFlushSList(PSLIST_HEADER head);
WINBASEAPI USHORT WINAPI QueryDepthSList(PSLIST_HEADER head);

RPCRT4_END_C

#define InterlockedPushListSList InterlockedPushListSListEx

#endif
