// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <rpcdce.h> that open endpoints and listen. A and W functions share one UTF-8 body each.
#include <cstdlib>
#include <new>
#include <span>
#include <string>
#include <string_view>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/binding/protseq_address.hpp"
#include "rpcrt4/binding/rpc_string.hpp"
#include "rpcrt4/server/interface_group.hpp"
#include "rpcrt4/server/server.hpp"
#include "rpcrt4/transport/registry.hpp"

#include <rpc.h>
#include <rpcdcep.h>

using base::Status;
using handleapi::returning_status;
using rpcrt4::server::Server;
using namespace rpcrt4;

namespace {

/// What the functions with a policy and without have in common.
struct Request {
    unsigned backlog;
    void* security_descriptor;
    const RPC_POLICY* policy = nullptr;
};

/// Port ranges and network cards are chosen by the registry of Windows, which is not here: the policy has no effect.
Status check_policy(const Request& request) {
    return request.policy && request.policy->Length < sizeof(RPC_POLICY) ? Status::rpc_s_invalid_arg : Status::ok;
}

/// A security descriptor is not evaluated; a local endpoint is open to its own user only, whatever it says.
Status check_descriptor(const Request& request) {
    constexpr unsigned char kRevision = 1;
    const auto* descriptor = static_cast<const unsigned char*>(request.security_descriptor);
    return descriptor && *descriptor != kRevision ? Status::rpc_s_invalid_security_desc : Status::ok;
}

/// An empty endpoint is a dynamic one. What is not local ignores the descriptor.
Status open(std::string_view protseq, std::string_view endpoint, const Request& request) {
    Status status = check_policy(request);
    const transport::Mechanism* mechanism = transport::find_mechanism(protseq);
    if (succeeded(status) && mechanism && mechanism->local) status = check_descriptor(request);
    return failed(status) ? status : Server::instance().use(protseq, endpoint, request.backlog);
}

RPC_STATUS use_dynamic(const std::string& protseq, const Request& request) {
    return returning_status([&] { return open(protseq, {}, request); });
}

RPC_STATUS use_endpoint(const std::string& protseq, const std::string& endpoint, const Request& request) {
    return returning_status(
        [&] { return endpoint.empty() ? Status::rpc_s_invalid_endpoint_format : open(protseq, endpoint, request); });
}

std::span<const RPC_PROTSEQ_ENDPOINT> endpoints_of(const RPC_SERVER_INTERFACE& spec) {
    return {spec.RpcProtseqEndpoint, spec.RpcProtseqEndpoint ? spec.RpcProtseqEndpointCount : 0};
}

/// The endpoints the IDL file gives for `protseq`.
RPC_STATUS use_interface(const std::string& protseq, RPC_IF_HANDLE spec, const Request& request) {
    return returning_status([&] {
        Status status = binding::check_protseq(protseq);
        if (failed(status)) return status;
        if (!spec) return Status::rpc_s_invalid_arg;
        status = Status::rpc_s_protseq_not_found;
        for (const RPC_PROTSEQ_ENDPOINT& entry : endpoints_of(*static_cast<const RPC_SERVER_INTERFACE*>(spec))) {
            if (binding::text_of(entry.RpcProtocolSequence) != protseq) continue;
            status = open(protseq, binding::text_of(entry.Endpoint), request);
            if (failed(status)) break;
        }
        return status;
    });
}

RPC_STATUS use_all(const Request& request) {
    return returning_status([&] {
        Status status = check_policy(request);
        if (succeeded(status)) status = check_descriptor(request);
        return failed(status) ? status : Server::instance().use_all(request.backlog);
    });
}

/// Every endpoint of the interface whose protocol sequence is available here.
RPC_STATUS use_all_of(RPC_IF_HANDLE spec, const Request& request) {
    return returning_status([&] {
        if (!spec) return Status::rpc_s_invalid_arg;
        Status status = Status::rpc_s_no_protseqs;
        for (const RPC_PROTSEQ_ENDPOINT& entry : endpoints_of(*static_cast<const RPC_SERVER_INTERFACE*>(spec))) {
            const std::string_view protseq = binding::text_of(entry.RpcProtocolSequence);
            const Status known = binding::check_protseq(protseq);
            if (known == Status::rpc_s_protseq_not_supported) continue;
            status = failed(known) ? known : open(protseq, binding::text_of(entry.Endpoint), request);
            if (failed(status)) break;
        }
        return status;
    });
}

std::string text(RPC_CSTR string) { return std::string(binding::text_of(string)); }
std::string text(RPC_WSTR string) { return string ? binding::text_of(string) : std::string(); }

RPC_BINDING_VECTOR* new_vector(size_t count) {
    const size_t size = sizeof(RPC_BINDING_VECTOR) + (count - 1) * sizeof(RPC_BINDING_HANDLE);
    auto* vector = static_cast<RPC_BINDING_VECTOR*>(std::calloc(1, size));
    if (!vector) throw std::bad_alloc();
    vector->Count = static_cast<ULONG>(count);
    return vector;
}

/// A vector of binding handles made of string bindings.
Status deliver(const std::vector<std::string>& strings, RPC_BINDING_VECTOR*& out) {
    out = nullptr;
    std::vector<base::Ref<binding::Binding>> bindings;
    for (const std::string& string : strings) {
        if (auto made = binding::Binding::from_string(string)) bindings.push_back(std::move(*made));
    }
    if (bindings.empty()) return Status::rpc_s_no_bindings;
    out = new_vector(bindings.size());
    for (size_t i = 0; i < bindings.size(); ++i) out->BindingH[i] = binding::enter(std::move(bindings[i]));
    return Status::ok;
}

}  // namespace

extern "C" {

RPC_STATUS RPC_ENTRY RpcServerUseProtseqA(RPC_CSTR protseq, unsigned int maximum_calls, void* security_descriptor) {
    return use_dynamic(text(protseq), {maximum_calls, security_descriptor});
}
RPC_STATUS RPC_ENTRY RpcServerUseProtseqW(RPC_WSTR protseq, unsigned int maximum_calls, void* security_descriptor) {
    return use_dynamic(text(protseq), {maximum_calls, security_descriptor});
}
RPC_STATUS RPC_ENTRY RpcServerUseProtseqExA(RPC_CSTR protseq, unsigned int maximum_calls, void* security_descriptor,
                                            PRPC_POLICY policy) {
    return use_dynamic(text(protseq), {maximum_calls, security_descriptor, policy});
}
RPC_STATUS RPC_ENTRY RpcServerUseProtseqExW(RPC_WSTR protseq, unsigned int maximum_calls, void* security_descriptor,
                                            PRPC_POLICY policy) {
    return use_dynamic(text(protseq), {maximum_calls, security_descriptor, policy});
}

RPC_STATUS RPC_ENTRY RpcServerUseProtseqEpA(RPC_CSTR protseq, unsigned int maximum_calls, RPC_CSTR endpoint,
                                            void* security_descriptor) {
    return use_endpoint(text(protseq), text(endpoint), {maximum_calls, security_descriptor});
}
RPC_STATUS RPC_ENTRY RpcServerUseProtseqEpW(RPC_WSTR protseq, unsigned int maximum_calls, RPC_WSTR endpoint,
                                            void* security_descriptor) {
    return use_endpoint(text(protseq), text(endpoint), {maximum_calls, security_descriptor});
}
RPC_STATUS RPC_ENTRY RpcServerUseProtseqEpExA(RPC_CSTR protseq, unsigned int maximum_calls, RPC_CSTR endpoint,
                                              void* security_descriptor, PRPC_POLICY policy) {
    return use_endpoint(text(protseq), text(endpoint), {maximum_calls, security_descriptor, policy});
}
RPC_STATUS RPC_ENTRY RpcServerUseProtseqEpExW(RPC_WSTR protseq, unsigned int maximum_calls, RPC_WSTR endpoint,
                                              void* security_descriptor, PRPC_POLICY policy) {
    return use_endpoint(text(protseq), text(endpoint), {maximum_calls, security_descriptor, policy});
}

RPC_STATUS RPC_ENTRY RpcServerUseProtseqIfA(RPC_CSTR protseq, unsigned int maximum_calls, RPC_IF_HANDLE spec,
                                            void* security_descriptor) {
    return use_interface(text(protseq), spec, {maximum_calls, security_descriptor});
}
RPC_STATUS RPC_ENTRY RpcServerUseProtseqIfW(RPC_WSTR protseq, unsigned int maximum_calls, RPC_IF_HANDLE spec,
                                            void* security_descriptor) {
    return use_interface(text(protseq), spec, {maximum_calls, security_descriptor});
}
RPC_STATUS RPC_ENTRY RpcServerUseProtseqIfExA(RPC_CSTR protseq, unsigned int maximum_calls, RPC_IF_HANDLE spec,
                                              void* security_descriptor, PRPC_POLICY policy) {
    return use_interface(text(protseq), spec, {maximum_calls, security_descriptor, policy});
}
RPC_STATUS RPC_ENTRY RpcServerUseProtseqIfExW(RPC_WSTR protseq, unsigned int maximum_calls, RPC_IF_HANDLE spec,
                                              void* security_descriptor, PRPC_POLICY policy) {
    return use_interface(text(protseq), spec, {maximum_calls, security_descriptor, policy});
}

RPC_STATUS RPC_ENTRY RpcServerUseAllProtseqs(unsigned int maximum_calls, void* security_descriptor) {
    return use_all({maximum_calls, security_descriptor});
}
RPC_STATUS RPC_ENTRY RpcServerUseAllProtseqsEx(unsigned int maximum_calls, void* security_descriptor,
                                               PRPC_POLICY policy) {
    return use_all({maximum_calls, security_descriptor, policy});
}
RPC_STATUS RPC_ENTRY RpcServerUseAllProtseqsIf(unsigned int maximum_calls, RPC_IF_HANDLE spec,
                                               void* security_descriptor) {
    return use_all_of(spec, {maximum_calls, security_descriptor});
}
RPC_STATUS RPC_ENTRY RpcServerUseAllProtseqsIfEx(unsigned int maximum_calls, RPC_IF_HANDLE spec,
                                                 void* security_descriptor, PRPC_POLICY policy) {
    return use_all_of(spec, {maximum_calls, security_descriptor, policy});
}

RPC_STATUS RPC_ENTRY RpcServerInqBindings(RPC_BINDING_VECTOR** vector) {
    return returning_status([&] {
        if (!vector) return Status::rpc_s_invalid_arg;
        return deliver(Server::instance().bindings(), *vector);
    });
}

RPC_STATUS RPC_ENTRY RpcServerInterfaceGroupInqBindings(RPC_INTERFACE_GROUP handle, RPC_BINDING_VECTOR** vector) {
    return returning_status([&] {
        const auto group = server::interface_groups().lookup(reinterpret_cast<uintptr_t>(handle));
        if (!vector || !group) return Status::rpc_s_invalid_arg;
        return deliver(group->bindings(), *vector);
    });
}

RPC_STATUS RPC_ENTRY RpcServerListen(unsigned int minimum_threads, unsigned int maximum_calls, unsigned int dont_wait) {
    return returning_status([&] { return Server::instance().listen(minimum_threads, maximum_calls, dont_wait == 0); });
}

RPC_STATUS RPC_ENTRY RpcMgmtWaitServerListen(void) {
    return returning_status([] { return Server::instance().listen_state().wait(); });
}

RPC_STATUS RPC_ENTRY RpcMgmtSetServerStackSize(ULONG size) {
    return returning_status([&] {
        if (size == 0) return Status::rpc_s_invalid_arg;
        Server::instance().environment().reactor.set_stack_size(size);
        return Status::ok;
    });
}

}  // extern "C"
