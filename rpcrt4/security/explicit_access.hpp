// SPDX-License-Identifier: LGPL-2.1-or-later
// Merging descriptions of who is allowed what into a list: ACCESS_MODE, SetEntriesInAcl. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "rpcrt4/security/access_list.hpp"

namespace rpcrt4::security {

struct ExplicitAccess {
    int mode = 0;  ///< ACCESS_MODE
    uint32_t rights = 0;
    uint8_t inheritance = 0;
    Sid trustee;
};

/// False for a mode that is none.
bool merge(std::vector<Entry>& entries, const ExplicitAccess& access);

}  // namespace rpcrt4::security
