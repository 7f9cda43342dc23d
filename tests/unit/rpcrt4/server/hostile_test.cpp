// SPDX-License-Identifier: LGPL-2.1-or-later
// Peers that break the rules: each gets its fault, nak or closed stream, and nobody else notices.
#include <doctest/doctest.h>

#include <sys/socket.h>

#include <cstring>
#include <random>

#include "fixture.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "rpcrt4/server/connection.hpp"

using namespace server_test;
using protocol::PduType;

namespace {

Counter entered;
Counter released;
void block(PRPC_MESSAGE message) {
    entered.add();
    static_cast<void>(released.reaches(1));
    echo(message);
}

class HostileFixture {
 public:
    HostileFixture() {
        REQUIRE(RpcServerRegisterIf(target.handle(), nullptr, nullptr) == RPC_S_OK);
        witness = bound_peer(target);
        entered.reset();
        released.reset();
    }
    /// Whatever a test did to its own connection, this one still works.
    ~HostileFixture() {
        const auto answer = witness->call(0, bytes_of("unharmed"));
        CHECK((answer && answer->stub() == bytes_of("unharmed")));
    }
    std::unique_ptr<RawPeer> fresh() { return std::make_unique<RawPeer>(tcp_endpoint().protseq, tcp_endpoint().name); }
    std::unique_ptr<RawPeer> bound() { return bound_peer(target); }

    TestInterface target{echo, block};
    const Listening listening;
    std::unique_ptr<RawPeer> witness;
};

std::vector<std::byte> request_bytes(uint32_t call_id, uint16_t opnum, size_t stub,
                                     uint8_t flags = protocol::pfc::kWhole) {
    std::vector<std::byte> bytes(protocol::kCallHeaderSize + stub);
    const protocol::RequestHeader header{.call_id = call_id, .opnum = opnum};
    protocol::encode_request_header(bytes.data(), header, flags, stub, static_cast<uint32_t>(stub));
    return bytes;
}

std::vector<std::byte> header_bytes(PduType type, uint16_t length, uint8_t version = 5) {
    std::vector<std::byte> bytes(protocol::kCommonHeaderSize);
    protocol::CommonHeader header;
    header.version = version;
    header.type = type;
    header.fragment_length = length;
    header.call_id = 1;
    protocol::encode_common(bytes.data(), header);
    return bytes;
}

bool faulted_and_closed(RawPeer& peer, uint32_t status) {
    const auto answer = peer.receive();
    return answer && answer->type() == PduType::fault && answer->status() == status && peer.closed();
}

}  // namespace

TEST_SUITE("rpcrt4/server/hostile") {
    TEST_CASE_FIXTURE(HostileFixture, "a bind of another version is answered with a nak that names ours") {
        auto peer = fresh();
        peer->send(header_bytes(PduType::bind, 72, 4));
        const auto answer = peer->receive();
        REQUIRE((answer && answer->type() == PduType::bind_nak));
        const auto nak = protocol::decode_bind_nak(answer->header, answer->bytes);
        CHECK(nak->reason == protocol::NakReason::protocol_version_not_supported);
        CHECK_FALSE(nak->versions.empty());
        CHECK(peer->closed());
    }

    TEST_CASE_FIXTURE(HostileFixture, "garbage closes the stream") {
        auto peer = fresh();
        peer->send(bytes_of("GET / HTTP/1.1\r\nHost: not an rpc client\r\n\r\n"));
        CHECK(peer->closed());
    }

    TEST_CASE_FIXTURE(HostileFixture, "random bytes after a good bind close that stream only") {
        std::mt19937 random(7);
        for (int round = 0; round < 50; ++round) {
            auto peer = bound();
            std::vector<std::byte> bytes(1 + random() % 300);
            for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
            bytes[0] = std::byte{5};  // get past the first check
            peer->send(bytes);
            ::shutdown(peer->descriptor(), SHUT_WR);
            while (peer->receive()) {
            }
        }
    }

    TEST_CASE_FIXTURE(HostileFixture, "a request before any bind is a protocol error") {
        auto peer = fresh();
        peer->send(request_bytes(1, 0, 4));
        CHECK(faulted_and_closed(*peer, protocol::nca::kProtocolError));
    }

    TEST_CASE_FIXTURE(HostileFixture, "a request on a context nobody negotiated is refused and the stream lives") {
        auto peer = bound();
        peer->request(2, 0, {}, nullptr, 9);
        CHECK(peer->receive()->status() == protocol::nca::kUnknownInterface);
        CHECK(peer->call(0, bytes_of("x"))->stub() == bytes_of("x"));
    }

    TEST_CASE_FIXTURE(HostileFixture, "a fragment shorter than its header or longer than agreed is refused") {
        for (const uint16_t length : {uint16_t{0}, uint16_t{15}, uint16_t{23}, uint16_t{65535}}) {
            auto peer = bound();
            peer->send(header_bytes(PduType::request, length));
            peer->send(std::vector<std::byte>(64));
            const auto answer = peer->receive();
            if (answer) CHECK(answer->type() == PduType::fault);
            if (answer) CHECK(peer->closed());
        }
    }

    TEST_CASE_FIXTURE(HostileFixture, "a later fragment without a first one is a protocol error") {
        auto peer = bound();
        peer->send(request_bytes(2, 0, 8, protocol::pfc::kLast));
        CHECK(faulted_and_closed(*peer, protocol::nca::kProtocolError));
    }

    TEST_CASE_FIXTURE(HostileFixture, "a call begun twice is a protocol error") {
        auto peer = bound();
        peer->send(request_bytes(2, 0, 8, protocol::pfc::kFirst));
        peer->send(request_bytes(2, 0, 8, protocol::pfc::kFirst));
        CHECK(faulted_and_closed(*peer, protocol::nca::kProtocolError));
    }

    TEST_CASE_FIXTURE(HostileFixture, "the id of a call in progress cannot be used again") {
        auto peer = bound();
        peer->request(2, 1, {});
        REQUIRE(entered.reaches(1));
        peer->request(2, 0, {});
        CHECK(faulted_and_closed(*peer, protocol::nca::kProtocolError));
        released.add();
    }

    TEST_CASE_FIXTURE(HostileFixture, "PDUs only servers send, and unknown types, close the stream") {
        for (const int type : {2, 3, 12, 13, 15, 17, 1, 10, 99}) {
            auto peer = bound();
            peer->send(header_bytes(static_cast<PduType>(type), 16));
            peer->send(std::vector<std::byte>(64));
            while (const auto answer = peer->receive()) CHECK(answer->type() == PduType::fault);
        }
    }

    TEST_CASE_FIXTURE(HostileFixture, "a second bind is refused") {
        auto peer = bound();
        protocol::Bind bind;
        bind.contexts.push_back({1, target.id(), {protocol::kNdr20}});
        CHECK_FALSE(peer->bind_raw(bind).has_value());
        CHECK(peer->closed());
    }

    TEST_CASE_FIXTURE(HostileFixture, "a bind into an association group that does not exist is refused") {
        auto peer = fresh();
        protocol::Bind bind;
        bind.association_group = 0x7fffffff;
        bind.contexts.push_back({0, target.id(), {protocol::kNdr20}});
        CHECK_FALSE(peer->bind_raw(bind).has_value());
        CHECK(peer->closed());
    }

    TEST_CASE_FIXTURE(HostileFixture, "further connections join the group of the first while it lasts") {
        auto first = fresh();
        protocol::Bind bind;
        bind.contexts.push_back({0, target.id(), {protocol::kNdr20}});
        const auto ack = first->bind_raw(bind);
        REQUIRE(ack.has_value());
        CHECK(ack->association_group != 0);
        bind.association_group = ack->association_group;
        CHECK(fresh()->bind_raw(bind)->association_group == ack->association_group);
    }

    TEST_CASE_FIXTURE(HostileFixture, "a bind offers what nobody here speaks") {
        auto peer = fresh();
        protocol::Bind bind;
        protocol::SyntaxId strange = protocol::kNdr20;
        strange.major = 77;
        bind.contexts.push_back({0, target.id(), {strange}});
        bind.contexts.push_back({1, {to_uuid(make_guid(1)), 1, 0}, {protocol::kNdr20}});
        const auto ack = peer->bind_raw(bind);
        REQUIRE((ack && ack->answers.size() == 2));
        CHECK(ack->answers[0].reason ==
              static_cast<uint16_t>(protocol::ContextReason::transfer_syntaxes_not_supported));
        CHECK(ack->answers[1].reason == static_cast<uint16_t>(protocol::ContextReason::abstract_syntax_not_supported));
    }

    TEST_CASE_FIXTURE(HostileFixture, "a stream that ends anywhere inside a PDU leaves nothing behind") {
        const std::vector<std::byte> whole = request_bytes(2, 0, 40);
        for (size_t cut = 0; cut < whole.size(); cut += 3) {
            auto peer = bound();
            peer->send(std::span(whole).first(cut));
            peer->close();
        }
        auto peer = bound();
        peer->send(request_bytes(2, 0, 8, protocol::pfc::kFirst));
        peer->close();
    }

    TEST_CASE_FIXTURE(HostileFixture, "a request that arrives byte by byte is served") {
        auto peer = bound();
        const std::vector<std::byte> whole = request_bytes(2, 0, 10);
        for (const std::byte& byte : whole) peer->send({&byte, 1});
        CHECK(peer->receive()->stub().size() == 10);
    }

    TEST_CASE_FIXTURE(HostileFixture,
                      "a long request that stops on its way holds nobody up, and is served in the end") {
        const size_t size = size_t{1} << 20;
        std::vector<std::byte> wire;
        protocol::Buffer stub(size);
        for (size_t i = 0; i < size; ++i) stub.data()[i] = static_cast<std::byte>(i * 7 >> 3);
        const auto message = protocol::encode_request({.call_id = 2}, std::move(stub), protocol::kMaxFragment);
        for (const iovec& slice : message.pending()) {
            const auto* begin = static_cast<const std::byte*>(slice.iov_base);
            wire.insert(wire.end(), begin, begin + slice.iov_len);
        }
        auto peer = bound();
        size_t sent = 0;
        for (const size_t stop : {size_t{100'000}, size_t{600'000}, size_t{600'001}, wire.size()}) {
            peer->send(std::span(wire).subspan(sent, stop - sent));
            sent = stop;
            CHECK(witness->call(0, bytes_of("meanwhile"))->stub() == bytes_of("meanwhile"));
        }
        size_t received = 0;
        bool same = true;
        while (received < size) {
            const auto pdu = peer->receive();
            REQUIRE(pdu);
            for (const std::byte byte : pdu->stub()) same &= byte == static_cast<std::byte>(received++ * 7 >> 3);
        }
        CHECK(same);
        CHECK(peer->call(0, bytes_of("again"))->stub() == bytes_of("again"));
    }

    TEST_CASE_FIXTURE(HostileFixture, "an absurd allocation hint allocates nothing") {
        auto peer = bound();
        std::vector<std::byte> bytes(protocol::kCallHeaderSize + 8);
        protocol::encode_request_header(bytes.data(), {.call_id = 2}, protocol::pfc::kFirst, 8, 0xFFFFFFFF);
        peer->send(bytes);
        peer->send(request_bytes(2, 0, 8, protocol::pfc::kLast));
        CHECK(peer->receive()->stub().size() == 16);
    }

    TEST_CASE_FIXTURE(HostileFixture, "interleaved fragments of several calls are joined call by call") {
        auto peer = bound();
        for (const uint32_t id : {2u, 3u, 4u}) peer->send(request_bytes(id, 0, id * 8, protocol::pfc::kFirst));
        for (const uint32_t id : {4u, 2u, 3u}) peer->send(request_bytes(id, 0, 8, protocol::pfc::kLast));
        uint32_t ids = 0;
        for (int i = 0; i < 3; ++i) {
            const auto answer = peer->receive();
            ids += answer->header.call_id;
            CHECK(answer->stub().size() == answer->header.call_id * 8 + 8);
        }
        CHECK(ids == 2 + 3 + 4);
    }

    TEST_CASE_FIXTURE(HostileFixture, "a server's last words are heard, however soon after an answer they come") {
        for (int round = 0; round < 300; ++round) {
            auto peer = bound();
            REQUIRE(peer->call(0, bytes_of("hello"))->stub() == bytes_of("hello"));
            peer->send(request_bytes(9, 0, 8, protocol::pfc::kLast));  // of a request that never began
            const auto last = peer->receive();
            REQUIRE(last);
            CHECK(last->status() == protocol::nca::kProtocolError);
            CHECK(peer->closed());
        }
    }

    TEST_CASE_FIXTURE(HostileFixture, "a client that vanishes while its call runs harms nobody") {
        auto peer = bound();
        peer->request(2, 1, {});
        REQUIRE(entered.reaches(1));
        peer->close();
        CHECK(witness->call(0, bytes_of("meanwhile"))->stub() == bytes_of("meanwhile"));
        released.add();
    }

    TEST_CASE_FIXTURE(HostileFixture, "many connections that come and go leave the server as it was") {
        for (int round = 0; round < 200; ++round) fresh()->close();
        for (int round = 0; round < 50; ++round) {
            auto peer = bound();
            peer->request(2, 0, bytes_of("never read"));
        }
    }
}
