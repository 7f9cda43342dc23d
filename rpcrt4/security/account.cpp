// SPDX-License-Identifier: LGPL-2.1-or-later
// See account.hpp.
#include "rpcrt4/security/account.hpp"

#include <grp.h>
#include <pwd.h>
#include <strings.h>

#include <array>

#include "rpcrt4/security/user_names.hpp"

#include <minwindef.h>

namespace rpcrt4::security {
namespace {

constexpr size_t kRoom = 16384;

int use_of(const WellKnownSid& known) noexcept {
    if (known.type == WinBuiltinDomainSid) return SidTypeDomain;
    if (known.authority == 16) return SidTypeLabel;
    return known.is_builtin() ? SidTypeAlias : SidTypeWellKnownGroup;
}

Account made_of(const WellKnownSid& known) {
    return {known.sid(), std::string(known.domain), std::string(known.name), use_of(known)};
}

bool same(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

Account of_this_machine(Sid sid, const char* name, int use) { return {std::move(sid), machine_name(), name, use}; }

std::optional<Account> user(const passwd* entry) {
    if (!entry) return std::nullopt;
    return of_this_machine(Sid::of_user(entry->pw_uid), entry->pw_name, SidTypeUser);
}

std::optional<Account> group(const ::group* entry) {
    if (!entry) return std::nullopt;
    return of_this_machine(Sid::of_group(entry->gr_gid), entry->gr_name, SidTypeAlias);
}

std::optional<Account> local_named(const std::string& name) {
    std::array<char, kRoom> room;
    passwd user_entry{}, *found_user = nullptr;
    ::getpwnam_r(name.c_str(), &user_entry, room.data(), room.size(), &found_user);
    if (found_user) return user(found_user);
    ::group group_entry{}, *found_group = nullptr;
    ::getgrnam_r(name.c_str(), &group_entry, room.data(), room.size(), &found_group);
    return group(found_group);
}

}  // namespace

std::optional<Account> account_of(const Sid& sid) {
    for (const WellKnownSid& known : well_known_sids()) {
        if (!known.name.empty() && known.sid() == sid) return made_of(known);
    }
    std::array<char, kRoom> room;
    if (const auto uid = sid.user()) {
        passwd entry{}, *found = nullptr;
        ::getpwuid_r(*uid, &entry, room.data(), room.size(), &found);
        return user(found);
    }
    ::group entry{}, *found = nullptr;
    if (const auto gid = sid.group()) ::getgrgid_r(*gid, &entry, room.data(), room.size(), &found);
    return group(found);
}

std::optional<Account> account_named(std::string_view name) {
    const size_t slash = name.find('\\');
    const bool qualified = slash != std::string_view::npos;
    const std::string_view domain = qualified ? name.substr(0, slash) : std::string_view();
    if (qualified) name.remove_prefix(slash + 1);
    for (const WellKnownSid& known : well_known_sids()) {
        if (!known.name.empty() && same(known.name, name) && (!qualified || same(known.domain, domain))) {
            return made_of(known);
        }
    }
    if (name.empty() || (qualified && !is_this_machine(domain))) return std::nullopt;
    return local_named(std::string(name));
}

}  // namespace rpcrt4::security
