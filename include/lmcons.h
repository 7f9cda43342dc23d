// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <lmcons.h>: lengths and types of the network management API.
#ifndef RPCRT4_INCLUDE_LMCONS_H
#define RPCRT4_INCLUDE_LMCONS_H

#include <windef.h>

#define NET_API_STATUS DWORD
#define NET_API_FUNCTION WINAPI
#define API_RET_TYPE NET_API_STATUS
#define LMSTR LPWSTR
#define LMCSTR LPCWSTR

#define CNLEN 15
#define LM20_CNLEN 15
#define DNLEN CNLEN
#define UNCLEN (CNLEN + 2)
#define SNLEN 80
#define STXTLEN 256
#define PATHLEN 256
#define DEVLEN 80
#define UNLEN 256
#define GNLEN UNLEN
#define PWLEN 256
#define NNLEN 80
#define RMLEN (UNCLEN + 1 + NNLEN)
#define MAXCOMMENTSZ 256
#define NETBIOS_NAME_LEN 16
#define MAX_PREFERRED_LENGTH ((DWORD)-1)
#define PARMNUM_ALL 0
#define PARM_ERROR_NONE 0
#define PARM_ERROR_UNKNOWN ((DWORD)-1)

#define PLATFORM_ID_DOS 300
#define PLATFORM_ID_OS2 400
#define PLATFORM_ID_NT 500
#define PLATFORM_ID_OSF 600
#define PLATFORM_ID_VMS 700

#endif
