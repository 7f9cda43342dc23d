// SPDX-License-Identifier: LGPL-2.1-or-later
// How security contexts are built, and how not: padding, changes of mind, answers that cannot be given, header signing
// that is agreed on late, clients that bind without authentication. [MS-RPCE] 3.3.1.5.2.1, 3.3.1.5.4, 2.2.2.11.
#include "tests/unit/rpcrt4/protocol/secured_pair.hpp"

using namespace secured;

namespace {

constexpr size_t kBindFields = kCommonHeaderSize + 8;
constexpr size_t kAuth3Fields = kCommonHeaderSize + 4;

Bytes padded(Bytes wire, size_t pad) {
    wire[trailer_at(wire) + 2] = static_cast<std::byte>(pad);
    return wire;
}

/// Up to the client's answer to the first leg.
struct Halfway : Pair {
    Bytes bind_pdu;
    Bytes leg;

    Halfway(Service service, Level level) : Pair(service, level) {
        bind_pdu = golden::written(*client.propose(kEcho, kNdr20));
        auto reply = feed(server, bind_pdu);
        REQUIRE(std::holds_alternative<ServerSession::Reply>(reply));
        auto heard = feed(client, golden::written(std::get<ServerSession::Reply>(reply).message));
        REQUIRE(std::holds_alternative<ClientSession::Leg>(heard));
        leg = golden::written(std::get<ClientSession::Leg>(heard).message);
    }
};

/// Binds without authentication.
struct Anonymous {
    Directory directory;
    ServerSession server{directory, {}};
    ClientSession client{ClientOptions{.multiplex = true}};
    Anonymous() {
        auto message = client.propose(kEcho, kNdr20);
        REQUIRE(message);
        static_cast<void>(feed(server, golden::written(*message)));
        REQUIRE(server.bound());
    }
    const SecurityContext* security_of(const Bytes& wire) {
        auto event = feed(server, wire);
        REQUIRE(std::holds_alternative<ServerSession::Request>(event));
        kept = std::move(std::get<ServerSession::Request>(event).security);
        return kept.get();
    }
    base::Ref<SecurityContext> kept;
};

Told refused(uint32_t call_id, uint32_t status) { return {call_id, 0, status, true, true}; }

}  // namespace

TEST_SUITE("rpcrt4/protocol/secured_negotiation") {
    TEST_CASE("padding reaches back as far as the fields every such PDU has, and no farther") {
        SUBCASE("bind") {
            const Halfway sample(Service::kerberos, Level::connect);
            const size_t most = trailer_at(sample.bind_pdu) - kBindFields;
            for (const size_t pad : {most, most + 1, size_t{255}}) {
                Pair pair(Service::kerberos, Level::connect);
                auto event = feed(pair.server, padded(sample.bind_pdu, pad));
                const auto& reply = std::get<ServerSession::Reply>(event);
                const Bytes bytes = golden::written(reply.message);
                if (pad == most) {
                    CHECK(decode_common(bytes).type == PduType::bind_ack);
                    continue;
                }
                CHECK(reply.close);
                const auto nak = decode_bind_nak(decode_common(bytes), bytes);
                REQUIRE(nak);
                CHECK(nak->reason == NakReason::protocol_version_not_supported);
            }
        }
        SUBCASE("alter_context") {
            for (const size_t more : {0u, 1u}) {
                Halfway pair(Service::kerberos, Level::connect);
                auto event = feed(pair.server, padded(pair.leg, trailer_at(pair.leg) - kBindFields + more));
                if (more == 0) {
                    CHECK_FALSE(std::get<ServerSession::Reply>(event).close);
                } else {
                    CHECK(told(std::move(event)) == refused(decode_common(pair.leg).call_id, nca::kProtocolError));
                }
            }
        }
        SUBCASE("auth3, of which Windows says something else") {
            for (const size_t more : {0u, 1u}) {
                Halfway pair(Service::ntlm, Level::connect);
                REQUIRE(decode_common(pair.leg).type == PduType::auth3);
                auto event = feed(pair.server, padded(pair.leg, trailer_at(pair.leg) - kAuth3Fields + more));
                if (more == 0) {
                    CHECK(std::holds_alternative<NeedMore>(event));
                } else {
                    CHECK(told(std::move(event)) == refused(decode_common(pair.leg).call_id, nca::kRemoteNoMemory));
                }
            }
        }
    }

    TEST_CASE("a security context keeps its service and level while it is built") {
        const auto changed = [](size_t at, uint8_t value) {
            Halfway pair(Service::kerberos, Level::integrity);
            Bytes wire = pair.leg;
            wire[trailer_at(wire) + at] = std::byte{value};
            const Told got = told(feed(pair.server, wire));
            CHECK(got == refused(decode_common(wire).call_id, got.status));
            return got.status;
        };
        CHECK(changed(0, static_cast<uint8_t>(Service::negotiate)) == kPackageError);
        CHECK(changed(0, static_cast<uint8_t>(Service::none)) == kDenied);
        CHECK(changed(1, static_cast<uint8_t>(Level::privacy)) == kDenied);
        CHECK(changed(1, static_cast<uint8_t>(Level::connect)) == kDenied);
    }

    TEST_CASE("no security context of level privacy is built for those who cannot seal") {
        for (const Level level : {Level::integrity, Level::privacy}) {
            Pair pair(Service::kerberos, level);
            pair.directory.seals = false;
            auto first = feed(pair.server, golden::written(*pair.client.propose(kEcho, kNdr20)));
            auto leg = feed(pair.client, golden::written(std::get<ServerSession::Reply>(first).message));
            const Bytes wire = golden::written(std::get<ClientSession::Leg>(leg).message);
            auto event = feed(pair.server, wire);
            if (level == Level::privacy) {
                CHECK(told(std::move(event)) == refused(decode_common(wire).call_id, kPackageError));
            } else {
                CHECK_FALSE(std::get<ServerSession::Reply>(event).close);
            }
        }
    }

    TEST_CASE("what was built is not built again") {
        SUBCASE("by an alter_context") {
            Halfway pair(Service::kerberos, Level::integrity);
            CHECK_FALSE(std::get<ServerSession::Reply>(feed(pair.server, pair.leg)).close);
            CHECK(told(feed(pair.server, pair.leg)) == refused(decode_common(pair.leg).call_id, kDenied));
        }
        SUBCASE("by an auth3") {
            Halfway pair(Service::ntlm, Level::integrity);
            CHECK(std::holds_alternative<NeedMore>(feed(pair.server, pair.leg)));
            CHECK(told(feed(pair.server, pair.leg)) == refused(decode_common(pair.leg).call_id, nca::kProtocolError));
        }
        SUBCASE("nor is what failed") {
            Halfway pair(Service::ntlm, Level::integrity);
            Bytes wrong = pair.leg;
            wrong.back() ^= std::byte{1};
            CHECK(std::holds_alternative<NeedMore>(feed(pair.server, wrong)));
            CHECK(told(feed(pair.server, pair.leg)).status == nca::kProtocolError);
        }
    }

    TEST_CASE("an auth3 of no security context breaks the protocol") {
        Halfway pair(Service::ntlm, Level::integrity);
        Bytes wire = pair.leg;
        wire[trailer_at(wire) + 4] ^= std::byte{1};
        CHECK(told(feed(pair.server, wire)) == refused(decode_common(wire).call_id, nca::kProtocolError));
    }

    TEST_CASE("an exchange that wants an answer does not end with an auth3, and the first request is denied") {
        Halfway pair(Service::negotiate, Level::connect);
        const auto token = find_auth_trailer(decode_common(pair.leg), pair.leg, kBindFields)->credentials;
        CommonHeader header;
        header.type = PduType::auth3;
        header.call_id = decode_common(pair.leg).call_id;
        const auto auth3 = pair.options.security->carry(encode_auth3(header), token);
        REQUIRE(auth3);
        CHECK(std::holds_alternative<NeedMore>(feed(pair.server, auth3->bytes())));
        CHECK(told(feed(pair.server, plain_fragment(2, {}))) == Told{2, 0, kDenied, false, true});
    }

    TEST_CASE("an unknown service in an alter_context is named, a wrong token refused") {
        Anonymous pair;
        const auto security = client_security(Service::kerberos, Level::integrity, 5);
        const auto first = security->step({});
        REQUIRE(first);
        const Bytes alter = Alter{security.get(), first->token}.bytes();
        SUBCASE("unknown") {
            pair.directory.knows_security = false;
            CHECK(told(feed(pair.server, alter)) == refused(50, 1747));  // RPC_S_UNKNOWN_AUTHN_SERVICE
        }
        SUBCASE("wrong") {
            pair.directory.secret = "another";
            CHECK(told(feed(pair.server, alter)) == refused(50, kDenied));
        }
        SUBCASE("of no level") {
            Bytes wrong = alter;
            wrong[trailer_at(wrong) + 1] = std::byte{7};
            CHECK(told(feed(pair.server, wrong)) == refused(50, kDenied));
        }
    }

    TEST_CASE("headers are signed from the moment on when both have said so, even late") {
        Pair pair(Service::kerberos, Level::privacy, 5840, Calls::many, Headers::exposes);
        pair.bind();
        const auto second = client_security(Service::kerberos, Level::privacy, 5);
        add(pair.server, *second);
        REQUIRE(std::holds_alternative<ServerSession::Request>(feed(pair.server, pair.request(1, 10))));
        auto late = feed(pair.server, Alter{.flags = pfc::kSupportHeaderSign}.bytes());
        const Bytes answer = golden::written(std::get<ServerSession::Reply>(late).message);
        CHECK(decode_common(answer).has(pfc::kSupportHeaderSign));
        SUBCASE("who signs them is understood") {
            pair.options.security->sign_headers();
            CHECK(std::holds_alternative<ServerSession::Request>(feed(pair.server, pair.request(2, 10))));
        }
        SUBCASE("who does not is not") { CHECK(fault_of(feed(pair.server, pair.request(2, 10))) == kPackageError); }
        SUBCASE("it holds for all security contexts there are") {
            CHECK(told(feed(pair.server, fragment_of(*second, 3, {}))).status == kPackageError);
        }
        SUBCASE("and for those to come") {
            const auto third = client_security(Service::kerberos, Level::privacy, 6);
            add(pair.server, *third);
            third->sign_headers();
            CHECK(std::holds_alternative<ServerSession::Request>(feed(pair.server, fragment_of(*third, 3, {}))));
        }
    }

    TEST_CASE("the headers of what NTLM seals are signed, whether somebody has said so or not") {
        for (const Service service : {Service::ntlm, Service::kerberos}) {
            CAPTURE(static_cast<int>(service));
            const auto side = [service](bool is_client) {
                return base::make_ref<SecurityContext>(
                    kContextId, Service::negotiate, Level::privacy,
                    std::make_unique<fake::Mechanism>(is_client, fake::kOneLeg, "secret", service));
            };
            const auto client = side(true);
            const auto server = side(false);
            REQUIRE(client->step(server->step(client->step({})->token)->token));
            Bytes wire = fragment_of(*client, 3, {});
            CHECK(std::to_integer<int>(wire[12]) == 3);
            wire[12] ^= std::byte{1};  // another call's
            const auto trailer = find_auth_trailer(decode_common(wire), wire, kCallHeaderSize);
            REQUIRE(trailer);
            const auto opened = server->open(*trailer, wire, kCallHeaderSize);
            CHECK(opened.status() == (service == Service::ntlm ? Status::sec_e_message_altered : Status::ok));
        }
    }

    TEST_CASE("an auth3 does not say that headers are signed") {
        Pair pair(Service::kerberos, Level::privacy, 5840, Calls::many, Headers::exposes);
        auto message = pair.client.propose(kEcho, kNdr20);
        auto reply = feed(pair.server, golden::written(*message));
        auto leg = feed(pair.client, golden::written(std::get<ServerSession::Reply>(reply).message));
        const Bytes alter = golden::written(std::get<ClientSession::Leg>(leg).message);
        const auto token = find_auth_trailer(decode_common(alter), alter, kBindFields)->credentials;
        CommonHeader header;
        header.type = PduType::auth3;
        header.flags |= pfc::kSupportHeaderSign;
        const auto auth3 = pair.options.security->carry(encode_auth3(header), token);
        REQUIRE(auth3);
        CHECK(std::holds_alternative<NeedMore>(feed(pair.server, auth3->bytes())));
        const Bytes wire = fragment_of(*pair.options.security, 2, {});
        CHECK(std::holds_alternative<ServerSession::Request>(feed(pair.server, wire)));
    }

    TEST_CASE("who binds without authentication is nobody in particular, whatever he adds") {
        Anonymous pair;
        CHECK(pair.security_of(plain_fragment(1, {})) == nullptr);
        const auto security = client_security(Service::kerberos, Level::integrity, 5);
        add(pair.server, *security);
        CHECK(pair.security_of(plain_fragment(2, {})) == nullptr);
        CHECK(pair.security_of(fragment_of(*security, 3, {}))->id() == 5);
        CHECK(pair.security_of(plain_fragment(4, {})) == nullptr);
    }

    TEST_CASE("but the only security context, of level connect, is that of all who show none") {
        Anonymous pair;
        const auto security = client_security(Service::kerberos, Level::connect, 5);
        add(pair.server, *security);
        const SecurityContext* meant = pair.security_of(plain_fragment(1, {}));
        REQUIRE(meant != nullptr);
        CHECK(meant->id() == 5);
        const auto another = client_security(Service::kerberos, Level::connect, 6);
        add(pair.server, *another);
        CHECK(pair.security_of(plain_fragment(2, {})) == nullptr);
    }

    TEST_CASE("a connection has room for as many security contexts as Windows', and no more") {
        Anonymous pair;
        constexpr uint32_t kMost = 2049;
        for (uint32_t id = 1; id <= kMost + 1; ++id) {
            const auto security = client_security(Service::kerberos, Level::integrity, id);
            const auto first = security->step({});
            auto event = feed(pair.server, Alter{security.get(), first->token}.bytes());
            if (id <= kMost) {
                REQUIRE_FALSE(std::get<ServerSession::Reply>(event).close);
            } else {
                CHECK(told(std::move(event)) == refused(50, nca::kProtocolError));
            }
        }
    }
}
