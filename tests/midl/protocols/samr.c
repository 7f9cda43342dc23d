// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [MS-SAMR]: accounts by information class, SIDs of all lengths, arrays that send less than they hold.
#include "samr.h"

#include "protocol.h"

static const USER_INFORMATION_CLASS classes[] = {UserGeneralInformation, UserLogonHoursInformation,
                                                 UserControlInformation, UserAllInformation};
static char server_object, domain_object;

BINDS(PSAMPR_SERVER_NAME)
void __RPC_USER SAMPR_HANDLE_rundown(SAMPR_HANDLE handle) { SAME(handle != NULL, 1); }

// ---- opening and closing

static void server_name(PSAMPR_SERVER_NAME* server) { MAYBE(*server, variant, 0x20AC); }

LONG s_SamrConnect(PSAMPR_SERVER_NAME server, SAMPR_HANDLE* handle, ULONG access) {
    COMPARE(server_name(&server));
    SAME(access, 0x02000000);
    *handle = &server_object;
    return 0;
}

LONG s_SamrCloseHandle(SAMPR_HANDLE* handle) {
    SAME(*handle == &server_object || *handle == &domain_object, 1);
    *handle = NULL;
    return 0;
}

static void close_handle(SAMPR_HANDLE* handle) {
    SAME(c_SamrCloseHandle(handle), 0);
    SAME(*handle != NULL, 0);
}

static SAMPR_HANDLE connect(void) {
    PSAMPR_SERVER_NAME server;
    SAMPR_HANDLE handle = NULL;
    FILL(server_name(&server));
    SAME(c_SamrConnect(server, &handle, 0x02000000), 0);
    SAME(handle != NULL, 1);
    return handle;
}

static void connect_and_close(handle_t h) {
    SAMPR_HANDLE handle = connect();
    (void)h;
    close_handle(&handle);
}

static void revision(SAMPR_REVISION_INFO* info, int is_out) {
    VALUE(info->V1.Revision, is_out ? 3 : 1);
    VALUE(info->V1.SupportedFeatures, is_out ? 0x10 : 0xffffffff);
}

static void server_text(PSAMPR_SERVER_NAME* server) { WIDE(*server, variant ? L"\\\\\xD83D\xDE00" : NULL); }

LONG s_SamrConnect5(PSAMPR_SERVER_NAME server, ULONG access, ULONG version, SAMPR_REVISION_INFO* info,
                    ULONG* version_out, SAMPR_REVISION_INFO* info_out, SAMPR_HANDLE* handle) {
    COMPARE(server_text(&server));
    COMPARE(revision(info, 0));
    SAME(access, 0x31);
    SAME(version, 1);
    *version_out = 1;
    FILL(revision(info_out, 1));
    *handle = variant ? &server_object : NULL;
    return variant ? 0 : (LONG)0xC0000022;
}

static void connect5(handle_t h) {
    PSAMPR_SERVER_NAME server;
    SAMPR_REVISION_INFO in, out = {{0, 0}};
    ULONG version = 0;
    SAMPR_HANDLE handle = NULL;
    (void)h;
    FILL(server_text(&server));
    FILL(revision(&in, 0));
    SAME(c_SamrConnect5(server, 0x31, 1, &in, &version, &out, &handle), variant ? 0 : (LONG)0xC0000022);
    SAME(version, 1);
    COMPARE(revision(&out, 1));
    SAME(handle != NULL, variant);
    if (handle) close_handle(&handle);
}

static void domain_sid(PRPC_SID* sid) { SID_OF(*sid, variant * 5, variant); }

LONG s_SamrOpenDomain(SAMPR_HANDLE server, ULONG access, PRPC_SID sid, SAMPR_HANDLE* domain) {
    SAME(server == &server_object, 1);
    SAME(access, 0x200);
    COMPARE(domain_sid(&sid));
    *domain = &domain_object;
    return 0;
}

static SAMPR_HANDLE open_domain(void) {
    SAMPR_HANDLE server = connect(), domain = NULL;
    PRPC_SID sid;
    FILL(domain_sid(&sid));
    SAME(c_SamrOpenDomain(server, 0x200, sid, &domain), 0);
    close_handle(&server);
    return domain;
}

// ---- lists

static void domains(PSAMPR_ENUMERATION_BUFFER* buffer) {
    static const WCHAR* const names[] = {L"Builtin", L"", NULL, L"\x0416\xD83D\xDE00"};
    int count = variant == 2 ? 4 : 0;
    if (!POINTER(*buffer, variant)) return;
    SAMPR_ENUMERATION_BUFFER* all = *buffer;
    VALUE(all->EntriesRead, count);
    if (!ARRAY(all->Buffer, count)) return;
    for (int i = 0; i < count; ++i) {
        VALUE(all->Buffer[i].RelativeId, 500 + i);
        STRING_OF(all->Buffer[i].Name, names[i], i % 2);
    }
}

LONG s_SamrEnumerateDomainsInSamServer(SAMPR_HANDLE server, ULONG* context, PSAMPR_ENUMERATION_BUFFER* buffer,
                                       ULONG most, ULONG* count) {
    SAME(server == &server_object, 1);
    SAME(*context, 7);
    SAME(most, 0xffff);
    *context = 8, *count = variant == 2 ? 4 : 0;
    FILL(domains(buffer));
    return variant ? 0x105 : 0;
}

static void enumerate(handle_t h) {
    SAMPR_HANDLE server = connect();
    PSAMPR_ENUMERATION_BUFFER buffer = NULL;
    ULONG context = 7, count = 99;
    (void)h;
    SAME(c_SamrEnumerateDomainsInSamServer(server, &context, &buffer, 0xffff, &count), variant ? 0x105 : 0);
    SAME(context, 8);
    SAME(count, variant == 2 ? 4 : 0);
    COMPARE(domains(&buffer));
    close_handle(&server);
}

static void sids(PSAMPR_PSID_ARRAY array) {
    int count = variant * 3;
    VALUE(array->Count, count);
    if (!ARRAY(array->Sids, count ? count : -1)) return;
    for (int i = 0; i < count; ++i) SID_OF(array->Sids[i].SidPointer, i == 1 ? -1 : i * 3, i);
}

static void numbers(PSAMPR_ULONG_ARRAY array, int count, ULONG first) {
    VALUE(array->Count, count);
    if (!ARRAY(array->Element, count ? count : -1)) return;
    for (int i = 0; i < count; ++i) VALUE(array->Element[i], first + (ULONG)i);
}

LONG s_SamrGetAliasMembership(SAMPR_HANDLE domain, PSAMPR_PSID_ARRAY array, PSAMPR_ULONG_ARRAY membership) {
    SAME(domain == &domain_object, 1);
    COMPARE(sids(array));
    FILL(numbers(membership, variant * 2, 544));
    return 0;
}

static void membership(handle_t h) {
    SAMPR_HANDLE domain = open_domain();
    SAMPR_PSID_ARRAY array;
    SAMPR_ULONG_ARRAY seen = {0, NULL};
    (void)h;
    FILL(sids(&array));
    SAME(c_SamrGetAliasMembership(domain, &array, &seen), 0);
    COMPARE(numbers(&seen, variant * 2, 544));
    close_handle(&domain);
}

// Of 1000 names the first `count` travel.
static void names(RPC_UNICODE_STRING* all, ULONG count) {
    for (ULONG i = 0; i < count; ++i) STRING_OF(all[i], i % 3 ? L"Guest\xD83D\xDE00" : L"", (int)i % 2);
}

LONG s_SamrLookupNamesInDomain(SAMPR_HANDLE domain, ULONG count, RPC_UNICODE_STRING all[], PSAMPR_ULONG_ARRAY rids,
                               PSAMPR_ULONG_ARRAY use) {
    SAME(domain == &domain_object, 1);
    SAME(count, variant == 2 ? 1000 : variant * 5);
    COMPARE(names(all, count));
    FILL(numbers(rids, (int)count, 0x80000000));
    FILL(numbers(use, 0, 0));
    return 0;
}

static void lookup(handle_t h) {
    SAMPR_HANDLE domain = open_domain();
    RPC_UNICODE_STRING* all;
    ULONG count = variant == 2 ? 1000 : (ULONG)variant * 5;
    SAMPR_ULONG_ARRAY rids = {0, NULL}, use = {9, NULL};
    (void)h;
    FILL(ARRAY(all, 1000));
    FILL(names(all, count));
    SAME(c_SamrLookupNamesInDomain(domain, count, all, &rids, &use), 0);
    COMPARE(numbers(&rids, (int)count, 0x80000000));
    COMPARE(numbers(&use, 0, 0));
    close_handle(&domain);
}

// ---- information about users

static void hours(SAMPR_LOGON_HOURS* it) {
    VALUE(it->UnitsPerWeek, 168);
    if (ARRAY(it->LogonHours, 1260)) PATTERN(it->LogonHours, 21, 2);
}

static void blob(RPC_SHORT_BLOB* it, int size) {
    VALUE(it->Length, size);
    VALUE(it->MaximumLength, size);
    if (ARRAY(it->Buffer, size ? size / 2 : -1)) PATTERN(it->Buffer, size, 4);
}

static void everything(SAMPR_USER_ALL_INFORMATION* all) {
    OLD_LARGE_INTEGER* times = &all->LastLogon;  // and the five that follow
    for (int i = 0; i < 6; ++i) {
        VALUE(times[i].LowPart, 0xffffffff);
        VALUE(times[i].HighPart, 0x7fffffff - i);
    }
    RPC_UNICODE_STRING* texts = &all->UserName;  // and the nine that follow
    for (int i = 0; i < 10; ++i)
        STRING_OF(texts[i], i == 4 ? NULL : i ? L"\xD83D\xDE00 text" : L"Administrator", i % 3);
    blob(&all->LmOwfPassword, 0), blob(&all->NtOwfPassword, 16);
    STRING_OF(all->PrivateData, L"", 0);
    VALUE(all->SecurityDescriptor.Length, 20);
    SECURITY(all->SecurityDescriptor.SecurityDescriptor, 1);
    VALUE(all->UserId, 500);
    VALUE(all->PrimaryGroupId, 513);
    VALUE(all->UserAccountControl, 0x210);
    VALUE(all->WhichFields, 0x7fffffff);
    hours(&all->LogonHours);
    VALUE(all->BadPasswordCount, 0xffff);
    VALUE(all->LogonCount, 0x8000);
    VALUE(all->CountryCode, 49);
    VALUE(all->CodePage, 850);
    VALUE(all->LmPasswordPresent, 1);
    VALUE(all->NtPasswordPresent, 0);
    VALUE(all->PasswordExpired, 1);
    VALUE(all->PrivateDataSensitive, 255);
}

static void information(PSAMPR_USER_INFO_BUFFER* buffer) {
    if (!POINTER(*buffer, 1)) return;
    SAMPR_USER_INFO_BUFFER* info = *buffer;
    if (variant == 0) {
        STRING_OF(info->General.UserName, L"user", 0);
        STRING_OF(info->General.FullName, NULL, 0);
        VALUE(info->General.PrimaryGroupId, 513);
        STRING_OF(info->General.AdminComment, L"", 4);
        STRING_OF(info->General.UserComment, L"comment", 0);
    }
    if (variant == 1) hours(&info->LogonHours.LogonHours);
    if (variant == 2) VALUE(info->Control.UserAccountControl, 0x210);
    if (variant == 3) everything(&info->All);
}

LONG s_SamrQueryInformationUser2(SAMPR_HANDLE user, USER_INFORMATION_CLASS what, PSAMPR_USER_INFO_BUFFER* buffer) {
    SAME(user == &server_object, 1);
    SAME(what, classes[variant]);
    FILL(information(buffer));
    return 0;
}

static void query(handle_t h) {
    SAMPR_HANDLE user = connect();
    PSAMPR_USER_INFO_BUFFER buffer = NULL;
    (void)h;
    SAME(c_SamrQueryInformationUser2(user, classes[variant], &buffer), 0);
    COMPARE(information(&buffer));
    close_handle(&user);
}

const Case cases[] = {
    {"SamrConnect", connect_and_close, 2},
    {"SamrConnect5", connect5, 2},
    {"SamrEnumerateDomainsInSamServer", enumerate, 3},
    {"SamrGetAliasMembership", membership, 3},
    {"SamrLookupNamesInDomain", lookup, 3},
    {"SamrQueryInformationUser2", query, 4},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(samr_v1_0_s_ifspec)
