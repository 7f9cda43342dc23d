// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <securitybaseapi.h>: security identifiers, lists and descriptors as data: making, reading, changing them. A failure
// is FALSE with the last error: ERROR_INVALID_PARAMETER, ERROR_INVALID_SID, ERROR_INVALID_ACL,
// ERROR_INVALID_SECURITY_DESCR for what is none; ERROR_INSUFFICIENT_BUFFER where there is no room, with the room that
// is needed. What such data mean to a server: RpcServerRegisterIf3. Nothing blocks. Pointers that are returned point
// into what was passed.
#ifndef RPCRT4_INCLUDE_SECURITYBASEAPI_H
#define RPCRT4_INCLUDE_SECURITYBASEAPI_H

#include <minwindef.h>

#ifndef WINADVAPI
#define WINADVAPI RPCRT4_IMPORT
#endif

RPCRT4_BEGIN_C

// ---- security identifiers
WINADVAPI BOOL WINAPI IsValidSid(PSID sid);
WINADVAPI BOOL WINAPI EqualSid(PSID first, PSID second);
// Equal but for the last subauthority.
WINADVAPI BOOL WINAPI EqualPrefixSid(PSID first, PSID second);
WINADVAPI DWORD WINAPI GetSidLengthRequired(UCHAR subauthorities);
WINADVAPI DWORD WINAPI GetLengthSid(PSID sid);
// At most eight subauthorities; FreeSid frees it and returns NULL.
WINADVAPI BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY authority, BYTE count, DWORD subauthority0,
                                               DWORD subauthority1, DWORD subauthority2, DWORD subauthority3,
                                               DWORD subauthority4, DWORD subauthority5, DWORD subauthority6,
                                               DWORD subauthority7, PSID* sid);
WINADVAPI PVOID WINAPI FreeSid(PSID sid);
// The subauthorities are set by the caller, through GetSidSubAuthority.
WINADVAPI BOOL WINAPI InitializeSid(PSID sid, PSID_IDENTIFIER_AUTHORITY authority, BYTE count);
WINADVAPI PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID sid);
WINADVAPI PDWORD WINAPI GetSidSubAuthority(PSID sid, DWORD index);
WINADVAPI PUCHAR WINAPI GetSidSubAuthorityCount(PSID sid);
WINADVAPI BOOL WINAPI CopySid(DWORD room, PSID destination, PSID source);
// Those of a domain (Account...) need its SID.
WINADVAPI BOOL WINAPI CreateWellKnownSid(WELL_KNOWN_SID_TYPE type, PSID domain, PSID sid, DWORD* room);
WINADVAPI BOOL WINAPI IsWellKnownSid(PSID sid, WELL_KNOWN_SID_TYPE type);

// ---- access control lists
WINADVAPI BOOL WINAPI InitializeAcl(PACL acl, DWORD size, DWORD revision);
WINADVAPI BOOL WINAPI IsValidAcl(PACL acl);
WINADVAPI BOOL WINAPI GetAclInformation(PACL acl, LPVOID information, DWORD size, ACL_INFORMATION_CLASS what);
// Only the revision can be set.
WINADVAPI BOOL WINAPI SetAclInformation(PACL acl, LPVOID information, DWORD size, ACL_INFORMATION_CLASS what);
// ERROR_ALLOTTED_SPACE_EXCEEDED where the list has no room. An index behind the last, MAXDWORD, means the end.
WINADVAPI BOOL WINAPI AddAce(PACL acl, DWORD revision, DWORD index, LPVOID aces, DWORD size);
WINADVAPI BOOL WINAPI GetAce(PACL acl, DWORD index, LPVOID* ace);
WINADVAPI BOOL WINAPI DeleteAce(PACL acl, DWORD index);
// Behind the last entry; NULL where the list is full.
WINADVAPI BOOL WINAPI FindFirstFreeAce(PACL acl, LPVOID* ace);
WINADVAPI BOOL WINAPI AddAccessAllowedAce(PACL acl, DWORD revision, DWORD rights, PSID sid);
WINADVAPI BOOL WINAPI AddAccessAllowedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD rights, PSID sid);
WINADVAPI BOOL WINAPI AddAccessDeniedAce(PACL acl, DWORD revision, DWORD rights, PSID sid);
WINADVAPI BOOL WINAPI AddAccessDeniedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD rights, PSID sid);
WINADVAPI BOOL WINAPI AddAuditAccessAce(PACL acl, DWORD revision, DWORD rights, PSID sid, BOOL success, BOOL failure);
WINADVAPI BOOL WINAPI AddAuditAccessAceEx(PACL acl, DWORD revision, DWORD flags, DWORD rights, PSID sid, BOOL success,
                                          BOOL failure);

// ---- security descriptors. Set... want an absolute one, whose parts stay the caller's.
WINADVAPI BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, DWORD revision);
WINADVAPI BOOL WINAPI IsValidSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor);
// The bytes of all its parts.
WINADVAPI DWORD WINAPI GetSecurityDescriptorLength(PSECURITY_DESCRIPTOR descriptor);
WINADVAPI BOOL WINAPI GetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor,
                                                   PSECURITY_DESCRIPTOR_CONTROL control, LPDWORD revision);
// Only the bits about inheritance and protection.
WINADVAPI BOOL WINAPI SetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor, SECURITY_DESCRIPTOR_CONTROL mask,
                                                   SECURITY_DESCRIPTOR_CONTROL bits);
WINADVAPI BOOL WINAPI GetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL* acl,
                                                LPBOOL defaulted);
WINADVAPI BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL acl,
                                                BOOL defaulted);
WINADVAPI BOOL WINAPI GetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL* acl,
                                                LPBOOL defaulted);
WINADVAPI BOOL WINAPI SetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL acl,
                                                BOOL defaulted);
WINADVAPI BOOL WINAPI GetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID* owner, LPBOOL defaulted);
WINADVAPI BOOL WINAPI SetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID owner, BOOL defaulted);
WINADVAPI BOOL WINAPI GetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID* group, LPBOOL defaulted);
WINADVAPI BOOL WINAPI SetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID group, BOOL defaulted);
// Copies. Each size is the room, and becomes what is needed where one is too small.
WINADVAPI BOOL WINAPI MakeSelfRelativeSD(PSECURITY_DESCRIPTOR absolute, PSECURITY_DESCRIPTOR relative, LPDWORD size);
WINADVAPI BOOL WINAPI MakeAbsoluteSD(PSECURITY_DESCRIPTOR relative, PSECURITY_DESCRIPTOR absolute, LPDWORD size,
                                     PACL dacl, LPDWORD dacl_size, PACL sacl, LPDWORD sacl_size, PSID owner,
                                     LPDWORD owner_size, PSID group, LPDWORD group_size);

// ---- rights
WINADVAPI VOID WINAPI MapGenericMask(PDWORD rights, PGENERIC_MAPPING mapping);
WINADVAPI BOOL WINAPI AreAllAccessesGranted(DWORD granted, DWORD wanted);
WINADVAPI BOOL WINAPI AreAnyAccessesGranted(DWORD granted, DWORD wanted);

// ---- of files, see <aclapi.h>. The room a descriptor needs is told in any case.
WINADVAPI BOOL WINAPI GetFileSecurityW(LPCWSTR name, SECURITY_INFORMATION information, PSECURITY_DESCRIPTOR descriptor,
                                       DWORD size, LPDWORD needed);
WINADVAPI BOOL WINAPI SetFileSecurityW(LPCWSTR name, SECURITY_INFORMATION information,
                                       PSECURITY_DESCRIPTOR descriptor);

RPCRT4_END_C

#ifdef UNICODE
#define GetFileSecurity GetFileSecurityW
#define SetFileSecurity SetFileSecurityW
#endif

#endif
