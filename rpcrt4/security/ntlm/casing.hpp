// SPDX-License-Identifier: LGPL-2.1-or-later
// Names of accounts and domains have no case: NTOWFv2 takes the user's in capitals, and lookups compare so.
#pragma once

#include <string>
#include <string_view>

namespace rpcrt4::security::ntlm {

/// One character for one, whatever the locale of the program.
std::u16string capitals(std::u16string_view name);
/// UTF-8.
bool same_name(std::string_view one, std::string_view other);

}  // namespace rpcrt4::security::ntlm
