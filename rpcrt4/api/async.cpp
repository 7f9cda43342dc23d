// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcasync.h> that drive asynchronous calls, under their present names and those of the first release.
#include "handleapi/boundary.hpp"
#include "rpcrt4/async/async_state.hpp"

#include <rpcasync.h>
#include <rpcdcep.h>

using handleapi::returning_status;
using namespace rpcrt4;

namespace {

/// Runs f(call) on the call behind the state.
template <typename F>
base::Status with_call(const RPC_ASYNC_STATE* state, F&& f) {
    auto call = async::call_of(state);
    return call ? f(**call) : call.status();
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcAsyncInitializeHandle(PRPC_ASYNC_STATE async, unsigned int size) {
    return returning_status([&] { return async::initialize(async, size); });
}

// Obsolete; notification information is read when a call starts.
RPC_STATUS RPC_ENTRY RpcAsyncRegisterInfo(PRPC_ASYNC_STATE) {
    return returning_status([] { return base::Status::rpc_s_cannot_support; });
}

RPC_STATUS RPC_ENTRY RpcAsyncGetCallStatus(PRPC_ASYNC_STATE async) {
    return returning_status(
        [&] { return with_call(async, [](binding::MessageCall& call) { return call.async_status(); }); });
}

RPC_STATUS RPC_ENTRY RpcAsyncCompleteCall(PRPC_ASYNC_STATE async, void* reply) {
    return returning_status([&] {
        return with_call(async, [&](binding::MessageCall& call) { return call.async_complete(*async, reply); });
    });
}

RPC_STATUS RPC_ENTRY RpcAsyncAbortCall(PRPC_ASYNC_STATE async, ULONG exception) {
    return returning_status(
        [&] { return with_call(async, [&](binding::MessageCall& call) { return call.async_abort(exception); }); });
}

RPC_STATUS RPC_ENTRY RpcAsyncCancelCall(PRPC_ASYNC_STATE async, BOOL abortive) {
    return returning_status([&] {
        return with_call(async, [&](binding::MessageCall& call) { return call.async_cancel(abortive != FALSE); });
    });
}

RPC_STATUS RPC_ENTRY I_RpcAsyncSetHandle(PRPC_MESSAGE message, PRPC_ASYNC_STATE async) {
    return returning_status(
        [&] { return message ? async::set_handle(*message, async) : base::Status::rpc_s_invalid_arg; });
}

RPC_STATUS RPC_ENTRY I_RpcAsyncAbortCall(PRPC_ASYNC_STATE async, ULONG exception) {
    return RpcAsyncAbortCall(async, exception);
}

RPCRTAPI RPC_STATUS RPC_ENTRY I_RpcAbortAsyncCall(PRPC_ASYNC_STATE async, ULONG exception) {
    return RpcAsyncAbortCall(async, exception);
}

RPC_STATUS RPC_ENTRY RpcInitializeAsyncHandle(PRPC_ASYNC_STATE async, unsigned int size) {
    return RpcAsyncInitializeHandle(async, size);
}

RPC_STATUS RPC_ENTRY RpcRegisterAsyncInfo(PRPC_ASYNC_STATE async) { return RpcAsyncRegisterInfo(async); }

RPC_STATUS RPC_ENTRY RpcGetAsyncCallStatus(PRPC_ASYNC_STATE async) { return RpcAsyncGetCallStatus(async); }

RPC_STATUS RPC_ENTRY RpcCompleteAsyncCall(PRPC_ASYNC_STATE async, void* reply) {
    return RpcAsyncCompleteCall(async, reply);
}

RPC_STATUS RPC_ENTRY RpcAbortAsyncCall(PRPC_ASYNC_STATE async, ULONG exception) {
    return RpcAsyncAbortCall(async, exception);
}

RPC_STATUS RPC_ENTRY RpcCancelAsyncCall(PRPC_ASYNC_STATE async, BOOL abortive) {
    return RpcAsyncCancelCall(async, abortive);
}

}  // extern "C"
