// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> that cancel the synchronous call of another thread, and what the server sees of it.
#include <sched.h>

#include "handleapi/boundary.hpp"
#include "handleapi/table.hpp"
#include "handleapi/thread.hpp"
#include "rpcrt4/association/cancel_point.hpp"
#include "rpcrt4/server/server_call.hpp"

#include <rpc.h>

using base::Status;
using handleapi::returning_status;
using rpcrt4::association::CancelPoint;
using Patience = std::optional<std::chrono::seconds>;

namespace {

Patience patience_of(LONG seconds) {
    if (seconds == RPC_C_CANCEL_INFINITE_TIMEOUT) return std::nullopt;
    return std::chrono::seconds(seconds);
}

/// Handles have no access rights here, so "no right to cancel" means: no thread's handle.
template <typename F>
RPC_STATUS on_thread(void* handle, F&& f) {
    return returning_status([&] {
        const auto thread = handleapi::reference<handleapi::Thread>(handle);
        if (!thread) return Status::rpc_s_access_denied;
        if (const auto point = CancelPoint::of((*thread)->id())) f(*point);
        return Status::ok;
    });
}

}  // namespace

extern "C" {

// With the patience the thread chose itself by RpcMgmtSetCancelTimeout.
RPC_STATUS RPC_ENTRY RpcCancelThread(void* thread) {
    return on_thread(thread, [](CancelPoint& point) { point.cancel(point.patience()); });
}

RPC_STATUS RPC_ENTRY RpcCancelThreadEx(void* thread, LONG seconds) {
    if (seconds < RPC_C_CANCEL_INFINITE_TIMEOUT) return RPC_S_INVALID_TIMEOUT;
    return on_thread(thread, [&](CancelPoint& point) { point.cancel(patience_of(seconds)); });
}

RPC_STATUS RPC_ENTRY RpcMgmtSetCancelTimeout(LONG seconds) {
    return returning_status([&] {
        if (seconds < RPC_C_CANCEL_INFINITE_TIMEOUT) return Status::rpc_s_invalid_timeout;
        CancelPoint::mine().set_patience(patience_of(seconds));
        return Status::ok;
    });
}

// RPC_S_OK means cancelled. Every other value means no; this one is what Windows is documented to return.
RPC_STATUS RPC_ENTRY RpcTestCancel(void) {
    const auto* call = rpcrt4::server::ServerCall::current();
    return call && call->active() && call->cancelled() ? RPC_S_OK : ERROR_ACCESS_DENIED;
}

void RPC_ENTRY RpcServerYield(void) { ::sched_yield(); }

}  // extern "C"
