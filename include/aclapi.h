// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <aclapi.h>: access control lists from descriptions of who is allowed what, and back; descriptors of files and of the
// objects of handles. The functions return codes of <winerror.h>.
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


// The security descriptor of a file or directory (SE_FILE_OBJECT): its owner, its group, and its mode as a list of what
// those and everyone may do; of an object of this library (SE_KERNEL_OBJECT): this user's, who alone may use it. One
// block freed by LocalFree, into which the other pointers lead; those may be NULL, as long as there is a place for the
// descriptor (ERROR_INVALID_PARAMETER). ERROR_FILE_NOT_FOUND for no such name, ERROR_INVALID_HANDLE, and
// ERROR_ACCESS_DENIED for a handle without READ_CONTROL. Lists of audits want a privilege that nobody has:
// ERROR_PRIVILEGE_NOT_HELD. Other types of objects, and labels, are not here: ERROR_NOT_SUPPORTED.
WINADVAPI DWORD WINAPI GetNamedSecurityInfoA(LPCSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION information,
                                             PSID* owner, PSID* group, PACL* dacl, PACL* sacl,
                                             PSECURITY_DESCRIPTOR* descriptor);
WINADVAPI DWORD WINAPI GetNamedSecurityInfoW(LPCWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION information,
                                             PSID* owner, PSID* group, PACL* dacl, PACL* sacl,
                                             PSECURITY_DESCRIPTOR* descriptor);
WINADVAPI DWORD WINAPI GetSecurityInfo(HANDLE handle, SE_OBJECT_TYPE type, SECURITY_INFORMATION information,
                                       PSID* owner, PSID* group, PACL* dacl, PACL* sacl,
                                       PSECURITY_DESCRIPTOR* descriptor);
// Sets the mode of a file by a list, a null one to everything for everyone, and its owners. Only rights to read, to
// write and to execute are looked at. ERROR_NOT_SUPPORTED, and no change, for a list that no mode says: other trustees
// than the owner, the group and everyone (SYSTEM and administrators may be allowed what they may anyway), half of
// writing, entries for a directory's content, a list that is to inherit. ERROR_INVALID_OWNER and
// ERROR_INVALID_PRIMARY_GROUP for whom this process may not put in. Of other objects nothing can be set:
// ERROR_NOT_SUPPORTED. A handle needs WRITE_DAC, WRITE_OWNER.
WINADVAPI DWORD WINAPI SetNamedSecurityInfoA(LPSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION information,
                                             PSID owner, PSID group, PACL dacl, PACL sacl);
WINADVAPI DWORD WINAPI SetNamedSecurityInfoW(LPWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION information,
                                             PSID owner, PSID group, PACL dacl, PACL sacl);
WINADVAPI DWORD WINAPI SetSecurityInfo(HANDLE handle, SE_OBJECT_TYPE type, SECURITY_INFORMATION information,
                                       PSID owner, PSID group, PACL dacl, PACL sacl);

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
#define GetNamedSecurityInfo GetNamedSecurityInfoW
#define SetNamedSecurityInfo SetNamedSecurityInfoW
#else
#define SetEntriesInAcl SetEntriesInAclA
#define GetExplicitEntriesFromAcl GetExplicitEntriesFromAclA
#define BuildExplicitAccessWithName BuildExplicitAccessWithNameA
#define BuildTrusteeWithName BuildTrusteeWithNameA
#define BuildTrusteeWithSid BuildTrusteeWithSidA
#define GetTrusteeName GetTrusteeNameA
#define GetTrusteeType GetTrusteeTypeA
#define GetTrusteeForm GetTrusteeFormA
#define GetNamedSecurityInfo GetNamedSecurityInfoA
#define SetNamedSecurityInfo SetNamedSecurityInfoA
#endif

#endif
