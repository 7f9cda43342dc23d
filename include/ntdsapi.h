// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <ntdsapi.h>: service principal names, which RpcBindingSetAuthInfo takes and RpcServerRegisterAuthInfo gives. They are
// composed and taken apart here; what writes them to a directory, or reads one, needs a domain controller, and there is
// no client of one here.
#ifndef RPCRT4_INCLUDE_NTDSAPI_H
#define RPCRT4_INCLUDE_NTDSAPI_H

#include <rpcdce.h>

typedef enum {
    DS_SPN_DNS_HOST = 0,
    DS_SPN_DN_HOST = 1,
    DS_SPN_NB_HOST = 2,
    DS_SPN_DOMAIN = 3,
    DS_SPN_NB_DOMAIN = 4,
    DS_SPN_SERVICE = 5
} DS_SPN_NAME_TYPE;

typedef enum { DS_SPN_ADD_SPN_OP = 0, DS_SPN_REPLACE_SPN_OP = 1, DS_SPN_DELETE_SPN_OP = 2 } DS_SPN_WRITE_OP;

RPCRT4_BEGIN_C

// ERROR_INVALID_PARAMETER for a missing or empty part, and for a slash in one; ERROR_BUFFER_OVERFLOW, and the length that
// is needed, where the buffer is too small.
RPCRTAPI DWORD WINAPI DsMakeSpnA(LPCSTR service_class, LPCSTR service_name, LPCSTR instance_name, USHORT instance_port,
                                 LPCSTR referrer, DWORD* length, LPSTR spn);
RPCRTAPI DWORD WINAPI DsMakeSpnW(LPCWSTR service_class, LPCWSTR service_name, LPCWSTR instance_name,
                                 USHORT instance_port, LPCWSTR referrer, DWORD* length, LPWSTR spn);
RPCRTAPI DWORD WINAPI DsCrackSpnA(LPCSTR spn, LPDWORD service_class_length, LPSTR service_class,
                                  LPDWORD service_name_length, LPSTR service_name, LPDWORD instance_name_length,
                                  LPSTR instance_name, USHORT* instance_port);
RPCRTAPI DWORD WINAPI DsCrackSpnW(LPCWSTR spn, DWORD* service_class_length, LPWSTR service_class,
                                  DWORD* service_name_length, LPWSTR service_name, DWORD* instance_name_length,
                                  LPWSTR instance_name, USHORT* instance_port);
RPCRTAPI DWORD WINAPI DsGetSpnA(DS_SPN_NAME_TYPE type, LPCSTR service_class, LPCSTR service_name, USHORT instance_port,
                                USHORT instances, LPCSTR* instance_names, const USHORT* instance_ports, DWORD* count,
                                LPSTR** spns);
RPCRTAPI DWORD WINAPI DsGetSpnW(DS_SPN_NAME_TYPE type, LPCWSTR service_class, LPCWSTR service_name,
                                USHORT instance_port, USHORT instances, LPCWSTR* instance_names,
                                const USHORT* instance_ports, DWORD* count, LPWSTR** spns);
RPCRTAPI void WINAPI DsFreeSpnArrayA(DWORD count, LPSTR* spns);
RPCRTAPI void WINAPI DsFreeSpnArrayW(DWORD count, LPWSTR* spns);

// ERROR_NO_SUCH_DOMAIN, whatever they are asked for; and so nobody has a handle to unbind: ERROR_INVALID_HANDLE.
RPCRTAPI DWORD WINAPI DsServerRegisterSpnA(DS_SPN_WRITE_OP operation, LPCSTR service_class, LPCSTR user_object);
RPCRTAPI DWORD WINAPI DsServerRegisterSpnW(DS_SPN_WRITE_OP operation, LPCWSTR service_class, LPCWSTR user_object);
RPCRTAPI DWORD WINAPI DsBindA(LPCSTR controller, LPCSTR domain, HANDLE* directory);
RPCRTAPI DWORD WINAPI DsBindW(LPCWSTR controller, LPCWSTR domain, HANDLE* directory);
RPCRTAPI DWORD WINAPI DsUnBindA(HANDLE* directory);
RPCRTAPI DWORD WINAPI DsUnBindW(HANDLE* directory);

RPCRT4_END_C

#ifdef UNICODE
#define DsMakeSpn DsMakeSpnW
#define DsCrackSpn DsCrackSpnW
#define DsGetSpn DsGetSpnW
#define DsFreeSpnArray DsFreeSpnArrayW
#define DsServerRegisterSpn DsServerRegisterSpnW
#define DsBind DsBindW
#define DsUnBind DsUnBindW
#else
#define DsMakeSpn DsMakeSpnA
#define DsCrackSpn DsCrackSpnA
#define DsGetSpn DsGetSpnA
#define DsFreeSpnArray DsFreeSpnArrayA
#define DsServerRegisterSpn DsServerRegisterSpnA
#define DsBind DsBindA
#define DsUnBind DsUnBindA
#endif

#endif
