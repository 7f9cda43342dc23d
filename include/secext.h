// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <secext.h>: names of users and computers. Without a domain a user has one name, NameSamCompatible ("MACHINE\user");
// what only a domain knows is refused with the documented code. A thread that impersonates its client
// (RpcImpersonateClient) is told the client's name.
#ifndef RPCRT4_INCLUDE_SECEXT_H
#define RPCRT4_INCLUDE_SECEXT_H

#include <rpcdce.h>

#define SEC_ENTRY WINAPI

typedef enum {
    NameUnknown = 0,
    NameFullyQualifiedDN = 1,
    NameSamCompatible = 2,
    NameDisplay = 3,
    NameUniqueId = 6,
    NameCanonical = 7,
    NameUserPrincipal = 8,
    NameCanonicalEx = 9,
    NameServicePrincipal = 10,
    NameDnsDomain = 12,
    NameGivenName = 13,
    NameSurname = 14
} EXTENDED_NAME_FORMAT, *PEXTENDED_NAME_FORMAT;

RPCRT4_BEGIN_C

RPCRTAPI BOOLEAN SEC_ENTRY GetUserNameExA(EXTENDED_NAME_FORMAT format, LPSTR name, PULONG size);
RPCRTAPI BOOLEAN SEC_ENTRY GetUserNameExW(EXTENDED_NAME_FORMAT format, LPWSTR name, PULONG size);
// ERROR_CANT_ACCESS_DOMAIN_INFO: computers of no domain have no object in one.
RPCRTAPI BOOLEAN SEC_ENTRY GetComputerObjectNameA(EXTENDED_NAME_FORMAT format, LPSTR name, PULONG size);
RPCRTAPI BOOLEAN SEC_ENTRY GetComputerObjectNameW(EXTENDED_NAME_FORMAT format, LPWSTR name, PULONG size);
// ERROR_NO_SUCH_DOMAIN: it takes a domain controller.
RPCRTAPI BOOLEAN SEC_ENTRY TranslateNameA(LPCSTR name, EXTENDED_NAME_FORMAT format, EXTENDED_NAME_FORMAT desired,
                                          LPSTR translated, PULONG size);
RPCRTAPI BOOLEAN SEC_ENTRY TranslateNameW(LPCWSTR name, EXTENDED_NAME_FORMAT format, EXTENDED_NAME_FORMAT desired,
                                          LPWSTR translated, PULONG size);

RPCRT4_END_C

#ifdef UNICODE
#define GetUserNameEx GetUserNameExW
#define GetComputerObjectName GetComputerObjectNameW
#define TranslateName TranslateNameW
#else
#define GetUserNameEx GetUserNameExA
#define GetComputerObjectName GetComputerObjectNameA
#define TranslateName TranslateNameA
#endif

#endif
