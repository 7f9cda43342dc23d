// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about what the functions of security identifiers, lists, descriptors and accounts refuse: NULL, what is no SID,
// list or descriptor, odd revisions, too little room.
#include "rpc_facts.h"

#include <aclapi.h>
#include <ntdsapi.h>
#include <sddl.h>

/// A BOOL result, or what is raised where NULL is looked at.
#define REFUSED(function, situation, call)                                                        \
    do {                                                                                          \
        int refused_result = 0;                                                                   \
        unsigned refused_code = 0;                                                                \
        DWORD refused_error = 0;                                                                  \
        SetLastError(0xdeadbeef);                                                                 \
        RpcTryExcept {                                                                            \
            refused_result = !!(call);                                                            \
            refused_error = GetLastError();                                                       \
        }                                                                                         \
        RpcExcept(1) { refused_code = (unsigned)RpcExceptionCode(); }                             \
        RpcEndExcept if (refused_code == 0) {                                                     \
            fact_bool(function, situation, refused_result, refused_error);                        \
        }                                                                                         \
        else {                                                                                    \
            printf("%s: %s: raises %u\n", function, situation, refused_code);                     \
            fflush(stdout);                                                                       \
        }                                                                                         \
    } while (0)

static DWORD room[64], list_room[64], relative_room[64];
static PSID everyone;
static BYTE no_sid[SECURITY_MAX_SID_SIZE] = {7};
static ACL no_list = {9, 0, 4, 0, 0};

static void identifiers(void) {
    SID_IDENTIFIER_AUTHORITY world = {SECURITY_WORLD_SID_AUTHORITY};
    PSID sid = NULL;
    char* text = NULL;
    WCHAR* wide = NULL;
    REFUSED("AllocateAndInitializeSid", "no authority",
            AllocateAndInitializeSid(NULL, 1, 0, 0, 0, 0, 0, 0, 0, 0, &sid));
    REFUSED("AllocateAndInitializeSid", "no place",
            AllocateAndInitializeSid(&world, 1, 0, 0, 0, 0, 0, 0, 0, 0, NULL));
    REFUSED("InitializeSid", "no SID", InitializeSid(NULL, &world, 1));
    REFUSED("InitializeSid", "no authority", InitializeSid(room, NULL, 1));
    REFUSED("CopySid", "what is no SID", CopySid(sizeof room, room, no_sid));
    REFUSED("CopySid", "no place", CopySid(sizeof room, NULL, everyone));
    REFUSED("ConvertSidToStringSidA", "what is no SID", ConvertSidToStringSidA(no_sid, &text));
    REFUSED("ConvertSidToStringSidW", "what is no SID", ConvertSidToStringSidW(no_sid, &wide));
    REFUSED("ConvertSidToStringSidW", "no SID", ConvertSidToStringSidW(NULL, &wide));
    REFUSED("ConvertSidToStringSidA", "no place", ConvertSidToStringSidA(everyone, NULL));
    REFUSED("ConvertStringSidToSidW", "no text", ConvertStringSidToSidW(NULL, &sid));
    REFUSED("ConvertStringSidToSidA", "no place", ConvertStringSidToSidA("WD", NULL));
}

static void lists(void) {
    PACL acl = (PACL)list_room;
    ACL_SIZE_INFORMATION sizes;
    ACL_REVISION_INFORMATION revision = {ACL_REVISION_DS};
    void* entry = NULL;
    ACE_HEADER header = {0, 0, 4};
    InitializeAcl(acl, 200, ACL_REVISION);
    AddAccessAllowedAce(acl, ACL_REVISION, 1, everyone);
    REFUSED("InitializeAcl", "larger than a list may be", InitializeAcl(acl, 0x10000, ACL_REVISION));
    REFUSED("IsValidAcl", "a revision there is none of", IsValidAcl(&no_list));
    REFUSED("AddAccessAllowedAce", "what is no SID", AddAccessAllowedAce(acl, ACL_REVISION, 1, no_sid));
    REFUSED("AddAccessAllowedAce", "what is no list", AddAccessAllowedAce(&no_list, ACL_REVISION, 1, everyone));
    REFUSED("AddAccessAllowedAce", "revision 9", AddAccessAllowedAce(acl, 9, 1, everyone));
    REFUSED("AddAccessAllowedAceEx", "flags there are none of",
            AddAccessAllowedAceEx(acl, ACL_REVISION, 0x20, 1, everyone));
    REFUSED("AddAccessDeniedAceEx", "flags there are none of",
            AddAccessDeniedAceEx(acl, ACL_REVISION, 0x20, 1, everyone));
    REFUSED("AddAce", "what is no list", AddAce(&no_list, ACL_REVISION, 0, &header, sizeof header));
    REFUSED("AddAce", "no entries", AddAce(acl, ACL_REVISION, 0, NULL, 4));
    REFUSED("AddAce", "half an entry", AddAce(acl, ACL_REVISION, 0, &header, 3));
    REFUSED("AddAce", "revision 9", AddAce(acl, 9, 0, &header, sizeof header));
    REFUSED("GetAclInformation", "what is no list",
            GetAclInformation(&no_list, &sizes, sizeof sizes, AclSizeInformation));
    REFUSED("GetAclInformation", "no place", GetAclInformation(acl, NULL, sizeof sizes, AclSizeInformation));
    REFUSED("GetAclInformation", "little room", GetAclInformation(acl, &sizes, 4, AclSizeInformation));
    REFUSED("GetAclInformation", "the revision", GetAclInformation(acl, &revision, 4, AclRevisionInformation));
    FACT_NUMBER("GetAclInformation", "the revision's number", revision.AclRevision);
    revision.AclRevision = ACL_REVISION_DS;
    REFUSED("SetAclInformation", "what is no list",
            SetAclInformation(&no_list, &revision, sizeof revision, AclRevisionInformation));
    REFUSED("SetAclInformation", "sizes", SetAclInformation(acl, &sizes, sizeof sizes, AclSizeInformation));
    REFUSED("SetAclInformation", "little room", SetAclInformation(acl, &revision, 2, AclRevisionInformation));
    REFUSED("SetAclInformation", "a higher revision",
            SetAclInformation(acl, &revision, sizeof revision, AclRevisionInformation));
    FACT_NUMBER("SetAclInformation", "a higher revision's number", acl->AclRevision);
    revision.AclRevision = ACL_REVISION;
    REFUSED("SetAclInformation", "a lower revision",
            SetAclInformation(acl, &revision, sizeof revision, AclRevisionInformation));
    revision.AclRevision = 9;
    REFUSED("SetAclInformation", "revision 9",
            SetAclInformation(acl, &revision, sizeof revision, AclRevisionInformation));
    REFUSED("GetAce", "what is no list", GetAce(&no_list, 0, &entry));
    REFUSED("GetAce", "no place", GetAce(acl, 0, NULL));
    REFUSED("DeleteAce", "what is no list", DeleteAce(&no_list, 0));
    REFUSED("FindFirstFreeAce", "what is no list", FindFirstFreeAce(&no_list, &entry));
    REFUSED("FindFirstFreeAce", "no place", FindFirstFreeAce(acl, NULL));
}

static void descriptors(void) {
    SECURITY_DESCRIPTOR descriptor, odd;
    PSECURITY_DESCRIPTOR relative = relative_room;
    BOOL present, defaulted;
    PACL acl = NULL;
    PSID sid = NULL;
    SECURITY_DESCRIPTOR_CONTROL control;
    DWORD revision, size = sizeof relative_room, zero[4] = {0};
    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    odd = descriptor;
    odd.Revision = 7;
    REFUSED("InitializeSecurityDescriptor", "no descriptor",
            InitializeSecurityDescriptor(NULL, SECURITY_DESCRIPTOR_REVISION));
    REFUSED("IsValidSecurityDescriptor", "revision 7", IsValidSecurityDescriptor(&odd));
    REFUSED("GetSecurityDescriptorControl", "revision 7", GetSecurityDescriptorControl(&odd, &control, &revision));
    REFUSED("GetSecurityDescriptorControl", "no place", GetSecurityDescriptorControl(&descriptor, NULL, &revision));
    REFUSED("SetSecurityDescriptorOwner", "what is no SID", SetSecurityDescriptorOwner(&descriptor, no_sid, FALSE));
    REFUSED("SetSecurityDescriptorGroup", "what is no SID", SetSecurityDescriptorGroup(&descriptor, no_sid, FALSE));
    REFUSED("SetSecurityDescriptorOwner", "revision 7", SetSecurityDescriptorOwner(&odd, everyone, FALSE));
    REFUSED("SetSecurityDescriptorDacl", "revision 7", SetSecurityDescriptorDacl(&odd, TRUE, NULL, FALSE));
    REFUSED("GetSecurityDescriptorDacl", "revision 7", GetSecurityDescriptorDacl(&odd, &present, &acl, &defaulted));
    REFUSED("GetSecurityDescriptorOwner", "revision 7", GetSecurityDescriptorOwner(&odd, &sid, &defaulted));
    REFUSED("GetSecurityDescriptorOwner", "no place", GetSecurityDescriptorOwner(&descriptor, NULL, &defaulted));
    REFUSED("GetSecurityDescriptorDacl", "no place",
            GetSecurityDescriptorDacl(&descriptor, NULL, &acl, &defaulted));
    acl = (PACL)list_room;
    present = 99;
    REFUSED("GetSecurityDescriptorDacl", "no list",
            GetSecurityDescriptorDacl(&descriptor, &present, &acl, &defaulted));
    FACT_NUMBER("GetSecurityDescriptorDacl", "no list: the pointer is left", acl == (PACL)list_room);
    REFUSED("MakeSelfRelativeSD", "no size", MakeSelfRelativeSD(&descriptor, relative, NULL));
    REFUSED("MakeSelfRelativeSD", "revision 7", MakeSelfRelativeSD(&odd, relative, &size));
    REFUSED("MakeAbsoluteSD", "revision 7",
            MakeAbsoluteSD(&odd, &descriptor, &size, NULL, &zero[0], NULL, &zero[1], NULL, &zero[2], NULL, &zero[3]));
    REFUSED("MakeAbsoluteSD", "what is absolute",
            MakeAbsoluteSD(&descriptor, relative, &size, NULL, &zero[0], NULL, &zero[1], NULL, &zero[2], NULL,
                           &zero[3]));
    REFUSED("MakeAbsoluteSD", "no size of a list",
            MakeAbsoluteSD(relative, &descriptor, &size, NULL, NULL, NULL, &zero[1], NULL, &zero[2], NULL, &zero[3]));
}

static void texts(void) {
    SECURITY_DESCRIPTOR descriptor;
    PSECURITY_DESCRIPTOR made = NULL;
    char* text = NULL;
    InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
    REFUSED("ConvertStringSecurityDescriptorToSecurityDescriptorA", "no place",
            ConvertStringSecurityDescriptorToSecurityDescriptorA("D:", SDDL_REVISION_1, NULL, NULL));
    REFUSED("ConvertStringSecurityDescriptorToSecurityDescriptorW", "no text",
            ConvertStringSecurityDescriptorToSecurityDescriptorW(NULL, SDDL_REVISION_1, &made, NULL));
    REFUSED("ConvertSecurityDescriptorToStringSecurityDescriptorA", "no place",
            ConvertSecurityDescriptorToStringSecurityDescriptorA(&descriptor, SDDL_REVISION_1, 7, NULL, NULL));
    REFUSED("ConvertSecurityDescriptorToStringSecurityDescriptorA", "revision 2 of the text",
            ConvertSecurityDescriptorToStringSecurityDescriptorA(&descriptor, 2, 7, &text, NULL));
    REFUSED("ConvertSecurityDescriptorToStringSecurityDescriptorA", "no descriptor",
            ConvertSecurityDescriptorToStringSecurityDescriptorA(NULL, SDDL_REVISION_1, 7, &text, NULL));
    descriptor.Owner = no_sid;
    REFUSED("ConvertSecurityDescriptorToStringSecurityDescriptorA", "an owner that is no SID",
            ConvertSecurityDescriptorToStringSecurityDescriptorA(&descriptor, SDDL_REVISION_1, 7, &text, NULL));
    descriptor.Owner = NULL;
    SetSecurityDescriptorDacl(&descriptor, TRUE, &no_list, FALSE);
    REFUSED("ConvertSecurityDescriptorToStringSecurityDescriptorA", "what is no list",
            ConvertSecurityDescriptorToStringSecurityDescriptorA(&descriptor, SDDL_REVISION_1, 7, &text, NULL));
    descriptor.Revision = 7;
    REFUSED("ConvertSecurityDescriptorToStringSecurityDescriptorA", "revision 7 of the descriptor",
            ConvertSecurityDescriptorToStringSecurityDescriptorA(&descriptor, SDDL_REVISION_1, 7, &text, NULL));
}

static void accounts(void) {
    char name[100], domain[100];
    WCHAR wide_name[100], wide_domain[100];
    DWORD size = 100, domain_size = 100;
    SID_NAME_USE use;
    REFUSED("LookupAccountSidA", "no SID", LookupAccountSidA(NULL, NULL, name, &size, domain, &domain_size, &use));
    REFUSED("LookupAccountSidA", "what is no SID",
            LookupAccountSidA(NULL, no_sid, name, &size, domain, &domain_size, &use));
    REFUSED("LookupAccountSidW", "what is no SID",
            LookupAccountSidW(NULL, no_sid, wide_name, &size, wide_domain, &domain_size, &use));
    REFUSED("LookupAccountSidA", "no place for the use",
            LookupAccountSidA(NULL, everyone, name, &size, domain, &domain_size, NULL));
    size = domain_size = 100;
    REFUSED("LookupAccountSidW", "Everyone",
            LookupAccountSidW(NULL, everyone, wide_name, &size, wide_domain, &domain_size, &use));
    fact_narrow(name, wide_name);
    FACT_TEXT("LookupAccountSidW", "Everyone, the name", name);
    FACT_NUMBER("LookupAccountSidW", "Everyone, the characters without the end", size);
    size = sizeof room, domain_size = 100;
    REFUSED("LookupAccountNameA", "no place for the use",
            LookupAccountNameA(NULL, "Everyone", room, &size, domain, &domain_size, NULL));
    size = sizeof room, domain_size = 100;
    REFUSED("LookupAccountNameA", "no size",
            LookupAccountNameA(NULL, "Everyone", room, NULL, domain, &domain_size, &use));
    size = sizeof room, domain_size = 100;
    REFUSED("LookupAccountNameW", "Everyone",
            LookupAccountNameW(NULL, wide_name, room, &size, wide_domain, &domain_size, &use));
    FACT_NUMBER("LookupAccountNameW", "Everyone, the SID", EqualSid(room, everyone));
}

static void service_names(void) {
    HANDLE directory = NULL;
    FACT_CALL("DsMakeSpnA", "no length", DsMakeSpnA("http", "www.x.com", NULL, 0, NULL, NULL, NULL));
    FACT_CALL("DsMakeSpnW", "no length", DsMakeSpnW(L"http", L"www.x.com", NULL, 0, NULL, NULL, NULL));
    FACT_CALL("DsCrackSpnA", "no name", DsCrackSpnA(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
    FACT_CALL("DsCrackSpnW", "no name", DsCrackSpnW(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
#ifndef _WIN32  // Wine does not have it
    FACT_CALL("DsBindA", "no place", DsBindA(NULL, NULL, NULL));
    FACT_CALL("DsBindW", "no place", DsBindW(NULL, NULL, NULL));
    FACT_CALL("DsBindA", "no directory is here", DsBindA(NULL, NULL, &directory));
#else
    (void)directory;
#endif
}

int main(void) {
    ConvertStringSidToSidA("WD", &everyone);
    identifiers();
    lists();
    descriptors();
    texts();
    accounts();
    service_names();
    LocalFree(everyone);
    return 0;
}
