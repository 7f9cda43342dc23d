// SPDX-License-Identifier: LGPL-2.1-or-later
// See user_names.hpp.
#include "rpcrt4/security/user_names.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>

#include "handleapi/base/host_name.hpp"

namespace rpcrt4::security {

std::string machine_name() { return std::string(base::HostName().view()); }

bool is_this_machine(std::string_view name) { return name == "." || base::HostName().is(name); }

std::string user_name(uid_t uid) {
    std::array<char, 4096> room;
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(uid, &entry, room.data(), room.size(), &found);
    return found != nullptr ? std::string(found->pw_name) : std::to_string(uid);
}

std::string account_name(uid_t uid) { return machine_name() + '\\' + user_name(uid); }

bool is_account_of(std::string_view principal, uid_t uid) {
    const size_t slash = principal.find('\\');
    if (slash == std::string_view::npos) return principal == user_name(uid);
    return is_this_machine(principal.substr(0, slash)) && principal.substr(slash + 1) == user_name(uid);
}

}  // namespace rpcrt4::security
