// SPDX-License-Identifier: LGPL-2.1-or-later
// The management interface's dispatch functions, which decode and answer by hand: no stub is needed for five
// operations.
#include "rpcrt4/server/management.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <span>

#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/authentication.hpp"
#include "rpcrt4/protocol/management.hpp"
#include "rpcrt4/protocol/pdu_header.hpp"
#include "rpcrt4/server/connection.hpp"
#include "rpcrt4/server/server.hpp"
#include "rpcrt4/server/server_call.hpp"

namespace rpcrt4::server {

namespace wire = protocol::management;
using base::ByteReader;
using base::Result;
using base::Status;

namespace {

/// Asks the application, which may know the client by its binding handle.
Status authorize(unsigned operation) {
    ServerCall& call = *ServerCall::current();
    const auto function = call.connection().environment().management_authorization.load(std::memory_order_acquire);
    if (!function) return operation == RPC_C_MGMT_STOP_SERVER_LISTEN ? Status::rpc_s_access_denied : Status::ok;
    RPC_STATUS reason = RPC_S_OK;
    bool allowed = false;
    const Status raised = handleapi::call_user([&] { allowed = function(call.handle(), operation, &reason) != 0; });
    if (failed(raised)) return Status::rpc_s_access_denied;
    if (allowed) return Status::ok;
    return reason != RPC_S_OK ? static_cast<Status>(reason) : Status::rpc_s_access_denied;
}

uint32_t wire_code(Status status) { return static_cast<uint32_t>(status); }

ByteReader request_of(const RPC_MESSAGE& message) {
    const protocol::DataRepresentation representation{message.DataRepresentation};
    return ByteReader({static_cast<const std::byte*>(message.Buffer), message.BufferLength}, representation.order());
}

template <typename T>
T required(std::optional<T> request) {
    if (!request) throw handleapi::RpcError{Status::rpc_x_bad_stub_data};
    return std::move(*request);
}

void answer(RPC_MESSAGE& message, std::span<const std::byte> reply) {
    message.BufferLength = static_cast<unsigned>(reply.size());
    const Status status = ServerCall::current()->get_buffer(message);
    if (failed(status)) throw handleapi::RpcError{status};
    std::memcpy(message.Buffer, reply.data(), reply.size());
}

void inq_if_ids(PRPC_MESSAGE message) {
    wire::InterfaceIds reply;
    Status status = authorize(RPC_C_MGMT_INQ_IF_IDS);
    if (succeeded(status)) {
        const auto ids = interface_ids(Server::instance());
        status = ids.status();
        if (ids) {
            for (const RPC_IF_ID& id : *ids)
                reply.ids.push_back({std::bit_cast<uuid::Uuid>(id.Uuid), id.VersMajor, id.VersMinor});
        }
    }
    reply.status = wire_code(status);
    answer(*message, wire::encode_interface_ids(reply));
}

void inq_stats(PRPC_MESSAGE message) {
    const uint32_t room = required(wire::decode_statistics_request(request_of(*message)));
    wire::Statistics reply;
    Status status = authorize(RPC_C_MGMT_INQ_STATS);
    if (succeeded(status)) {
        const auto values = statistics(Server::instance());
        status = values.status();
        if (values) reply.values.assign(values->begin(), values->begin() + std::min<size_t>(room, values->size()));
    }
    reply.status = wire_code(status);
    answer(*message, wire::encode_statistics(reply));
}

void is_server_listening(PRPC_MESSAGE message) {
    const Status status = authorize(RPC_C_MGMT_IS_SERVER_LISTEN);
    const bool listening = succeeded(status) && Server::instance().listen_state().listening();
    answer(*message, wire::encode_listening({.listening = listening, .status = wire_code(status)}));
}

/// The program may end as soon as its calls are over: the answer to this one is before that.
void stop_server_listening(PRPC_MESSAGE message) {
    ServerCall::current()->count_as_listening();
    Status status = authorize(RPC_C_MGMT_STOP_SERVER_LISTEN);
    if (succeeded(status)) status = Server::instance().listen_state().stop();
    answer(*message, wire::encode_status(wire_code(status)));
}

void inq_princ_name(PRPC_MESSAGE message) {
    const auto request = required(wire::decode_principal_name_request(request_of(*message)));
    wire::PrincipalName reply;
    Status status = authorize(RPC_C_MGMT_INQ_PRINC_NAME);
    if (succeeded(status)) {
        auto name = principal_name(Server::instance(), request.authentication_service);
        status = name.status();
        // As from Windows, for C706's rpc_s_string_too_long: so smbtorture's rpc.mgmt has it.
        if (name && name->size() >= request.size) status = Status::error_insufficient_buffer;
        if (succeeded(status)) reply.name = std::move(*name);
    }
    reply.status = wire_code(status);
    answer(*message, wire::encode_principal_name(reply, request.size));
}

/// A throw of ours becomes the fault of the call, as a raise of a stub does.
template <void (*operation)(PRPC_MESSAGE)>
void guarded(PRPC_MESSAGE message) {
    handleapi::raising([&] { operation(message); });
}

}  // namespace

Result<std::vector<RPC_IF_ID>> interface_ids(Server& server) {
    if (!server.listen_state().listening()) return Status::rpc_s_not_listening;
    return server.environment().interfaces.ids();
}

Result<StatisticsValues> statistics(Server& server) {
    if (!server.listen_state().listening()) return Status::rpc_s_not_listening;
    const Statistics& counted = server.environment().statistics;
    StatisticsValues values{};  // calls out are those a server makes; ours are the client's, not counted
    values[RPC_C_STATS_CALLS_IN] = counted.calls_in.load(std::memory_order_relaxed);
    values[RPC_C_STATS_PKTS_IN] = counted.packets_in.load(std::memory_order_relaxed);
    values[RPC_C_STATS_PKTS_OUT] = counted.packets_out.load(std::memory_order_relaxed);
    return values;
}

/// Who registered no name is called as he would be by default.
Result<std::string> principal_name(Server& server, uint32_t authentication_service) {
    const security::Service service = binding::service_of(authentication_service);
    const auto identity = server.environment().authentication.find(service);
    if (!identity) return Status::rpc_s_unknown_authn_service;
    if (!server.listen_state().listening()) return Status::rpc_s_not_listening;
    return identity->principal.empty() ? security::default_principal(service) : identity->principal;
}

namespace {

const RPC_SERVER_INTERFACE& management_interface() noexcept {
    static RPC_DISPATCH_FUNCTION functions[wire::kOperations] = {
        guarded<inq_if_ids>, guarded<inq_stats>, guarded<is_server_listening>, guarded<stop_server_listening>,
        guarded<inq_princ_name>};
    static RPC_DISPATCH_TABLE table{wire::kOperations, functions, 0};
    static const RPC_SERVER_INTERFACE interface_ = [] {
        RPC_SERVER_INTERFACE spec{};
        spec.Length = sizeof spec;
        spec.InterfaceId = {to_guid(wire::kInterface.uuid), {wire::kInterface.major, wire::kInterface.minor}};
        spec.TransferSyntax = {to_guid(protocol::kNdr20.uuid), {protocol::kNdr20.major, protocol::kNdr20.minor}};
        spec.DispatchTable = &table;
        return spec;
    }();
    return interface_;
}

}  // namespace

Status add_management_interface(InterfaceRegistry& interfaces) {
    const InterfacePolicy policy{.flags = RPC_IF_AUTOLISTEN, .of_runtime = true};
    return interfaces.add(management_interface(), GUID{}, nullptr, policy);
}

}  // namespace rpcrt4::server
