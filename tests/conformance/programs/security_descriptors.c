// SPDX-License-Identifier: LGPL-2.1-or-later
// Security identifiers, lists and descriptors as data and as text, and accounts everybody knows.
#include "facts.h"

#include <aclapi.h>
#include <sddl.h>

static SID_IDENTIFIER_AUTHORITY nt = {SECURITY_NT_AUTHORITY};
static PSID admins, everyone;
/* Aligned as what it holds. */
static DWORD room[64], list_room[64], relative_room[64];

static void identifiers(void) {
    PSID other = NULL;
    DWORD size = 0;
    char text[] = "none";
    FACT_BOOL("AllocateAndInitializeSid", "two parts",
              AllocateAndInitializeSid(&nt, 2, 32, 544, 0, 0, 0, 0, 0, 0, &admins));
    FACT_BOOL("AllocateAndInitializeSid", "nine parts",
              AllocateAndInitializeSid(&nt, 9, 32, 544, 0, 0, 0, 0, 0, 0, &other));
    FACT_NUMBER("IsValidSid", "a SID", IsValidSid(admins));
    FACT_NUMBER("GetLengthSid", "two parts", GetLengthSid(admins));
    FACT_NUMBER("GetSidLengthRequired", "three parts", GetSidLengthRequired(3));
    FACT_NUMBER("GetSidSubAuthorityCount", "two parts", *GetSidSubAuthorityCount(admins));
    FACT_NUMBER("GetSidSubAuthority", "the second", *GetSidSubAuthority(admins, 1));
    FACT_NUMBER("GetSidIdentifierAuthority", "the last byte", GetSidIdentifierAuthority(admins)->Value[5]);
    FACT_NUMBER("CopySid", "too small", CopySid(15, room, admins));
    FACT_NUMBER("CopySid", "just enough", CopySid(16, room, admins));
    FACT_NUMBER("EqualSid", "a copy", EqualSid(room, admins));
    *GetSidSubAuthority(room, 1) = 545;
    FACT_NUMBER("EqualSid", "another part", EqualSid(room, admins));
    FACT_NUMBER("EqualPrefixSid", "another last part", EqualPrefixSid(room, admins));
    *GetSidSubAuthority(room, 0) = 33;
    FACT_NUMBER("EqualPrefixSid", "another first part", EqualPrefixSid(room, admins));
    memset(room, 0, sizeof room);
    FACT_NUMBER("InitializeSid", "16 parts", InitializeSid(room, &nt, 16));
    FACT_NUMBER("InitializeSid", "15 parts", InitializeSid(room, &nt, 15));
    FACT_NUMBER("GetLengthSid", "15 parts", GetLengthSid(room));
    ((BYTE*)room)[0] = 2;
    FACT_NUMBER("IsValidSid", "another revision", IsValidSid(room));
    FACT_BOOL("CreateWellKnownSid", "no room", CreateWellKnownSid(WinWorldSid, NULL, NULL, &size));
    FACT_NUMBER("CreateWellKnownSid", "room needed", size);
    size = sizeof room;
    FACT_BOOL("CreateWellKnownSid", "Everyone", CreateWellKnownSid(WinWorldSid, NULL, room, &size));
    FACT_NUMBER("IsWellKnownSid", "Everyone", IsWellKnownSid(room, WinWorldSid));
    FACT_NUMBER("IsWellKnownSid", "somebody else", IsWellKnownSid(room, WinLocalSystemSid));
    size = sizeof room;
    FACT_BOOL("CreateWellKnownSid", "of no domain", CreateWellKnownSid(WinAccountAdministratorSid, NULL, room, &size));
    size = sizeof room;
    FACT_BOOL("CreateWellKnownSid", "no type", CreateWellKnownSid((WELL_KNOWN_SID_TYPE)1000, NULL, room, &size));
    FACT_BOOL("ConvertStringSidToSidA", "no SID", ConvertStringSidToSidA(text, &other));
    FACT_BOOL("ConvertStringSidToSidA", "null", ConvertStringSidToSidA(NULL, &other));
    FACT_BOOL("ConvertSidToStringSidA", "null", ConvertSidToStringSidA(NULL, NULL));
}

static void known_identifiers(void) {
    char text[600] = "";
    for (int type = 0; type < 72; ++type) {
        DWORD size = sizeof room;
        char *one = NULL, situation[40];
        if (type == WinLogonIdsSid) continue;
        if (type >= WinAccountAdministratorSid && type <= WinAccountRasAndIasServersSid) continue;
        sprintf(situation, "type %d", type);
        if (CreateWellKnownSid((WELL_KNOWN_SID_TYPE)type, NULL, room, &size) && ConvertSidToStringSidA(room, &one)) {
            strcpy(text, one);
            LocalFree(one);
        } else {
            sprintf(text, "error %u", (unsigned)GetLastError());
        }
        FACT_TEXT("CreateWellKnownSid", situation, text);
    }
}

static void sid_text(const char* text) {
    PSID sid = NULL;
    char *printed = NULL, value[300];
    SetLastError(0xdeadbeef);
    if (ConvertStringSidToSidA(text, &sid) && ConvertSidToStringSidA(sid, &printed)) {
        sprintf(value, "%s, %u bytes", printed, (unsigned)GetLengthSid(sid));
    } else {
        sprintf(value, "error %u", (unsigned)GetLastError());
    }
    FACT_TEXT("ConvertStringSidToSidA", text, value);
    LocalFree(printed);
    LocalFree(sid);
}

static void sid_texts(void) {
    static const char* texts[] = {"S-1-5-32-544",
                                  "s-1-1-0",
                                  "S-1-0x5-32",
                                  "S-1-5",
                                  "S-1-",
                                  "S-1-5-",
                                  "S-1-5-32-544x",
                                  "XX",
                                  "S-2-5-32",
                                  "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15",
                                  "WD",
                                  "BA",
                                  "SY",
                                  "AN",
                                  "AU",
                                  "LS",
                                  "NS",
                                  "OW",
                                  "CO",
                                  "CG",
                                  "RC",
                                  "IU",
                                  "NU",
                                  "BG",
                                  "BU",
                                  "BO",
                                  "SU",
                                  "ED",
                                  "PS",
                                  "LW",
                                  "ME",
                                  "HI",
                                  "SI",
                                  "RD",
                                  "NO",
                                  "PU",
                                  "RU",
                                  "AO",
                                  "PO",
                                  "SO",
                                  "RE"};
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; ++i) sid_text(texts[i]);
}

static void lists(void) {
    PACL acl = (PACL)list_room;
    ACL_SIZE_INFORMATION sizes = {0};
    void* entry = NULL;
    FACT_BOOL("InitializeAcl", "smaller than its head", InitializeAcl(acl, 7, ACL_REVISION));
    FACT_BOOL("InitializeAcl", "revision 1", InitializeAcl(acl, 8, 1));
    FACT_BOOL("InitializeAcl", "revision 5", InitializeAcl(acl, 8, 5));
    FACT_BOOL("InitializeAcl", "40 bytes", InitializeAcl(acl, 40, ACL_REVISION));
    FACT_NUMBER("IsValidAcl", "empty", IsValidAcl(acl));
    FACT_BOOL("AddAccessAllowedAce", "the first", AddAccessAllowedAce(acl, ACL_REVISION, GENERIC_ALL, admins));
    FACT_BOOL("AddAccessAllowedAce", "no room", AddAccessAllowedAce(acl, ACL_REVISION, GENERIC_ALL, admins));
    FACT_BOOL("AddAccessDeniedAce", "revision 5", AddAccessDeniedAce(acl, 5, GENERIC_ALL, admins));
    FACT_BOOL("GetAclInformation", "sizes", GetAclInformation(acl, &sizes, sizeof sizes, AclSizeInformation));
    FACT_NUMBER("GetAclInformation", "entries", sizes.AceCount);
    FACT_NUMBER("GetAclInformation", "bytes in use", sizes.AclBytesInUse);
    FACT_NUMBER("GetAclInformation", "bytes free", sizes.AclBytesFree);
    FACT_BOOL("GetAclInformation", "of no kind",
              GetAclInformation(acl, &sizes, sizeof sizes, (ACL_INFORMATION_CLASS)9));
    FACT_BOOL("GetAce", "the first", GetAce(acl, 0, &entry));
    FACT_NUMBER("GetAce", "size", ((ACE_HEADER*)entry)->AceSize);
    FACT_BOOL("GetAce", "the second", GetAce(acl, 1, &entry));
    FACT_BOOL("FindFirstFreeAce", "behind one", FindFirstFreeAce(acl, &entry));
    FACT_NUMBER("FindFirstFreeAce", "offset", (char*)entry - (char*)acl);
    FACT_BOOL("DeleteAce", "the second", DeleteAce(acl, 1));
    FACT_BOOL("DeleteAce", "the first", DeleteAce(acl, 0));
    FACT_NUMBER("DeleteAce", "entries", acl->AceCount);
    InitializeAcl(acl, 200, ACL_REVISION);
    AddAccessAllowedAceEx(acl, ACL_REVISION, CONTAINER_INHERIT_ACE, GENERIC_READ, everyone);
    FACT_BOOL("AddAuditAccessAce", "success", AddAuditAccessAce(acl, ACL_REVISION, 1, admins, TRUE, FALSE));
    GetAce(acl, 1, &entry);
    FACT_HEX("AddAuditAccessAce", "flags", ((ACE_HEADER*)entry)->AceFlags);
    memcpy(room, entry, ((ACE_HEADER*)entry)->AceSize);
    FACT_BOOL("AddAce", "at the start", AddAce(acl, ACL_REVISION, 0, room, ((ACE_HEADER*)entry)->AceSize));
    GetAce(acl, 0, &entry);
    FACT_NUMBER("AddAce", "type of the first", ((ACE_HEADER*)entry)->AceType);
    FACT_NUMBER("AddAce", "entries", acl->AceCount);
    acl->AclSize = 20;
    FACT_NUMBER("IsValidAcl", "entries beyond its end", IsValidAcl(acl));
}

static void descriptors(void) {
    SECURITY_DESCRIPTOR descriptor;
    PSECURITY_DESCRIPTOR relative = relative_room;
    BOOL present = 99, defaulted = 99;
    PACL acl = (PACL)list_room;
    PSID sid = NULL;
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0, size = 0, zero[4] = {0};
    FACT_BOOL("InitializeSecurityDescriptor", "revision 2", InitializeSecurityDescriptor(&descriptor, 2));
    FACT_BOOL("InitializeSecurityDescriptor", "revision 1", InitializeSecurityDescriptor(&descriptor, 1));
    FACT_NUMBER("GetSecurityDescriptorLength", "empty", GetSecurityDescriptorLength(&descriptor));
    FACT_BOOL("GetSecurityDescriptorDacl", "none", GetSecurityDescriptorDacl(&descriptor, &present, &acl, &defaulted));
    FACT_NUMBER("GetSecurityDescriptorDacl", "present", present);
    FACT_BOOL("SetSecurityDescriptorDacl", "null", SetSecurityDescriptorDacl(&descriptor, TRUE, NULL, FALSE));
    GetSecurityDescriptorDacl(&descriptor, &present, &acl, &defaulted);
    FACT_NUMBER("SetSecurityDescriptorDacl", "null is present", present && !acl && !defaulted);
    FACT_BOOL("SetSecurityDescriptorControl", "protected",
              SetSecurityDescriptorControl(&descriptor, SE_DACL_PROTECTED, SE_DACL_PROTECTED));
    FACT_BOOL("SetSecurityDescriptorControl", "self-relative",
              SetSecurityDescriptorControl(&descriptor, SE_SELF_RELATIVE, SE_SELF_RELATIVE));
    FACT_BOOL("GetSecurityDescriptorControl", "its bits",
              GetSecurityDescriptorControl(&descriptor, &control, &revision));
    FACT_HEX("GetSecurityDescriptorControl", "control", control);
    FACT_NUMBER("GetSecurityDescriptorControl", "revision", revision);
    FACT_BOOL("SetSecurityDescriptorOwner", "by default", SetSecurityDescriptorOwner(&descriptor, admins, TRUE));
    FACT_BOOL("GetSecurityDescriptorOwner", "by default", GetSecurityDescriptorOwner(&descriptor, &sid, &defaulted));
    FACT_NUMBER("GetSecurityDescriptorOwner", "the same pointer", sid == admins && defaulted);
    FACT_BOOL("GetSecurityDescriptorGroup", "none", GetSecurityDescriptorGroup(&descriptor, &sid, &defaulted));
    FACT_NUMBER("GetSecurityDescriptorGroup", "null", sid == NULL);
    InitializeAcl((PACL)list_room, 40, ACL_REVISION);
    AddAccessAllowedAce((PACL)list_room, ACL_REVISION, GENERIC_READ, everyone);
    SetSecurityDescriptorDacl(&descriptor, TRUE, (PACL)list_room, FALSE);
    FACT_NUMBER("GetSecurityDescriptorLength", "absolute", GetSecurityDescriptorLength(&descriptor));
    FACT_BOOL("MakeSelfRelativeSD", "no room", MakeSelfRelativeSD(&descriptor, NULL, &size));
    FACT_NUMBER("MakeSelfRelativeSD", "room needed", size);
    FACT_BOOL("MakeSelfRelativeSD", "room", MakeSelfRelativeSD(&descriptor, relative, &size));
    FACT_NUMBER("IsValidSecurityDescriptor", "self-relative", IsValidSecurityDescriptor(relative));
    FACT_NUMBER("GetSecurityDescriptorLength", "self-relative", GetSecurityDescriptorLength(relative));
    FACT_BOOL("SetSecurityDescriptorDacl", "self-relative", SetSecurityDescriptorDacl(relative, TRUE, NULL, FALSE));
    FACT_BOOL("SetSecurityDescriptorOwner", "self-relative", SetSecurityDescriptorOwner(relative, admins, FALSE));
    size = 0;
    FACT_BOOL("MakeAbsoluteSD", "no room",
              MakeAbsoluteSD(relative, NULL, &size, NULL, &zero[0], NULL, &zero[1], NULL, &zero[2], NULL, &zero[3]));
    FACT_NUMBER("MakeAbsoluteSD", "list needed", zero[0]);
    FACT_NUMBER("MakeAbsoluteSD", "owner needed", zero[2]);
    FACT_NUMBER("MakeAbsoluteSD", "group needed", zero[3]);
    descriptor.Revision = 2;
    FACT_NUMBER("IsValidSecurityDescriptor", "another revision", IsValidSecurityDescriptor(&descriptor));
}

static void descriptor_text(const char* text) {
    PSECURITY_DESCRIPTOR descriptor = NULL;
    ULONG size = 0;
    char *printed = NULL, value[400], situation[200];
    sprintf(situation, "[%s]", text);
    for (char* c = situation; *c; ++c) {
        if (*c == ':') *c = '=';  // a fact has colons of its own
    }
    SetLastError(0xdeadbeef);
    if (ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1, &descriptor, &size) &&
        ConvertSecurityDescriptorToStringSecurityDescriptorA(descriptor, SDDL_REVISION_1, 15, &printed, NULL)) {
        sprintf(value, "%s, %u bytes", printed, (unsigned)size);
    } else {
        sprintf(value, "error %u", (unsigned)GetLastError());
    }
    FACT_TEXT("ConvertStringSecurityDescriptorToSecurityDescriptorA", situation, value);
    LocalFree(printed);
    LocalFree(descriptor);
}

static void descriptor_texts(void) {
    static const char* texts[] = {"",
                                  "O:BA",
                                  "O:BAG:SY",
                                  "G:SYO:BA",
                                  "D:",
                                  "D:P",
                                  "D:(A;;GA;;;WD)",
                                  "D:PAI(A;;GA;;;WD)(D;;GR;;;AN)",
                                  "D:(A;OICI;0x1f;;;BA)",
                                  "D:(A;;FA;;;WD)",
                                  "D:(A;;FR;;;WD)",
                                  "D:(A;;KRKW;;;WD)",
                                  "S:(AU;SAFA;GA;;;WD)",
                                  "D:(A;;GA;;;XX)",
                                  "D:(A;;GA;;WD)",
                                  "D:(A;ZZ;GA;;;WD)",
                                  "D:(A;;ZZ;;;WD)",
                                  "D:(A;;GA;;;WD",
                                  "D:AR(A;;GA;;;WD)",
                                  "D: (A;;GA;;;WD)",
                                  "X:",
                                  "D:(A;;GAGRGWGX;;;WD)",
                                  "D:(A;;10;;;WD)",
                                  "O:S-1-5-21-1-2-3-500G:S-1-5-21-1-2-3-513D:(A;;RCSDWDWO;;;S-1-5-21-1-2-3-1000)",
                                  "D:(A;;CCDCLCSWRPWPDTLOCR;;;WD)",
                                  "O:BAD:(A;;GA;;;WD)S:P(AU;FA;GA;;;WD)",
                                  "D:(A;;FRFW;;;WD)",
                                  "D:(A;ID;GA;;;WD)",
                                  "D:(D;NP;GA;;;WD)",
                                  "D:(A;CIIO;GA;;;CO)",
                                  "D:(A;;GA;;;WD)O:BA",
                                  "D:NO_ACCESS_CONTROL",
                                  "S:(ML;;NW;;;LW)",
                                  "D:(X;;GA;;;WD)",
                                  "D:(OA;;GA;;;WD)",
                                  "D:(A;;GA;;;WD)D:(A;;GA;;;WD)",
                                  "O:XX"};
    PSECURITY_DESCRIPTOR descriptor = NULL;
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; ++i) descriptor_text(texts[i]);
    FACT_BOOL("ConvertStringSecurityDescriptorToSecurityDescriptorA", "another revision",
              ConvertStringSecurityDescriptorToSecurityDescriptorA("D:", 2, &descriptor, NULL));
    FACT_BOOL("ConvertStringSecurityDescriptorToSecurityDescriptorA", "null",
              ConvertStringSecurityDescriptorToSecurityDescriptorA(NULL, 1, &descriptor, NULL));
}

static void accounts(void) {
    char name[100] = "", domain[100] = "", text[250];
    DWORD size = 0, domain_size = 0;
    SID_NAME_USE use = SidTypeInvalid;
    PSID nobody = NULL;
    FACT_BOOL("LookupAccountSidA", "no room", LookupAccountSidA(NULL, admins, NULL, &size, NULL, &domain_size, &use));
    FACT_NUMBER("LookupAccountSidA", "room for the name", size);
    FACT_NUMBER("LookupAccountSidA", "room for the domain", domain_size);
    FACT_BOOL("LookupAccountSidA", "administrators",
              LookupAccountSidA(NULL, admins, name, &size, domain, &domain_size, &use));
    sprintf(text, "%s, %s, %d", domain, name, (int)use);
    FACT_TEXT("LookupAccountSidA", "who administrators are", text);
    ConvertStringSidToSidA("S-1-5-21-9-9-9-1", &nobody);
    size = domain_size = sizeof name;
    FACT_BOOL("LookupAccountSidA", "nobody", LookupAccountSidA(NULL, nobody, name, &size, domain, &domain_size, &use));
    LocalFree(nobody);
    size = sizeof room, domain_size = sizeof domain;
    FACT_BOOL("LookupAccountNameA", "Everyone",
              LookupAccountNameA(NULL, "Everyone", room, &size, domain, &domain_size, &use));
    FACT_NUMBER("LookupAccountNameA", "it is Everyone", EqualSid(room, everyone) && use == SidTypeWellKnownGroup);
    size = sizeof room, domain_size = sizeof domain;
    FACT_BOOL("LookupAccountNameA", "SYSTEM",
              LookupAccountNameA(NULL, "NT AUTHORITY\\SYSTEM", room, &size, domain, &domain_size, &use));
    FACT_TEXT("LookupAccountNameA", "SYSTEM's domain", domain);
    size = sizeof room, domain_size = sizeof domain;
    FACT_BOOL("LookupAccountNameA", "nobody",
              LookupAccountNameA(NULL, "no such account", room, &size, domain, &domain_size, &use));
    size = domain_size = 0;
    FACT_BOOL("LookupAccountNameA", "no room",
              LookupAccountNameA(NULL, "Everyone", NULL, &size, NULL, &domain_size, &use));
    FACT_NUMBER("LookupAccountNameA", "room for the SID", size);
}

static void entries_of(const char* situation, PACL acl) {
    char text[400] = "";
    for (DWORD i = 0; acl && i < acl->AceCount; ++i) {
        ACCESS_ALLOWED_ACE* entry = NULL;
        GetAce(acl, i, (void**)&entry);
        sprintf(text + strlen(text), "%s%d 0x%x %s", i ? ", " : "", entry->Header.AceType, (unsigned)entry->Mask,
                EqualSid(&entry->SidStart, admins) ? "admins" : "everyone");
    }
    FACT_TEXT("SetEntriesInAclA", situation, text);
}

static void explicit_entries(void) {
    EXPLICIT_ACCESSA entries[2];
    char name[] = "Everyone";
    PACL acl = NULL, next = NULL;
    BuildExplicitAccessWithNameA(&entries[0], name, GENERIC_READ, GRANT_ACCESS, NO_INHERITANCE);
    FACT_NUMBER("BuildExplicitAccessWithNameA", "form", GetTrusteeFormA(&entries[0].Trustee));
    FACT_NUMBER("BuildExplicitAccessWithNameA", "name", GetTrusteeNameA(&entries[0].Trustee) == name);
    entries[1] = entries[0];
    entries[1].grfAccessMode = DENY_ACCESS;
    BuildTrusteeWithSidA(&entries[1].Trustee, admins);
    FACT_NUMBER("BuildTrusteeWithSidA", "form", GetTrusteeFormA(&entries[1].Trustee));
    FACT_NUMBER("SetEntriesInAclA", "two", SetEntriesInAclA(2, entries, NULL, &acl));
    FACT_NUMBER("SetEntriesInAclA", "bytes of two", acl->AclSize);
    FACT_NUMBER("SetEntriesInAclA", "none of nothing", SetEntriesInAclA(0, NULL, NULL, &next));
    entries[0].grfAccessMode = REVOKE_ACCESS;
    FACT_NUMBER("SetEntriesInAclA", "revoke", SetEntriesInAclA(1, entries, acl, &next));
    entries_of("what is left", next);
    entries[0].Trustee.ptstrName = (char*)"no such account";
    FACT_NUMBER("SetEntriesInAclA", "nobody", SetEntriesInAclA(1, entries, acl, &next));
    LocalFree(acl);
}

static void rights(void) {
    GENERIC_MAPPING mapping = {0x11, 0x22, 0x44, 0xff};
    DWORD mask = GENERIC_READ | GENERIC_EXECUTE | 0x100;
    MapGenericMask(&mask, &mapping);
    FACT_HEX("MapGenericMask", "two of them", mask);
    FACT_NUMBER("AreAllAccessesGranted", "one is not", AreAllAccessesGranted(1, 3));
    FACT_NUMBER("AreAnyAccessesGranted", "one is", AreAnyAccessesGranted(1, 3));
}

int main(void) {
    ConvertStringSidToSidA("WD", &everyone);
    identifiers();
    known_identifiers();
    sid_texts();
    lists();
    descriptors();
    descriptor_texts();
    accounts();
    explicit_entries();
    rights();
    return 0;
}
