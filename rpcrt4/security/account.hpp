// SPDX-License-Identifier: LGPL-2.1-or-later
// Accounts by SID and by name: those everybody knows ("NT AUTHORITY\SYSTEM"), and the users and groups of this machine
// (MACHINE\user), whose SIDs are those of Samba's "Unix User" and "Unix Group". Asks the system's accounts. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rpcrt4/security/sid.hpp"

namespace rpcrt4::security {

struct Account {
    Sid sid;
    std::string domain;
    std::string name;
    int use = 0;  ///< SID_NAME_USE
};

std::optional<Account> account_of(const Sid& sid);
/// "name", "DOMAIN\name", ".\name"; capitals do not matter but in names of this machine's users and groups.
std::optional<Account> account_named(std::string_view name);

}  // namespace rpcrt4::security
