// SPDX-License-Identifier: LGPL-2.1-or-later
// Facts about what the functions of networks, user names and explicit entries refuse: no place, levels there are none
// of, servers that are elsewhere, trustees that are nobody.
#define SECURITY_WIN32 1
#include "rpc_facts.h"

#include <aclapi.h>
#include <dsgetdc.h>
#include <lm.h>
#include <sddl.h>
#include <security.h>

static void computers(void) {
    static WCHAR elsewhere[] = {'\\', '\\', 'n', 'o', 'w', 'h', 'e', 'r', 'e', '-', '1', 0};
    LPBYTE info = NULL;
    LPVOID memory = NULL;
    LPWSTR name = NULL;
    DWORD size = 0;
    NETSETUP_JOIN_STATUS type;
    FACT_CALL("NetWkstaGetInfo", "no place", NetWkstaGetInfo(NULL, 100, NULL));
    FACT_CALL("NetServerGetInfo", "no place", NetServerGetInfo(NULL, 100, NULL));
    FACT_CALL("NetServerGetInfo", "level 99", NetServerGetInfo(NULL, 99, &info));
    FACT_CALL("NetServerGetInfo", "level 101", NetServerGetInfo(NULL, 101, &info));
    FACT_NUMBER("NetServerGetInfo", "level 101, the platform", info ? ((SERVER_INFO_101*)info)->sv101_platform_id : 0);
    if (info) NetApiBufferFree(info);
    FACT_CALL("NetGetJoinInformation", "no place", NetGetJoinInformation(NULL, NULL, &type));
    FACT_CALL("NetGetJoinInformation", "this computer", NetGetJoinInformation(NULL, &name, &type));
    if (name) NetApiBufferFree(name);
    FACT_CALL("NetApiBufferReallocate", "no place", NetApiBufferReallocate(NULL, 10, NULL));
    FACT_CALL("NetApiBufferReallocate", "nothing before", NetApiBufferReallocate(NULL, 10, &memory));
    FACT_CALL("NetApiBufferSize", "no place", NetApiBufferSize(memory, NULL));
    FACT_CALL("NetApiBufferSize", "no buffer", NetApiBufferSize(NULL, &size));
#ifndef _WIN32  // Wine knows the level and every server, or does not have the function
    FACT_CALL("NetApiBufferReallocate", "no place for what was there", NetApiBufferReallocate(memory, 20, NULL));
    FACT_CALL("NetServerGetInfo", "another computer", NetServerGetInfo(elsewhere, 100, &info));
    FACT_CALL("NetWkstaGetInfo", "another computer", NetWkstaGetInfo(elsewhere, 100, &info));
    FACT_CALL("NetGetJoinInformation", "another computer", NetGetJoinInformation(elsewhere, &name, &type));
    FACT_CALL("NetUserGetInfo", "no user", NetUserGetInfo(NULL, NULL, 0, &info));
    FACT_CALL("NetUserGetInfo", "no place", NetUserGetInfo(NULL, elsewhere, 0, NULL));
    FACT_CALL("NetUserGetInfo", "level 99", NetUserGetInfo(NULL, elsewhere, 99, &info));
    FACT_CALL("NetUserGetInfo", "another computer", NetUserGetInfo(elsewhere, elsewhere, 0, &info));
    FACT_CALL("NetUserGetInfo", "nobody", NetUserGetInfo(NULL, elsewhere, 0, &info));
    FACT_CALL("NetWkstaUserGetInfo", "no place", NetWkstaUserGetInfo(NULL, 0, NULL));
    FACT_CALL("NetWkstaUserGetInfo", "the reserved argument", NetWkstaUserGetInfo(elsewhere, 0, &info));
    FACT_CALL("NetWkstaUserGetInfo", "level 99", NetWkstaUserGetInfo(NULL, 99, &info));
#else
    (void)elsewhere;
#endif
    NetApiBufferFree(memory);
}

static void controllers(void) {
#ifndef _WIN32  // Wine finds one, or says otherwise
    PDOMAIN_CONTROLLER_INFOA found = NULL;
    PDOMAIN_CONTROLLER_INFOW wide = NULL;
    FACT_CALL("DsGetDcNameA", "no place", DsGetDcNameA(NULL, NULL, NULL, NULL, 0, NULL));
    FACT_CALL("DsGetDcNameW", "no place", DsGetDcNameW(NULL, NULL, NULL, NULL, 0, NULL));
    FACT_CALL("DsGetDcNameA", "contradictory flags",
              DsGetDcNameA(NULL, NULL, NULL, NULL, DS_IS_FLAT_NAME | DS_IS_DNS_NAME, &found));
    FACT_CALL("DsGetDcNameW", "there is no domain", DsGetDcNameW(NULL, NULL, NULL, NULL, 0, &wide));
#endif
}

static void names(void) {
    char name[200];
    WCHAR wide[200];
    ULONG size = 200;
#ifndef _WIN32  // Wine looks at the size, whatever it is
    FACT_BOOL("GetUserNameA", "no size", GetUserNameA(name, NULL));
    FACT_BOOL("GetUserNameExA", "no size", GetUserNameExA(NameSamCompatible, name, NULL));
    FACT_BOOL("GetUserNameExW", "no size", GetUserNameExW(NameSamCompatible, (LPWSTR)wide, NULL));
#endif
    FACT_BOOL("GetUserNameExW", "a format there is none of",
              GetUserNameExW((EXTENDED_NAME_FORMAT)99, (LPWSTR)wide, &size));
    FACT_BOOL("GetUserNameExA", "a format there is none of", GetUserNameExA((EXTENDED_NAME_FORMAT)99, name, &size));
}

/// One entry, with one thing wrong.
static EXPLICIT_ACCESSA entry;
static void explicit_entry(const char* situation) {
    PACL made = NULL;
    FACT_CALL("SetEntriesInAclA", situation, SetEntriesInAclA(1, &entry, NULL, &made));
    if (made) LocalFree(made);
}

static void entries(void) {
    static BYTE no_sid[SECURITY_MAX_SID_SIZE] = {7};
    static ACL no_list = {9, 0, 4, 0, 0}, empty;
    EXPLICIT_ACCESSA* found = NULL;
    PSID everyone = NULL;
    PACL made = NULL;
    ULONG count = 77;
    ConvertStringSidToSidA("WD", &everyone);
    BuildExplicitAccessWithNameA(&entry, NULL, GENERIC_READ, GRANT_ACCESS, NO_INHERITANCE);
    explicit_entry("no name");
    BuildTrusteeWithSidA(&entry.Trustee, everyone);
    explicit_entry("a SID");
    entry.Trustee.ptstrName = (char*)no_sid;
    explicit_entry("what is no SID");
    BuildTrusteeWithSidA(&entry.Trustee, everyone);
    entry.Trustee.TrusteeForm = (TRUSTEE_FORM)77;
    explicit_entry("a form there is none of");
    BuildTrusteeWithSidA(&entry.Trustee, everyone);
    entry.grfAccessMode = (ACCESS_MODE)77;
    explicit_entry("a mode there is none of");
#ifndef _WIN32  // Wine looks at them
    FACT_CALL("SetEntriesInAclA", "no place", SetEntriesInAclA(0, NULL, NULL, NULL));
    FACT_CALL("SetEntriesInAclA", "entries that are nowhere", SetEntriesInAclA(1, NULL, NULL, &made));
    FACT_CALL("SetEntriesInAclA", "what is no list", SetEntriesInAclA(0, NULL, &no_list, &made));
    FACT_CALL("GetExplicitEntriesFromAclA", "no place", GetExplicitEntriesFromAclA(&no_list, NULL, &found));
    FACT_CALL("GetExplicitEntriesFromAclA", "what is no list", GetExplicitEntriesFromAclA(&no_list, &count, &found));
    FACT_CALL("GetExplicitEntriesFromAclA", "no list", GetExplicitEntriesFromAclA(NULL, &count, &found));
    FACT_NUMBER("GetExplicitEntriesFromAclA", "no list: how many", count);
    InitializeAcl(&empty, sizeof empty, ACL_REVISION);
    FACT_CALL("GetExplicitEntriesFromAclA", "an empty list", GetExplicitEntriesFromAclA(&empty, &count, &found));
    FACT_NUMBER("GetExplicitEntriesFromAclA", "an empty list: nothing is allocated", count == 0 && found == NULL);
    made = &empty;
    FACT_CALL("SetEntriesInAclA", "no entries and no list", SetEntriesInAclA(0, NULL, NULL, &made));
    FACT_NUMBER("SetEntriesInAclA", "no entries and no list: no list is made", made == NULL);
#else
    (void)no_list;
    (void)empty;
    (void)found;
    (void)made;
    (void)count;
#endif
    LocalFree(everyone);
}

int main(void) {
    computers();
    controllers();
    names();
    entries();
    return 0;
}
