// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <lmwksta.h>: facts about a computer, of which this one is told here.
#ifndef RPCRT4_INCLUDE_LMWKSTA_H
#define RPCRT4_INCLUDE_LMWKSTA_H

#include <lmcons.h>
#include <rpcdce.h>

typedef struct _WKSTA_INFO_100 {
    DWORD wki100_platform_id;
    LPWSTR wki100_computername;
    LPWSTR wki100_langroup;
    DWORD wki100_ver_major;
    DWORD wki100_ver_minor;
} WKSTA_INFO_100, *PWKSTA_INFO_100, *LPWKSTA_INFO_100;

typedef struct _WKSTA_INFO_101 {
    DWORD wki101_platform_id;
    LPWSTR wki101_computername;
    LPWSTR wki101_langroup;
    DWORD wki101_ver_major;
    DWORD wki101_ver_minor;
    LPWSTR wki101_lanroot;
} WKSTA_INFO_101, *PWKSTA_INFO_101, *LPWKSTA_INFO_101;

typedef struct _WKSTA_USER_INFO_0 {
    LPWSTR wkui0_username;
} WKSTA_USER_INFO_0, *PWKSTA_USER_INFO_0, *LPWKSTA_USER_INFO_0;

typedef struct _WKSTA_USER_INFO_1 {
    LPWSTR wkui1_username;
    LPWSTR wkui1_logon_domain;
    LPWSTR wkui1_oth_domains;
    LPWSTR wkui1_logon_server;
} WKSTA_USER_INFO_1, *PWKSTA_USER_INFO_1, *LPWKSTA_USER_INFO_1;

RPCRT4_BEGIN_C

// Both fill in a buffer for NetApiBufferFree. ERROR_INVALID_PARAMETER: no place for it.
//
// Of other computers: ERROR_BAD_NETPATH. Levels other than 100 and 101: ERROR_INVALID_LEVEL.
RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetWkstaGetInfo(LPWSTR server, DWORD level, LPBYTE* buffer);
// The user of this process. ERROR_INVALID_PARAMETER: `reserved` is not null; ERROR_INVALID_LEVEL: not 0 or 1.
RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetWkstaUserGetInfo(LPWSTR reserved, DWORD level, LPBYTE* buffer);

RPCRT4_END_C

#endif
