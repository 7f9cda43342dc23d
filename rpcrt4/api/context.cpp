// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports for context handles: NDRC* and NDRS* on the 20 bytes of the wire, Ndr* on a stub message (stubs without the
// interpreter call them), and what programs call themselves. Of a handle's guard, the default one and null mean that it
// is not strict.
#include <algorithm>
#include <cstring>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/client/context_handle.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/one_type.hpp"
#include "rpcrt4/server/call_contexts.hpp"
#include "rpcrt4/server/server_call.hpp"
#include "rpcrt4/stub/context_parameters.hpp"
#include "rpcrt4/stub/context_use.hpp"

#include <rpcasync.h>
#include <rpcndr.h>

using base::Ref;
using base::Status;
using handleapi::raising;
using handleapi::returning_status;
using namespace rpcrt4;
using binding::ContextUse;
using binding::ContextWire;

namespace {

static_assert(sizeof(ContextWire) == cbNDRContext);

/// What a context handle's descriptor says: FC_BIND_CONTEXT, flags, rundown routine; behind a pointer's descriptor.
struct Descriptor {
    explicit Descriptor(PFORMAT_STRING format) noexcept {
        while (ndr::is_pointer_format(format)) {
            int16_t offset;
            std::memcpy(&offset, format + 2, sizeof offset);
            format += 2 + offset;
        }
        flags = format[1];
        rundown_index = format[2];
    }
    uint8_t flags;
    uint8_t rundown_index;
};

/// The call that `handle` stands for, the current one for null.
Ref<server::ServerCall> require_call(RPC_BINDING_HANDLE handle) {
    if (!handle) {
        server::ServerCall* current = server::ServerCall::current();
        if (!current) ndr::fail(Status::rpc_s_no_call_active);
        return Ref<server::ServerCall>(*current);
    }
    auto object = binding::lookup(handle);
    if (!object || object->kind() != binding::HandleObject::Kind::server_call) {
        ndr::fail(Status::rpc_s_invalid_binding);
    }
    return Ref<server::ServerCall>::adopt(static_cast<server::ServerCall*>(object.detach()));
}

ContextWire read_wire(const void* buffer, ULONG representation) noexcept {
    ContextWire wire;
    std::memcpy(wire.data(), buffer, wire.size());
    const bool ours = (representation & NDR_INT_REP_MASK) == NDR_LITTLE_ENDIAN;
    return ours ? wire : stub::swapped_context(wire);
}

ContextUse use_of(const void* guard, ULONG flags) noexcept {
    ContextUse use;
    if (guard != RPC_CONTEXT_HANDLE_DEFAULT_GUARD) use.guard = guard;
    if (flags & RPC_CONTEXT_HANDLE_SERIALIZE) use.serialization = ContextUse::Serialization::exclusive;
    if (flags & RPC_CONTEXT_HANDLE_DONT_SERIALIZE) use.serialization = ContextUse::Serialization::shared;
    return use;
}

NDR_SCONTEXT receive(RPC_BINDING_HANDLE binding, const void* buffer, ULONG representation, const ContextUse& use) {
    ContextWire wire{};
    if (buffer) wire = read_wire(buffer, representation);
    return require_call(binding)->context_handles()->receive(buffer ? &wire : nullptr, use);
}

void send(RPC_BINDING_HANDLE binding, NDR_SCONTEXT context, void* buffer, NDR_RUNDOWN rundown) {
    if (!context) ndr::fail(Status::rpc_x_ss_context_mismatch);
    const ContextWire wire = require_call(binding)->context_handles()->send(*context, rundown);
    std::memcpy(buffer, wire.data(), wire.size());
}

/// The 20 bytes at the message's buffer pointer, which moves behind them.
unsigned char* next_wire(MIDL_STUB_MESSAGE& message, bool reading) {
    auto place = (reinterpret_cast<uintptr_t>(message.Buffer) + 3) & ~uintptr_t{3};
    auto* wire = reinterpret_cast<unsigned char*>(place);
    const unsigned char* end = reading
                                   ? message.BufferEnd
                                   : static_cast<unsigned char*>(message.RpcMsg->Buffer) + message.RpcMsg->BufferLength;
    if (wire > end || end - wire < cbNDRContext) ndr::fail_bad_data();
    message.Buffer = wire + cbNDRContext;
    return wire;
}

NDR_SCONTEXT receive_next(MIDL_STUB_MESSAGE& message, const ContextUse& use) {
    const unsigned char* wire = next_wire(message, true);
    return receive(message.RpcMsg->Handle, wire, message.RpcMsg->DataRepresentation, use);
}

RPC_STATUS change_lock(RPC_BINDING_HANDLE binding, void* user, Status (server::CallContexts::*change)(void*)) {
    return returning_status([&] {
        const Ref<server::ServerCall> call = require_call(binding);
        server::CallContexts* contexts = call->used_contexts();
        return contexts ? (contexts->*change)(user) : Status::rpc_x_ss_context_mismatch;
    });
}

}  // namespace

extern "C" {

// -- client

RPC_BINDING_HANDLE RPC_ENTRY NDRCContextBinding(NDR_CCONTEXT context) {
    return raising([&]() -> RPC_BINDING_HANDLE { return client::context_binding(context); });
}

void RPC_ENTRY NDRCContextMarshall(NDR_CCONTEXT context, void* buffer) {
    raising([&] {
        const ContextWire wire = client::context_wire(context);
        std::memcpy(buffer, wire.data(), wire.size());
    });
}

void RPC_ENTRY NDRCContextUnmarshall(NDR_CCONTEXT* context, RPC_BINDING_HANDLE binding, void* buffer,
                                     ULONG representation) {
    raising([&] { client::update_context(context, binding, read_wire(buffer, representation)); });
}

void RPC_ENTRY NdrClientContextMarshall(PMIDL_STUB_MESSAGE message, NDR_CCONTEXT context, int check) {
    raising([&] {
        if (!context && check) ndr::fail(Status::rpc_x_ss_in_null_context);
        const ContextWire wire = client::context_wire(context);
        const void* binding = message->SavedHandle;
        if (context && binding && client::context_binding(context) != binding) {
            client::require_same_server(context, binding);
        }
        std::memcpy(next_wire(*message, false), wire.data(), wire.size());
    });
}

void RPC_ENTRY NdrClientContextUnmarshall(PMIDL_STUB_MESSAGE message, NDR_CCONTEXT* context,
                                          RPC_BINDING_HANDLE binding) {
    raising([&] {
        const unsigned char* wire = next_wire(*message, true);
        client::update_context(context, binding, read_wire(wire, message->RpcMsg->DataRepresentation));
    });
}

void RPC_ENTRY RpcSsDestroyClientContext(void** context) {
    raising([&] { client::destroy_context(context); });
}

RPC_STATUS RPC_ENTRY RpcSmDestroyClientContext(void** context) {
    return returning_status([&] { client::destroy_context(context); });
}

RPC_STATUS RPC_ENTRY RpcSsGetContextBinding(void* context, RPC_BINDING_HANDLE* binding) {
    return returning_status([&] {
        if (!binding) return Status::rpc_s_invalid_arg;
        *binding = client::context_binding(context);
        return Status::ok;
    });
}

// -- server

NDR_SCONTEXT RPC_ENTRY NDRSContextUnmarshall2(RPC_BINDING_HANDLE binding, void* buffer, ULONG representation,
                                              void* guard, ULONG flags) {
    return raising([&] { return receive(binding, buffer, representation, use_of(guard, flags)); });
}

NDR_SCONTEXT RPC_ENTRY NDRSContextUnmarshallEx(RPC_BINDING_HANDLE binding, void* buffer, ULONG representation) {
    return raising([&] { return receive(binding, buffer, representation, {}); });
}

NDR_SCONTEXT RPC_ENTRY NDRSContextUnmarshall(void* buffer, ULONG representation) {
    return raising([&] { return receive(nullptr, buffer, representation, {}); });
}

// The guard and the serialization are those the context was received with.
void RPC_ENTRY NDRSContextMarshall2(RPC_BINDING_HANDLE binding, NDR_SCONTEXT context, void* buffer, NDR_RUNDOWN rundown,
                                    void*, ULONG) {
    raising([&] { send(binding, context, buffer, rundown); });
}

void RPC_ENTRY NDRSContextMarshallEx(RPC_BINDING_HANDLE binding, NDR_SCONTEXT context, void* buffer,
                                     NDR_RUNDOWN rundown) {
    raising([&] { send(binding, context, buffer, rundown); });
}

void RPC_ENTRY NDRSContextMarshall(NDR_SCONTEXT context, void* buffer, NDR_RUNDOWN rundown) {
    raising([&] { send(nullptr, context, buffer, rundown); });
}

NDR_SCONTEXT RPC_ENTRY NdrContextHandleInitialize(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format) {
    return raising([&] {
        const Descriptor descriptor(format);
        const ContextUse use = stub::context_use(descriptor.flags, descriptor.rundown_index, *message->StubDesc);
        return receive(message->RpcMsg->Handle, nullptr, 0, use);
    });
}

NDR_SCONTEXT RPC_ENTRY NdrServerContextUnmarshall(PMIDL_STUB_MESSAGE message) {
    return raising([&] { return receive_next(*message, {}); });
}

NDR_SCONTEXT RPC_ENTRY NdrServerContextNewUnmarshall(PMIDL_STUB_MESSAGE message, PFORMAT_STRING format) {
    return raising([&] {
        const Descriptor descriptor(format);
        const NDR_SCONTEXT context =
            receive_next(*message, stub::context_use(descriptor.flags, descriptor.rundown_index, *message->StubDesc));
        const bool in_only = !(descriptor.flags & stub::context_flag::kOut);
        if (in_only && !context->userContext && descriptor.flags & stub::context_flag::kCannotBeNull) {
            ndr::fail(Status::rpc_x_ss_in_null_context);
        }
        return context;
    });
}

void RPC_ENTRY NdrServerContextMarshall(PMIDL_STUB_MESSAGE message, NDR_SCONTEXT context, NDR_RUNDOWN rundown) {
    raising([&] { send(message->RpcMsg->Handle, context, next_wire(*message, false), rundown); });
}

void RPC_ENTRY NdrServerContextNewMarshall(PMIDL_STUB_MESSAGE message, NDR_SCONTEXT context, NDR_RUNDOWN rundown,
                                           PFORMAT_STRING) {
    raising([&] { send(message->RpcMsg->Handle, context, next_wire(*message, false), rundown); });
}

void RPC_ENTRY NdrContextHandleSize(PMIDL_STUB_MESSAGE message, unsigned char*, PFORMAT_STRING) {
    message->BufferLength = ((message->BufferLength + 3) & ~3u) + cbNDRContext;
}

RPC_STATUS RPC_ENTRY RpcSsContextLockExclusive(RPC_BINDING_HANDLE binding, PVOID context) {
    return change_lock(binding, context, &server::CallContexts::lock_exclusive);
}

RPC_STATUS RPC_ENTRY RpcSsContextLockShared(RPC_BINDING_HANDLE binding, PVOID context) {
    return change_lock(binding, context, &server::CallContexts::lock_shared);
}

void RPC_ENTRY RpcSsDontSerializeContext(void) { server::dont_serialize_contexts(); }

void RPC_ENTRY I_RpcSsDontSerializeContext(void) { server::dont_serialize_contexts(); }

}  // extern "C"
