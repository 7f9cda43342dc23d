// SPDX-License-Identifier: LGPL-2.1-or-later
// Call attributes: each version of the structure begins with the members of the one before.
#include "rpcrt4/server/call_attributes.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <string>
#include <type_traits>

#include "handleapi/base/utf16.hpp"
#include "rpcrt4/server/caller.hpp"
#include "rpcrt4/server/connection.hpp"

namespace rpcrt4::server {

using base::Status;

namespace {

/// Copies `name` with its end, or says how many bytes it needs. An empty one cannot be had: length zero.
template <typename Char>
Status deliver_name(const std::string& name, Char* buffer, ULONG& length) {
    if (length != 0 && !buffer) return Status::error_invalid_parameter;
    if (name.empty()) {
        length = 0;
        return Status::ok;
    }
    const auto deliver = [&](const auto& text) {
        const auto needed = static_cast<ULONG>((text.size() + 1) * sizeof(Char));
        const bool fits = length >= needed;
        length = needed;
        if (!fits) return Status::error_more_data;
        std::memcpy(buffer, text.c_str(), needed);
        return Status::ok;
    };
    if constexpr (sizeof(Char) == 1) {
        return deliver(name);
    } else {
        return deliver(base::to_utf16(name));
    }
}

Status deliver_address(const sockaddr_storage& storage, void* buffer, ULONG& size, RpcLocalAddressFormat& format) {
    std::array<std::byte, 16> bytes;
    ULONG found = 0;
    if (storage.ss_family == AF_INET) {
        found = sizeof(in_addr);
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in&>(storage).sin_addr, found);
    } else if (storage.ss_family == AF_INET6) {
        const in6_addr& address = reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr;
        constexpr size_t kMappedPrefix = 12;
        const bool mapped = IN6_IS_ADDR_V4MAPPED(&address);
        found = mapped ? sizeof(in_addr) : sizeof address;
        std::memcpy(bytes.data(), address.s6_addr + (mapped ? kMappedPrefix : 0), found);
    } else {
        return Status::rpc_s_cannot_support;
    }
    const bool fits = size >= found;
    size = found;
    format = found == sizeof(in_addr) ? rlafIPv4 : rlafIPv6;
    if (!fits) return Status::error_more_data;
    if (!buffer) return Status::rpc_s_invalid_arg;
    std::memcpy(buffer, bytes.data(), found);
    return Status::ok;
}

Status deliver_local_address(const Connection& connection, RPC_CALL_LOCAL_ADDRESS_V1* result) {
    if (!result || result->Version != 1) return Status::rpc_s_invalid_arg;
    return local_address(connection, result->Buffer, result->BufferSize, result->AddressFormat);
}

/// The members all versions have. error_more_data does not keep the rest from being filled.
template <typename Attributes>
Status fill_names(ServerCall& call, Attributes& attributes) {
    const Caller caller = caller_of(call);
    Status status = Status::ok;
    if ((attributes.Flags & RPC_QUERY_SERVER_PRINCIPAL_NAME) != 0) {
        status = deliver_name(server_principal(call), attributes.ServerPrincipalName,
                              attributes.ServerPrincipalNameBufferLength);
    }
    if (succeeded(status) && (attributes.Flags & RPC_QUERY_CLIENT_PRINCIPAL_NAME) != 0) {
        status = deliver_name(client_principal(call), attributes.ClientPrincipalName,
                              attributes.ClientPrincipalNameBufferLength);
    }
    attributes.AuthenticationLevel = caller.level;
    attributes.AuthenticationService = caller.service;
    attributes.NullSession = caller.null_session;
    return status;
}

ULONG call_status(const ServerCall& call) {
    if (call.client_is_gone()) return RPC_CALL_STATUS_DISCONNECTED;
    return call.cancelled() ? RPC_CALL_STATUS_CANCELLED : RPC_CALL_STATUS_IN_PROGRESS;
}

/// The members versions 2 and 3 share.
template <typename Attributes>
Status fill_call(ServerCall& call, Attributes& attributes) {
    const Connection& connection = call.connection();
    const bool local = connection.is_local();
    attributes.KernelModeCaller = FALSE;
    attributes.ProtocolSequence = connection.mechanism().template_number;
    // A client that comes over the network is not known to be of this machine, whatever its address.
    const RpcCallClientLocality locality = local ? rcclLocal : rcclRemote;
    attributes.IsClientLocal = static_cast<decltype(attributes.IsClientLocal)>(locality);
    attributes.CallStatus = call_status(call);
    attributes.CallType = rctNormal;
    attributes.OpNum = call.opnum();
    attributes.InterfaceUuid = call.offer().registered->id().SyntaxGUID;
    if ((attributes.Flags & RPC_QUERY_CLIENT_PID) != 0) {
        const auto credentials = connection.client_credentials();
        attributes.ClientPID = reinterpret_cast<HANDLE>(static_cast<intptr_t>(credentials ? credentials->pid : 0));
    }
    if ((attributes.Flags & RPC_QUERY_CALL_LOCAL_ADDRESS) == 0) return Status::ok;
    return deliver_local_address(connection, attributes.CallLocalAddress);
}

template <typename Attributes>
Status fill(ServerCall& call, void* memory) {
    auto& attributes = *static_cast<Attributes*>(memory);
    Status status = fill_names(call, attributes);
    if (failed(status) && status != Status::error_more_data) return status;
    if constexpr (requires { attributes.CallStatus; }) {
        const Status second = fill_call(call, attributes);
        if (failed(second)) status = second;
    }
    if constexpr (requires { attributes.ClientIdentifier; }) {
        // No transport here hands out identifiers of clients.
        if ((attributes.Flags & RPC_QUERY_CLIENT_ID) != 0) attributes.ClientIdentifierBufferLength = 0;
    }
    return status;
}

template <typename V1, typename V2, typename V3>
Status inquire(ServerCall& call, void* attributes) {
    if (!attributes) return Status::rpc_s_invalid_arg;
    unsigned version;
    std::memcpy(&version, attributes, sizeof version);
    switch (version) {
        case 1:
            return fill<V1>(call, attributes);
        case 2:
            return fill<V2>(call, attributes);
        case 3:
            return fill<V3>(call, attributes);
        default:
            return Status::rpc_s_invalid_arg;
    }
}

}  // namespace

Status inquire_attributes_a(ServerCall& call, void* attributes) {
    return inquire<RPC_CALL_ATTRIBUTES_V1_A, RPC_CALL_ATTRIBUTES_V2_A, RPC_CALL_ATTRIBUTES_V3_A>(call, attributes);
}

Status inquire_attributes_w(ServerCall& call, void* attributes) {
    return inquire<RPC_CALL_ATTRIBUTES_V1_W, RPC_CALL_ATTRIBUTES_V2_W, RPC_CALL_ATTRIBUTES_V3_W>(call, attributes);
}

Status local_address(const Connection& connection, void* buffer, ULONG& size, RpcLocalAddressFormat& format) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    ::getsockname(connection.descriptor(), reinterpret_cast<sockaddr*>(&storage), &length);
    return deliver_address(storage, buffer, size, format);
}

Status remote_address(const Connection& connection, void* buffer, ULONG& size, RpcLocalAddressFormat& format) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    ::getpeername(connection.descriptor(), reinterpret_cast<sockaddr*>(&storage), &length);
    return deliver_address(storage, buffer, size, format);
}

}  // namespace rpcrt4::server
