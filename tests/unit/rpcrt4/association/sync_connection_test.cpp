// SPDX-License-Identifier: LGPL-2.1-or-later
// One blocking call on one connection against a scripted peer: what comes back, whether the connection may be used
// again, and whether the server can have seen the request.
#include "rpcrt4/association/sync_connection.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "scripted_peer.hpp"

using namespace test;
using association::BoundStream;
using association::Reply;
using association::SyncConnection;
using base::Status;

namespace {

/// A connection to a peer that plays the script.
struct Client {
    explicit Client(ScriptedPeer::Script script)
        : peer(std::move(script)),
          connection(BoundStream{.socket = peer.take(),
                                 .session = std::make_unique<protocol::ClientSession>(protocol::ClientOptions{})},
                     *transport::find_mechanism("ncalrpc")) {}

    SyncConnection::Outcome call(std::string_view text) {
        stub = protocol::Buffer(text.size());
        std::memcpy(stub.data(), text.data(), text.size());
        return connection.call(
            {.interface_id = kSomeInterface, .transfer = protocol::kNdr20, .opnum = 3, .options = options}, stub,
            reply);
    }
    std::string_view answer() const { return {reinterpret_cast<const char*>(reply.stub.data()), reply.stub.size()}; }

    ScriptedPeer peer;
    binding::Options options;
    protocol::Buffer stub;
    Reply reply;
    SyncConnection connection;
};

void echo(ScriptedPeer& far, protocol::Message& message) {
    far.send(protocol::encode_response({.call_id = message.header.call_id}, std::move(message.stub),
                                       protocol::kMaxFragment));
}

}  // namespace

TEST_SUITE("rpcrt4/association/sync_connection") {
    TEST_CASE("calls follow each other on one connection, bound once") {
        Client client([](ScriptedPeer& far) {
            if (!far.accept()) return;
            while (auto request = far.request()) echo(far, *request);
        });
        for (const char* text : {"first", "second"}) {
            const auto outcome = client.call(text);
            CHECK(outcome.status == Status::ok);
            CHECK(outcome.reusable);
            CHECK(client.answer() == text);
        }
    }

    TEST_CASE("a fault is the status, answers to nobody's call are skipped, a shutdown is obeyed afterwards") {
        Client client([](ScriptedPeer& far) {
            if (!far.accept()) return;
            auto request = far.request();
            if (!request) return;
            far.send(protocol::encode_response({.call_id = request->header.call_id + 50}, protocol::Buffer(4),
                                               protocol::kMaxFragment));
            far.send(protocol::encode_fault(
                {.call_id = request->header.call_id, .wire_status = protocol::to_wire(Status::rpc_s_server_too_busy)}));
            request = far.request();
            if (!request) return;
            far.send(protocol::encode_bodiless(protocol::PduType::shutdown, 0));
            echo(far, *request);
            far.control();
        });
        const auto faulted = client.call("x");
        CHECK(faulted.status == Status::rpc_s_server_too_busy);
        CHECK(faulted.reusable);
        const auto last = client.call("y");
        CHECK(last.status == Status::ok);
        CHECK(client.answer() == "y");
        CHECK_FALSE(last.reusable);
    }

    TEST_CASE("P5: a peer gone before the request: not delivered, and the request is given back") {
        Gate gone;
        Client client([&](ScriptedPeer& far) {
            if (!far.accept()) return;
            if (auto request = far.request()) echo(far, *request);
            far.hang_up();
            gone.open();
        });
        REQUIRE(client.call("first").status == Status::ok);
        REQUIRE(gone.wait());
        const auto outcome = client.call("second");
        CHECK(outcome.status == Status::rpc_s_call_failed_dne);
        CHECK_FALSE(outcome.delivered);
        CHECK_FALSE(outcome.reusable);
        CHECK(std::string_view(reinterpret_cast<const char*>(client.stub.data()), client.stub.size()) == "second");
    }

    TEST_CASE("P5: a peer gone after it read the request, or within its reply: the call has failed") {
        for (const size_t bytes : {size_t{0}, size_t{10}, size_t{26}}) {
            CAPTURE(bytes);
            Client client([&](ScriptedPeer& far) {
                if (!far.accept()) return;
                auto request = far.request();
                if (!request || bytes == 0) return;
                const auto whole = protocol::encode_response({.call_id = request->header.call_id},
                                                             std::move(request->stub), protocol::kMaxFragment);
                protocol::Buffer part(bytes);
                std::memcpy(part.data(), whole.pending().front().iov_base, bytes);
                far.send(std::move(part));
            });
            const auto outcome = client.call("request");
            CHECK(outcome.status == Status::rpc_s_call_failed);
            CHECK(outcome.delivered);
            CHECK_FALSE(outcome.reusable);
        }
    }

    TEST_CASE("N4: a silent peer is given up at the call's timeout, and the connection with it") {
        Client client([](ScriptedPeer& far) {
            if (far.accept() && far.request()) far.control();
        });
        client.options.call_timeout = 50ms;
        const auto outcome = client.call("x");
        CHECK(outcome.status == Status::rpc_s_call_cancelled);
        CHECK_FALSE(outcome.reusable);
    }

    TEST_CASE("a refused interface costs no connection") {
        Client client([](ScriptedPeer& far) {
            const auto bind = far.control();
            if (!bind) return;
            far.answer(*bind, {protocol::ContextResult::provider_rejection,
                               static_cast<uint16_t>(protocol::ContextReason::abstract_syntax_not_supported),
                               {}});
            far.control();
        });
        const auto outcome = client.call("x");
        CHECK(outcome.status == Status::rpc_s_unknown_if);
        CHECK(outcome.reusable);
    }

    TEST_CASE("a reply of many fragments is joined, whatever pieces it comes in") {
        Client client([](ScriptedPeer& far) {
            if (!far.accept()) return;
            auto request = far.request();
            if (!request) return;
            protocol::Buffer stub(300'000);
            for (size_t i = 0; i < stub.size(); ++i) stub.data()[i] = static_cast<std::byte>(i % 251);
            far.send(protocol::encode_response({.call_id = request->header.call_id}, std::move(stub), 4280));
        });
        REQUIRE(client.call("x").status == Status::ok);
        bool same = client.reply.stub.size() == 300'000;
        for (size_t i = 0; same && i < 300'000; ++i) {
            same = client.reply.stub.data()[i] == static_cast<std::byte>(i % 251);
        }
        CHECK(same);
    }
}
