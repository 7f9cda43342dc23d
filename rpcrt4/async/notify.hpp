// SPDX-License-Identifier: LGPL-2.1-or-later
// How a program hears that its asynchronous call is over, or that a pipe of it has received or sent: event, APC,
// completion packet, direct callback, or not at all. HANDLEs are resolved when the call starts or the pipe routine is
// called, so that closing one meanwhile harms nobody.
// Microsoft RPC_ASYNC_NOTIFICATION_INFO, RPC_NOTIFICATION_TYPES. Threads: made on the calling thread, told from any.
#pragma once

#include <memory>

#include "rpcrt4/binding/message_call.hpp"

#include <rpcasync.h>

namespace rpcrt4::async {

/// The sink that tells of `event` as `state` asks for; null for none. error_invalid_handle for a HANDLE that is not
/// what it should be, rpc_s_invalid_arg for an unknown type or a missing routine, rpc_s_cannot_support for window
/// messages. `owner`, if there is one, is what the state is part of; it lives as long as the sink and what that has
/// queued.
base::Result<std::unique_ptr<binding::CompletionSink>> make_sink(RPC_ASYNC_STATE& state,
                                                                 RPC_ASYNC_EVENT event = RpcCallComplete,
                                                                 base::Ref<const base::RefCounted> owner = nullptr);

}  // namespace rpcrt4::async
