// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> about authentication: of a client's binding, of a server, and of the call it serves.
#include "rpcrt4/binding/authentication_arguments.hpp"

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/binding/rpc_string.hpp"
#include "rpcrt4/server/caller.hpp"
#include "rpcrt4/server/server.hpp"
#include "rpcrt4/server/server_call.hpp"

#include <rpc.h>
#include <rpcdce.h>

using base::Status;
using handleapi::returning_status;
using namespace rpcrt4;
using binding::Authentication;
using server::ServerCall;

namespace {

// The client.

template <typename Char>
RPC_STATUS set_info(RPC_BINDING_HANDLE handle, Char* principal, ULONG level, ULONG service,
                    RPC_AUTH_IDENTITY_HANDLE identity, ULONG authorization, const RPC_SECURITY_QOS* qos) {
    return returning_status([&] {
        const auto binding = binding::binding_from(handle);
        if (!binding) return binding.status();
        const Status changeable = (*binding)->changeable();
        if (failed(changeable)) return changeable;
        binding::AuthenticationWish wish{.principal = std::string(binding::text_of(principal)),
                                         .has_principal = principal != nullptr,
                                         .level = level,
                                         .service = service,
                                         .identity = identity,
                                         .account = {},
                                         .allow_kerberos = true,
                                         .allow_ntlm = true,
                                         .authorization = authorization,
                                         .qos = {}};
        const Status understood = binding::read_qos(qos, wish.qos);
        if (failed(understood)) return understood;
        // Anonymous on purpose: Schannel's business, which is not here.
        if (identity == RPC_C_NO_CREDENTIALS) return Status::rpc_s_invalid_arg;
        if (service != RPC_C_AUTHN_NONE) {
            const Status read = binding::read_identity(identity, wish);
            if (failed(read)) return read;
        }
        auto made = Authentication::make(std::move(wish));
        if (!made) return made.status();
        (*binding)->set_authentication(std::move(*made));
        return Status::ok;
    });
}

template <typename T>
void tell(T* out, T value) noexcept {
    if (out != nullptr) *out = value;
}

template <typename Char>
RPC_STATUS inquire_info(RPC_BINDING_HANDLE handle, Char** principal, ULONG* level, ULONG* service,
                        RPC_AUTH_IDENTITY_HANDLE* identity, ULONG* authorization, ULONG version,
                        RPC_SECURITY_QOS* qos) {
    return returning_status([&] {
        const auto binding = binding::binding_from(handle);
        if (!binding) return binding.status();
        const auto known = (*binding)->authentication();
        if (!known) return Status::rpc_s_binding_has_no_auth;
        const Status told = qos != nullptr ? binding::write_qos(known->qos(), version, qos) : Status::ok;
        if (failed(told)) return told;
        binding::StringGifts gifts;
        if (known->has_principal()) {
            gifts.give(known->principal(), principal);
        } else {
            tell(principal, static_cast<Char*>(nullptr));
        }
        tell(level, static_cast<ULONG>(known->level()));
        tell(service, static_cast<ULONG>(known->service()));
        tell(identity, known->identity());
        tell(authorization, static_cast<ULONG>(known->authorization()));
        return gifts.finish();
    });
}

// The server.

template <typename Char>
RPC_STATUS register_info(Char* principal, ULONG service) {
    return returning_status([&] {
        const security::Service wanted = binding::service_of(service);
        return server::Server::instance().environment().authentication.add(
            {.service = wanted, .principal = std::string(binding::text_of(principal))});
    });
}

template <typename Char>
RPC_STATUS default_name(ULONG service, Char** name) {
    return returning_status([&] {
        if (name == nullptr) return Status::rpc_s_invalid_arg;
        const security::Service wanted = binding::service_of(service);
        if (!security::known(wanted)) return Status::rpc_s_unknown_authn_service;
        binding::StringGifts gifts;
        gifts.give(security::default_principal(wanted), name);
        return gifts.finish();
    });
}

template <typename Char>
RPC_STATUS inquire_client(RPC_BINDING_HANDLE handle, RPC_AUTHZ_HANDLE* privileges, Char** principal, ULONG* level,
                          ULONG* service, ULONG* authorization) {
    return returning_status([&] {
        const auto call = ServerCall::of(handle, Status::rpc_s_wrong_kind_of_binding);
        if (!call) return call.status();
        const server::Caller caller = server::caller_of(**call);
        if (!caller.authenticated) return Status::rpc_s_binding_has_no_auth;
        binding::StringGifts gifts;
        gifts.give(server::server_principal(**call), principal);
        const Status given = gifts.finish();
        if (failed(given)) return given;
        if (privileges != nullptr) {
            *privileges = const_cast<void*>((*call)->client_name(server::client_principal(**call), sizeof(Char) != 1));
        }
        tell(level, static_cast<ULONG>(caller.level));
        tell(service, static_cast<ULONG>(caller.service));
        tell(authorization, static_cast<ULONG>(RPC_C_AUTHZ_NONE));
        return Status::ok;
    });
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcBindingSetAuthInfoA(RPC_BINDING_HANDLE binding, RPC_CSTR principal, ULONG level, ULONG service,
                                            RPC_AUTH_IDENTITY_HANDLE identity, ULONG authorization) {
    return set_info(binding, principal, level, service, identity, authorization, nullptr);
}

RPC_STATUS RPC_ENTRY RpcBindingSetAuthInfoW(RPC_BINDING_HANDLE binding, RPC_WSTR principal, ULONG level, ULONG service,
                                            RPC_AUTH_IDENTITY_HANDLE identity, ULONG authorization) {
    return set_info(binding, principal, level, service, identity, authorization, nullptr);
}

RPC_STATUS RPC_ENTRY RpcBindingSetAuthInfoExA(RPC_BINDING_HANDLE binding, RPC_CSTR principal, ULONG level,
                                              ULONG service, RPC_AUTH_IDENTITY_HANDLE identity, ULONG authorization,
                                              RPC_SECURITY_QOS* qos) {
    return set_info(binding, principal, level, service, identity, authorization, qos);
}

RPC_STATUS RPC_ENTRY RpcBindingSetAuthInfoExW(RPC_BINDING_HANDLE binding, RPC_WSTR principal, ULONG level,
                                              ULONG service, RPC_AUTH_IDENTITY_HANDLE identity, ULONG authorization,
                                              RPC_SECURITY_QOS* qos) {
    return set_info(binding, principal, level, service, identity, authorization, qos);
}

RPC_STATUS RPC_ENTRY RpcBindingInqAuthInfoA(RPC_BINDING_HANDLE binding, RPC_CSTR* principal, ULONG* level,
                                            ULONG* service, RPC_AUTH_IDENTITY_HANDLE* identity, ULONG* authorization) {
    return inquire_info(binding, principal, level, service, identity, authorization, RPC_C_SECURITY_QOS_VERSION,
                        nullptr);
}

RPC_STATUS RPC_ENTRY RpcBindingInqAuthInfoW(RPC_BINDING_HANDLE binding, RPC_WSTR* principal, ULONG* level,
                                            ULONG* service, RPC_AUTH_IDENTITY_HANDLE* identity, ULONG* authorization) {
    return inquire_info(binding, principal, level, service, identity, authorization, RPC_C_SECURITY_QOS_VERSION,
                        nullptr);
}

RPC_STATUS RPC_ENTRY RpcBindingInqAuthInfoExA(RPC_BINDING_HANDLE binding, RPC_CSTR* principal, ULONG* level,
                                              ULONG* service, RPC_AUTH_IDENTITY_HANDLE* identity, ULONG* authorization,
                                              ULONG version, RPC_SECURITY_QOS* qos) {
    return inquire_info(binding, principal, level, service, identity, authorization, version, qos);
}

RPC_STATUS RPC_ENTRY RpcBindingInqAuthInfoExW(RPC_BINDING_HANDLE binding, RPC_WSTR* principal, ULONG* level,
                                              ULONG* service, RPC_AUTH_IDENTITY_HANDLE* identity, ULONG* authorization,
                                              ULONG version, RPC_SECURITY_QOS* qos) {
    return inquire_info(binding, principal, level, service, identity, authorization, version, qos);
}

// Keys come from keytabs and account files, so the routine that retrieves keys is not asked, as on Windows.

RPC_STATUS RPC_ENTRY RpcServerRegisterAuthInfoA(RPC_CSTR principal, ULONG service, RPC_AUTH_KEY_RETRIEVAL_FN, void*) {
    return register_info(principal, service);
}

RPC_STATUS RPC_ENTRY RpcServerRegisterAuthInfoW(RPC_WSTR principal, ULONG service, RPC_AUTH_KEY_RETRIEVAL_FN, void*) {
    return register_info(principal, service);
}

RPC_STATUS RPC_ENTRY RpcServerInqDefaultPrincNameA(ULONG service, RPC_CSTR* name) {
    return default_name(service, name);
}

RPC_STATUS RPC_ENTRY RpcServerInqDefaultPrincNameW(ULONG service, RPC_WSTR* name) {
    return default_name(service, name);
}

RPC_STATUS RPC_ENTRY RpcBindingInqAuthClientA(RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE* privileges,
                                              RPC_CSTR* principal, ULONG* level, ULONG* service, ULONG* authorization) {
    return inquire_client(binding, privileges, principal, level, service, authorization);
}

RPC_STATUS RPC_ENTRY RpcBindingInqAuthClientW(RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE* privileges,
                                              RPC_WSTR* principal, ULONG* level, ULONG* service, ULONG* authorization) {
    return inquire_client(binding, privileges, principal, level, service, authorization);
}

// The flags concern certificates, which no provider here has.

RPC_STATUS RPC_ENTRY RpcBindingInqAuthClientExA(RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE* privileges,
                                                RPC_CSTR* principal, ULONG* level, ULONG* service, ULONG* authorization,
                                                ULONG) {
    return inquire_client(binding, privileges, principal, level, service, authorization);
}

RPC_STATUS RPC_ENTRY RpcBindingInqAuthClientExW(RPC_BINDING_HANDLE binding, RPC_AUTHZ_HANDLE* privileges,
                                                RPC_WSTR* principal, ULONG* level, ULONG* service, ULONG* authorization,
                                                ULONG) {
    return inquire_client(binding, privileges, principal, level, service, authorization);
}

}  // extern "C"
