// SPDX-License-Identifier: LGPL-2.1-or-later
// The server's state machine: what it answers to good, odd and hostile clients.
#include <doctest/doctest.h>

#include <cstring>

#include "rpcrt4/protocol/server_session.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "tests/unit/rpcrt4/protocol/golden.hpp"

using namespace rpcrt4::protocol;
using golden::Bytes;

namespace {

constexpr SyntaxId kEcho{{0x60a15ec5, 0x4de8, 0x11d7, {0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82}}, 1, 0};
constexpr SyntaxId kOther{{0x12345678, 0x1234, 0xabcd, {0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab}}, 3, 2};
constexpr uint64_t kEchoCookie = 4711;

struct Directory final : ServerDirectory {
    size_t max_request = kDefaultMessageLimit;

    Verdict find_interface(const SyntaxId& interface_id, std::span<const SyntaxId> transfers) override {
        if (interface_id != kEcho) return ContextReason::abstract_syntax_not_supported;
        for (size_t i = 0; i < transfers.size(); ++i) {
            if (transfers[i] == kNdr20) return Accepted{kEchoCookie, i};
        }
        return ContextReason::transfer_syntaxes_not_supported;
    }
    size_t request_limit(uint64_t cookie) const noexcept override { return cookie == kEchoCookie ? max_request : 0; }
    uint32_t join_association_group(uint32_t requested) override {
        return requested == 0 || requested == 0x5a5a ? 0x5a5a : 0;
    }
};

ServerOptions options() {
    ServerOptions made;
    made.max_fragment = 5840;
    made.secondary_address = "1055";
    return made;
}

struct Server {
    Directory directory;
    ServerSession session{directory, options()};

    ServerSession::Event feed(std::span<const std::byte> bytes) {
        while (!bytes.empty()) {
            bytes = bytes.subspan(session.feed(bytes));
            auto event = session.next();
            if (bytes.empty() || !std::holds_alternative<NeedMore>(event)) return event;
        }
        return session.next();
    }
    Server& bind() {
        feed(golden::of(golden::kBind));
        REQUIRE(session.bound());
        return *this;
    }
};

template <typename T>
T expect(ServerSession::Event event) {
    REQUIRE(std::holds_alternative<T>(event));
    return std::get<T>(std::move(event));
}

struct Answer {
    Bytes bytes;
    CommonHeader header;
    bool close;
};

Answer reply(ServerSession::Event event) {
    auto answer = expect<ServerSession::Reply>(std::move(event));
    Bytes bytes = golden::written(answer.message);
    return {bytes, decode_common(bytes), answer.close};
}

/// A request that breaks the protocol is not said not to have been executed, as on Windows.
uint32_t fault_status(const Answer& answer, bool did_not_execute = true) {
    REQUIRE(answer.header.type == PduType::fault);
    CHECK(answer.header.has(pfc::kDidNotExecute) == did_not_execute);
    return decode_fault(answer.header, answer.bytes)->wire_status;
}

NakReason nak_reason(const Answer& answer) {
    REQUIRE(answer.header.type == PduType::bind_nak);
    CHECK(answer.close);
    return decode_bind_nak(answer.header, answer.bytes)->reason;
}

Bytes proposal(PduType type, const Bind& bind, uint32_t call_id = 1) {
    CommonHeader header;
    header.type = type;
    header.call_id = call_id;
    return golden::bytes_of(encode_bind(header, bind));
}

Bytes request(uint32_t call_id, size_t size, uint16_t context_id = 0, uint16_t most = 5840) {
    return golden::written(
        encode_request({.call_id = call_id, .context_id = context_id, .opnum = 1}, golden::counting(size), most));
}

}  // namespace

TEST_SUITE("rpcrt4/protocol/server_session") {
    TEST_CASE("a bind is acknowledged with the golden bytes: acceptance, features, group, secondary address") {
        Server server;
        const Answer answer = reply(server.feed(golden::of(golden::kBind)));
        auto expected = golden::copy_of(golden::kBindAck);
        expected[expected.size() - 22] = std::byte{3};  // both features are granted, in the golden answer one
        CHECK(golden::same(answer.bytes, expected));
        CHECK_FALSE(answer.close);
        CHECK(server.session.bound());
        CHECK(server.session.multiplexed());
        CHECK(server.session.max_transmit() == 5840);
    }

    TEST_CASE("a request arrives with its interface's cookie, object, representation and stub data") {
        Server server;
        server.bind();
        const auto plain = expect<ServerSession::Request>(server.feed(golden::of(golden::kRequest)));
        CHECK(plain.call_id == 2);
        CHECK(plain.cookie == kEchoCookie);
        CHECK(plain.transfer == kNdr20);
        CHECK(plain.max_transmit == 5840);
        CHECK_FALSE(plain.has_object);
        CHECK(plain.stub.data()[0] == std::byte{41});

        auto big = golden::copy_of(golden::kRequestBigEndian);
        big[21] = std::byte{0};  // context 0
        const auto foreign = expect<ServerSession::Request>(server.feed(big));
        CHECK(foreign.call_id == 0x01020304);
        CHECK(foreign.opnum == 0x0203);
        CHECK(foreign.has_object);
        CHECK(foreign.object.time_low == 0x308fb580);
        CHECK(foreign.representation.order() == base::ByteOrder::big);
        CHECK(foreign.representation.value == 0x301);
    }

    TEST_CASE("maybe and pending-cancel flags are reported") {
        Server server;
        server.bind();
        auto bytes = golden::copy_of(golden::kRequest);
        bytes[3] = std::byte{pfc::kWhole | pfc::kMaybe | pfc::kPendingCancel};
        const auto request = expect<ServerSession::Request>(server.feed(bytes));
        CHECK(request.maybe);
        CHECK(request.pending_cancel);
    }

    TEST_CASE("an unknown interface or transfer syntax is rejected in its answer, the association stands") {
        Server server;
        Bind bind;
        bind.contexts.push_back({0, kOther, {kNdr20}});
        bind.contexts.push_back({1, kEcho, {kOther}});
        bind.contexts.push_back({2, kEcho, {kOther, kNdr20}});
        bind.contexts.push_back({3, kEcho, {kNdr20}});
        const Answer answer = reply(server.feed(proposal(PduType::bind, bind)));
        const auto ack = decode_bind_ack(answer.header, answer.bytes);
        REQUIRE(ack);
        REQUIRE(ack->answers.size() == 4);
        CHECK(ack->answers[0].result == ContextResult::provider_rejection);
        CHECK(ack->answers[0].reason == 1);
        CHECK(ack->answers[1].reason == 2);
        CHECK(ack->answers[2].result == ContextResult::acceptance);
        CHECK(ack->answers[2].transfer == kNdr20);
        CHECK(ack->answers[3].result == ContextResult::provider_rejection);  // the interface is served on 2 already
        CHECK(ack->answers[3].reason == 2);
        CHECK(fault_status(reply(server.feed(request(2, 4, 0)))) == nca::kUnknownInterface);
        CHECK(expect<ServerSession::Request>(server.feed(request(3, 4, 2))).context_id == 2);
    }

    TEST_CASE("a request on a context nobody negotiated is faulted, the connection lives") {
        Server server;
        server.bind();
        const Answer answer = reply(server.feed(request(5, 4, 99)));
        CHECK(fault_status(answer) == nca::kUnknownInterface);
        CHECK(answer.header.call_id == 5);
        CHECK(decode_fault(answer.header, answer.bytes)->context_id == 0);
        CHECK_FALSE(answer.close);
        CHECK(expect<ServerSession::Request>(server.feed(request(6, 4))).call_id == 6);
    }

    TEST_CASE("alter_context adds an interface and repeats one, but may not redefine it") {
        Server server;
        server.bind();
        const Answer refused = reply(server.feed(golden::of(golden::kAlterContext)));
        CHECK(golden::same(refused.bytes, golden::of(golden::kAlterContextResp)));

        Bind again;
        again.contexts.push_back({0, kEcho, {kNdr20}});
        const Answer repeated = reply(server.feed(proposal(PduType::alter_context, again, 8)));
        CHECK(decode_bind_ack(repeated.header, repeated.bytes)->answers[0].result == ContextResult::acceptance);
        CHECK(repeated.header.call_id == 8);

        Bind unknown_transfer;
        unknown_transfer.contexts.push_back({0, kEcho, {kOther}});
        const Answer rejected = reply(server.feed(proposal(PduType::alter_context, unknown_transfer, 9)));
        CHECK(decode_bind_ack(rejected.header, rejected.bytes)->answers[0].reason == 2);

        Bind redefine;
        redefine.contexts.push_back({0, kOther, {kNdr20}});
        const Answer fault = reply(server.feed(proposal(PduType::alter_context, redefine, 9)));
        CHECK(fault_status(fault) == nca::kProtocolError);
        CHECK(fault.close);
        expect<ServerSession::Broken>(server.session.next());

        Server other;
        other.bind();
        Bind other_transfer;
        other_transfer.contexts.push_back({0, kEcho, {kOther, kNdr64}});
        CHECK(fault_status(reply(other.feed(proposal(PduType::alter_context, other_transfer)))) == nca::kProtocolError);
    }

    TEST_CASE("a list with a proposal of nothing, or features offered twice, is refused as a whole") {
        Bind nothing, twice;
        nothing.contexts.push_back({0, kEcho, {}});
        twice.contexts.push_back({0, kEcho, {kNdr20}});
        twice.contexts.push_back({1, kEcho, {feature_syntax(1)}});
        twice.contexts.push_back({2, kEcho, {feature_syntax(2)}});
        for (const Bind& bind : {nothing, twice}) {
            Server fresh, bound;
            CHECK(nak_reason(reply(fresh.feed(proposal(PduType::bind, bind)))) == NakReason::not_specified);
            bound.bind();
            const Answer fault = reply(bound.feed(proposal(PduType::alter_context, bind)));
            CHECK(fault_status(fault) == nca::kProtocolError);
            CHECK(fault.close);
        }
    }

    TEST_CASE("features are read from the first transfer syntax, whatever follows") {
        Server server;
        Bind bind;
        bind.contexts.push_back({0, kEcho, {feature_syntax(1), feature_syntax(2), kNdr20}});
        const Answer answer = reply(server.feed(proposal(PduType::bind, bind)));
        const auto ack = decode_bind_ack(answer.header, answer.bytes);
        CHECK(ack->answers[0].result == ContextResult::negotiate_ack);
        CHECK(ack->answers[0].reason == 1);
    }

    TEST_CASE("flags of bind and alter_context: first and last do not matter, header signing is answered") {
        for (const int flags : {0x00, 0x01, 0x04, 0x08, 0x20, 0x80, 0xFF}) {
            Server server;
            auto bind = golden::copy_of(golden::kBind);
            bind[3] = static_cast<std::byte>(flags);
            const Answer answer = reply(server.feed(bind));
            REQUIRE(answer.header.type == PduType::bind_ack);
            CHECK(answer.header.flags ==
                  (pfc::kWhole | (flags & (pfc::kSupportHeaderSign | pfc::kConcurrentMultiplex))));
            auto alter = golden::copy_of(golden::kAlterContext);
            alter[3] = static_cast<std::byte>(flags);
            const Answer again = reply(server.feed(alter));
            REQUIRE(again.header.type == PduType::alter_context_resp);
            CHECK(again.header.flags == (pfc::kWhole | (flags & pfc::kSupportHeaderSign)));
        }
    }

    TEST_CASE(
        "fragment sizes: the smallest offered, at least 2048, above 5840 only for who offers what we do; "
        "but nobody is sent more than he takes") {
        struct Case {
            uint16_t transmit, receive, agreed, sent;
        };
        for (const auto& [transmit, receive, agreed, sent] : {Case{4280, 4280, 4280, 4280},
                                                              {65535, 65535, 5840, 5840},
                                                              {0, 0, 2048, 1432},
                                                              {2004, 4280, 2048, 2048},
                                                              {5840, 1432, 2048, 1432},
                                                              {5840, 2001, 2048, 2000},
                                                              {4280, 3199, 3192, 3192},
                                                              {65535, 3199, 3192, 3192},
                                                              {65528, 5840, 5840, 5840}}) {
            Server server;
            Bind bind;
            bind.max_transmit = transmit;
            bind.max_receive = receive;
            bind.contexts.push_back({0, kEcho, {kNdr20}});
            const Answer answer = reply(server.feed(proposal(PduType::bind, bind)));
            const auto ack = decode_bind_ack(answer.header, answer.bytes);
            CHECK(ack->max_transmit == agreed);
            CHECK(ack->max_receive == agreed);
            CHECK(server.session.max_transmit() == sent);
            CHECK_FALSE(server.session.multiplexed());
        }
    }

    TEST_CASE("an association group nobody knows is refused, a known one is joined") {
        Bind bind;
        bind.contexts.push_back({0, kEcho, {kNdr20}});
        bind.association_group = 0x5a5a;
        Server member;
        CHECK(reply(member.feed(proposal(PduType::bind, bind))).header.type == PduType::bind_ack);
        bind.association_group = 0xdead;
        Server stranger;
        CHECK(nak_reason(reply(stranger.feed(proposal(PduType::bind, bind)))) == NakReason::not_specified);
    }

    TEST_CASE("a bind of another protocol version is refused with the versions we speak") {
        Server server;
        auto bytes = golden::copy_of(golden::kBind);
        bytes[0] = std::byte{6};
        const Answer answer = reply(server.feed(bytes));
        CHECK(nak_reason(answer) == NakReason::protocol_version_not_supported);
        const auto nak = decode_bind_nak(answer.header, answer.bytes);
        REQUIRE(nak->versions.size() == 1);  // as Windows has it; 5.1 is understood all the same
        CHECK(nak->versions[0] == BindNak::Version{5, 0});
        expect<ServerSession::Broken>(server.session.next());
    }

    TEST_CASE("version 5.1 is accepted and answered in kind") {
        Server server;
        auto bytes = golden::copy_of(golden::kBind);
        bytes[1] = std::byte{1};
        CHECK(reply(server.feed(bytes)).header.version_minor == 1);
    }

    TEST_CASE("an authenticated bind is refused: no provider knows the type") {
        Server server;
        auto bytes = golden::copy_of(golden::kBind);
        const auto tail = golden::of(golden::kAuth3).subspan(20);
        bytes.insert(bytes.end(), tail.begin(), tail.end());
        bytes[8] = static_cast<std::byte>(bytes.size());
        bytes[10] = std::byte{8};
        CHECK(nak_reason(reply(server.feed(bytes))) == NakReason::authentication_type_not_recognized);

        Server no_level, no_trailer;
        bytes[bytes.size() - 15] = std::byte{7};
        CHECK(nak_reason(reply(no_level.feed(bytes))) == NakReason::not_specified);
        bytes[11] = std::byte{1};
        CHECK(nak_reason(reply(no_trailer.feed(bytes))) == NakReason::protocol_version_not_supported);
    }

    TEST_CASE("a second bind, an empty bind and one that lies about its length are refused") {
        Server twice, empty, cut;
        twice.bind();
        CHECK(nak_reason(reply(twice.feed(golden::of(golden::kBind)))) == NakReason::not_specified);
        CHECK(nak_reason(reply(empty.feed(proposal(PduType::bind, {})))) == NakReason::not_specified);
        auto lying = golden::copy_of(golden::kBind);
        lying[24] = std::byte{9};
        CHECK(nak_reason(reply(cut.feed(lying))) == NakReason::not_specified);
    }

    TEST_CASE("a request or alter_context before the bind is a protocol error") {
        Server request_first, alter_first;
        const Answer fault = reply(request_first.feed(golden::of(golden::kRequest)));
        CHECK(fault_status(fault, false) == nca::kProtocolError);
        CHECK(fault.close);
        CHECK(reply(alter_first.feed(golden::of(golden::kAlterContext))).close);
    }

    TEST_CASE("a request in pieces is kept only for a context that was negotiated") {
        Server unbound;
        const auto large = request(5, 9000, 0, 1432);
        const Answer fault = reply(unbound.feed(std::span(large).first(1432)));
        CHECK(fault_status(fault, false) == nca::kProtocolError);
        CHECK(fault.close);

        Server server;
        server.bind();
        const auto unknown = request(6, 9000, 7, 1432);
        const Answer refused = reply(server.feed(std::span(unknown).first(1432)));
        CHECK(fault_status(refused) == nca::kUnknownInterface);
        CHECK_FALSE(refused.close);
        CHECK(std::holds_alternative<NeedMore>(server.feed(std::span(unknown).subspan(1432))));
        CHECK(expect<ServerSession::Request>(server.feed(request(7, 9000, 0, 1432))).stub.size() == 9000);
    }

    TEST_CASE("broken sequences and lengths of requests are faulted, then the connection ends") {
        auto status_of = [](std::span<const std::byte> bytes) {
            Server server;
            server.bind();
            const Answer answer = reply(server.feed(bytes));
            CHECK(answer.close);
            expect<ServerSession::Broken>(server.session.next());
            return fault_status(answer, false);
        };
        const auto large = request(3, 9000, 0, 1432);
        CHECK(status_of(std::span(large).subspan(1432)) == nca::kProtocolError);  // first fragment missing
        Bytes reused(large.begin(), large.begin() + 1432);
        const auto same_id = request(3, 4);
        reused.insert(reused.end(), same_id.begin(), same_id.end());
        CHECK(status_of(reused) == nca::kProtocolError);
        auto length = golden::copy_of(golden::kRequest);
        length[9] = std::byte{0xFF};
        CHECK(status_of(length) == nca::kProtocolError);
        auto with_auth = request(4, 64);
        with_auth[10] = std::byte{16};
        CHECK(status_of(with_auth) == to_wire(base::Status::rpc_s_access_denied));
        CHECK(status_of(request(3, 5841 - 24, 0, 65528)) == nca::kProtocolError);  // more than anybody was promised
    }

    TEST_CASE("without multiplexing a request must end before another begins: the first one is faulted") {
        Server server;
        Bind bind;
        bind.contexts.push_back({0, kEcho, {kNdr20}});
        CHECK(reply(server.feed(proposal(PduType::bind, bind))).header.type == PduType::bind_ack);
        const auto large = request(3, 9000, 0, 1432);
        CHECK(std::holds_alternative<NeedMore>(server.feed(std::span(large).first(1432))));
        const Answer fault = reply(server.feed(request(4, 4)));
        CHECK(fault_status(fault, false) == nca::kProtocolError);
        CHECK(fault.header.call_id == 3);
        CHECK(fault.close);
    }

    TEST_CASE("orphaned means nothing to a request that is still coming, unless that was negotiated") {
        const auto large = request(3, 9000, 0, 1432);
        const auto orphaned = golden::bytes_of(encode_bodiless(PduType::orphaned, 3));
        for (const bool negotiated : {false, true}) {
            Server server;
            Bind bind;
            bind.contexts.push_back({0, kEcho, {kNdr20}});
            if (negotiated) bind.contexts.push_back({1, kEcho, {feature_syntax(feature::kKeepConnectionOnOrphan)}});
            CHECK(reply(server.feed(proposal(PduType::bind, bind))).header.type == PduType::bind_ack);
            CHECK(std::holds_alternative<NeedMore>(server.feed(std::span(large).first(1432))));
            CHECK(std::holds_alternative<ServerSession::Orphaned>(server.feed(orphaned)) == negotiated);
            const auto rest = server.feed(std::span(large).subspan(1432));
            CHECK(std::holds_alternative<ServerSession::Request>(rest) == !negotiated);
        }
    }

    TEST_CASE("a request that was orphaned in vain comes to its end before another begins, multiplexed or not") {
        Server server;
        Bind bind;
        bind.contexts.push_back({0, kEcho, {kNdr20}});
        auto multiplexed = proposal(PduType::bind, bind);
        multiplexed[3] |= std::byte{pfc::kConcurrentMultiplex};
        CHECK(reply(server.feed(multiplexed)).header.type == PduType::bind_ack);
        const auto large = request(3, 9000, 0, 1432);
        CHECK(std::holds_alternative<NeedMore>(server.feed(std::span(large).first(1432))));
        CHECK(expect<ServerSession::Request>(server.feed(request(4, 4))).call_id == 4);
        CHECK(std::holds_alternative<NeedMore>(server.feed(golden::bytes_of(encode_bodiless(PduType::orphaned, 3)))));
        const Answer fault = reply(server.feed(request(5, 4)));
        CHECK(fault_status(fault, false) == nca::kProtocolError);
        CHECK(fault.header.call_id == 5);
        CHECK(fault.close);
    }

    TEST_CASE("garbage ends the connection without a word") {
        Server fresh, bound, response;
        expect<ServerSession::Broken>(fresh.feed(Bytes(64, std::byte{0x47})));
        bound.bind();
        expect<ServerSession::Broken>(bound.feed(Bytes(64, std::byte{0x47})));
        expect<ServerSession::Broken>(response.feed(golden::of(golden::kResponse)));
        expect<ServerSession::Broken>(response.session.next());
    }

    TEST_CASE("an auth3 nobody waits for breaks the protocol") {
        Server server;
        server.bind();
        const auto reply = expect<ServerSession::Reply>(server.feed(golden::of(golden::kAuth3)));
        CHECK(reply.close);
        CHECK(static_cast<PduType>(golden::written(reply.message)[2]) == PduType::fault);
    }

    TEST_CASE("cancel and orphan notices are reported; the rest of an orphaned request is swallowed") {
        Server server;
        server.bind();
        CHECK(expect<ServerSession::CancelRequested>(server.feed(golden::of(golden::kCoCancel))).call_id == 9);
        const auto large = request(9, 9000, 0, 1432);
        server.feed(std::span(large).first(1500));
        Bytes rest(large.begin() + 1500, large.begin() + 2864);
        const auto orphaned = golden::copy_of(golden::kOrphaned);
        rest.insert(rest.end(), orphaned.begin(), orphaned.end());
        CHECK(expect<ServerSession::Orphaned>(server.feed(rest)).call_id == 9);
        CHECK(std::holds_alternative<NeedMore>(server.feed(std::span(large).subspan(2864))));
        CHECK(expect<ServerSession::Request>(server.feed(request(10, 4))).call_id == 10);
    }

    TEST_CASE("cancels before the bind are a protocol error") {
        Server server;
        expect<ServerSession::Broken>(server.feed(golden::of(golden::kCoCancel)));
    }

    TEST_CASE("I18: a request beyond the interface's MaxRpcSize is answered with access denied") {
        Server server;
        server.directory.max_request = 2000;
        server.bind();
        const Answer large = reply(server.feed(request(2, 9000, 0, 1432)));
        CHECK(fault_status(large, false) == 5);
        CHECK_FALSE(large.close);  // it may carry other calls
        CHECK(std::holds_alternative<NeedMore>(server.session.next()));
        CHECK(fault_status(reply(server.feed(request(3, 2001))), false) == 5);
        CHECK(expect<ServerSession::Request>(server.feed(request(4, 2000))).stub.size() == 2000);
        server.directory.max_request = 2001;  // it was registered again
        CHECK(expect<ServerSession::Request>(server.feed(request(5, 2001))).stub.size() == 2001);
    }

    TEST_CASE("I18: without multiplexing the connection ends with it, at the first fragment that announces it") {
        for (const bool only_first : {false, true}) {
            Server server;
            server.directory.max_request = 8999;
            Bind bind;
            bind.contexts.push_back({0, kEcho, {kNdr20}});
            CHECK(reply(server.feed(proposal(PduType::bind, bind))).header.type == PduType::bind_ack);
            const auto large = request(2, 9000, 0, 1432);
            const Answer fault = reply(server.feed(only_first ? std::span(large).first(1432) : std::span(large)));
            CHECK(fault_status(fault, false) == 5);
            CHECK(fault.close);
        }
    }

    TEST_CASE("the first of several fragments must not be cancelled already: that is no call that is active") {
        Server server;
        server.bind();
        auto first = request(2, 9000, 0, 1432);
        first.resize(1432);
        first[3] |= std::byte{pfc::kPendingCancel};
        const Answer fault = reply(server.feed(first));
        CHECK(fault_status(fault) == to_wire(base::Status::rpc_s_no_call_active));
        CHECK(fault.close);
    }

    TEST_CASE("a connection may not collect contexts without end") {
        Server server;
        server.bind();
        uint16_t id = 2;
        ContextResult last = ContextResult::acceptance;
        for (int round = 0; round < 12 && last == ContextResult::acceptance; ++round) {
            Bind more;
            for (int i = 0; i < 100; ++i) more.contexts.push_back({id++, kEcho, {kNdr20}});
            const Answer answer = reply(server.feed(proposal(PduType::alter_context, more)));
            last = decode_bind_ack(answer.header, answer.bytes)->answers.back().result;
        }
        CHECK(last == ContextResult::provider_rejection);
    }

    TEST_CASE("requests arriving in one portion come out in order, replies are encoded without the session") {
        Server server;
        server.bind();
        Bytes wire;
        for (uint32_t id = 2; id < 66; ++id) {
            const auto one = request(id, 32);
            wire.insert(wire.end(), one.begin(), one.end());
        }
        REQUIRE(server.session.feed(wire) == wire.size());
        for (uint32_t id = 2; id < 66; ++id) {
            auto arrived = expect<ServerSession::Request>(server.session.next());
            CHECK(arrived.call_id == id);
            const auto response = encode_response({.call_id = id}, std::move(arrived.stub), arrived.max_transmit);
            CHECK(response.remaining() == 56);
        }
        CHECK(std::holds_alternative<NeedMore>(server.session.next()));
    }

    TEST_CASE("a response or fault of a bound client answers a callback; before the bind it ends the connection") {
        const Bytes response = golden::written(encode_response({.call_id = 7}, golden::counting(9), 5840));
        const Bytes fault = golden::bytes_of(encode_fault({.call_id = 8, .wire_status = 5}));
        Server server;
        server.bind();
        const auto answer = expect<ServerSession::CallbackAnswered>(server.feed(response));
        CHECK(answer.call_id == 7);
        CHECK(answer.status == base::Status::ok);
        CHECK(answer.stub.size() == 9);
        const auto refused = expect<ServerSession::CallbackAnswered>(server.feed(fault));
        CHECK(refused.call_id == 8);
        CHECK(refused.status == base::Status::rpc_s_access_denied);
        for (const Bytes& bytes : {response, fault}) {
            Server unbound;
            static_cast<void>(expect<ServerSession::Broken>(unbound.feed(bytes)));
        }
    }
}
