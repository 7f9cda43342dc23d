// SPDX-License-Identifier: LGPL-2.1-or-later
// Who sends verification trailers, with which requests, and what a server finds out by them: both sessions, and
// somebody in between who changes what nobody signs. [MS-RPCE] 2.2.2.13.
#include "tests/unit/rpcrt4/protocol/secured_pair.hpp"

using namespace secured;

namespace {

/// Headers of sealed messages that nobody signs, because the server cannot.
struct Exposed : Pair {
    Exposed() : Pair(Service::kerberos, Level::privacy) {
        directory.headers = Headers::exposes;
        bind();
        static_cast<void>(feed(server, request(1, 10)));
    }
};

/// The fragments of a message.
std::vector<Bytes> fragments(const Bytes& wire) {
    std::vector<Bytes> all;
    for (std::span<const std::byte> rest = wire; !rest.empty();) {
        const size_t length = decode_common(rest).fragment_length;
        all.emplace_back(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length));
        rest = rest.subspan(length);
    }
    return all;
}

/// That of a fragment which is not sealed.
std::optional<VerificationTrailer> verification_of(const Bytes& fragment) {
    const auto trailer = find_auth_trailer(decode_common(fragment), fragment, kCallHeaderSize);
    REQUIRE(trailer);
    const auto found =
        find_verification(std::span(fragment).subspan(kCallHeaderSize, trailer->body_end - kCallHeaderSize));
    return found ? std::optional(found->trailer) : std::nullopt;
}

/// A request of the context that carries these bytes behind its stub data.
Bytes with(SecurityContext& security, uint32_t call_id, const Bytes& verification) {
    auto message = security.protect(RequestHeader{.call_id = call_id, .context_id = 0, .opnum = 3},
                                    golden::counting(28, call_id), 5840, {}, verification);
    REQUIRE(message);
    return golden::written(*message);
}

Bytes encoded(const VerificationTrailer& trailer) {
    const EncodedVerification bytes(trailer);
    const std::span<const std::byte> span = bytes;
    return {span.begin(), span.end()};
}

}  // namespace

TEST_SUITE("rpcrt4/protocol/verified") {
    TEST_CASE("a connection's first request says how it was bound, each presentation context's first what it is of") {
        for (const Level level : {Level::packet, Level::integrity}) {
            Pair pair(Service::ntlm, level);
            pair.bind();
            const auto first = verification_of(pair.request(1, 10));
            REQUIRE(first);
            CHECK(first->bitmask == VerificationTrailer::Bitmask{true});
            CHECK(first->context == VerificationTrailer::PresentationContext{kEcho, kNdr20});
            CHECK_FALSE(first->header);
            CHECK_FALSE(verification_of(pair.request(2, 10)));
            auto further = pair.propose(kOther);
            REQUIRE(std::holds_alternative<ClientSession::ContextReady>(further));
            const uint16_t id = std::get<ClientSession::ContextReady>(further).context_id;
            const auto another = verification_of(pair.fragment(3, {}, id));
            REQUIRE(another);
            CHECK_FALSE(another->bitmask);
            CHECK(another->context == VerificationTrailer::PresentationContext{kOther, kNdr20});
            CHECK_FALSE(verification_of(pair.fragment(4, {}, id)));
        }
    }

    TEST_CASE("every request repeats its header where the server does not sign headers") {
        Pair pair(Service::ntlm, Level::integrity);
        pair.directory.headers = Headers::exposes;
        pair.bind();
        for (uint32_t call_id = 1; call_id < 4; ++call_id) {
            const auto said = verification_of(pair.request(call_id, 10));
            REQUIRE(said);
            CHECK(said->bitmask.has_value() == (call_id == 1));
            CHECK(said->header == VerificationTrailer::Header{PduType::request, kOurRepresentation, call_id, 0, 3});
        }
    }

    TEST_CASE("a client that cannot sign headers says so, too") {
        Pair pair(Service::ntlm, Level::integrity, 5840, Calls::many, Headers::exposes);
        pair.bind();
        const Bytes wire = pair.request(1, 10);
        CHECK(verification_of(wire)->bitmask == VerificationTrailer::Bitmask{false});
        CHECK(std::holds_alternative<ServerSession::Request>(feed(pair.server, wire)));
    }

    TEST_CASE("nothing is verified where nothing is protected, and of calls that send pipes") {
        Pair connected(Service::ntlm, Level::connect);
        connected.bind();
        CHECK(connected.request(1, 8).size() == kCallHeaderSize + 8);
        Pair piped(Service::ntlm, Level::integrity);
        piped.bind();
        CHECK_FALSE(verification_of(piped.fragment(1, {.first = true, .last = false})));
        CHECK_FALSE(verification_of(piped.fragment(1, {.first = false, .last = true})));
        CHECK(verification_of(piped.request(2, 10)));
    }

    TEST_CASE("the trailer is whole in the last PDU of a request of any size, and nothing of the manager's") {
        Pair sample(Service::ntlm, Level::integrity, 2048);
        sample.bind();
        const Bytes longest = fragments(sample.request(1, 10000)).front();
        const size_t most =
            find_auth_trailer(decode_common(longest), longest, kCallHeaderSize)->body_end - kCallHeaderSize;
        for (size_t size = 2 * most - 120; size < 2 * most + 20; ++size) {
            Pair pair(Service::ntlm, Level::integrity, 2048);
            pair.bind();
            const Bytes wire = pair.request(7, size);
            const auto all = fragments(wire);
            CAPTURE(size);
            for (size_t i = 0; i < all.size(); ++i) {
                CHECK(all[i].size() <= 2048);
                CHECK(verification_of(all[i]).has_value() == (i + 1 == all.size()));
            }
            auto event = feed(pair.server, wire);
            REQUIRE(std::holds_alternative<ServerSession::Request>(event));
            CHECK(holds(std::get<ServerSession::Request>(event).stub, golden::counting(size, 7)));
        }
    }

    TEST_CASE("what is changed of a header that nobody signs is found out, and the call denied") {
        const auto changed = [](size_t at, uint8_t bits) {
            Exposed pair;
            static_cast<void>(pair.propose(kOther));
            Bytes wire = pair.request(7, 100);
            wire[at] ^= std::byte{bits};
            return told(feed(pair.server, wire));
        };
        CHECK(changed(12, 8) == Told{15, 0, kDenied, false, false});  // the call id
        CHECK(changed(20, 2) == Told{7, 2, kDenied, false, false});   // the presentation context
        CHECK(changed(22, 1) == Told{7, 0, kDenied, false, false});   // the operation
        CHECK(changed(4, 1) == Told{7, 0, kDenied, false, false});    // the data representation
        CHECK(changed(5, 1) == Told{7, 0, kDenied, false, false});
    }

    TEST_CASE("the connection goes on after that") {
        Exposed pair;
        Bytes wire = pair.request(7, 100);
        wire[22] ^= std::byte{1};
        CHECK(told(feed(pair.server, wire)).status == kDenied);
        CHECK(std::holds_alternative<ServerSession::Request>(feed(pair.server, pair.request(8, 100))));
    }

    TEST_CASE("a bind that was changed on the way is found out with the first request") {
        const auto after = [](auto&& change, auto&& change_answer) {
            Pair pair(Service::ntlm, Level::integrity);
            Bytes bind = golden::written(*pair.client.propose(kEcho, kNdr20));
            change(bind);
            auto reply = feed(pair.server, bind);
            Bytes ack = golden::written(std::get<ServerSession::Reply>(reply).message);
            change_answer(ack);
            auto leg = feed(pair.client, ack);
            static_cast<void>(feed(pair.server, golden::written(std::get<ClientSession::Leg>(leg).message)));
            REQUIRE(std::holds_alternative<ClientSession::ContextReady>(pair.client.next()));
            return feed(pair.server, pair.request(1, 10));
        };
        const auto nothing = [](Bytes&) {};
        CHECK(std::holds_alternative<ServerSession::Request>(after(nothing, nothing)));
        // Another interface, which the server has as well.
        CHECK(told(after(
                  [](Bytes& bind) {
                      Bind another;
                      another.contexts.push_back({0, kOther, {kNdr20}});
                      const Bytes other = golden::bytes_of(encode_bind(decode_common(bind), another));
                      for (size_t i = 32; i < 52; ++i) bind.at(i) = other.at(i);
                  },
                  nothing)) == Told{1, 0, kDenied, false, false});
        // The offer to sign headers taken out, and the agreement to it put in or not.
        const auto without = [](Bytes& wire) { wire[3] &= ~std::byte{pfc::kSupportHeaderSign}; };
        const auto restored = [](Bytes& wire) { wire[3] |= std::byte{pfc::kSupportHeaderSign}; };
        CHECK(told(after(without, restored)) == Told{1, 0, kDenied, false, false});
        CHECK(told(after(without, nothing)) == Told{1, 0, kDenied, false, false});
    }

    TEST_CASE("a command that must be processed and is unknown is a reason to deny; others are not") {
        Pair pair(Service::ntlm, Level::privacy);
        pair.bind();
        VerificationTrailer right;
        right.context = {kEcho, kNdr20};
        const Bytes ignored = encoded(right);
        SUBCASE("must") {
            Bytes wire = ignored;
            wire[8] = std::byte{9};     // the command's type
            wire[9] = std::byte{0xc0};  // SEC_VT_COMMAND_END, SEC_VT_MUST_PROCESS_COMMAND
            CHECK(told(feed(pair.server, with(*pair.options.security, 2, wire))) == Told{2, 0, kDenied, false, false});
        }
        SUBCASE("may") {
            Bytes wire = ignored;
            wire[8] = std::byte{9};
            auto event = feed(pair.server, with(*pair.options.security, 2, wire));
            REQUIRE(std::holds_alternative<ServerSession::Request>(event));
            CHECK(std::get<ServerSession::Request>(event).stub.size() == 28);
        }
        SUBCASE("a wrong interface, or version of it") {
            right.context->interface_id.minor = 7;
            CHECK(told(feed(pair.server, with(*pair.options.security, 2, encoded(right)))).status == kDenied);
        }
        SUBCASE("a wrong transfer syntax") {
            right.context->transfer = kNdr64;
            CHECK(told(feed(pair.server, with(*pair.options.security, 2, encoded(right)))).status == kDenied);
        }
        SUBCASE("a response's header") {
            VerificationTrailer wrong;
            wrong.header = {PduType::response, kOurRepresentation, 2, 0, 3};
            CHECK(told(feed(pair.server, with(*pair.options.security, 2, encoded(wrong)))).status == kDenied);
        }
        SUBCASE("what is no trailer is the manager's") {
            Bytes wire = ignored;
            wire[10] = std::byte{0x24};  // a length that is wrong
            auto event = feed(pair.server, with(*pair.options.security, 2, wire));
            REQUIRE(std::holds_alternative<ServerSession::Request>(event));
            CHECK(std::get<ServerSession::Request>(event).stub.size() == 28 + wire.size());
        }
    }

    TEST_CASE("where nothing is protected everything is the manager's") {
        Pair pair(Service::ntlm, Level::connect);
        pair.bind();
        VerificationTrailer wrong;
        wrong.context = {kOther, kNdr64};
        const Bytes tail = encoded(wrong);
        Buffer stub(tail.size());
        std::copy(tail.begin(), tail.end(), stub.data());
        const auto message = encode_request({.call_id = 2, .context_id = 0, .opnum = 3}, std::move(stub), 5840);
        auto event = feed(pair.server, golden::written(message));
        REQUIRE(std::holds_alternative<ServerSession::Request>(event));
        CHECK(std::get<ServerSession::Request>(event).stub.size() == tail.size());
    }

    TEST_CASE("the end of a streamed request is verified like that of a whole one") {
        Pair pair(Service::ntlm, Level::integrity);
        pair.directory.streamed = true;
        pair.bind();
        auto& security = *pair.options.security;
        REQUIRE(std::holds_alternative<ServerSession::Request>(
            feed(pair.server, fragment_of(security, 3, {.first = true, .last = false}))));
        VerificationTrailer said;
        said.header = {PduType::request, kOurRepresentation, 3, 0, 3};
        SUBCASE("right") {}
        SUBCASE("wrong") { said.header->opnum = 4; }
        auto message = security.protect(RequestHeader{.call_id = 3, .context_id = 0, .opnum = 3},
                                        golden::counting(28, 1), 5840, {.first = false, .last = true}, encoded(said));
        auto event = feed(pair.server, golden::written(*message));
        if (said.header->opnum == 3) {
            REQUIRE(std::holds_alternative<ServerSession::RequestPart>(event));
            CHECK(std::get<ServerSession::RequestPart>(event).stub.size() == 28);
        } else {
            CHECK(told(std::move(event)) == Told{3, 0, kDenied, false, true});
        }
    }
}
