// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <lmserver.h>: what a computer says of itself as a server; this one is told here.
#ifndef RPCRT4_INCLUDE_LMSERVER_H
#define RPCRT4_INCLUDE_LMSERVER_H

#include <lmcons.h>
#include <rpcdce.h>
#include <winsvc.h>

typedef struct _SERVER_INFO_100 {
    DWORD sv100_platform_id;
    LPWSTR sv100_name;
} SERVER_INFO_100, *PSERVER_INFO_100, *LPSERVER_INFO_100;

typedef struct _SERVER_INFO_101 {
    DWORD sv101_platform_id;
    LPWSTR sv101_name;
    DWORD sv101_version_major;
    DWORD sv101_version_minor;
    DWORD sv101_type;
    LPWSTR sv101_comment;
} SERVER_INFO_101, *PSERVER_INFO_101, *LPSERVER_INFO_101;

#define MAJOR_VERSION_MASK 0x0F

#define SV_TYPE_WORKSTATION 0x00000001
#define SV_TYPE_SERVER 0x00000002
#define SV_TYPE_SQLSERVER 0x00000004
#define SV_TYPE_DOMAIN_CTRL 0x00000008
#define SV_TYPE_DOMAIN_BAKCTRL 0x00000010
#define SV_TYPE_TIME_SOURCE 0x00000020
#define SV_TYPE_AFP 0x00000040
#define SV_TYPE_NOVELL 0x00000080
#define SV_TYPE_DOMAIN_MEMBER 0x00000100
#define SV_TYPE_PRINTQ_SERVER 0x00000200
#define SV_TYPE_DIALIN_SERVER 0x00000400
#define SV_TYPE_XENIX_SERVER 0x00000800
#define SV_TYPE_SERVER_UNIX SV_TYPE_XENIX_SERVER
#define SV_TYPE_NT 0x00001000
#define SV_TYPE_SERVER_NT 0x00008000
#define SV_TYPE_ALL 0xFFFFFFFF

RPCRT4_BEGIN_C

// Fills in a buffer for NetApiBufferFree. Of other computers: ERROR_BAD_NETPATH. Levels other than 100 and 101:
// ERROR_INVALID_LEVEL. ERROR_INVALID_PARAMETER: no place for the buffer.
RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetServerGetInfo(LPWSTR server, DWORD level, LPBYTE* buffer);

RPCRT4_END_C

#endif
