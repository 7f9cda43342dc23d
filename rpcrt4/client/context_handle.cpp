// SPDX-License-Identifier: LGPL-2.1-or-later
// See context_handle.hpp.
#include "rpcrt4/client/context_handle.hpp"

#include <utility>

#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/ndr/errors.hpp"

namespace rpcrt4::client {

using base::Ref;
using base::Status;
using binding::Binding;
using binding::ContextWire;
using ndr::fail;

namespace {

/// A binding to the same server that ends up in the same association, whatever the original's options say of sharing.
Ref<Binding> twin_of(const Binding& binding) {
    Ref<Binding> twin = binding.copy();
    if (auto destination = binding.call_settings().destination) static_cast<void>(twin->settle({}, destination));
    return twin;
}

Ref<ContextHandle> context_from(const void* context) {
    Ref<binding::HandleObject> object = binding::lookup(context);
    if (!object || object->kind() != binding::HandleObject::Kind::context) fail(Status::rpc_x_ss_context_mismatch);
    return Ref<ContextHandle>::adopt(static_cast<ContextHandle*>(object.detach()));
}

Ref<Binding> require_binding(const void* handle) {
    auto binding = binding::binding_from(handle);
    if (!binding) fail(binding.status());
    return std::move(*binding);
}

}  // namespace

ContextHandle::ContextHandle(const Binding& binding, const ContextWire& wire)
    : HandleObject(Kind::context),
      binding_handle_(binding::enter(twin_of(binding))),
      server_(binding.call_settings().destination),
      wire_(wire) {
    if (!binding_handle_) fail(Status::rpc_s_out_of_memory);
    if (server_) server_->add_context();
}

ContextHandle::~ContextHandle() {
    if (server_) server_->remove_context();
    static_cast<void>(binding::handle_table().remove(reinterpret_cast<uintptr_t>(binding_handle_)));
}

ContextWire ContextHandle::wire() const {
    return wire_.with([](const ContextWire& wire) { return wire; });
}

void ContextHandle::set_wire(const ContextWire& wire) {
    wire_.with([&](ContextWire& mine) { mine = wire; });
}

void* context_binding(const void* context) {
    if (!context) fail(Status::rpc_x_ss_in_null_context);
    return context_from(context)->binding_handle();
}

ContextWire context_wire(const void* context) { return context ? context_from(context)->wire() : ContextWire{}; }

void update_context(void** context, const void* binding, const ContextWire& wire) {
    const bool is_open = wire != ContextWire{};
    if (!is_open) {
        if (*context) destroy_context(context);
        return;
    }
    if (*context) return context_from(*context)->set_wire(wire);
    void* handle = binding::enter(base::make_ref<ContextHandle>(*require_binding(binding), wire));
    if (!handle) fail(Status::rpc_s_out_of_memory);
    *context = handle;
}

void destroy_context(void** context) {
    if (!context) fail(Status::rpc_x_ss_context_mismatch);
    static_cast<void>(context_from(*context));
    static_cast<void>(binding::handle_table().remove(reinterpret_cast<uintptr_t>(*context)));
    *context = nullptr;
}

void require_same_server(const void* context, const void* binding) {
    const Ref<Binding> ours = require_binding(context_from(context)->binding_handle());
    const Ref<Binding> theirs = require_binding(binding);
    const auto here = ours->call_settings().destination;
    const auto there = theirs->call_settings().destination;
    if (here && here == there) return;
    const binding::Target a = ours->target();
    const binding::Target b = theirs->target();
    const bool same = a.mechanism == b.mechanism && a.host == b.host && a.endpoint == b.endpoint && !b.unique;
    if (!same) fail(Status::rpc_x_ss_handles_mismatch);
}

}  // namespace rpcrt4::client
