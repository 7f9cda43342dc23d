// SPDX-License-Identifier: LGPL-2.1-or-later
// See async_state.hpp. Microsoft RPC_ASYNC_STATE, RpcAsyncInitializeHandle, RpcAsyncCompleteCall.
#include "rpcrt4/async/async_state.hpp"

#include "rpcrt4/async/async_stub.hpp"
#include "rpcrt4/async/memory_probe.hpp"
#include "rpcrt4/async/notify.hpp"
#include "rpcrt4/binding/handle_table.hpp"

#include <rpcdcep.h>

namespace rpcrt4::async {
namespace {

constexpr uint32_t kSignature = 0x43595341;  // "ASYC"

bool aligned(const RPC_ASYNC_STATE* state) noexcept {
    return state != nullptr && reinterpret_cast<uintptr_t>(state) % alignof(RPC_ASYNC_STATE) == 0;
}

bool initialised(const RPC_ASYNC_STATE* state) noexcept {
    return aligned(state) && readable(state, sizeof *state) && state->Signature == kSignature &&
           state->Size == sizeof *state;
}

/// Null when there is none.
base::Ref<binding::MessageCall> live_call(const RPC_ASYNC_STATE& state) noexcept {
    auto object = binding::lookup(state.RuntimeInfo);
    using Kind = binding::HandleObject::Kind;
    if (!object || (object->kind() != Kind::client_call && object->kind() != Kind::server_call)) return nullptr;
    return base::Ref<binding::MessageCall>::adopt(static_cast<binding::MessageCall*>(object.detach()));
}

}  // namespace

base::Status initialize(RPC_ASYNC_STATE* state, size_t size) noexcept {
    if (size != sizeof *state) return base::Status::rpc_s_invalid_arg;
    if (!aligned(state) || !clear(state, sizeof *state)) return base::Status::rpc_s_invalid_async_handle;
    state->Size = sizeof *state;
    state->Signature = kSignature;
    return base::Status::ok;
}

base::Result<base::Ref<binding::MessageCall>> call_of(const RPC_ASYNC_STATE* state) noexcept {
    if (!initialised(state)) return base::Status::rpc_s_invalid_async_handle;
    auto call = live_call(*state);
    if (!call) return base::Status::rpc_s_invalid_async_handle;
    return call;
}

base::Status ready_for_call(const RPC_ASYNC_STATE* state) noexcept {
    if (!initialised(state)) return base::Status::rpc_s_invalid_async_handle;
    const auto call = live_call(*state);
    return call && !call->gives_way() ? base::Status::rpc_s_invalid_async_call : base::Status::ok;
}

base::Status set_handle(RPC_MESSAGE& message, RPC_ASYNC_STATE* state) {
    auto* call = static_cast<binding::MessageCall*>(message.ReservedForRuntime);
    if (call == nullptr) return base::Status::rpc_s_invalid_binding;
    const base::Status usable = ready_for_call(state);
    if (failed(usable)) return usable;
    if (call->kind() == binding::HandleObject::Kind::server_call) return call->set_async(*state, nullptr);
    auto sink = make_sink(*state);
    if (!sink) return sink.status();
    return call->set_async(*state, std::move(*sink));
}

void attach_stub(RPC_MESSAGE& message, std::unique_ptr<binding::AsyncStub> stub) noexcept {
    static_cast<binding::MessageCall*>(message.ReservedForRuntime)->attach_stub(std::move(stub));
}

}  // namespace rpcrt4::async
