// SPDX-License-Identifier: LGPL-2.1-or-later
// Authenticated connections and a hostile peer, or somebody in between: lengths that lie, tokens cut short, answers
// that are changed, replayed, put in another order or stripped of their protection. [MS-RPCE] 2.2.2.11, 3.3.1.5.2.
#include "tests/unit/rpcrt4/protocol/secured_pair.hpp"

using namespace secured;

namespace {

Bytes with_lengths(Bytes wire, size_t fragment_length, size_t auth_length) {
    set_lengths(wire.data(), static_cast<uint16_t>(fragment_length), static_cast<uint16_t>(auth_length));
    return wire;
}

/// A PDU whose token ends after `length` bytes.
Bytes cut_token(const Bytes& wire, size_t length) {
    const size_t end = trailer_at(wire) + kAuthTrailerHeaderSize + length;
    return with_lengths(Bytes(wire.begin(), wire.begin() + static_cast<std::ptrdiff_t>(end)), end, length);
}

/// Answers of the server to requests of 1, 2, 3, protected in that order.
struct Answered : Pair {
    std::vector<Bytes> answers;
    explicit Answered(Level level = Level::privacy) : Pair(Service::ntlm, level) {
        bind();
        for (uint32_t call_id = 1; call_id <= 3; ++call_id) {
            auto event = feed(server, request(call_id, 10));
            REQUIRE(std::holds_alternative<ServerSession::Request>(event));
            auto reply = std::get<ServerSession::Request>(event).security->protect(
                ResponseHeader{.call_id = call_id}, golden::counting(100, call_id), 5840);
            REQUIRE(reply);
            answers.push_back(golden::written(*reply));
        }
    }
};

}  // namespace

TEST_SUITE("rpcrt4/protocol/secured_hostile") {
    TEST_CASE("no length of an authentication trailer is believed that the PDU has no room for") {
        Pair sample(Service::ntlm, Level::integrity);
        sample.bind();
        const Bytes wire = sample.request(7, 100);
        for (size_t auth_length = 0; auth_length < 65536; auth_length += auth_length < 300 ? 1 : 977) {
            if (auth_length == Mechanism::kSignature) continue;
            Pair pair(Service::ntlm, Level::integrity);
            pair.bind();
            auto event = feed(pair.server, with_lengths(wire, wire.size(), auth_length));
            CAPTURE(auth_length);
            REQUIRE(std::holds_alternative<ServerSession::Reply>(event));
            CHECK(told(std::move(event)).closes);
            CHECK(std::holds_alternative<ServerSession::Broken>(pair.server.next()));
        }
    }

    TEST_CASE("no more padding is taken off than there is body, however well it is signed") {
        // Headers that nobody signs: the padding is what the sender did not say.
        Pair sample(Service::kerberos, Level::privacy);
        sample.directory.headers = Headers::exposes;
        sample.bind();
        const Bytes wire = sample.request(7, 100);
        const size_t body = trailer_at(wire) - kCallHeaderSize;
        for (size_t pad = 0; pad < 256; ++pad) {
            Pair pair(Service::kerberos, Level::privacy);
            pair.directory.headers = Headers::exposes;
            pair.bind();
            Bytes changed = wire;
            changed[trailer_at(wire) + 2] = static_cast<std::byte>(pad);
            auto event = feed(pair.server, changed);
            CAPTURE(pad);
            if (pad > body) {
                CHECK(told(std::move(event)) == Told{7, 0, kDenied, false, true});
            } else {
                REQUIRE(std::holds_alternative<ServerSession::Request>(event));
                CHECK(std::get<ServerSession::Request>(event).stub.size() <= body - pad);
            }
        }
    }

    TEST_CASE("a token cut short anywhere proves nobody") {
        for (const Service service : {Service::ntlm, Service::kerberos, Service::negotiate}) {
            CAPTURE(static_cast<int>(service));
            Pair sample(service, Level::connect);
            const Bytes bind = golden::written(*sample.client.propose(kEcho, kNdr20));
            for (size_t length = 1; length < decode_common(bind).auth_length; ++length) {
                Pair pair(service, Level::connect);
                auto event = feed(pair.server, cut_token(bind, length));
                const auto& reply = std::get<ServerSession::Reply>(event);
                CHECK(reply.close);
                const Bytes bytes = golden::written(reply.message);
                CHECK(decode_bind_nak(decode_common(bytes), bytes)->reason == NakReason::invalid_checksum);
            }
            auto reply = feed(sample.server, bind);
            auto heard = feed(sample.client, golden::written(std::get<ServerSession::Reply>(reply).message));
            const Bytes leg = golden::written(std::get<ClientSession::Leg>(heard).message);
            for (size_t length = 1; length < decode_common(leg).auth_length; ++length) {
                Pair pair(service, Level::connect);
                static_cast<void>(feed(pair.server, bind));
                auto event = feed(pair.server, cut_token(leg, length));
                if (decode_common(leg).type == PduType::auth3) {
                    REQUIRE(std::holds_alternative<NeedMore>(event));
                    event = feed(pair.server, plain_fragment(2, {}));
                }
                CHECK(told(std::move(event)).status == kDenied);
            }
        }
    }

    TEST_CASE("a server's token cut short, or longer than its PDU, is refused by the client") {
        Pair sample(Service::negotiate, Level::privacy);
        auto bind = sample.client.propose(kEcho, kNdr20);
        auto reply = feed(sample.server, golden::written(*bind));
        const Bytes ack = golden::written(std::get<ServerSession::Reply>(reply).message);
        const auto refused_by = [&](const Bytes& wire) {
            Pair pair(Service::negotiate, Level::privacy);
            static_cast<void>(pair.client.propose(kEcho, kNdr20));
            auto event = feed(pair.client, wire);
            return std::holds_alternative<ClientSession::BindRefused>(event) ||
                   std::holds_alternative<ClientSession::ProtocolError>(event);
        };
        const size_t whole = decode_common(ack).auth_length;
        for (size_t length = 0; length < whole; ++length) CHECK(refused_by(cut_token(ack, length)));
        for (size_t length = whole + 1; length < 65536; length += 499) {
            CHECK(refused_by(with_lengths(ack, ack.size(), length)));
        }
    }

    TEST_CASE("no byte of a response can be changed unnoticed") {
        for (const Level level : {Level::packet, Level::integrity, Level::privacy}) {
            const Answered sample(level);
            for (size_t i = 0; i < sample.answers[0].size(); ++i) {
                Answered pair(level);
                Bytes wire = pair.answers[0];
                wire[i] ^= std::byte{0x40};
                CAPTURE(static_cast<int>(level));
                CAPTURE(i);
                const auto event = feed(pair.client, wire);
                CHECK_FALSE(std::holds_alternative<ClientSession::Response>(event));
            }
        }
    }

    TEST_CASE("an answer that is changed, replayed or comes before its turn breaks the client's connection") {
        Answered pair;
        SUBCASE("changed") {
            Bytes wire = pair.answers[0];
            wire[kCallHeaderSize + 3] ^= std::byte{1};
            CHECK(broken_by(feed(pair.client, wire)) == Status::rpc_s_sec_pkg_error);
        }
        SUBCASE("replayed") {
            REQUIRE(std::holds_alternative<ClientSession::Response>(feed(pair.client, pair.answers[0])));
            CHECK(broken_by(feed(pair.client, pair.answers[0])) == Status::rpc_s_sec_pkg_error);
        }
        SUBCASE("before its turn, or the one before it was dropped") {
            CHECK(broken_by(feed(pair.client, pair.answers[1])) == Status::rpc_s_sec_pkg_error);
        }
        SUBCASE("sent back to who said it") {
            Bytes wire = pair.request(9, 10);
            wire[2] = std::byte{static_cast<uint8_t>(PduType::response)};
            CHECK(broken_by(feed(pair.client, wire)) == Status::rpc_s_sec_pkg_error);
        }
        CHECK(std::holds_alternative<ClientSession::ProtocolError>(pair.client.next()));
    }

    TEST_CASE("an answer under another security context, level or service than was agreed on is none") {
        for (const size_t at : {4u, 1u, 0u}) {
            Answered pair;
            Bytes wire = pair.answers[0];
            wire[trailer_at(wire) + at] ^= std::byte{2};
            CHECK(broken_by(feed(pair.client, wire)) == Status::rpc_s_access_denied);
        }
    }

    // C706 12.6.4.7 lets a fault have a trailer. Windows and Samba send theirs without, even for protected calls, so it
    // must be believed: whoever could forge it can also cut the connection. It ends its call and opens nothing.
    TEST_CASE("a fault is believed without protection, and not with a wrong one") {
        Answered pair;
        Bytes fault = golden::bytes_of(encode_fault({.call_id = 2, .wire_status = nca::kOpnumOutOfRange}));
        SUBCASE("without") {
            auto event = feed(pair.client, fault);
            REQUIRE(std::holds_alternative<ClientSession::Faulted>(event));
            CHECK(std::get<ClientSession::Faulted>(event).status == Status::rpc_s_procnum_out_of_range);
        }
        SUBCASE("with one") {
            for (const bool good : {true, false}) {
                Answered other(Level::integrity);
                const size_t start = fault.size();
                const size_t padding = (0 - (start - kCallHeaderSize)) & 15;
                Bytes wire = fault;
                wire.resize(start + padding + kAuthTrailerHeaderSize + Mechanism::kSignature);
                set_lengths(wire.data(), static_cast<uint16_t>(wire.size()), Mechanism::kSignature);
                encode_auth_trailer(wire.data() + start + padding, 10, 5, static_cast<uint8_t>(padding), kContextId);
                Mechanism server(false, legs_of(Service::ntlm));
                const std::span all(wire);
                using Piece = rpcrt4::security::Piece;
                const Piece pieces[] = {
                    {all.first(kCallHeaderSize), Piece::Handling::sign},
                    {all.subspan(kCallHeaderSize, start + padding - kCallHeaderSize), Piece::Handling::seal},
                    {all.subspan(start + padding, kAuthTrailerHeaderSize), Piece::Handling::sign}};
                const auto signature = all.last(Mechanism::kSignature);
                CHECK(server.protect(Level::integrity, pieces, signature) == Status::ok);
                if (!good) wire.back() ^= std::byte{1};
                const auto event = feed(other.client, wire);
                CHECK(std::holds_alternative<ClientSession::Faulted>(event) == good);
            }
        }
    }

    TEST_CASE("nothing of a level below that of the security context passes for it") {
        for (const Level level : {Level::packet, Level::integrity, Level::privacy}) {
            for (const Level lower : {Level::none, Level::connect, Level::packet, Level::integrity}) {
                if (lower >= level) continue;
                Pair pair(Service::ntlm, level);
                pair.bind();
                const auto weaker = completed(Service::ntlm, Level::integrity, kContextId);
                weaker->sign_headers();
                Bytes wire = fragment_of(*weaker, 3, {});
                wire[trailer_at(wire) + 1] = std::byte{static_cast<uint8_t>(lower)};
                CHECK(told(feed(pair.server, wire)) == Told{3, 0, kDenied, false, true});
            }
        }
    }
}
