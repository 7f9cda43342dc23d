// SPDX-License-Identifier: LGPL-2.1-or-later
// Whether a name that a function of <lm.h> is given is this computer's.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>

#include "rpcrt4/api/text_argument.hpp"
#include "rpcrt4/security/ntlm/machine.hpp"

namespace rpcrt4::api {

/// The short one.
inline std::string computer_name() { return security::ntlm::Machine::this_one().netbios_computer; }

/// With and without backslashes; no name is this one, too.
inline bool is_this_computer(const WCHAR* server) {
    std::string name = utf8_of(server);
    if (name.starts_with("\\\\")) name.erase(0, 2);
    const auto machine = security::ntlm::Machine::this_one();
    const auto is = [&](const std::string& known) {
        return std::equal(name.begin(), name.end(), known.begin(), known.end(),
                          [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
    };
    return name.empty() || is("localhost") || is(machine.dns_computer) || is(machine.netbios_computer);
}

}  // namespace rpcrt4::api
