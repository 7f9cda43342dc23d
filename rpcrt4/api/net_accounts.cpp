// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <lmaccess.h> and of <lmwksta.h> about users: accounts of the system.
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "rpcrt4/api/net_buffer.hpp"
#include "rpcrt4/api/this_computer.hpp"
#include "rpcrt4/security/user_names.hpp"

using rpcrt4::api::answer;
using rpcrt4::api::is_this_computer;
using rpcrt4::api::or_no_memory;

namespace {

struct Account {
    std::string name;
    std::string full_name;
    std::string home;
    bool root;
};

std::optional<Account> find_account(const std::string& name) {
    std::array<char, 8192> room;
    passwd entry{};
    passwd* found = nullptr;
    ::getpwnam_r(name.c_str(), &entry, room.data(), room.size(), &found);
    if (!found) return std::nullopt;
    const std::string comment = found->pw_gecos ? found->pw_gecos : "";
    return Account{.name = found->pw_name,
                   .full_name = comment.substr(0, comment.find(',')),
                   .home = found->pw_dir,
                   .root = found->pw_uid == 0};
}

NET_API_STATUS describe(const Account& account, DWORD level, LPBYTE* buffer) {
    if (level == 0) return answer<USER_INFO_0>({}, {{&USER_INFO_0::usri0_name, account.name}}, buffer);
    if (level == 10) {
        return answer<USER_INFO_10>({},
                                    {{&USER_INFO_10::usri10_name, account.name},
                                     {&USER_INFO_10::usri10_comment, ""},
                                     {&USER_INFO_10::usri10_usr_comment, ""},
                                     {&USER_INFO_10::usri10_full_name, account.full_name}},
                                    buffer);
    }
    USER_INFO_1 info{};
    info.usri1_priv = account.root ? USER_PRIV_ADMIN : USER_PRIV_USER;
    info.usri1_flags = UF_SCRIPT | UF_NORMAL_ACCOUNT;
    return answer<USER_INFO_1>(info,
                               {{&USER_INFO_1::usri1_name, account.name},
                                {&USER_INFO_1::usri1_home_dir, account.home},
                                {&USER_INFO_1::usri1_comment, ""},
                                {&USER_INFO_1::usri1_script_path, ""}},
                               buffer);
}

NET_API_STATUS no_controller(LPBYTE* buffer) noexcept { return buffer ? NERR_DCNotFound : ERROR_INVALID_PARAMETER; }

}  // namespace

extern "C" {

NET_API_STATUS NET_API_FUNCTION NetUserGetInfo(LPCWSTR server, LPCWSTR user, DWORD level, LPBYTE* buffer) {
    return or_no_memory([&]() -> NET_API_STATUS {
        if (!user || !buffer) return ERROR_INVALID_PARAMETER;
        if (level != 0 && level != 1 && level != 10) return ERROR_INVALID_LEVEL;
        if (!is_this_computer(server)) return ERROR_BAD_NETPATH;
        const auto account = find_account(rpcrt4::api::utf8_of(user));
        return account ? describe(*account, level, buffer) : NERR_UserNotFound;
    });
}

NET_API_STATUS NET_API_FUNCTION NetWkstaUserGetInfo(LPWSTR reserved, DWORD level, LPBYTE* buffer) {
    return or_no_memory([&]() -> NET_API_STATUS {
        if (reserved || !buffer) return ERROR_INVALID_PARAMETER;
        if (level > 1) return ERROR_INVALID_LEVEL;
        const std::string name = rpcrt4::security::user_name(::geteuid());
        if (level == 0) return answer<WKSTA_USER_INFO_0>({}, {{&WKSTA_USER_INFO_0::wkui0_username, name}}, buffer);
        const std::string computer = rpcrt4::api::computer_name();
        return answer<WKSTA_USER_INFO_1>({},
                                         {{&WKSTA_USER_INFO_1::wkui1_username, name},
                                          {&WKSTA_USER_INFO_1::wkui1_logon_domain, computer},
                                          {&WKSTA_USER_INFO_1::wkui1_oth_domains, ""},
                                          {&WKSTA_USER_INFO_1::wkui1_logon_server, computer}},
                                         buffer);
    });
}

NET_API_STATUS NET_API_FUNCTION NetGetDCName(LPCWSTR, LPCWSTR, LPBYTE* buffer) { return no_controller(buffer); }
NET_API_STATUS NET_API_FUNCTION NetGetAnyDCName(LPCWSTR, LPCWSTR, LPBYTE* buffer) { return no_controller(buffer); }

}  // extern "C"
