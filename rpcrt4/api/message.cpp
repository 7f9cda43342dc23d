// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdcep.h> that carry one message: what compiled stubs call. RPC_MESSAGE::ReservedForRuntime is the call
// (of a client, from I_RpcGetBuffer to I_RpcFreeBuffer, or being served).
#include <bit>
#include <cstdlib>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/binding/message_call.hpp"
#include "rpcrt4/client/client_call.hpp"
#include "rpcrt4/server/callback_call.hpp"

#include <rpcdcep.h>

using handleapi::returning_status;
using namespace rpcrt4;

namespace {

/// Runs f(call) on the message's call.
template <typename F>
RPC_STATUS on_call(RPC_MESSAGE* message, F&& f) {
    return returning_status([&] {
        if (message == nullptr) return base::Status::rpc_s_invalid_arg;
        if (message->ReservedForRuntime == nullptr) return base::Status::rpc_s_no_call_active;
        return f(*static_cast<binding::MessageCall*>(message->ReservedForRuntime));
    });
}

/// On the handle of a call being served: a callback to its client.
base::Status begin_callback(RPC_MESSAGE& message) {
    auto outer = binding::lookup(message.Handle);
    if (!outer || outer->kind() != binding::HandleObject::Kind::server_call) {
        return base::Status::rpc_s_wrong_kind_of_binding;
    }
    auto call = base::make_ref<server::CallbackCall>(
        base::Ref<server::ServerCall>::adopt(static_cast<server::ServerCall*>(outer.detach())));
    const base::Status status = call->get_buffer(message);
    if (succeeded(status)) message.ReservedForRuntime = static_cast<binding::MessageCall*>(call.detach());
    return status;
}

base::Status begin_client_call(RPC_MESSAGE& message, const UUID* object) {
    auto call = client::ClientCall::create(message);
    if (!call) {
        const bool other_kind = call.status() == base::Status::rpc_s_wrong_kind_of_binding;
        return other_kind ? begin_callback(message) : call.status();
    }
    if (object != nullptr) (*call)->set_object(std::bit_cast<uuid::Uuid>(*object));
    const base::Status status = (*call)->get_buffer(message);
    if (succeeded(status)) message.ReservedForRuntime = static_cast<binding::MessageCall*>(call->detach());
    return status;
}

RPC_STATUS get_buffer(RPC_MESSAGE* message, const UUID* object) {
    return returning_status([&] {
        if (message == nullptr) return base::Status::rpc_s_invalid_arg;
        auto* call = static_cast<binding::MessageCall*>(message->ReservedForRuntime);
        return call != nullptr ? call->get_buffer(*message) : begin_client_call(*message, object);
    });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY I_RpcGetBuffer(RPC_MESSAGE* message) { return get_buffer(message, nullptr); }

RPC_STATUS RPC_ENTRY I_RpcGetBufferWithObject(RPC_MESSAGE* message, UUID* object) {
    return get_buffer(message, object);
}

RPC_STATUS RPC_ENTRY I_RpcFreeBuffer(RPC_MESSAGE* message) {
    // A message without a call has no buffer: stubs free in their cleanup whatever happened before.
    if (message != nullptr && message->ReservedForRuntime == nullptr) return RPC_S_OK;
    return on_call(message, [&](binding::MessageCall& call) {
        call.free_buffer(*message);
        return base::Status::ok;
    });
}

RPC_STATUS RPC_ENTRY I_RpcSendReceive(RPC_MESSAGE* message) {
    return on_call(message, [&](binding::MessageCall& call) { return call.send_receive(*message); });
}

RPC_STATUS RPC_ENTRY I_RpcSend(RPC_MESSAGE* message) {
    return on_call(message, [&](binding::MessageCall& call) { return call.send(*message); });
}

RPC_STATUS RPC_ENTRY I_RpcReceive(RPC_MESSAGE* message, unsigned int) {
    return on_call(message, [&](binding::MessageCall& call) { return call.receive(*message); });
}

void* RPC_ENTRY I_RpcAllocate(unsigned int size) { return std::malloc(size != 0 ? size : 1); }

void RPC_ENTRY I_RpcFree(void* memory) { std::free(memory); }

}  // extern "C"
