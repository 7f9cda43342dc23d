// SPDX-License-Identifier: LGPL-2.1-or-later
// The client's state machine, fed with golden bytes and with what a bad server might say.
#include <doctest/doctest.h>

#include <cstring>

#include "rpcrt4/protocol/client_session.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "tests/unit/rpcrt4/protocol/golden.hpp"

using namespace rpcrt4::protocol;
using base::Status;
using golden::Bytes;

namespace {

constexpr SyntaxId kEcho{{0x60a15ec5, 0x4de8, 0x11d7, {0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82}}, 1, 0};
constexpr SyntaxId kOther{{0x12345678, 0x1234, 0xabcd, {0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}}, 3, 2};

struct Client {
    ClientSession session;
    explicit Client(const ClientOptions& options = {}) : session(options) {}

    ClientSession::Event feed(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            bytes = bytes.subspan(session.feed(bytes));
            auto event = session.next();
            if (bytes.empty() || !std::holds_alternative<NeedMore>(event)) return event;
        }
        return session.next();
    }
    Client& bind() {
        auto message = session.propose(kEcho, kNdr20);
        REQUIRE(message);
        REQUIRE(std::holds_alternative<ClientSession::ContextReady>(feed(golden::of(golden::kBindAck))));
        return *this;
    }
};

ClientOptions multiplexing() {
    ClientOptions options;
    options.multiplex = true;
    options.max_fragment = 5840;
    return options;
}

Bytes ack(PduType type, uint32_t call_id, BindAck body, uint8_t flags = pfc::kWhole) {
    CommonHeader header;
    header.type = type;
    header.call_id = call_id;
    header.flags = flags;
    return golden::bytes_of(encode_bind_ack(header, body));
}

Bytes response(uint32_t call_id, size_t size, uint16_t most = kMaxFragment) {
    return golden::written(encode_response({.call_id = call_id}, golden::counting(size, call_id), most));
}

template <typename T>
T expect(ClientSession::Event event) {
    REQUIRE(std::holds_alternative<T>(event));
    return std::get<T>(std::move(event));
}

Status refused_with(ContextResult result, uint16_t reason) {
    Client client;
    auto message = client.session.propose(kEcho, kNdr20);
    REQUIRE(message);
    BindAck body;
    body.answers.push_back({result, reason, {}});
    return expect<ClientSession::ContextRefused>(client.feed(ack(PduType::bind_ack, 1, body))).status;
}

}  // namespace

TEST_SUITE("rpcrt4/protocol/client_session") {
    TEST_CASE("the first proposal is a bind with the features offered, as the golden bytes have it") {
        Client client(multiplexing());
        auto message = client.session.propose(kEcho, kNdr20);
        REQUIRE(message);
        auto expected = golden::copy_of(golden::kBind);
        expected[expected.size() - 12] = std::byte{2};  // we offer to keep the connection on orphans, nothing else
        CHECK(golden::written(*message) == expected);
        CHECK(client.session.negotiating());
        CHECK_FALSE(client.session.bound());
    }

    TEST_CASE("a bind_ack settles fragment size, group, features and multiplexing") {
        Client client(multiplexing());
        client.bind();
        CHECK(client.session.bound());
        CHECK_FALSE(client.session.negotiating());
        CHECK(client.session.max_transmit() == 5840);
        CHECK(client.session.association_group() == 0x5a5a);
        CHECK(client.session.multiplexed());
        CHECK(client.session.keeps_connection_on_orphan());
        CHECK(client.session.context(kEcho, kNdr20) == 0);
        CHECK_FALSE(client.session.context(kOther, kNdr20));
    }

    TEST_CASE("multiplexing needs both sides") {
        Client did_not_ask;
        did_not_ask.bind();
        CHECK_FALSE(did_not_ask.session.multiplexed());

        Client not_granted(multiplexing());
        auto message = not_granted.session.propose(kEcho, kNdr20);
        auto bytes = golden::copy_of(golden::kBindAck);
        bytes[3] = std::byte{pfc::kWhole};
        expect<ClientSession::ContextReady>(not_granted.feed(bytes));
        CHECK_FALSE(not_granted.session.multiplexed());
    }

    TEST_CASE("the smaller fragment size wins, but never below what everybody must take") {
        for (const auto& [theirs, agreed] : {std::pair{4280, 4280}, {65535, 65528}, {100, 1432}, {1437, 1432}}) {
            Client client;
            auto message = client.session.propose(kEcho, kNdr20);
            BindAck body;
            body.max_receive = static_cast<uint16_t>(theirs);
            body.answers.push_back({ContextResult::acceptance, 0, kNdr20});
            expect<ClientSession::ContextReady>(client.feed(ack(PduType::bind_ack, 1, body)));
            CHECK(client.session.max_transmit() == agreed);
        }
    }

    TEST_CASE("a further interface is negotiated by alter_context; a refusal leaves the connection usable") {
        Client client;
        client.bind();
        auto message = client.session.propose(kOther, kNdr20);
        REQUIRE(message);
        const auto sent = golden::written(*message);
        CHECK(decode_common(sent).type == PduType::alter_context);
        auto resp = golden::copy_of(golden::kAlterContextResp);
        resp[12] = std::byte{2};  // call id
        CHECK(expect<ClientSession::ContextRefused>(client.feed(resp)).status == Status::rpc_s_unknown_if);
        CHECK(client.session.bound());

        auto again = client.session.propose(kOther, kNdr20);
        REQUIRE(again);
        BindAck body;
        body.answers.push_back({ContextResult::acceptance, 0, kNdr20});
        const auto ready = expect<ClientSession::ContextReady>(client.feed(ack(PduType::alter_context_resp, 3, body)));
        CHECK(client.session.context(kOther, kNdr20) == ready.context_id);
    }

    TEST_CASE("one proposal at a time") {
        Client client;
        auto first = client.session.propose(kEcho, kNdr20);
        CHECK(client.session.propose(kOther, kNdr20).status() == Status::rpc_s_call_failed);
    }

    TEST_CASE("reasons of rejected contexts have their Windows codes") {
        CHECK(refused_with(ContextResult::provider_rejection, 1) == Status::rpc_s_unknown_if);
        CHECK(refused_with(ContextResult::provider_rejection, 2) == Status::rpc_s_unsupported_trans_syn);
        CHECK(refused_with(ContextResult::provider_rejection, 3) == Status::rpc_s_server_too_busy);
        CHECK(refused_with(ContextResult::provider_rejection, 0) == Status::rpc_s_call_failed_dne);
        CHECK(refused_with(ContextResult::user_rejection, 0) == Status::rpc_s_call_failed_dne);
    }

    TEST_CASE("a bind_nak ends the association with its reason") {
        Client client;
        auto message = client.session.propose(kEcho, kNdr20);
        const auto refused = expect<ClientSession::BindRefused>(client.feed(golden::of(golden::kBindNak)));
        CHECK(refused.reason == NakReason::protocol_version_not_supported);
        CHECK(refused.status == Status::rpc_s_protocol_error);
        CHECK_FALSE(client.session.propose(kEcho, kNdr20));
        expect<ClientSession::ProtocolError>(client.session.next());
    }

    TEST_CASE("a fault may answer a bind or an alter_context") {
        Client client;
        auto message = client.session.propose(kEcho, kNdr20);
        const Buffer fault = encode_fault({.call_id = 1, .wire_status = 5});
        CHECK(expect<ClientSession::BindRefused>(client.feed(fault.bytes())).status == Status::rpc_s_access_denied);

        Client bound;
        bound.bind();
        auto alter = bound.session.propose(kOther, kNdr20);
        const Buffer refusal = encode_fault({.call_id = 2, .wire_status = nca::kProtocolError});
        CHECK(expect<ClientSession::ContextRefused>(bound.feed(refusal.bytes())).status ==
              Status::rpc_s_protocol_error);
        CHECK(bound.session.bound());
    }

    TEST_CASE("a request goes out on its context and its response comes back") {
        Client client;
        client.bind();
        const uint32_t id = client.session.next_call_id();
        const auto sent = golden::written(client.session.request({.call_id = id}, golden::counting(4, 41)));
        CHECK(decode_common(sent).type == PduType::request);
        const auto response = expect<ClientSession::Response>(client.feed(golden::of(golden::kResponse)));
        CHECK(response.call_id == id);
        CHECK(response.stub.data()[0] == std::byte{42});
        CHECK(response.representation.value == 0x10);
        CHECK(std::holds_alternative<NeedMore>(client.session.next()));
        CHECK(client.session.between_messages());
    }

    TEST_CASE("requests larger than the agreed fragment size are cut") {
        Client client(multiplexing());
        client.bind();
        const auto message = client.session.request({.call_id = 2}, golden::counting(20000));
        CHECK(message.pending().size() > 1);
        CHECK(decode_common(golden::written(message)).fragment_length <= 5840);
    }

    TEST_CASE("responses of multiplexed calls interleave and are told apart by call id") {
        Client client(multiplexing());
        client.bind();
        const auto large = response(7, 9000, 1432);
        Bytes wire(large.begin(), large.begin() + 1432);
        const auto small = response(8, 16);
        wire.insert(wire.end(), small.begin(), small.end());
        wire.insert(wire.end(), large.begin() + 1432, large.end());
        CHECK(expect<ClientSession::Response>(client.feed(wire)).call_id == 8);
        const auto second = expect<ClientSession::Response>(client.session.next());
        CHECK(second.call_id == 7);
        CHECK(golden::bytes_of(second.stub) == golden::bytes_of(golden::counting(9000, 7)));
    }

    TEST_CASE("a fault carries its code, its wire status and whether the call was executed") {
        Client client;
        client.bind();
        const auto fault = expect<ClientSession::Faulted>(client.feed(golden::of(golden::kFault)));
        CHECK(fault.call_id == 2);
        CHECK(fault.status == Status::rpc_s_procnum_out_of_range);
        CHECK(fault.wire_status == 0x1c010002);
        CHECK(fault.did_not_execute);
    }

    TEST_CASE("a fault replaces a response that has begun") {
        Client client(multiplexing());
        client.bind();
        const auto large = response(7, 9000, 1432);
        client.feed(std::span(large).first(1432));
        const Buffer fault = encode_fault({.call_id = 7, .wire_status = 1783});
        CHECK(expect<ClientSession::Faulted>(client.feed(fault.bytes())).status == Status::rpc_x_bad_stub_data);
        CHECK(std::holds_alternative<NeedMore>(client.feed(std::span(large).subspan(1432))));
        CHECK(client.session.between_messages());
    }

    TEST_CASE("a server that answers with the call id of the bind is understood where one call is outstanding") {
        Client client;
        client.bind();
        const uint32_t id = client.session.next_call_id();
        auto message = client.session.request({.call_id = id}, golden::counting(4));
        CHECK(expect<ClientSession::Response>(client.feed(response(1, 4))).call_id == id);
    }

    TEST_CASE("what remains of an orphaned call's response is swallowed") {
        Client client(multiplexing());
        client.bind();
        const auto large = response(7, 9000, 1432);
        client.feed(std::span(large).first(2000));
        CHECK(golden::same(golden::written(client.session.orphan(9)), golden::of(golden::kOrphaned)));
        auto message = client.session.orphan(7);
        CHECK(std::holds_alternative<NeedMore>(client.feed(std::span(large).subspan(2000))));
        CHECK(expect<ClientSession::Response>(client.feed(response(8, 4))).call_id == 8);
        CHECK(golden::same(golden::written(ClientSession::cancel(9)), golden::of(golden::kCoCancel)));
    }

    TEST_CASE("a reply beyond the limit fails its call alone") {
        ClientOptions options;
        options.message_limit = 3000;
        Client client(options);
        client.bind();
        CHECK(expect<ClientSession::ReplyTooLarge>(client.feed(response(2, 9000, 1432))).call_id == 2);
        CHECK(std::holds_alternative<NeedMore>(client.session.next()));
        CHECK(expect<ClientSession::ReplyTooLarge>(client.feed(response(3, 3001))).call_id == 3);
        CHECK(expect<ClientSession::Response>(client.feed(response(4, 3000))).call_id == 4);
    }

    TEST_CASE("a shutdown request is passed on") {
        Client client;
        client.bind();
        expect<ClientSession::ShutdownRequested>(client.feed(golden::of(golden::kShutdown)));
    }

    TEST_CASE("what a server must not say is a protocol error, and stays one") {
        auto broken_by = [](Client& client, std::span<const std::byte> bytes) {
            expect<ClientSession::ProtocolError>(client.feed(bytes));
            expect<ClientSession::ProtocolError>(client.session.next());
            CHECK_FALSE(client.session.propose(kEcho, kNdr20));
        };
        Client response_first, ack_unasked, nak_unasked, request_to_client, wrong_id, no_answers, other_syntax, garbage;
        broken_by(response_first, golden::of(golden::kResponse));
        broken_by(ack_unasked, golden::of(golden::kBindAck));
        broken_by(nak_unasked, golden::of(golden::kBindNak));
        broken_by(request_to_client, golden::of(golden::kRequest));
        auto m1 = wrong_id.session.propose(kEcho, kNdr20);
        BindAck body;
        body.answers.push_back({ContextResult::acceptance, 0, kNdr20});
        broken_by(wrong_id, ack(PduType::bind_ack, 77, body));
        auto m2 = no_answers.session.propose(kEcho, kNdr20);
        broken_by(no_answers, ack(PduType::bind_ack, 1, {}));
        auto m3 = other_syntax.session.propose(kEcho, kNdr20);
        body.answers[0].transfer = kEcho;
        broken_by(other_syntax, ack(PduType::bind_ack, 1, body));
        broken_by(garbage, Bytes(64, std::byte{0x2f}));
    }

    TEST_CASE("a request of a bound server is a callback; of another one it is a protocol error") {
        const Bytes asked =
            golden::written(encode_request({.call_id = 7, .opnum = 3}, golden::counting(9), kMaxFragment));
        Client client;
        client.bind();
        const auto event = expect<ClientSession::CallbackRequested>(client.feed(asked));
        CHECK(event.call_id == 7);
        CHECK(event.opnum == 3);
        CHECK(event.stub.size() == 9);
        Client unbound;
        static_cast<void>(expect<ClientSession::ProtocolError>(unbound.feed(asked)));
    }

    TEST_CASE("an alter_context_resp does not answer a bind") {
        Client client;
        auto message = client.session.propose(kEcho, kNdr20);
        auto bytes = golden::copy_of(golden::kBindAck);
        bytes[2] = std::byte{15};
        expect<ClientSession::ProtocolError>(client.feed(bytes));
    }

    TEST_CASE("a client may go without feature negotiation") {
        ClientOptions options;
        options.offer_features = false;
        Client client(options);
        auto message = client.session.propose(kEcho, kNdr20);
        const auto sent = golden::written(*message);
        CHECK(decode_bind(decode_common(sent), sent)->contexts.size() == 1);
    }
}
