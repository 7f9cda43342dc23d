// SPDX-License-Identifier: LGPL-2.1-or-later
// RpcServerInqCallAttributes: what a server can learn of a call and its client, in the three versions of its structure.
// No call is authenticated as long as there is no security provider, so the level is RPC_C_AUTHN_LEVEL_NONE and servers
// have no principal name; the name of a local client is that of the user its process runs as.
// Threads: any.
#pragma once

#include "rpcrt4/server/server_call.hpp"

#include <rpcasync.h>

namespace rpcrt4::server {

/// `attributes` is an RPC_CALL_ATTRIBUTES_Vn_A (_W), n its first member. error_more_data when a buffer is too small for
/// what was asked for; the size it needs is stored.
base::Status inquire_attributes_a(ServerCall& call, void* attributes);
base::Status inquire_attributes_w(ServerCall& call, void* attributes);

/// The address of this side of the call, in network byte order and without a port. rpc_s_cannot_support where there is
/// none; error_more_data when `size`, which becomes that of the address, was too small.
base::Status local_address(const Connection& connection, void* buffer, ULONG& size, RpcLocalAddressFormat& format);
/// The same of the client's side.
base::Status remote_address(const Connection& connection, void* buffer, ULONG& size, RpcLocalAddressFormat& format);

}  // namespace rpcrt4::server
