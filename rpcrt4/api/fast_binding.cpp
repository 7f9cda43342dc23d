// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports about fast binding handles: RpcBindingCreate of <rpcdce.h>, RpcBindingBind and RpcBindingUnbind of
// <rpcasync.h>.
#include "rpcrt4/binding/fast_binding.hpp"

#include <bit>

#include "handleapi/boundary.hpp"
#include "rpcrt4/async/fast_bind.hpp"
#include "rpcrt4/binding/authentication_arguments.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/binding/rpc_string.hpp"

#include <rpc.h>

using base::Status;
using handleapi::returning_status;
using namespace rpcrt4;

namespace {

template <typename Security>
Status take(const Security& security, binding::AuthenticationWish& wish) {
    wish.principal = std::string(binding::text_of(security.ServerPrincName));
    wish.has_principal = security.ServerPrincName != nullptr;
    wish.level = security.AuthnLevel;
    wish.service = security.AuthnSvc;
    wish.identity = security.AuthIdentity;
    if (wish.service == RPC_C_AUTHN_NONE) return Status::ok;
    const Status understood = binding::read_qos(security.SecurityQos, wish.qos);
    return failed(understood) ? understood : binding::read_identity(security.AuthIdentity, wish);
}

template <typename Template, typename Security>
RPC_STATUS create(const Template* target, const Security* security, const RPC_BINDING_HANDLE_OPTIONS_V1* options,
                  RPC_BINDING_HANDLE* out) {
    return returning_status([&] {
        if (!target || !out) return Status::rpc_s_invalid_arg;
        const binding::FastTemplate wanted{.version = target->Version,
                                           .flags = target->Flags,
                                           .protocol_sequence = target->ProtocolSequence,
                                           .address = std::string(binding::text_of(target->NetworkAddress)),
                                           .endpoint = std::string(binding::text_of(target->StringEndpoint)),
                                           .reserved = target->u1.Reserved != nullptr,
                                           .object = std::bit_cast<uuid::Uuid>(target->ObjectUuid)};
        std::optional<binding::FastSecurity> protection;
        if (security) {
            protection.emplace();
            protection->version = security->Version;
            protection->quality_of_service = security->SecurityQos != nullptr;
            const Status understood = take(*security, protection->wish);
            if (failed(understood)) return understood;
        }
        std::optional<binding::FastOptions> choices;
        if (options) {
            choices = {.version = options->Version,
                       .flags = options->Flags,
                       .com_timeout = options->ComTimeout,
                       .call_timeout = options->CallTimeout};
        }
        auto made = binding::create_fast(wanted, std::move(protection), choices);
        if (!made) return made.status();
        *out = binding::enter(std::move(*made));
        return *out ? Status::ok : Status::rpc_s_out_of_memory;
    });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcBindingCreateA(RPC_BINDING_HANDLE_TEMPLATE_V1_A* target,
                                       RPC_BINDING_HANDLE_SECURITY_V1_A* security,
                                       RPC_BINDING_HANDLE_OPTIONS_V1* options, RPC_BINDING_HANDLE* binding) {
    return create(target, security, options, binding);
}

RPC_STATUS RPC_ENTRY RpcBindingCreateW(RPC_BINDING_HANDLE_TEMPLATE_V1_W* target,
                                       RPC_BINDING_HANDLE_SECURITY_V1_W* security,
                                       RPC_BINDING_HANDLE_OPTIONS_V1* options, RPC_BINDING_HANDLE* binding) {
    return create(target, security, options, binding);
}

// An interface is the same to a server and to a client, up to what follows its endpoints.
RPC_STATUS RPC_ENTRY RpcBindingBind(PRPC_ASYNC_STATE async, RPC_BINDING_HANDLE handle, RPC_IF_HANDLE interface_handle) {
    return returning_status([&] {
        auto binding = binding::binding_from(handle);
        if (!binding) return binding.status();
        if (!interface_handle) return Status::rpc_s_invalid_arg;
        return async::bind(async, std::move(*binding), *static_cast<const RPC_CLIENT_INTERFACE*>(interface_handle));
    });
}

RPC_STATUS RPC_ENTRY RpcBindingUnbind(RPC_BINDING_HANDLE handle) {
    return returning_status([&] {
        auto binding = binding::binding_from(handle);
        return binding ? (*binding)->unbind() : binding.status();
    });
}

}  // extern "C"
