// SPDX-License-Identifier: LGPL-2.1-or-later
// Management calls: one request and one reply each, encoded by hand.
#include "rpcrt4/client/management.hpp"

#include <utility>

#include "rpcrt4/client/plain_call.hpp"
#include "rpcrt4/protocol/management.hpp"
#include "rpcrt4/protocol/wire_status.hpp"

namespace rpcrt4::client {

namespace wire = protocol::management;
using base::Result;
using base::Status;

namespace {

/// Longer than any principal name; servers refuse what would not fit.
constexpr uint32_t kNameSize = 1024;

const RPC_CLIENT_INTERFACE& interface_specification() {
    static const RPC_CLIENT_INTERFACE specification = plain_interface(wire::kInterface);
    return specification;
}

/// The reply, or the status of the call, or the one the server put into the reply.
template <typename Decode>
auto ask(RPC_BINDING_HANDLE server, wire::Operation operation, const wire::Bytes& request, Decode&& decode)
    -> Result<typename decltype(decode(std::declval<base::ByteReader>()))::value_type> {
    PlainCall call(server, interface_specification(), operation);
    const Status called = call.run(request);
    if (failed(called)) return called;
    auto reply = decode(call.reply());
    if (!reply) return Status::rpc_x_bad_stub_data;
    uint32_t status;
    if constexpr (requires { reply->status; }) {
        status = reply->status;
    } else {
        status = *reply;
    }
    if (status != 0) return protocol::from_wire(status);
    return std::move(*reply);
}

}  // namespace

Result<std::vector<protocol::SyntaxId>> inquire_interface_ids(RPC_BINDING_HANDLE server) {
    auto reply = ask(server, wire::inq_if_ids, {}, wire::decode_interface_ids);
    if (!reply) return reply.status();
    return std::move(reply->ids);
}

Result<std::vector<uint32_t>> inquire_statistics(RPC_BINDING_HANDLE server, uint32_t count) {
    auto reply = ask(server, wire::inq_stats, wire::encode_statistics_request(count), wire::decode_statistics);
    if (!reply) return reply.status();
    // The caller has room for no more, whatever the server thinks.
    if (reply->values.size() > count) return Status::rpc_x_bad_stub_data;
    return std::move(reply->values);
}

Status is_listening(RPC_BINDING_HANDLE server) {
    const auto reply = ask(server, wire::is_server_listening, {}, wire::decode_listening);
    if (!reply) return reply.status();
    return reply->listening ? Status::ok : Status::rpc_s_not_listening;
}

Status stop_listening(RPC_BINDING_HANDLE server) {
    return ask(server, wire::stop_server_listening, {}, wire::decode_status).status();
}

Result<std::string> inquire_principal_name(RPC_BINDING_HANDLE server, uint32_t authentication_service) {
    const auto request = wire::encode_principal_name_request({authentication_service, kNameSize});
    auto reply = ask(server, wire::inq_princ_name, request, wire::decode_principal_name);
    if (!reply) return reply.status();
    return std::move(reply->name);
}

}  // namespace rpcrt4::client
