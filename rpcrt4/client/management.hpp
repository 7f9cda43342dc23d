// SPDX-License-Identifier: LGPL-2.1-or-later
// Asking another process's server about itself: calls of the remote management interface (C706 appendix Q) through a
// binding handle with an endpoint. Each function blocks for one remote call and returns what the server said, or the
// status of the call. Threads: any.
#pragma once

#include <string>
#include <vector>

#include "handleapi/base/status.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"

#include <rpc.h>

namespace rpcrt4::client {

base::Result<std::vector<protocol::SyntaxId>> inquire_interface_ids(RPC_BINDING_HANDLE server);
/// At most `count` numbers, indexed by RPC_C_STATS_*.
base::Result<std::vector<uint32_t>> inquire_statistics(RPC_BINDING_HANDLE server, uint32_t count);
/// ok or rpc_s_not_listening.
base::Status is_listening(RPC_BINDING_HANDLE server);
base::Status stop_listening(RPC_BINDING_HANDLE server);
base::Result<std::string> inquire_principal_name(RPC_BINDING_HANDLE server, uint32_t authentication_service);

}  // namespace rpcrt4::client
