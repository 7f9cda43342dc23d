// SPDX-License-Identifier: LGPL-2.1-or-later
// How the stub layer hands its half of an asynchronous call to the runtime.
#pragma once

#include <memory>

#include "rpcrt4/binding/message_call.hpp"

namespace rpcrt4::async {

/// Call between I_RpcAsyncSetHandle and I_RpcSend (client) or before the manager routine runs (server): from then on
/// RpcAsyncCompleteCall may come from any thread. ReservedForRuntime must hold the message's call.
void attach_stub(_RPC_MESSAGE& message, std::unique_ptr<binding::AsyncStub> stub) noexcept;

}  // namespace rpcrt4::async
