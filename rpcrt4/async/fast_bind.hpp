// SPDX-License-Identifier: LGPL-2.1-or-later
// RpcBindingBind: connects a fast binding handle to its server and binds the one interface its calls are on.
// Synchronous: on the calling thread. Asynchronous: on a thread of its own, since a server may take its time; the state
// then stands for the bind as it would for a call: its status, an abortive cancel, the notification, and, for who asks,
// completion. When the notification comes the handle is bound, or as unbound as before.
// Microsoft RpcBindingBind.
#pragma once

#include "rpcrt4/binding/binding.hpp"

#include <rpcasync.h>

namespace rpcrt4::async {

/// `state` null: synchronous. Blocks then until the server has answered.
base::Status bind(RPC_ASYNC_STATE* state, base::Ref<binding::Binding> binding, const RPC_CLIENT_INTERFACE& interface_);

}  // namespace rpcrt4::async
