// SPDX-License-Identifier: LGPL-2.1-or-later
// What the users of this machine are called, in the manner of Windows: a local account is MACHINE\user. A user without
// an entry in passwd is called by its number.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace rpcrt4::security {

std::string machine_name();
/// By that name or as ".".
bool is_this_machine(std::string_view name);
std::string user_name(uid_t uid);
/// MACHINE\user.
std::string account_name(uid_t uid);
/// Whether a principal's name is that user's: "user", "MACHINE\user", ".\user". Capitals do not matter in the
/// machine's.
bool is_account_of(std::string_view principal, uid_t uid);

}  // namespace rpcrt4::security
