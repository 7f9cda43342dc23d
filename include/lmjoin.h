// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <lmjoin.h>: the domain a computer belongs to; this one belongs to a workgroup.
#ifndef RPCRT4_INCLUDE_LMJOIN_H
#define RPCRT4_INCLUDE_LMJOIN_H

#include <lmcons.h>
#include <rpcdce.h>

typedef enum _NETSETUP_JOIN_STATUS {
    NetSetupUnknownStatus = 0,
    NetSetupUnjoined,
    NetSetupWorkgroupName,
    NetSetupDomainName
} NETSETUP_JOIN_STATUS,
    *PNETSETUP_JOIN_STATUS;

RPCRT4_BEGIN_C

// The workgroup's name, to be freed by NetApiBufferFree, and NetSetupWorkgroupName. Of other computers:
// ERROR_BAD_NETPATH. ERROR_INVALID_PARAMETER: no place for an answer.
RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetGetJoinInformation(LPCWSTR server, LPWSTR* name,
                                                               PNETSETUP_JOIN_STATUS type);

RPCRT4_END_C

#endif
