// SPDX-License-Identifier: LGPL-2.1-or-later
// How a server hears that the client of a call cancelled it or went away: event, APC, completion packet or callback.
// HANDLEs are resolved at subscription. Reference: RpcServerSubscribeForNotification. Threads: told from any.
#pragma once

#include "rpcrt4/server/server_call.hpp"

#include <rpcasync.h>

namespace rpcrt4::async {

/// `subject` is what routines get as their first argument: the call's RPC_ASYNC_STATE, or its binding handle when it is
/// synchronous. rpc_s_invalid_arg for no type or a missing routine, rpc_s_cannot_support for window messages,
/// error_invalid_handle for a HANDLE that is not what it should be.
base::Result<base::Ref<server::CallObserver>> make_observer(RPC_NOTIFICATION_TYPES type,
                                                            const RPC_ASYNC_NOTIFICATION_INFO& info, void* subject);

}  // namespace rpcrt4::async
