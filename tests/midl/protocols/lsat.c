// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [MS-LSAT]: names to SIDs and back, a policy opened with everything an object can have.
#include "lsat.h"

#include "protocol.h"

static char policy_object;

void __RPC_USER LSAPR_HANDLE_rundown(LSAPR_HANDLE handle) { SAME(handle == &policy_object, 1); }

// ---- opening and closing

static void acl(PLSAPR_ACL* list, int count) {
    if (!OPEN(*list, Dummy1, count)) return;
    VALUE((*list)->AclRevision, 2);
    VALUE((*list)->Sbz1, 0);
    VALUE((*list)->AclSize, 4 + count);
    PATTERN((*list)->Dummy1, count, count);
}

static void descriptor(PLSAPR_SECURITY_DESCRIPTOR* it) {
    if (!POINTER(*it, variant == 2)) return;
    VALUE((*it)->Revision, 1);
    VALUE((*it)->Sbz1, 0);
    VALUE((*it)->Control, 0x8004);
    SID_OF((*it)->Owner, 15, 1);
    SID_OF((*it)->Group, -1, 0);
    acl(&(*it)->Sacl, -1);
    acl(&(*it)->Dacl, 28);
}

static void attributes(LSAPR_OBJECT_ATTRIBUTES* it) {
    VALUE(it->Length, 24);
    MAYBE(it->RootDirectory, variant, 'r');
    if (POINTER(it->ObjectName, variant == 2)) {
        VALUE(it->ObjectName->Length, 4);
        VALUE(it->ObjectName->MaximumLength, 6);
        if (ARRAY(it->ObjectName->Buffer, 6)) PATTERN(it->ObjectName->Buffer, 4, 4);
    }
    VALUE(it->Attributes, 0xfedcba98);
    descriptor(&it->SecurityDescriptor);
    if (!POINTER(it->SecurityQualityOfService, variant)) return;
    VALUE(it->SecurityQualityOfService->Length, 12);
    VALUE(it->SecurityQualityOfService->ImpersonationLevel, variant == 1 ? LsaprAnonymous : LsaprDelegation);
    VALUE(it->SecurityQualityOfService->ContextTrackingMode, 1);
    VALUE(it->SecurityQualityOfService->EffectiveOnly, 0);
}

static void open_in(WCHAR** system, PLSAPR_OBJECT_ATTRIBUTES what, ACCESS_MASK* access) {
    WIDE(*system, variant ? L"\\\\\x65E5\x672C" : NULL);
    attributes(what);
    VALUE(*access, 0x801);
}

NTSTATUS s_LsarOpenPolicy2(handle_t h, WCHAR* system, PLSAPR_OBJECT_ATTRIBUTES what, ACCESS_MASK access,
                           LSAPR_HANDLE* policy) {
    (void)h;
    COMPARE(open_in(&system, what, &access));
    *policy = &policy_object;
    return 0;
}

NTSTATUS s_LsarClose(LSAPR_HANDLE* policy) {
    SAME(*policy == &policy_object, 1);
    *policy = NULL;
    return 0;
}

static LSAPR_HANDLE open_policy(handle_t h) {
    WCHAR* system;
    LSAPR_OBJECT_ATTRIBUTES what = {0};
    ACCESS_MASK access;
    LSAPR_HANDLE policy = NULL;
    FILL(open_in(&system, &what, &access));
    SAME(c_LsarOpenPolicy2(h, system, &what, access, &policy), 0);
    SAME(policy != NULL, 1);
    return policy;
}

static void close_policy(LSAPR_HANDLE policy) {
    SAME(c_LsarClose(&policy), 0);
    SAME(policy != NULL, 0);
}

static void open_and_close(handle_t h) { close_policy(open_policy(h)); }

// ---- the name of the caller

static void user(PRPC_UNICODE_STRING* name, PRPC_UNICODE_STRING** domain, int is_out) {
    // Without a buffer of its own the client gets a new one; into what it has no more fits than there is.
    if (POINTER(*name, is_out || variant)) STRING_OF(**name, is_out ? L"\xD83D\xDE00" : NULL, 0);
    if (POINTER(*domain, variant) && POINTER(**domain, is_out)) STRING_OF(***domain, L"DOMAIN", 1);
}

NTSTATUS s_LsarGetUserName(handle_t h, WCHAR* system, PRPC_UNICODE_STRING* name, PRPC_UNICODE_STRING* domain) {
    (void)h;
    SAME(system != NULL, 0);
    COMPARE(user(name, &domain, 0));
    // The pointer belongs to the client, what it points to is replaced.
    PRPC_UNICODE_STRING* out = domain;
    FILL(user(name, &out, 1));
    if (domain) *domain = *out;
    return 0;
}

static void user_name(handle_t h) {
    PRPC_UNICODE_STRING name, *domain;
    FILL(user(&name, &domain, 0));
    SAME(c_LsarGetUserName(h, NULL, &name, domain), 0);
    COMPARE(user(&name, &domain, 1));
}

// ---- names to SIDs

static void domains(PLSAPR_REFERENCED_DOMAIN_LIST* list) {
    int count = variant == 2 ? 3 : 0;
    if (!POINTER(*list, variant)) return;
    VALUE((*list)->Entries, count);
    VALUE((*list)->MaxEntries, 32);
    if (!ARRAY((*list)->Domains, count ? count : -1)) return;
    for (int i = 0; i < count; ++i) {
        STRING_OF((*list)->Domains[i].Name, i ? L"BUILTIN" : NULL, 2 * i);
        SID_OF((*list)->Domains[i].Sid, i ? i * 4 : -1, i);
    }
}

static void names_in(ULONG* count, PRPC_UNICODE_STRING* names, PLSAPR_TRANSLATED_SIDS sids, LSAP_LOOKUP_LEVEL* level,
                     ULONG* mapped) {
    int all = variant == 2 ? 1000 : variant;
    VALUE(*count, all);
    if (ARRAY(*names, all))
        for (int i = 0; i < all; ++i) STRING_OF((*names)[i], i % 2 ? L"S-1" : L"\x0041\x030A", i % 5);
    VALUE(sids->Entries, 0);
    POINTER(sids->Sids, 0);
    VALUE(*level, LsapLookupPDC);
    VALUE(*mapped, 0);
}

static void names_out(PLSAPR_REFERENCED_DOMAIN_LIST* list, PLSAPR_TRANSLATED_SIDS sids, ULONG* mapped) {
    int all = variant == 2 ? 1000 : variant;
    domains(list);
    VALUE(sids->Entries, all);
    if (ARRAY(sids->Sids, all))
        for (int i = 0; i < all; ++i) {
            VALUE(sids->Sids[i].Use, i % 2 ? LsatTypeUnknown : LsatTypeUser);
            VALUE(sids->Sids[i].RelativeId, 0xffffffff - (unsigned)i);
            VALUE(sids->Sids[i].DomainIndex, -1);
        }
    VALUE(*mapped, all);
}

NTSTATUS s_LsarLookupNames(LSAPR_HANDLE policy, ULONG count, PRPC_UNICODE_STRING names,
                           PLSAPR_REFERENCED_DOMAIN_LIST* list, PLSAPR_TRANSLATED_SIDS sids, LSAP_LOOKUP_LEVEL level,
                           ULONG* mapped) {
    SAME(policy == &policy_object, 1);
    COMPARE(names_in(&count, &names, sids, &level, mapped));
    FILL(names_out(list, sids, mapped));
    return variant ? 0x107 : 0;
}

static void lookup_names(handle_t h) {
    LSAPR_HANDLE policy = open_policy(h);
    ULONG count, mapped;
    PRPC_UNICODE_STRING names;
    PLSAPR_REFERENCED_DOMAIN_LIST list = NULL;
    LSAPR_TRANSLATED_SIDS sids = {0, NULL};
    LSAP_LOOKUP_LEVEL level;
    FILL(names_in(&count, &names, &sids, &level, &mapped));
    SAME(c_LsarLookupNames(policy, count, names, &list, &sids, level, &mapped), variant ? 0x107 : 0);
    COMPARE(names_out(&list, &sids, &mapped));
    close_policy(policy);
}

// ---- and back

static void sids_in(PLSAPR_SID_ENUM_BUFFER sids) {
    int count = variant * 8;
    VALUE(sids->Entries, count);
    if (ARRAY(sids->SidInfo, count ? count : -1))
        for (int i = 0; i < count; ++i) SID_OF(sids->SidInfo[i].Sid, i, i);
}

static void sids_out(PLSAPR_REFERENCED_DOMAIN_LIST* list, PLSAPR_TRANSLATED_NAMES_EX names, ULONG* mapped) {
    int count = variant * 8;
    domains(list);
    VALUE(names->Entries, count);
    if (ARRAY(names->Names, count ? count : -1))
        for (int i = 0; i < count; ++i) {
            VALUE(names->Names[i].Use, i % 2 ? LsatTypeDomain : LsatTypeGroup);
            STRING_OF(names->Names[i].Name, i % 3 ? L"Domain Users" : L"", i % 2);
            VALUE(names->Names[i].DomainIndex, i - 1);
            VALUE(names->Names[i].Flags, i);
        }
    VALUE(*mapped, count);
}

NTSTATUS s_LsarLookupSids2(LSAPR_HANDLE policy, PLSAPR_SID_ENUM_BUFFER sids, PLSAPR_REFERENCED_DOMAIN_LIST* list,
                           PLSAPR_TRANSLATED_NAMES_EX names, LSAP_LOOKUP_LEVEL level, ULONG* mapped, ULONG options,
                           ULONG revision) {
    SAME(policy == &policy_object, 1);
    COMPARE(sids_in(sids));
    SAME(names->Entries, 0);
    SAME(level, LsapLookupWksta);
    SAME(*mapped, 77);
    SAME(options, 0x80000000);
    SAME(revision, 2);
    FILL(sids_out(list, names, mapped));
    return 0;
}

static void lookup_sids(handle_t h) {
    LSAPR_HANDLE policy = open_policy(h);
    LSAPR_SID_ENUM_BUFFER sids;
    PLSAPR_REFERENCED_DOMAIN_LIST list = NULL;
    LSAPR_TRANSLATED_NAMES_EX names = {0, NULL};
    ULONG mapped = 77;
    FILL(sids_in(&sids));
    SAME(c_LsarLookupSids2(policy, &sids, &list, &names, LsapLookupWksta, &mapped, 0x80000000, 2), 0);
    COMPARE(sids_out(&list, &names, &mapped));
    close_policy(policy);
}

const Case cases[] = {
    {"LsarOpenPolicy2", open_and_close, 3},
    {"LsarGetUserName", user_name, 2},
    {"LsarLookupNames", lookup_names, 3},
    {"LsarLookupSids2", lookup_sids, 3},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(lsarpc_v0_0_s_ifspec)
