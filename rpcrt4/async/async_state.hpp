// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map: what an RPC_ASYNC_STATE means. async_state checks and finds, notify tells of completion, async_stub
// lets the stub layer hand over its half, memory_probe looks at memory that may not exist.
// An RPC_ASYNC_STATE is the user's memory: nothing in it is believed but what leads to an entry of the handle table.
// Threads: any.
#pragma once

#include "rpcrt4/binding/message_call.hpp"

#include <rpcasync.h>

namespace rpcrt4::async {

/// RpcAsyncInitializeHandle: rpc_s_invalid_arg for a wrong size, rpc_s_invalid_async_handle for bad memory.
base::Status initialize(RPC_ASYNC_STATE* state, size_t size) noexcept;

/// The call behind a state; rpc_s_invalid_async_handle when it never was initialised, has no call, or is stale.
base::Result<base::Ref<binding::MessageCall>> call_of(const RPC_ASYNC_STATE* state) noexcept;

/// rpc_s_invalid_async_handle when it never was initialised, rpc_s_invalid_async_call while a call of it is not
/// completed.
base::Status ready_for_call(const RPC_ASYNC_STATE* state) noexcept;

/// I_RpcAsyncSetHandle: makes the message's call asynchronous. rpc_s_invalid_async_call while the state's last call is
/// not completed; on a client also what make_sink refuses.
base::Status set_handle(RPC_MESSAGE& message, RPC_ASYNC_STATE* state);

}  // namespace rpcrt4::async
