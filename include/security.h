// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <security.h>: the names of the security packages, and the headers of the security API.
#ifndef RPCRT4_INCLUDE_SECURITY_H
#define RPCRT4_INCLUDE_SECURITY_H

#include <secext.h>
#include <sspi.h>

#define NTLMSP_NAME_A "NTLM"
#define MICROSOFT_KERBEROS_NAME_A "Kerberos"
#define NEGOSSP_NAME_A "Negotiate"
#define NTLMSP_NAME L"NTLM"
#define MICROSOFT_KERBEROS_NAME_W L"Kerberos"
#define NEGOSSP_NAME_W L"Negotiate"

#ifdef UNICODE
#define MICROSOFT_KERBEROS_NAME MICROSOFT_KERBEROS_NAME_W
#define NEGOSSP_NAME NEGOSSP_NAME_W
#else
#define MICROSOFT_KERBEROS_NAME MICROSOFT_KERBEROS_NAME_A
#define NEGOSSP_NAME NEGOSSP_NAME_A
#endif

#endif
