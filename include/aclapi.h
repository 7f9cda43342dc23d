// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <aclapi.h>: access control lists from descriptions of who is allowed what, and back. The functions return codes of
// <winerror.h>. Descriptors of files, services and other objects are not here: those have none that could be read.
#ifndef RPCRT4_INCLUDE_ACLAPI_H
#define RPCRT4_INCLUDE_ACLAPI_H

#include <windows.h>

#include <accctrl.h>

RPCRT4_BEGIN_C

// A new list, freed by LocalFree: the old one, if there is one, with the entries merged in. Trustees are SIDs or names
// (ERROR_NONE_MAPPED for one that LookupAccountName does not know); other forms are ERROR_INVALID_PARAMETER.
WINADVAPI DWORD WINAPI SetEntriesInAclA(ULONG count, PEXPLICIT_ACCESS_A entries, PACL old_acl, PACL* new_acl);
WINADVAPI DWORD WINAPI SetEntriesInAclW(ULONG count, PEXPLICIT_ACCESS_W entries, PACL old_acl, PACL* new_acl);
// The entries of a list with trustees that are SIDs, one block freed by LocalFree. Entries of other kinds than allow,
// deny and audit are left out.
WINADVAPI DWORD WINAPI GetExplicitEntriesFromAclA(PACL acl, PULONG count, PEXPLICIT_ACCESS_A* entries);
WINADVAPI DWORD WINAPI GetExplicitEntriesFromAclW(PACL acl, PULONG count, PEXPLICIT_ACCESS_W* entries);
// Fill in a structure with what is passed; the name and the SID stay the caller's.
WINADVAPI VOID WINAPI BuildExplicitAccessWithNameA(PEXPLICIT_ACCESS_A entry, LPSTR name, DWORD rights,
                                                   ACCESS_MODE mode, DWORD inheritance);
WINADVAPI VOID WINAPI BuildExplicitAccessWithNameW(PEXPLICIT_ACCESS_W entry, LPWSTR name, DWORD rights,
                                                   ACCESS_MODE mode, DWORD inheritance);
WINADVAPI VOID WINAPI BuildTrusteeWithNameA(PTRUSTEE_A trustee, LPSTR name);
WINADVAPI VOID WINAPI BuildTrusteeWithNameW(PTRUSTEE_W trustee, LPWSTR name);
WINADVAPI VOID WINAPI BuildTrusteeWithSidA(PTRUSTEE_A trustee, PSID sid);
WINADVAPI VOID WINAPI BuildTrusteeWithSidW(PTRUSTEE_W trustee, PSID sid);
WINADVAPI LPSTR WINAPI GetTrusteeNameA(PTRUSTEE_A trustee);
WINADVAPI LPWSTR WINAPI GetTrusteeNameW(PTRUSTEE_W trustee);
WINADVAPI TRUSTEE_TYPE WINAPI GetTrusteeTypeA(PTRUSTEE_A trustee);
WINADVAPI TRUSTEE_TYPE WINAPI GetTrusteeTypeW(PTRUSTEE_W trustee);
WINADVAPI TRUSTEE_FORM WINAPI GetTrusteeFormA(PTRUSTEE_A trustee);
WINADVAPI TRUSTEE_FORM WINAPI GetTrusteeFormW(PTRUSTEE_W trustee);

RPCRT4_END_C

#ifdef UNICODE
#define SetEntriesInAcl SetEntriesInAclW
#define GetExplicitEntriesFromAcl GetExplicitEntriesFromAclW
#define BuildExplicitAccessWithName BuildExplicitAccessWithNameW
#define BuildTrusteeWithName BuildTrusteeWithNameW
#define BuildTrusteeWithSid BuildTrusteeWithSidW
#define GetTrusteeName GetTrusteeNameW
#define GetTrusteeType GetTrusteeTypeW
#define GetTrusteeForm GetTrusteeFormW
#else
#define SetEntriesInAcl SetEntriesInAclA
#define GetExplicitEntriesFromAcl GetExplicitEntriesFromAclA
#define BuildExplicitAccessWithName BuildExplicitAccessWithNameA
#define BuildTrusteeWithName BuildTrusteeWithNameA
#define BuildTrusteeWithSid BuildTrusteeWithSidA
#define GetTrusteeName GetTrusteeNameA
#define GetTrusteeType GetTrusteeTypeA
#define GetTrusteeForm GetTrusteeFormA
#endif

#endif
