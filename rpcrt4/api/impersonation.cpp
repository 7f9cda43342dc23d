// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> and <rpcasync.h> by which a server's thread acts for its client. What that means here: see
// security/identity.hpp and the comment in <rpcdce.h>.
#include "rpcrt4/security/identity.hpp"

#include <cstring>

#include "handleapi/boundary.hpp"
#include "rpcrt4/server/caller.hpp"
#include "rpcrt4/server/server_call.hpp"

#include <rpc.h>
#include <rpcasync.h>

using base::Status;
using handleapi::returning_status;
using namespace rpcrt4;
using server::ServerCall;

extern "C" {

RPC_STATUS RPC_ENTRY RpcImpersonateClient(RPC_BINDING_HANDLE client) {
    return returning_status([&] {
        const auto call = ServerCall::of(client, Status::rpc_s_wrong_kind_of_binding);
        if (!call) return call.status();
        auto identity = server::identity_of(**call);
        if (!identity) return identity.status();
        return security::acting::begin(std::move(*identity), (*call)->handle());
    });
}

// Whomever the thread acts for: its call may be over, and the thread not one that was given it.
RPC_STATUS RPC_ENTRY RpcRevertToSelf(void) {
    return returning_status([] {
        const bool nobody = !security::acting::whom() && !ServerCall::of(nullptr, Status::ok);
        if (nobody) return Status::rpc_s_no_call_active;
        static_cast<void>(security::acting::end(nullptr));
        return Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcRevertToSelfEx(RPC_BINDING_HANDLE client) {
    if (client == nullptr) return RpcRevertToSelf();
    return returning_status([&] {
        const auto call = ServerCall::of(client, Status::rpc_s_wrong_kind_of_binding);
        if (!call) return call.status();
        return security::acting::end((*call)->handle()) ? Status::ok : Status::rpc_s_no_call_active;
    });
}

// There are no containers here.

RPC_STATUS RPC_ENTRY RpcImpersonateClientContainer(RPC_BINDING_HANDLE client) {
    return returning_status([&] {
        const auto call = ServerCall::of(client, Status::rpc_s_wrong_kind_of_binding);
        return call ? Status::rpc_s_cannot_support : call.status();
    });
}

RPC_STATUS RPC_ENTRY RpcRevertContainerImpersonation(void) {
    return returning_status([] {
        const auto call = ServerCall::of(nullptr, Status::rpc_s_no_call_active);
        return call ? Status::rpc_s_cannot_support : call.status();
    });
}

// There is no Authz here, so no context of its kind; whoever asks learns whether his client is somebody.
RPC_STATUS RPC_ENTRY RpcGetAuthorizationContextForClient(RPC_BINDING_HANDLE client, BOOL, PVOID reserved1,
                                                         PLARGE_INTEGER, LUID reserved2, DWORD reserved3,
                                                         PVOID reserved4, PVOID* context) {
    if (reserved1 || reserved2.LowPart != 0 || reserved2.HighPart != 0 || reserved3 != 0 || reserved4 || !context) {
        return ERROR_INVALID_PARAMETER;
    }
    return returning_status([&] {
        const auto call = ServerCall::of(client, Status::rpc_s_wrong_kind_of_binding);
        if (!call) return call.status();
        const server::Caller caller = server::caller_of(**call);
        const bool somebody = caller.authenticated && !caller.null_session;
        return somebody ? Status::rpc_s_cannot_support : Status::rpc_s_no_context_available;
    });
}

// No context was ever given away.
RPC_STATUS RPC_ENTRY RpcFreeAuthorizationContext(PVOID*) { return ERROR_INVALID_PARAMETER; }

}  // extern "C"
