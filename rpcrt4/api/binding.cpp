// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> about binding handles.
#include "rpcrt4/binding/binding.hpp"

#include <bit>
#include <cstdlib>
#include <span>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/binding/rpc_string.hpp"

#include <rpcdce.h>
#include <rpcdcep.h>

using handleapi::returning_status;
using namespace rpcrt4;

namespace {

/// Runs f(binding) on a handle made by RpcBindingFromStringBinding.
template <typename F>
RPC_STATUS on_binding(RPC_BINDING_HANDLE handle, F&& f) {
    return returning_status([&] {
        auto binding = binding::binding_from(handle);
        return binding ? f(**binding) : binding.status();
    });
}

/// The same for what changes the handle, which a bind in progress does not allow.
template <typename F>
RPC_STATUS changing_binding(RPC_BINDING_HANDLE handle, F&& f) {
    return on_binding(handle, [&](binding::Binding& binding) {
        const base::Status changeable = binding.changeable();
        return failed(changeable) ? changeable : f(binding);
    });
}

base::Status hand_out(base::Ref<binding::Binding> made, RPC_BINDING_HANDLE* out) {
    *out = binding::enter(std::move(made));
    return *out != nullptr ? base::Status::ok : base::Status::rpc_s_out_of_memory;
}

template <typename Char>
RPC_STATUS from_string(Char* text, RPC_BINDING_HANDLE* out) {
    return returning_status([&] {
        if (out == nullptr) return base::Status::rpc_s_invalid_arg;
        const std::string copied(binding::text_of(text));  // no text is no string binding
        auto made = binding::Binding::from_string(copied);
        return made ? hand_out(std::move(*made), out) : made.status();
    });
}

template <typename Char>
RPC_STATUS to_string(RPC_BINDING_HANDLE handle, Char** out) {
    return returning_status([&] {
        const auto object = binding::lookup(handle);
        if (!object) return base::Status::rpc_s_invalid_binding;
        const auto text = object->string_binding();
        if (!text) return text.status();
        binding::StringGifts gifts;
        gifts.give(*text, out);
        return gifts.finish();
    });
}

base::Status free_handle(RPC_BINDING_HANDLE handle) noexcept {
    const auto binding = binding::binding_from(handle);
    if (!binding) return binding.status();
    const base::Status changeable = (*binding)->changeable();
    if (failed(changeable)) return changeable;
    // Two threads may free the same handle: one of them finds it gone.
    const auto removed = binding::handle_table().remove(reinterpret_cast<uintptr_t>(handle));
    return removed ? base::Status::ok : base::Status::rpc_s_invalid_binding;
}

// rpcnsi.h: RPC_C_NS_SYNTAX_*.
constexpr ULONG kSyntaxDefault = 0;
constexpr ULONG kSyntaxDce = 3;

/// There is no name service, so no binding comes from an entry of one.
template <typename Char>
RPC_STATUS entry_name(RPC_BINDING_HANDLE handle, ULONG syntax, Char** name) {
    return on_binding(handle, [&](binding::Binding&) {
        if (syntax != kSyntaxDefault && syntax != kSyntaxDce) return base::Status::rpc_s_unsupported_name_syntax;
        binding::StringGifts gifts;
        gifts.give("", name);
        const base::Status given = gifts.finish();
        return failed(given) ? given : base::Status::rpc_s_no_entry_name;
    });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcBindingFromStringBindingA(RPC_CSTR text, RPC_BINDING_HANDLE* binding) {
    return from_string(text, binding);
}

RPC_STATUS RPC_ENTRY RpcBindingFromStringBindingW(RPC_WSTR text, RPC_BINDING_HANDLE* binding) {
    return from_string(text, binding);
}

RPC_STATUS RPC_ENTRY RpcBindingToStringBindingA(RPC_BINDING_HANDLE binding, RPC_CSTR* text) {
    return to_string(binding, text);
}

RPC_STATUS RPC_ENTRY RpcBindingToStringBindingW(RPC_BINDING_HANDLE binding, RPC_WSTR* text) {
    return to_string(binding, text);
}

RPC_STATUS RPC_ENTRY RpcBindingCopy(RPC_BINDING_HANDLE source, RPC_BINDING_HANDLE* copy) {
    return on_binding(source, [&](binding::Binding& binding) {
        if (copy == nullptr) return base::Status::rpc_s_invalid_arg;
        return hand_out(binding.copy(), copy);
    });
}

RPC_STATUS RPC_ENTRY I_RpcBindingCopy(RPC_BINDING_HANDLE source, RPC_BINDING_HANDLE* copy) {
    return RpcBindingCopy(source, copy);
}

RPC_STATUS RPC_ENTRY RpcNsBindingInqEntryNameA(RPC_BINDING_HANDLE binding, ULONG syntax, RPC_CSTR* name) {
    return entry_name(binding, syntax, name);
}

RPC_STATUS RPC_ENTRY RpcNsBindingInqEntryNameW(RPC_BINDING_HANDLE binding, ULONG syntax, RPC_WSTR* name) {
    return entry_name(binding, syntax, name);
}

RPC_STATUS RPC_ENTRY RpcBindingFree(RPC_BINDING_HANDLE* binding) {
    return returning_status([&] {
        if (binding == nullptr) return base::Status::rpc_s_invalid_arg;
        const base::Status status = free_handle(*binding);
        if (succeeded(status)) *binding = nullptr;
        return status;
    });
}

// A vector and its handles were allocated by whoever made it: the vector with malloc, the handles in the table.
RPC_STATUS RPC_ENTRY RpcBindingVectorFree(RPC_BINDING_VECTOR** vector) {
    return returning_status([&] {
        if (vector == nullptr || *vector == nullptr) return base::Status::rpc_s_invalid_arg;
        for (RPC_BINDING_HANDLE handle : std::span((*vector)->BindingH, (*vector)->Count)) {
            if (handle != nullptr) static_cast<void>(free_handle(handle));  // null: the user took it out
        }
        std::free(*vector);
        *vector = nullptr;
        return base::Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcBindingReset(RPC_BINDING_HANDLE handle) {
    return changing_binding(handle, [](binding::Binding& binding) {
        binding.forget_endpoint();
        return base::Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcBindingSetObject(RPC_BINDING_HANDLE handle, UUID* object) {
    return changing_binding(handle, [&](binding::Binding& binding) {
        binding.set_object(object != nullptr ? std::bit_cast<uuid::Uuid>(*object) : uuid::Uuid{});
        return base::Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcBindingInqObject(RPC_BINDING_HANDLE handle, UUID* object) {
    return returning_status([&] {
        if (object == nullptr) return base::Status::rpc_s_invalid_arg;
        const auto found = binding::lookup(handle);
        if (!found) return base::Status::rpc_s_invalid_binding;
        const auto value = found->object_uuid();
        if (!value) return value.status();
        *object = std::bit_cast<UUID>(*value);
        return base::Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcBindingSetOption(RPC_BINDING_HANDLE handle, ULONG option, ULONG_PTR value) {
    return changing_binding(handle, [&](binding::Binding& binding) { return binding.set_option(option, value); });
}

RPC_STATUS RPC_ENTRY RpcBindingInqOption(RPC_BINDING_HANDLE handle, ULONG option, ULONG_PTR* value) {
    return on_binding(handle, [&](binding::Binding& binding) {
        if (value == nullptr) return base::Status::rpc_s_invalid_arg;
        const auto found = binding.option(option);
        if (!found) return found.status();
        *value = *found;
        return base::Status::ok;
    });
}

RPC_STATUS RPC_ENTRY RpcMgmtSetComTimeout(RPC_BINDING_HANDLE handle, unsigned int timeout) {
    return changing_binding(handle, [&](binding::Binding& binding) { return binding.set_com_timeout(timeout); });
}

RPC_STATUS RPC_ENTRY RpcMgmtInqComTimeout(RPC_BINDING_HANDLE handle, unsigned int* timeout) {
    return on_binding(handle, [&](binding::Binding& binding) {
        if (timeout == nullptr) return base::Status::rpc_s_invalid_arg;
        *timeout = binding.com_timeout();
        return base::Status::ok;
    });
}

RPC_STATUS RPC_ENTRY I_RpcBindingIsServerLocal(RPC_BINDING_HANDLE handle, unsigned int* is_local) {
    return on_binding(handle, [&](binding::Binding& binding) {
        if (is_local == nullptr) return base::Status::rpc_s_invalid_arg;
        *is_local = binding.mechanism().local && binding.mechanism().is_here(binding.target().host) ? 1 : 0;
        return base::Status::ok;
    });
}

RPC_STATUS RPC_ENTRY I_RpcBindingInqTransportType(RPC_BINDING_HANDLE handle, unsigned int* type) {
    return on_binding(handle, [&](binding::Binding& binding) {
        if (type == nullptr) return base::Status::rpc_s_invalid_arg;
        *type = binding.mechanism().transport_type;
        return base::Status::ok;
    });
}

}  // extern "C"
