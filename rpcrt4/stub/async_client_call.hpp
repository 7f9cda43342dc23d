// SPDX-License-Identifier: LGPL-2.1-or-later
// NdrAsyncClientCall: marshals, starts the call, and leaves the second half with the runtime, which runs it inside
// RpcAsyncCompleteCall on the thread that called that. A call that does not start raises, and nothing of it remains.
#pragma once

#include <cstdint>

#include <rpcndr.h>

namespace rpcrt4::stub {

/// `slots` holds the RPC_ASYNC_STATE pointer, then the arguments; it is copied. Throws RpcError.
void async_client_call(const MIDL_STUB_DESC& description, const uint8_t* format, uint64_t* slots);

}  // namespace rpcrt4::stub
