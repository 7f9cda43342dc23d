// SPDX-License-Identifier: LGPL-2.1-or-later
// Dispatch: from a request to the manager routine, or to the fault that says why not. Decides, in this order: does the
// interface (still) exist, which manager serves the object, does the server listen, may this client call, is there such
// an operation. Runs on a worker thread. Reference: "Registering Interfaces", interface registration flags.
#pragma once

#include "rpcrt4/server/server_call.hpp"

namespace rpcrt4::server {

/// Serves the call. It is over when this returns, unless it became asynchronous.
void dispatch(ServerCall& call) noexcept;

}  // namespace rpcrt4::server
