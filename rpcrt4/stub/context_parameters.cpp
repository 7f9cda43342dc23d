// SPDX-License-Identifier: LGPL-2.1-or-later
// See context_parameters.hpp.
#include "rpcrt4/stub/context_parameters.hpp"

#include <algorithm>
#include <cstring>

#include "rpcrt4/binding/message_call.hpp"
#include "rpcrt4/client/context_handle.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"
#include "rpcrt4/stub/context_arrays.hpp"
#include "rpcrt4/stub/context_use.hpp"

namespace rpcrt4::stub {

using binding::ContextWire;

namespace {

const ndr::ContextHandleNode& node_of(const Parameter& parameter) noexcept {
    return ndr::as<ndr::ContextHandleNode>(*parameter.node);
}

bool is_context(const Parameter& parameter) noexcept { return parameter.node->kind == ndr::Kind::context_handle; }

/// The variable that holds the handle: the slot, or what the slot points at.
void** location_of(const Parameter& parameter, const Arguments& arguments) noexcept {
    auto** slot = static_cast<void**>(arguments.slot(parameter));
    return parameter.access == Parameter::Access::address ? static_cast<void**>(*slot) : slot;
}

NDR_SCONTEXT& saved(const Parameter& parameter, const MIDL_STUB_MESSAGE& stub) noexcept {
    return stub.SavedContextHandles[parameter.context_index];
}

ContextWire server_context(const Parameter& parameter, MIDL_STUB_MESSAGE& stub, const Arguments& arguments) {
    NDR_SCONTEXT context = saved(parameter, stub);
    if (parameter.is_return) context->userContext = *location_of(parameter, arguments);
    return server_contexts(stub).send(*context, rundown_at(node_of(parameter).rundown_index, *stub.StubDesc));
}

/// `wire` null: a parameter that is only [out].
void enter_context(const Parameter& parameter, MIDL_STUB_MESSAGE& stub, const Arguments& arguments,
                   const ContextWire* wire) {
    const ndr::ContextHandleNode& node = node_of(parameter);
    NDR_SCONTEXT context =
        server_contexts(stub).receive(wire, context_use(node.flags, node.rundown_index, *stub.StubDesc));
    saved(parameter, stub) = context;
    if (parameter.is_return) return;
    auto** slot = static_cast<void**>(arguments.slot(parameter));
    if (parameter.access == Parameter::Access::address) {
        *slot = &context->userContext;
        return;
    }
    if (!context->userContext && (node.flags & context_flag::kCannotBeNull)) {
        ndr::fail(base::Status::rpc_x_ss_in_null_context);
    }
    *slot = context->userContext;
}

}  // namespace

binding::ServerContexts& server_contexts(const MIDL_STUB_MESSAGE& stub) {
    auto* call = static_cast<binding::MessageCall*>(stub.RpcMsg->ReservedForRuntime);
    binding::ServerContexts* contexts = call ? call->context_handles() : nullptr;
    if (!contexts) ndr::fail_unsupported();
    return *contexts;
}

ContextWire client_value(const ndr::ContextHandleNode& node, const void* context, bool answered,
                         MIDL_STUB_MESSAGE& stub) {
    if (!context) {
        // MIDL sets the flag for [in, out] handles too.
        if (!answered && node.flags & context_flag::kCannotBeNull) ndr::fail(base::Status::rpc_x_ss_in_null_context);
        return {};
    }
    const ContextWire wire = client::context_wire(context);
    if (client::context_binding(context) != stub.SavedHandle) client::require_same_server(context, stub.SavedHandle);
    return wire;
}

RPC_BINDING_HANDLE context_binding(const Procedure& procedure, const Arguments& arguments) {
    const auto* first = reinterpret_cast<const void*>(arguments.slots[procedure.binding_offset / 8u]);
    if (procedure.binding_via_pointer) {
        if (!first) ndr::fail(base::Status::rpc_x_null_ref_pointer);
        first = *static_cast<void* const*>(first);
    }
    if (first) return client::context_binding(first);
    // Another context of the call may lead to the server.
    for (const Parameter& parameter : procedure.parameters) {
        if (!parameter.in || !is_context(parameter)) continue;
        if (const void* context = *location_of(parameter, arguments)) return client::context_binding(context);
    }
    ndr::fail(base::Status::rpc_x_ss_in_null_context);
}

ContextWire outgoing_context(const Parameter& parameter, MIDL_STUB_MESSAGE& stub, const Arguments& arguments) {
    if (!stub.IsClient) return server_context(parameter, stub, arguments);
    return client_value(node_of(parameter), *location_of(parameter, arguments), parameter.out, stub);
}

ContextWire swapped_context(const ContextWire& wire) noexcept {
    ContextWire turned = wire;
    const auto turn = [&](size_t at, size_t size) { std::reverse(turned.begin() + at, turned.begin() + at + size); };
    turn(0, 4);
    turn(4, 4);
    turn(8, 2);
    turn(10, 2);
    return turned;
}

void accept_context(const Parameter& parameter, MIDL_STUB_MESSAGE& stub, const Arguments& arguments,
                    const ContextWire& wire) {
    if (!stub.IsClient) return enter_context(parameter, stub, arguments, &wire);
    void** location = location_of(parameter, arguments);
    if (!parameter.in) *location = nullptr;
    client::update_context(location, stub.SavedHandle, wire);
}

void prepare_out_contexts(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments) {
    for (const Parameter& parameter : procedure.parameters) {
        if (is_context(parameter) && !parameter.in) enter_context(parameter, stub, arguments, nullptr);
    }
}

namespace {

void abandon_array(const Parameter& parameter, MIDL_STUB_MESSAGE& stub, const Arguments& arguments) {
    const void* value = arguments.slot(parameter);
    if (parameter.access == Parameter::Access::address) value = *static_cast<void* const*>(value);
    if (!value) return;
    ContextArrays contexts(stub, arguments.held, ContextArrays::Sending::abandoned);
    ndr::SizeCursor nowhere;
    ndr::MemoryWalker<ndr::SizeCursor>(stub, nowhere, &contexts).value(*parameter.node, value);
}

}  // namespace

void abandon_out_contexts(const Procedure& procedure, MIDL_STUB_MESSAGE& stub, const Arguments& arguments) noexcept {
    for (const Parameter& parameter : procedure.parameters) {
        if (!parameter.out || !(is_context(parameter) || parameter.has_contexts)) continue;
        try {
            if (is_context(parameter)) {
                static_cast<void>(server_context(parameter, stub, arguments));
            } else {
                abandon_array(parameter, stub, arguments);
            }
        } catch (const handleapi::RpcError&) {
        } catch (const std::bad_alloc&) {
        }
    }
}

}  // namespace rpcrt4::stub
