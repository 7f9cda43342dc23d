// SPDX-License-Identifier: LGPL-2.1-or-later
// The names a machine has in NTLM.
#pragma once

#include <string>

namespace rpcrt4::security::ntlm {

struct Machine {
    std::string netbios_computer;
    std::string netbios_domain;  ///< of a machine that is in none, its own
    std::string dns_computer;
    std::string dns_domain;

    /// From the host's name; in no domain.
    static Machine this_one();
};

}  // namespace rpcrt4::security::ntlm
