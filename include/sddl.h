// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <sddl.h>: security identifiers and descriptors as text. What is returned is freed by LocalFree. Names of accounts of
// a domain ("DA", "LA") are ERROR_INVALID_SID, as this computer is in none; entries about objects of a directory and
// conditional ones are ERROR_INVALID_ACL. Text that is none: ERROR_INVALID_SID, ERROR_INVALID_ACL,
// ERROR_INVALID_PARAMETER; another revision than SDDL_REVISION_1: ERROR_UNKNOWN_REVISION.
#ifndef RPCRT4_INCLUDE_SDDL_H
#define RPCRT4_INCLUDE_SDDL_H

#include <windows.h>

#define SDDL_REVISION_1 1
#define SDDL_REVISION SDDL_REVISION_1

RPCRT4_BEGIN_C

// "S-1-5-32-544", or two letters of the table at Microsoft's "SID Strings".
WINADVAPI BOOL WINAPI ConvertStringSidToSidA(LPCSTR text, PSID* sid);
WINADVAPI BOOL WINAPI ConvertStringSidToSidW(LPCWSTR text, PSID* sid);
WINADVAPI BOOL WINAPI ConvertSidToStringSidA(PSID sid, LPSTR* text);
WINADVAPI BOOL WINAPI ConvertSidToStringSidW(PSID sid, LPWSTR* text);
// A self-relative descriptor; its size, if that is wanted.
WINADVAPI BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorA(LPCSTR text, DWORD revision,
                                                                           PSECURITY_DESCRIPTOR* descriptor,
                                                                           PULONG size);
WINADVAPI BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorW(LPCWSTR text, DWORD revision,
                                                                           PSECURITY_DESCRIPTOR* descriptor,
                                                                           PULONG size);
// The parts that `information` names; the length in characters with the end, if that is wanted.
WINADVAPI BOOL WINAPI ConvertSecurityDescriptorToStringSecurityDescriptorA(PSECURITY_DESCRIPTOR descriptor,
                                                                           DWORD revision,
                                                                           SECURITY_INFORMATION information,
                                                                           LPSTR* text, PULONG length);
WINADVAPI BOOL WINAPI ConvertSecurityDescriptorToStringSecurityDescriptorW(PSECURITY_DESCRIPTOR descriptor,
                                                                           DWORD revision,
                                                                           SECURITY_INFORMATION information,
                                                                           LPWSTR* text, PULONG length);

RPCRT4_END_C

#ifdef UNICODE
#define ConvertStringSidToSid ConvertStringSidToSidW
#define ConvertSidToStringSid ConvertSidToStringSidW
#define ConvertStringSecurityDescriptorToSecurityDescriptor ConvertStringSecurityDescriptorToSecurityDescriptorW
#define ConvertSecurityDescriptorToStringSecurityDescriptor ConvertSecurityDescriptorToStringSecurityDescriptorW
#else
#define ConvertStringSidToSid ConvertStringSidToSidA
#define ConvertSidToStringSid ConvertSidToStringSidA
#define ConvertStringSecurityDescriptorToSecurityDescriptor ConvertStringSecurityDescriptorToSecurityDescriptorA
#define ConvertSecurityDescriptorToStringSecurityDescriptor ConvertSecurityDescriptorToStringSecurityDescriptorA
#endif

#endif
