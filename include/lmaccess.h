// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <lmaccess.h>: accounts of this computer, which are those of its system, and domain controllers, of which none is
// known here.
#ifndef RPCRT4_INCLUDE_LMACCESS_H
#define RPCRT4_INCLUDE_LMACCESS_H

#include <lmcons.h>
#include <rpcdce.h>

typedef struct _USER_INFO_0 {
    LPWSTR usri0_name;
} USER_INFO_0, *PUSER_INFO_0, *LPUSER_INFO_0;

typedef struct _USER_INFO_1 {
    LPWSTR usri1_name;
    LPWSTR usri1_password;
    DWORD usri1_password_age;
    DWORD usri1_priv;
    LPWSTR usri1_home_dir;
    LPWSTR usri1_comment;
    DWORD usri1_flags;
    LPWSTR usri1_script_path;
} USER_INFO_1, *PUSER_INFO_1, *LPUSER_INFO_1;

typedef struct _USER_INFO_10 {
    LPWSTR usri10_name;
    LPWSTR usri10_comment;
    LPWSTR usri10_usr_comment;
    LPWSTR usri10_full_name;
} USER_INFO_10, *PUSER_INFO_10, *LPUSER_INFO_10;

#define USER_PRIV_MASK 0x3
#define USER_PRIV_GUEST 0
#define USER_PRIV_USER 1
#define USER_PRIV_ADMIN 2

#define UF_SCRIPT 0x000001
#define UF_ACCOUNTDISABLE 0x000002
#define UF_HOMEDIR_REQUIRED 0x000008
#define UF_LOCKOUT 0x000010
#define UF_PASSWD_NOTREQD 0x000020
#define UF_PASSWD_CANT_CHANGE 0x000040
#define UF_TEMP_DUPLICATE_ACCOUNT 0x000100
#define UF_NORMAL_ACCOUNT 0x000200
#define UF_INTERDOMAIN_TRUST_ACCOUNT 0x000800
#define UF_WORKSTATION_TRUST_ACCOUNT 0x001000
#define UF_SERVER_TRUST_ACCOUNT 0x002000
#define UF_DONT_EXPIRE_PASSWD 0x010000

RPCRT4_BEGIN_C

// Fills in a buffer for NetApiBufferFree. The full name is the first part of the account's comment field; root is
// USER_PRIV_ADMIN. Passwords and their age are not told. NERR_UserNotFound; ERROR_BAD_NETPATH: another computer's;
// ERROR_INVALID_LEVEL: not 0, 1 or 10; ERROR_INVALID_PARAMETER: no name, or no place for the buffer.
RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetUserGetInfo(LPCWSTR server, LPCWSTR user, DWORD level, LPBYTE* buffer);

// NERR_DCNotFound; ERROR_INVALID_PARAMETER: no place for the buffer.
RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetGetDCName(LPCWSTR server, LPCWSTR domain, LPBYTE* buffer);
RPCRTAPI NET_API_STATUS NET_API_FUNCTION NetGetAnyDCName(LPCWSTR server, LPCWSTR domain, LPBYTE* buffer);

RPCRT4_END_C

#endif
