// SPDX-License-Identifier: LGPL-2.1-or-later
// Passwords from people and programs. They are in one piece of memory, which is wiped.
#pragma once

#include <optional>
#include <string>

#include "rpcrt4/security/secret.hpp"

namespace rpcpasswd {

/// The first line of a file, without its end. Empty ones and ones beyond 1024 bytes are a problem.
std::optional<rpcrt4::security::Secret> read_line(int file, std::string& problem);
/// Twice from the terminal, without showing it.
std::optional<rpcrt4::security::Secret> ask(const std::string& whose, std::string& problem);

}  // namespace rpcpasswd
