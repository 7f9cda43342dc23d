// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <stringapiset.h>: conversion between multi-byte and 16-bit strings.
#ifndef RPCRT4_INCLUDE_STRINGAPISET_H
#define RPCRT4_INCLUDE_STRINGAPISET_H

#include <minwindef.h>

#define CP_ACP 0
#define CP_OEMCP 1
#define CP_THREAD_ACP 3
#define CP_UTF7 65000
#define CP_UTF8 65001
#define MB_PRECOMPOSED 0x00000001
#define MB_COMPOSITE 0x00000002
#define MB_USEGLYPHCHARS 0x00000004
#define MB_ERR_INVALID_CHARS 0x00000008
#define WC_DISCARDNS 0x00000010
#define WC_SEPCHARS 0x00000020
#define WC_DEFAULTCHAR 0x00000040
#define WC_COMPOSITECHECK 0x00000200
#define WC_NO_BEST_FIT_CHARS 0x00000400
#define WC_ERR_INVALID_CHARS 0x00000080

RPCRT4_BEGIN_C

WINBASEAPI int WINAPI MultiByteToWideChar(UINT code_page, DWORD flags, LPCCH source, int source_size, LPWSTR target,
                                          int target_size);
WINBASEAPI int WINAPI WideCharToMultiByte(UINT code_page, DWORD flags, LPCWCH source, int source_size, LPSTR target,
                                          int target_size, LPCCH default_char, LPBOOL used_default);
WINBASEAPI int WINAPI CompareStringW(LCID locale, DWORD flags, LPCWCH left, int left_size, LPCWCH right,
                                     int right_size);
WINBASEAPI int WINAPI CompareStringOrdinal(LPCWCH left, int left_size, LPCWCH right, int right_size, BOOL ignore_case);

RPCRT4_END_C

#endif
