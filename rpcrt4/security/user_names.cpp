// SPDX-License-Identifier: LGPL-2.1-or-later
// See user_names.hpp.
#include "rpcrt4/security/user_names.hpp"

#include <pwd.h>
#include <strings.h>
#include <unistd.h>

#include <array>

namespace rpcrt4::security {

std::string machine_name() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

bool is_this_machine(std::string_view name) {
    const std::string own = machine_name();
    return name == "." || (name.size() == own.size() && ::strncasecmp(name.data(), own.data(), own.size()) == 0);
}

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
