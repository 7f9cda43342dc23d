// SPDX-License-Identifier: LGPL-2.1-or-later
// Messages in pieces: requests and responses of calls with pipes, which both sessions hand on as they arrive.
#include <doctest/doctest.h>

#include "rpcrt4/protocol/client_session.hpp"
#include "rpcrt4/protocol/server_session.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "tests/unit/rpcrt4/protocol/golden.hpp"

using namespace rpcrt4::protocol;
using golden::Bytes;

namespace {

constexpr SyntaxId kPipes{{0x60a15ec5, 0x4de8, 0x11d7, {0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82}}, 1, 0};

struct Directory final : ServerDirectory {
    Verdict find_interface(const SyntaxId&, std::span<const SyntaxId>) override {
        return Accepted{.cookie = 1, .transfer_index = 0, .streamed = true};
    }
    size_t request_limit(uint64_t) const noexcept override { return 16; }
    uint32_t join_association_group(uint32_t) override { return 1; }
};

template <typename Session>
typename Session::Event feed(Session& session, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        bytes = bytes.subspan(session.feed(bytes));
        auto event = session.next();
        if (bytes.empty() || !std::holds_alternative<NeedMore>(event)) return event;
    }
    return session.next();
}

/// Both ends of one connection, bound.
struct Pair {
    Directory directory;
    ServerSession server{directory, {}};
    ClientSession client{{}};

    Pair() {
        auto bind = client.propose(kPipes, kNdr20);
        REQUIRE(bind);
        auto answer = feed(server, golden::written(*bind));
        auto& ack = std::get<ServerSession::Reply>(answer);
        REQUIRE(std::holds_alternative<ClientSession::ContextReady>(feed(client, golden::written(ack.message))));
    }
};

Bytes request(uint32_t call_id, size_t size, Part part) {
    return golden::written(encode_request({.call_id = call_id}, golden::counting(size), 5840, part));
}
Bytes response(uint32_t call_id, size_t size, Part part) {
    return golden::written(encode_response({.call_id = call_id}, golden::counting(size), 5840, part));
}

constexpr Part kFirst{true, false}, kMiddle{false, false}, kLast{false, true}, kWhole{};

template <typename T, typename Event>
T expect(Event event) {
    REQUIRE(std::holds_alternative<T>(event));
    return std::get<T>(std::move(event));
}

uint32_t closing_fault(ServerSession::Event event) {
    auto reply = expect<ServerSession::Reply>(std::move(event));
    CHECK(reply.close);
    const Bytes bytes = golden::written(reply.message);
    return decode_fault(decode_common(bytes), bytes)->wire_status;
}

}  // namespace

TEST_SUITE("rpcrt4/protocol/streamed") {
    TEST_CASE("pieces of a request are handed on as they arrive, those of several calls among each other") {
        Pair pair;
        const auto first = expect<ServerSession::Request>(feed(pair.server, request(7, 64, kFirst)));
        CHECK(first.call_id == 7);
        CHECK(first.stub.size() == 64);  // more than the interface's limit, which the server holds against it
        CHECK_FALSE(first.last);
        CHECK_FALSE(expect<ServerSession::Request>(feed(pair.server, request(8, 8, kFirst))).last);
        const auto middle = expect<ServerSession::RequestPart>(feed(pair.server, request(7, 16, kMiddle)));
        CHECK(middle.call_id == 7);
        CHECK(middle.stub.size() == 16);
        CHECK_FALSE(middle.last);
        const auto last = expect<ServerSession::RequestPart>(feed(pair.server, request(7, 3, kLast)));
        CHECK(last.last);
        CHECK(golden::same(last.stub.bytes(), golden::counting(3).bytes()));
        CHECK(expect<ServerSession::Request>(feed(pair.server, request(7, 8, kWhole))).last);
    }

    TEST_CASE("a piece of no request, and a request that begins twice, end the association") {
        Pair strange;
        CHECK(closing_fault(feed(strange.server, request(7, 8, kMiddle))) == nca::kProtocolError);
        Pair pair;
        feed(pair.server, request(7, 8, kFirst));
        CHECK(closing_fault(feed(pair.server, request(7, 8, kFirst))) == nca::kProtocolError);
    }

    TEST_CASE("a client cannot begin requests without end") {
        Pair pair;
        uint32_t begun = 0;
        for (; begun < 10000; ++begun) {
            if (!std::holds_alternative<ServerSession::Request>(feed(pair.server, request(begun + 2, 8, kFirst))))
                break;
        }
        CHECK(begun == StreamReader::kMaxInterleaved);
    }

    TEST_CASE("an orphaned request is over, whatever was sent of it") {
        Pair pair;
        feed(pair.server, request(7, 8, kFirst));
        expect<ServerSession::Orphaned>(feed(pair.server, golden::bytes_of(encode_bodiless(PduType::orphaned, 7))));
        expect<ServerSession::Request>(feed(pair.server, request(7, 8, kFirst)));
    }

    TEST_CASE("pieces of a response are handed on as they arrive when the client asked for it") {
        Pair pair;
        pair.client.expect(7);
        pair.client.stream(7);
        const auto first = expect<ClientSession::Response>(feed(pair.client, response(7, 24, kFirst)));
        CHECK(first.stub.size() == 24);
        CHECK_FALSE(first.last);
        CHECK(expect<ClientSession::Response>(feed(pair.client, response(7, 4, kLast))).last);
        // The next call is a plain one again.
        pair.client.expect(9);
        CHECK(expect<ClientSession::Response>(feed(pair.client, response(9, 20000, kWhole))).stub.size() == 20000);
    }

    TEST_CASE("a fault ends a streamed response") {
        Pair pair;
        pair.client.expect(7);
        pair.client.stream(7);
        feed(pair.client, response(7, 24, kFirst));
        const auto fault = golden::bytes_of(encode_fault({.call_id = 7, .wire_status = 5}));
        CHECK(expect<ClientSession::Faulted>(feed(pair.client, fault)).wire_status == 5);
        CHECK(expect<ClientSession::Response>(feed(pair.client, response(9, 8, kWhole))).last);
    }

    TEST_CASE("a streamed response that begins in its middle, or twice, breaks the protocol") {
        for (const bool twice : {false, true}) {
            Pair pair;
            pair.client.expect(7);
            pair.client.stream(7);
            if (twice) feed(pair.client, response(7, 24, kFirst));
            const auto bad = response(7, 24, twice ? kFirst : kMiddle);
            CHECK(expect<ClientSession::ProtocolError>(feed(pair.client, bad)).status ==
                  base::Status::rpc_s_protocol_error);
        }
    }
}
