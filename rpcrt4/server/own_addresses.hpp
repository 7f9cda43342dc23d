// SPDX-License-Identifier: LGPL-2.1-or-later
// The network addresses of this machine that a client may connect to, for RpcServerInqBindings.
#pragma once

#include <string>
#include <vector>

namespace rpcrt4::server {

/// Numeric, IPv4 before IPv6; the loopback address only when there is nothing else. Link-local ones are left out.
std::vector<std::string> own_addresses();

}  // namespace rpcrt4::server
