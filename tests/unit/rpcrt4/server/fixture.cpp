// SPDX-License-Identifier: LGPL-2.1-or-later
// See fixture.hpp.
#include "fixture.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <atomic>
#include <bit>
#include <cstring>
#include <filesystem>

#include "rpcrt4/binding/string_binding.hpp"
#include "rpcrt4/server/server.hpp"

namespace server_test {
namespace {

/// Local endpoints of a test run live in a directory of their own.
struct RuntimeDirectory {
    RuntimeDirectory() {
        if (::mkdtemp(path)) ::setenv("RPCRT4_RUNTIME_DIR", path, 1);
    }
    ~RuntimeDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    char path[32] = "/tmp/rpcrt4-unit-XXXXXX";
} runtime_directory;

Endpoint open_endpoint(const char* protseq) {
    auto& server = rpcrt4::server::Server::instance();
    REQUIRE(server.use(protseq, {}, 10) == base::Status::ok);
    for (const std::string& text : server.bindings()) {
        const auto parts = rpcrt4::binding::parse_string_binding(text);
        if (parts && parts->protseq == protseq) return {protseq, parts->endpoint};
    }
    FAIL("no binding for a protocol sequence just used");
    return {};
}

}  // namespace

GUID make_guid(uint32_t number) { return {number, 0x7e57, 0x4ac1, {0x90, 0x01, 0x52, 0x70, 0x63, 0x72, 0x74, 0x34}}; }

rpcrt4::uuid::Uuid to_uuid(const GUID& guid) { return std::bit_cast<rpcrt4::uuid::Uuid>(guid); }

TestInterface::TestInterface(std::initializer_list<RPC_DISPATCH_FUNCTION> operations) : operations_(operations) {
    static std::atomic<uint32_t> count{0x1000};
    table_.DispatchTableCount = static_cast<unsigned>(operations_.size());
    table_.DispatchTable = operations_.data();
    spec_.Length = sizeof spec_;
    spec_.InterfaceId = {make_guid(count.fetch_add(1)), {1, 2}};
    const protocol::SyntaxId& ndr = protocol::kNdr20;
    spec_.TransferSyntax = {std::bit_cast<GUID>(ndr.uuid), {ndr.major, ndr.minor}};
    spec_.DispatchTable = &table_;
}

TestInterface::~TestInterface() { static_cast<void>(RpcServerUnregisterIf(&spec_, nullptr, 0)); }

protocol::SyntaxId TestInterface::id() const { return id(1, 2); }

protocol::SyntaxId TestInterface::id(uint16_t major, uint16_t minor) const {
    return {to_uuid(spec_.InterfaceId.SyntaxGUID), major, minor};
}

Listening::Listening() {
    tcp_endpoint();
    REQUIRE(RpcServerListen(1, RPC_C_LISTEN_MAX_CALLS_DEFAULT, TRUE) == RPC_S_OK);
}

Listening::~Listening() {
    static_cast<void>(RpcMgmtStopServerListening(nullptr));
    static_cast<void>(RpcMgmtWaitServerListen());
}

const Endpoint& tcp_endpoint() {
    static const Endpoint endpoint = open_endpoint("ncacn_ip_tcp");
    return endpoint;
}

const Endpoint& local_endpoint() {
    static const Endpoint endpoint = open_endpoint("ncalrpc");
    return endpoint;
}

const Endpoint& pipe_endpoint() {
    static const Endpoint endpoint = open_endpoint("ncacn_np");
    return endpoint;
}

std::unique_ptr<RawPeer> bound_peer(const TestInterface& target, const Endpoint& endpoint) {
    auto peer = std::make_unique<RawPeer>(endpoint.protseq, endpoint.name);
    REQUIRE(peer->bind(target.id()) == protocol::ContextResult::acceptance);
    return peer;
}

void put_reply(RPC_MESSAGE& message, std::span<const std::byte> bytes) {
    message.BufferLength = static_cast<unsigned>(bytes.size());
    REQUIRE(I_RpcGetBuffer(&message) == RPC_S_OK);
    if (!bytes.empty()) std::memcpy(message.Buffer, bytes.data(), bytes.size());
}

void echo(PRPC_MESSAGE message) {
    const std::span input(static_cast<const std::byte*>(message->Buffer), message->BufferLength);
    put_reply(*message, input);
}

}  // namespace server_test
