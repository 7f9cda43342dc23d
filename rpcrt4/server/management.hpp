// SPDX-License-Identifier: LGPL-2.1-or-later
// What a server tells about itself, to its own process and, through the remote management interface it offers on every
// endpoint, to others. Remote askers need the consent of the function of RpcMgmtSetAuthorizationFn; without one, all is
// allowed but stopping the server. The interface answers whether the server listens or not.
// Threads: any. Reference: RpcMgmtSetAuthorizationFn; C706 appendix Q and chapter 2.12.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "handleapi/base/status.hpp"

#include <rpc.h>
#include <rpcdcep.h>

namespace rpcrt4::server {

class InterfaceRegistry;
class Server;

/// Indexed by RPC_C_STATS_*.
using StatisticsValues = std::array<uint32_t, 4>;

/// rpc_s_not_listening unless the server listens.
base::Result<std::vector<RPC_IF_ID>> interface_ids(Server& server);
base::Result<StatisticsValues> statistics(Server& server);
/// rpc_s_unknown_authn_service as long as there is no service a server could have a name for.
base::Result<std::string> principal_name(Server& server, uint32_t authentication_service);

/// Offers the management interface beside those of `interfaces`, where no list shows it.
base::Status add_management_interface(InterfaceRegistry& interfaces);

}  // namespace rpcrt4::server
