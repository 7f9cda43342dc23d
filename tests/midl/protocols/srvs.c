// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [MS-SRVS]: shares at every level, alone and in containers.
#include "srvs.h"

#include "protocol.h"

static const DWORD levels[] = {0, 1, 502, 77};
static const WCHAR* const names[] = {L"IPC$", L"", L"a\xD83D\xDE00z", L"\xFFFD\x10A0"};

BINDS(SRVSVC_HANDLE)

static void server_name(SRVSVC_HANDLE* server) { WIDE(*server, variant == 1 ? L"\\\\here" : NULL); }

// ---- one share

static void share_0(SHARE_INFO_0* share, int i) { WIDE(share->shi0_netname, names[i]); }

static void share_1(SHARE_INFO_1* share, int i) {
    WIDE(share->shi1_netname, names[i]);
    VALUE(share->shi1_type, i ? 0x80000003 : 0);
    WIDE(share->shi1_remark, i == 1 ? NULL : L"remark");
}

static void share_502(SHARE_INFO_502_I* share, int i) {
    WIDE(share->shi502_netname, names[i]);
    VALUE(share->shi502_type, 1000 + i);
    WIDE(share->shi502_remark, i ? L"" : NULL);
    VALUE(share->shi502_permissions, 0xffffffff);
    VALUE(share->shi502_max_uses, 17);
    VALUE(share->shi502_current_uses, i);
    WIDE(share->shi502_path, L"C:\\\x4E2D\x6587");
    WIDE(share->shi502_passwd, NULL);
    VALUE(share->shi502_reserved, i ? 20 : 0);
    SECURITY(share->shi502_security_descriptor, i);
}

static void share_at(SHARE_INFO* share, DWORD level, int i) {
    if (level == 0 && POINTER(share->ShareInfo0, 1)) share_0(share->ShareInfo0, i);
    if (level == 1 && POINTER(share->ShareInfo1, i)) share_1(share->ShareInfo1, i);
    if (level == 502 && POINTER(share->ShareInfo502, 1)) share_502(share->ShareInfo502, i);
}

static void add_in(SRVSVC_HANDLE* server, DWORD* level, SHARE_INFO* share, DWORD** error) {
    server_name(server);
    VALUE(*level, levels[variant]);
    share_at(share, levels[variant], variant);
    MAYBE(*error, variant % 2, 1);
}

static void add_out(DWORD** error) { MAYBE(*error, variant % 2, 0xfedcba98); }

DWORD s_NetrShareAdd(SRVSVC_HANDLE server, DWORD level, LPSHARE_INFO share, DWORD* error) {
    COMPARE(add_in(&server, &level, share, &error));
    if (error) *error = 0xfedcba98;
    return 2118;
}

static void add(handle_t h) {
    SRVSVC_HANDLE server;
    DWORD level, *error;
    SHARE_INFO share = {0};
    (void)h;
    FILL(add_in(&server, &level, &share, &error));
    SAME(c_NetrShareAdd(server, level, &share, error), 2118);
    COMPARE(add_out(&error));
}

// ---- many shares

#define CONTAINER(T)                                                            \
    static void container_##T(SHARE_INFO_##T##_CONTAINER* shares, int is_out) { \
        int count = is_out ? 4 : 0;                                             \
        VALUE(shares->EntriesRead, count);                                      \
        if (ARRAY(shares->Buffer, count ? count : -1))                          \
            for (int i = 0; i < count; ++i) share_##T(&shares->Buffer[i], i);   \
    }
// A level's name is its type's.
typedef SHARE_INFO_502_I SHARE_INFO_502;
CONTAINER(0)
CONTAINER(1)
CONTAINER(502)

static void shares(SHARE_ENUM_STRUCT* info, int is_out) {
    VALUE(info->Level, levels[variant % 3]);
    int present = is_out || variant < 3;
    SHARE_ENUM_UNION* all = &info->ShareInfo;
    if (variant % 3 == 0 && POINTER(all->Level0, present)) container_0(all->Level0, is_out);
    if (variant % 3 == 1 && POINTER(all->Level1, present)) container_1(all->Level1, is_out);
    if (variant % 3 == 2 && POINTER(all->Level502, present)) container_502(all->Level502, is_out);
}

static void enum_in(SRVSVC_HANDLE* server, SHARE_ENUM_STRUCT* info, DWORD* most, DWORD** resume) {
    server_name(server);
    shares(info, 0);
    VALUE(*most, 0xffffffff);
    MAYBE(*resume, variant % 2, 3);
}

static void enum_out(SHARE_ENUM_STRUCT* info, DWORD* total, DWORD* resume) {
    shares(info, 1);
    VALUE(*total, 4);
    if (resume) VALUE(*resume, 0);
}

DWORD s_NetrShareEnum(SRVSVC_HANDLE server, LPSHARE_ENUM_STRUCT info, DWORD most, DWORD* total, DWORD* resume) {
    COMPARE(enum_in(&server, info, &most, &resume));
    FILL(enum_out(info, total, resume));
    return 234;
}

static void enumerate(handle_t h) {
    SRVSVC_HANDLE server;
    SHARE_ENUM_STRUCT info = {0};
    DWORD most, total = 0, *resume;
    (void)h;
    FILL(enum_in(&server, &info, &most, &resume));
    SAME(c_NetrShareEnum(server, &info, most, &total, resume), 234);
    COMPARE(enum_out(&info, &total, resume));
}

static void get_in(SRVSVC_HANDLE* server, WCHAR** name, DWORD* level) {
    server_name(server);
    WIDE(*name, names[variant]);
    VALUE(*level, levels[variant]);
}

DWORD s_NetrShareGetInfo(SRVSVC_HANDLE server, WCHAR* name, DWORD level, LPSHARE_INFO share) {
    COMPARE(get_in(&server, &name, &level));
    FILL(share_at(share, level, variant));
    return 0;
}

static void get(handle_t h) {
    SRVSVC_HANDLE server;
    WCHAR* name;
    DWORD level;
    SHARE_INFO share = {0};
    (void)h;
    FILL(get_in(&server, &name, &level));
    SAME(c_NetrShareGetInfo(server, name, level, &share), 0);
    COMPARE(share_at(&share, level, variant));
}

// ---- time, security, names

static void time_of_day(LPTIME_OF_DAY_INFO* time) {
    if (!POINTER(*time, variant)) return;
    VALUE((*time)->tod_elapsedt, 0x65000000);
    VALUE((*time)->tod_msecs, 0xffffffff);
    VALUE((*time)->tod_hours, 23);
    VALUE((*time)->tod_mins, 59);
    VALUE((*time)->tod_secs, 58);
    VALUE((*time)->tod_hunds, 99);
    VALUE((*time)->tod_timezone, -60);
    VALUE((*time)->tod_tinterval, 310);
    VALUE((*time)->tod_day, 31);
    VALUE((*time)->tod_month, 12);
    VALUE((*time)->tod_year, 1999);
    VALUE((*time)->tod_weekday, 5);
}

DWORD s_NetrRemoteTOD(SRVSVC_HANDLE server, LPTIME_OF_DAY_INFO* time) {
    COMPARE(server_name(&server));
    FILL(time_of_day(time));
    return variant ? 0 : 5;
}

static void tod(handle_t h) {
    SRVSVC_HANDLE server;
    LPTIME_OF_DAY_INFO time = NULL;
    (void)h;
    FILL(server_name(&server));
    SAME(c_NetrRemoteTOD(server, &time), variant ? 0 : 5);
    COMPARE(time_of_day(&time));
}

static void security_in(SRVSVC_HANDLE* server, WCHAR** share, WCHAR** file, SECURITY_INFORMATION* what) {
    server_name(server);
    WIDE(*share, variant ? L"share" : NULL);
    WIDE(*file, L"\\folder\\file");
    VALUE(*what, 7);
}

static void security_out(PADT_SECURITY_DESCRIPTOR* descriptor) {
    if (!POINTER(*descriptor, 1)) return;
    VALUE((*descriptor)->Length, variant ? 20 : 0);
    SECURITY((*descriptor)->Buffer, variant);
}

DWORD s_NetrpGetFileSecurity(SRVSVC_HANDLE server, WCHAR* share, WCHAR* file, SECURITY_INFORMATION what,
                             PADT_SECURITY_DESCRIPTOR* descriptor) {
    COMPARE(security_in(&server, &share, &file, &what));
    FILL(security_out(descriptor));
    return 0;
}

static void security(handle_t h) {
    SRVSVC_HANDLE server;
    WCHAR *share, *file;
    SECURITY_INFORMATION what;
    PADT_SECURITY_DESCRIPTOR descriptor = NULL;
    (void)h;
    FILL(security_in(&server, &share, &file, &what));
    SAME(c_NetrpGetFileSecurity(server, share, file, what, &descriptor), 0);
    COMPARE(security_out(&descriptor));
}

static void canonical_in(SRVSVC_HANDLE* server, WCHAR** name, DWORD* room, DWORD* type, DWORD* flags) {
    server_name(server);
    WIDE(*name, names[variant]);
    VALUE(*room, variant ? 260 : 0);
    VALUE(*type, 9);
    VALUE(*flags, 0x80000000);
}

static void canonical_out(WCHAR* text, DWORD room) { PATTERN(text, 2 * room, variant); }

DWORD s_NetprNameCanonicalize(SRVSVC_HANDLE server, WCHAR* name, WCHAR* text, DWORD room, DWORD type, DWORD flags) {
    COMPARE(canonical_in(&server, &name, &room, &type, &flags));
    FILL(canonical_out(text, room));
    return 123;
}

static void canonicalize(handle_t h) {
    SRVSVC_HANDLE server;
    WCHAR *name, text[260] = {0};
    DWORD room, type, flags;
    (void)h;
    FILL(canonical_in(&server, &name, &room, &type, &flags));
    SAME(c_NetprNameCanonicalize(server, name, text, room, type, flags), 123);
    COMPARE(canonical_out(text, room));
}

const Case cases[] = {
    {"NetrShareAdd", add, 4},  {"NetrShareEnum", enumerate, 6},       {"NetrShareGetInfo", get, 4},
    {"NetrRemoteTOD", tod, 2}, {"NetrpGetFileSecurity", security, 2}, {"NetprNameCanonicalize", canonicalize, 2},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(srvsvc_v3_0_s_ifspec)
