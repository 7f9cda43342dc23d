// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <winnls.h>: code pages and the comparison of strings, as far as they exist here.
#ifndef RPCRT4_INCLUDE_WINNLS_H
#define RPCRT4_INCLUDE_WINNLS_H

#include <stringapiset.h>

#define MAX_LEADBYTES 12
#define MAX_DEFAULTCHAR 2
#define NORM_IGNORECASE 0x00000001
#define NORM_IGNORENONSPACE 0x00000002
#define NORM_IGNORESYMBOLS 0x00000004
#define LINGUISTIC_IGNORECASE 0x00000010
#define LINGUISTIC_IGNOREDIACRITIC 0x00000020
#define NORM_IGNOREKANATYPE 0x00010000
#define NORM_IGNOREWIDTH 0x00020000
#define NORM_LINGUISTIC_CASING 0x08000000
#define SORT_STRINGSORT 0x00001000
#define LOCALE_USE_CP_ACP 0x40000000
#define CSTR_LESS_THAN 1
#define CSTR_EQUAL 2
#define CSTR_GREATER_THAN 3

typedef struct _cpinfo {
    UINT MaxCharSize;
    BYTE DefaultChar[MAX_DEFAULTCHAR];
    BYTE LeadByte[MAX_LEADBYTES];
} CPINFO, *LPCPINFO;

RPCRT4_BEGIN_C

WINBASEAPI UINT WINAPI GetACP(void);
WINBASEAPI UINT WINAPI GetOEMCP(void);
WINBASEAPI BOOL WINAPI IsValidCodePage(UINT code_page);
WINBASEAPI BOOL WINAPI GetCPInfo(UINT code_page, LPCPINFO information);
WINBASEAPI int WINAPI CompareStringA(LCID locale, DWORD flags, LPCCH left, int left_size, LPCCH right, int right_size);

RPCRT4_END_C

#ifdef UNICODE
#define CompareString CompareStringW
#else
#define CompareString CompareStringA
#endif

#endif
