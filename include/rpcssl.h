// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <rpcssl.h>: principal names of certificates.
#ifndef RPCRT4_INCLUDE_RPCSSL_H
#define RPCRT4_INCLUDE_RPCSSL_H

#include <rpcdce.h>

struct _CERT_CONTEXT;

RPCRT4_BEGIN_C

RPCRTAPI RPC_STATUS RPC_ENTRY RpcCertGeneratePrincipalNameW(const struct _CERT_CONTEXT* certificate, DWORD flags,
                                                            RPC_WSTR* name);
RPCRTAPI RPC_STATUS RPC_ENTRY RpcCertGeneratePrincipalNameA(const struct _CERT_CONTEXT* certificate, DWORD flags,
                                                            RPC_CSTR* name);

RPCRT4_END_C

#ifdef UNICODE
#define RpcCertGeneratePrincipalName RpcCertGeneratePrincipalNameW
#else
#define RpcCertGeneratePrincipalName RpcCertGeneratePrincipalNameA
#endif

#endif
