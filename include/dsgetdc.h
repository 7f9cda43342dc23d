// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <dsgetdc.h>: domain controllers. None is looked for here.
#ifndef RPCRT4_INCLUDE_DSGETDC_H
#define RPCRT4_INCLUDE_DSGETDC_H

#include <rpcdce.h>

#define DS_FORCE_REDISCOVERY 0x00000001
#define DS_DIRECTORY_SERVICE_REQUIRED 0x00000010
#define DS_DIRECTORY_SERVICE_PREFERRED 0x00000020
#define DS_GC_SERVER_REQUIRED 0x00000040
#define DS_PDC_REQUIRED 0x00000080
#define DS_BACKGROUND_ONLY 0x00000100
#define DS_IP_REQUIRED 0x00000200
#define DS_KDC_REQUIRED 0x00000400
#define DS_TIMESERV_REQUIRED 0x00000800
#define DS_WRITABLE_REQUIRED 0x00001000
#define DS_GOOD_TIMESERV_PREFERRED 0x00002000
#define DS_AVOID_SELF 0x00004000
#define DS_ONLY_LDAP_NEEDED 0x00008000
#define DS_IS_FLAT_NAME 0x00010000
#define DS_IS_DNS_NAME 0x00020000
#define DS_RETURN_DNS_NAME 0x40000000
#define DS_RETURN_FLAT_NAME 0x80000000

typedef struct _DOMAIN_CONTROLLER_INFOA {
    LPSTR DomainControllerName;
    LPSTR DomainControllerAddress;
    ULONG DomainControllerAddressType;
    GUID DomainGuid;
    LPSTR DomainName;
    LPSTR DnsForestName;
    ULONG Flags;
    LPSTR DcSiteName;
    LPSTR ClientSiteName;
} DOMAIN_CONTROLLER_INFOA, *PDOMAIN_CONTROLLER_INFOA;

typedef struct _DOMAIN_CONTROLLER_INFOW {
    LPWSTR DomainControllerName;
    LPWSTR DomainControllerAddress;
    ULONG DomainControllerAddressType;
    GUID DomainGuid;
    LPWSTR DomainName;
    LPWSTR DnsForestName;
    ULONG Flags;
    LPWSTR DcSiteName;
    LPWSTR ClientSiteName;
} DOMAIN_CONTROLLER_INFOW, *PDOMAIN_CONTROLLER_INFOW;

RPCRT4_BEGIN_C

// ERROR_INVALID_FLAGS for flags that exclude each other, else ERROR_NO_SUCH_DOMAIN.
RPCRTAPI DWORD WINAPI DsGetDcNameA(LPCSTR computer, LPCSTR domain, GUID* domain_guid, LPCSTR site, ULONG flags,
                                   PDOMAIN_CONTROLLER_INFOA* controller);
RPCRTAPI DWORD WINAPI DsGetDcNameW(LPCWSTR computer, LPCWSTR domain, GUID* domain_guid, LPCWSTR site, ULONG flags,
                                   PDOMAIN_CONTROLLER_INFOW* controller);

RPCRT4_END_C

#ifdef UNICODE
#define DsGetDcName DsGetDcNameW
#define DOMAIN_CONTROLLER_INFO DOMAIN_CONTROLLER_INFOW
#define PDOMAIN_CONTROLLER_INFO PDOMAIN_CONTROLLER_INFOW
#else
#define DsGetDcName DsGetDcNameA
#define DOMAIN_CONTROLLER_INFO DOMAIN_CONTROLLER_INFOA
#define PDOMAIN_CONTROLLER_INFO PDOMAIN_CONTROLLER_INFOA
#endif

#endif
