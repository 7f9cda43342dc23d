// SPDX-License-Identifier: LGPL-2.1-or-later
// NdrAsyncServerCall: the manager routine gets an RPC_ASYNC_STATE first and may complete the call inside the routine,
// or later from any thread. Parameters, state and reply live in an object the runtime keeps until then.
#pragma once

#include <rpcndr.h>

namespace rpcrt4::stub {

/// Throws RpcError when the request is bad or the manager routine raised before it gave the state away.
void async_server_call(RPC_MESSAGE& message);

}  // namespace rpcrt4::stub
