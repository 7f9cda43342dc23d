// SPDX-License-Identifier: LGPL-2.1-or-later
//
// [MS-WKST]: information by level, the users of a workstation, a password of 524 bytes.
#include "wkst.h"

#include "protocol.h"

BINDS(WKSSVC_IDENTIFY_HANDLE)

static const ULONG levels[] = {100, 502, 3};

static void server_name(WKSSVC_IDENTIFY_HANDLE* server) { WIDE(*server, variant ? L"\\\\\x00FCml\x00E4ut" : NULL); }

static void information(WKSTA_INFO* info) {
    if (variant == 0 && POINTER(info->WkstaInfo100, 1)) {
        WKSTA_INFO_100* it = info->WkstaInfo100;
        VALUE(it->wki100_platform_id, 500);
        WIDE(it->wki100_computername, L"\xD83D\xDE00");
        WIDE(it->wki100_langroup, NULL);
        VALUE(it->wki100_ver_major, 0xffffffff);
        VALUE(it->wki100_ver_minor, 2);
    }
    if (variant == 1 && POINTER(info->WkstaInfo502, 1)) PATTERN(info->WkstaInfo502, sizeof(WKSTA_INFO_502), 1);
}

ULONG s_NetrWkstaGetInfo(WKSSVC_IDENTIFY_HANDLE server, ULONG level, LPWKSTA_INFO info) {
    COMPARE(server_name(&server));
    SAME(level, levels[variant]);
    FILL(information(info));
    return variant == 2 ? 124 : 0;
}

static void get(handle_t h) {
    WKSSVC_IDENTIFY_HANDLE server;
    WKSTA_INFO info = {0};
    (void)h;
    FILL(server_name(&server));
    SAME(c_NetrWkstaGetInfo(server, levels[variant], &info), variant == 2 ? 124 : 0);
    COMPARE(information(&info));
}

// Level 0 without a container, with an empty one, with one that stays; a level without an arm.
static void users(LPWKSTA_USER_ENUM_STRUCT info, int is_out) {
    int count = is_out ? 3 : 0;
    VALUE(info->Level, variant == 3 ? 9 : 0);
    if (variant == 3 || !POINTER(info->WkstaUserInfo.Level0, variant)) return;
    PWKSTA_USER_INFO_0_CONTAINER all = info->WkstaUserInfo.Level0;
    VALUE(all->EntriesRead, count);
    if (!ARRAY(all->Buffer, variant == 1 && !is_out ? 0 : count ? count : -1)) return;
    for (int i = 0; i < count; ++i) WIDE(all->Buffer[i].wkui0_username, i == 2 ? NULL : i ? L"guest" : L"");
}

static void enum_in(WKSSVC_IDENTIFY_HANDLE* server, LPWKSTA_USER_ENUM_STRUCT info, ULONG* most, ULONG** resume) {
    server_name(server);
    users(info, 0);
    VALUE(*most, 0xffffffff);
    MAYBE(*resume, variant % 2, 0);
}

ULONG s_NetrWkstaUserEnum(WKSSVC_IDENTIFY_HANDLE server, LPWKSTA_USER_ENUM_STRUCT info, ULONG most, ULONG* total,
                          ULONG* resume) {
    COMPARE(enum_in(&server, info, &most, &resume));
    if (variant != 1) FILL(users(info, 1));
    *total = 3;
    if (resume) *resume = 0xffffffff;
    return 0;
}

static void enumerate(handle_t h) {
    WKSSVC_IDENTIFY_HANDLE server;
    WKSTA_USER_ENUM_STRUCT info = {0};
    ULONG most, total = 0, *resume;
    (void)h;
    FILL(enum_in(&server, &info, &most, &resume));
    SAME(c_NetrWkstaUserEnum(server, &info, most, &total, resume), 0);
    COMPARE(users(&info, variant != 1));
    SAME(total, 3);
    if (resume) SAME(*resume, 0xffffffff);
}

static void join_in(WCHAR** server, WCHAR** domain, WCHAR** unit, WCHAR** account,
                    PJOINPR_ENCRYPTED_USER_PASSWORD* password, ULONG* options) {
    WIDE(*server, variant ? NULL : L"");
    WIDE(*domain, L"example.org");
    WIDE(*unit, variant ? L"OU=\x00E9,DC=example" : NULL);
    WIDE(*account, variant ? NULL : L"admin");
    if (POINTER(*password, variant)) PATTERN((*password)->Buffer, 524, 3);
    VALUE(*options, 0x23);
}

ULONG s_NetrJoinDomain2(handle_t h, WCHAR* server, WCHAR* domain, WCHAR* unit, WCHAR* account,
                        PJOINPR_ENCRYPTED_USER_PASSWORD password, ULONG options) {
    (void)h;
    COMPARE(join_in(&server, &domain, &unit, &account, &password, &options));
    return 2224;
}

static void join(handle_t h) {
    WCHAR *server, *domain, *unit, *account;
    PJOINPR_ENCRYPTED_USER_PASSWORD password;
    ULONG options;
    FILL(join_in(&server, &domain, &unit, &account, &password, &options));
    SAME(c_NetrJoinDomain2(h, server, domain, unit, account, password, options), 2224);
}

static void validate_in(WCHAR** server, WCHAR** name, WCHAR** account, PJOINPR_ENCRYPTED_USER_PASSWORD* password) {
    WIDE(*server, variant ? L"\\\\pc" : NULL);
    WIDE(*name, L"pc");
    WIDE(*account, variant ? NULL : L"\xD83D\xDE00");
    if (POINTER(*password, variant)) PATTERN((*password)->Buffer, 524, 5);
}

ULONG s_NetrValidateName2(handle_t h, WCHAR* server, WCHAR* name, WCHAR* account,
                          PJOINPR_ENCRYPTED_USER_PASSWORD password, NETSETUP_NAME_TYPE type) {
    (void)h;
    COMPARE(validate_in(&server, &name, &account, &password));
    SAME(type, variant ? NetSetupDnsMachine : NetSetupUnknown);
    return 52;
}

static void validate(handle_t h) {
    WCHAR *server, *name, *account;
    PJOINPR_ENCRYPTED_USER_PASSWORD password;
    NETSETUP_NAME_TYPE type = variant ? NetSetupDnsMachine : NetSetupUnknown;
    FILL(validate_in(&server, &name, &account, &password));
    SAME(c_NetrValidateName2(h, server, name, account, password, type), 52);
}

const Case cases[] = {
    {"NetrWkstaGetInfo", get, 3},
    {"NetrWkstaUserEnum", enumerate, 4},
    {"NetrJoinDomain2", join, 2},
    {"NetrValidateName2", validate, 2},
};
const size_t case_count = sizeof cases / sizeof *cases;
SERVES(wkssvc_v1_0_s_ifspec)
