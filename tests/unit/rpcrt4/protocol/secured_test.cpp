// SPDX-License-Identifier: LGPL-2.1-or-later
// Authenticated connections: both sessions talk to each other, over a mechanism without cryptography, and somebody in
// between changes what they say. [MS-RPCE] 2.2.2.11, 3.3.1.5.2.
#include "tests/unit/rpcrt4/protocol/secured_pair.hpp"

using namespace secured;

TEST_SUITE("rpcrt4/protocol/secured") {
    TEST_CASE("calls of every size go through at every level, with headers signed and not") {
        for (const Service service : {Service::ntlm, Service::kerberos, Service::negotiate}) {
            for (const Level level : {Level::connect, Level::call, Level::packet, Level::integrity, Level::privacy}) {
                for (const bool header_signing : {false, true}) {
                    CAPTURE(static_cast<int>(service));
                    CAPTURE(static_cast<int>(level));
                    CAPTURE(header_signing);
                    Pair pair(service, level);
                    if (!header_signing) pair.directory.headers = Headers::exposes;
                    pair.bind();
                    uint32_t call_id = 10;
                    const rpcrt4::uuid::Uuid object{1, 2, 3, {4}};
                    for (const size_t size : {0u, 1u, 15u, 16u, 17u, 4000u, 5760u, 20000u}) {
                        ++call_id;
                        const bool with_object = size == 17;
                        const Bytes wire = pair.request(call_id, size, with_object ? &object : nullptr);
                        auto event = feed(pair.server, wire);
                        auto* request = std::get_if<ServerSession::Request>(&event);
                        REQUIRE(request != nullptr);
                        CHECK(request->opnum == 3);
                        CHECK(request->has_object == with_object);
                        const Buffer sent = golden::counting(size, call_id);
                        CHECK(holds(request->stub, sent));
                        if (size >= 64) CHECK(visible(wire, sent) == (level != Level::privacy));
                        REQUIRE(request->security);
                        CHECK(request->security->peer().user == "somebody");

                        const ResponseHeader header{.call_id = call_id};
                        auto reply =
                            request->security->protects()
                                ? request->security->protect(header, golden::counting(size, call_id + 1),
                                                             request->max_transmit)
                                : encode_response(header, golden::counting(size, call_id + 1), request->max_transmit);
                        REQUIRE(reply);
                        auto heard = feed(pair.client, golden::written(*reply));
                        auto* response = std::get_if<ClientSession::Response>(&heard);
                        REQUIRE(response != nullptr);
                        CHECK(same_bytes(response->stub, golden::counting(size, call_id + 1)));
                    }
                }
            }
        }
    }

    TEST_CASE("the last token of NTLM goes in an auth3, others in an alter_context") {
        using Types = std::vector<PduType>;
        CHECK(Pair(Service::ntlm, Level::privacy).bind().legs == Types{PduType::bind, PduType::auth3});
        CHECK(Pair(Service::kerberos, Level::privacy).bind().legs == Types{PduType::bind, PduType::alter_context});
        CHECK(Pair(Service::negotiate, Level::privacy).bind().legs == Types{PduType::bind, PduType::alter_context});
    }

    TEST_CASE("trailers are aligned to 16 from the beginning of the body, and so is nothing that is left out") {
        Pair pair(Service::ntlm, Level::privacy);
        pair.bind();
        static_cast<void>(pair.request(1, 0));  // the first has a verification trailer
        for (size_t size = 0; size < 40; ++size) {
            const Bytes wire = pair.request(static_cast<uint32_t>(100 + size), size);
            const CommonHeader header = decode_common(wire);
            CHECK(header.fragment_length == wire.size());
            CHECK(header.auth_length == Mechanism::kSignature);
            const auto trailer = find_auth_trailer(header, wire, kCallHeaderSize);
            REQUIRE(trailer);
            CHECK(trailer->body_end == kCallHeaderSize + size);
            CHECK((size + trailer->pad_length) % 16 == 0);
            CHECK(trailer->pad_length < 16);
            CHECK(trailer->type == 10);
            CHECK(trailer->level == 6);
            CHECK(trailer->context_id == kContextId);
        }
    }

    TEST_CASE("no byte of a request can be changed unnoticed, but those of headers that nobody signs") {
        struct Case {
            Service service;
            Level level;
            bool agreed;
        };
        for (const auto [service, level, header_signing] : {Case{Service::ntlm, Level::packet, false},
                                                            {Service::ntlm, Level::integrity, false},
                                                            {Service::ntlm, Level::integrity, true},
                                                            {Service::ntlm, Level::privacy, false},
                                                            {Service::ntlm, Level::privacy, true},
                                                            {Service::kerberos, Level::packet, false},
                                                            {Service::kerberos, Level::integrity, false},
                                                            {Service::kerberos, Level::integrity, true},
                                                            {Service::kerberos, Level::privacy, false}}) {
            const auto bound = [&] {
                auto pair = std::make_unique<Pair>(service, level);
                if (!header_signing) pair->directory.headers = Headers::exposes;
                pair->bind();
                return pair;
            };
            const Bytes wire = bound()->request(7, 100);
            const bool exposed = !header_signing && service == Service::kerberos;
            for (size_t i = exposed ? kCallHeaderSize : 0; i < wire.size(); ++i) {
                const size_t trailer = wire.size() - Mechanism::kSignature - kAuthTrailerHeaderSize;
                if (exposed && i >= trailer && i < trailer + kAuthTrailerHeaderSize) continue;
                const auto pair = bound();
                Bytes changed = wire;
                changed[i] ^= std::byte{0x40};
                CAPTURE(static_cast<int>(level));
                CAPTURE(header_signing);
                CAPTURE(i);
                const auto event = feed(pair->server, changed);
                CHECK_FALSE(std::holds_alternative<ServerSession::Request>(event));
            }
        }
    }

    TEST_CASE("the server's last answer has a trailer, with a token or without") {
        Pair pair(Service::kerberos, Level::privacy);
        auto first = pair.client.propose(kEcho, kNdr20);
        auto reply = feed(pair.server, golden::written(*first));
        auto leg = feed(pair.client, golden::written(std::get<ServerSession::Reply>(reply).message));
        auto last = feed(pair.server, golden::written(std::get<ClientSession::Leg>(leg).message));
        const Bytes bytes = golden::written(std::get<ServerSession::Reply>(last).message);
        CHECK(decode_common(bytes).type == PduType::alter_context_resp);
        CHECK(decode_common(bytes).auth_length == 0);
        const std::span trailer(bytes.data() + bytes.size() - kAuthTrailerHeaderSize, kAuthTrailerHeaderSize);
        CHECK(std::to_integer<int>(trailer[0]) == 16);
        CHECK(std::to_integer<int>(trailer[1]) == 6);
    }

    TEST_CASE("who asks before he is known breaks the protocol, and is told that nothing was done") {
        Pair pair(Service::kerberos, Level::privacy);
        auto first = pair.client.propose(kEcho, kNdr20);
        static_cast<void>(feed(pair.server, golden::written(*first)));
        Bytes wire = golden::written(encode_request({.call_id = 9, .context_id = 0}, golden::counting(16, 1), 5840));
        auto denied = feed(pair.server, wire);
        auto* fault = std::get_if<ServerSession::Reply>(&denied);
        REQUIRE(fault != nullptr);
        CHECK(decode_common(golden::written(fault->message)).has(pfc::kDidNotExecute));
        CHECK(fault_of(std::move(denied)) == nca::kProtocolError);
    }

    TEST_CASE("what is replayed, reordered or dropped is no message of its sender's, and the connection ends") {
        Pair pair(Service::ntlm, Level::packet);
        pair.bind();
        const Bytes first = pair.request(1, 10);
        const Bytes second = pair.request(2, 10);
        SUBCASE("replayed") {
            REQUIRE(std::holds_alternative<ServerSession::Request>(feed(pair.server, first)));
            CHECK(fault_of(feed(pair.server, first)) == kPackageError);
        }
        SUBCASE("reordered, or the first was dropped") { CHECK(fault_of(feed(pair.server, second)) == kPackageError); }
        CHECK(std::holds_alternative<ServerSession::Broken>(pair.server.next()));
    }

    TEST_CASE("who agreed on protection must use it, in both directions") {
        Pair pair(Service::ntlm, Level::integrity);
        pair.bind();
        const auto plain = encode_request({.call_id = 1, .context_id = 0, .opnum = 3}, golden::counting(10, 1), 5840);
        SUBCASE("a request without trailer") { CHECK(fault_of(feed(pair.server, golden::written(plain))) == kDenied); }
        SUBCASE("a response without trailer") {
            const auto reply = encode_response({.call_id = 1}, golden::counting(10, 1), 5840);
            CHECK(broken_by(feed(pair.client, golden::written(reply))) == Status::rpc_s_access_denied);
        }
        SUBCASE("a trailer of another security context, level or service") {
            for (const size_t at : {4u, 1u, 0u}) {  // from the trailer's beginning
                Pair other(Service::ntlm, Level::integrity);
                other.bind();
                Bytes wire = other.request(1, 16);
                wire[wire.size() - Mechanism::kSignature - kAuthTrailerHeaderSize + at] ^= std::byte{2};
                CHECK(fault_of(feed(other.server, wire)) == kDenied);
            }
        }
    }

    TEST_CASE("fragments of one call are of one security context") {
        Pair pair(Service::ntlm, Level::connect);
        pair.bind();
        Bytes wire = golden::written(
            encode_request({.call_id = 1, .context_id = 0, .opnum = 3}, golden::counting(6000, 1), 5840));
        auto event = feed(pair.server, wire);
        REQUIRE(std::holds_alternative<ServerSession::Request>(event));
        CHECK(std::get<ServerSession::Request>(event).security->level() == Level::connect);
    }

    TEST_CASE("a second security context may be built on the connection, and serves its own requests") {
        Pair pair(Service::ntlm, Level::integrity);
        pair.bind();
        const auto second = client_security(Service::kerberos, Level::privacy, 5);
        add(pair.server, *second);
        REQUIRE(second->complete());
        second->sign_headers();

        auto message =
            second->protect(RequestHeader{.call_id = 60, .context_id = 0, .opnum = 9}, golden::counting(100, 1), 5840);
        REQUIRE(message);
        auto event = feed(pair.server, golden::written(*message));
        REQUIRE(std::holds_alternative<ServerSession::Request>(event));
        CHECK(std::get<ServerSession::Request>(event).security->id() == 5);
        auto other = feed(pair.server, pair.request(61, 100));
        REQUIRE(std::holds_alternative<ServerSession::Request>(other));
        CHECK(std::get<ServerSession::Request>(other).security->id() == kContextId);
    }

    TEST_CASE("a further presentation context needs no further authentication") {
        Pair pair(Service::negotiate, Level::privacy);
        pair.bind();
        CHECK(std::holds_alternative<ClientSession::ContextReady>(pair.propose(kOther)));
        CHECK(pair.legs.size() == 3);
    }

    TEST_CASE("a refused interface is told when the authentication is over; the connection is authenticated") {
        Pair pair(Service::ntlm, Level::privacy);
        constexpr SyntaxId kNone{{1, 2, 3, {4}}, 1, 0};
        auto event = pair.propose(kNone);
        REQUIRE(std::holds_alternative<ClientSession::ContextRefused>(event));
        CHECK(std::get<ClientSession::ContextRefused>(event).status == Status::rpc_s_unknown_if);
        CHECK(std::holds_alternative<ClientSession::ContextReady>(pair.propose(kEcho)));
        const Bytes wire = pair.request(9, 10);
        CHECK(decode_common(wire).auth_length != 0);
    }

    TEST_CASE("who cannot prove himself is refused, wherever that comes out") {
        SUBCASE("with the bind") {
            Pair pair(Service::ntlm, Level::connect);
            pair.directory.secret = "another";
            auto event = pair.propose();
            REQUIRE(std::holds_alternative<ClientSession::BindRefused>(event));
            CHECK(std::get<ClientSession::BindRefused>(event).status == Status::rpc_s_access_denied);
        }
        SUBCASE("with an alter_context: the server says so and closes") {
            Pair pair(Service::kerberos, Level::privacy);
            auto first = pair.client.propose(kEcho, kNdr20);
            auto reply = feed(pair.server, golden::written(*first));
            auto leg = feed(pair.client, golden::written(std::get<ServerSession::Reply>(reply).message));
            REQUIRE(std::holds_alternative<ClientSession::Leg>(leg));
            Bytes wire = golden::written(std::get<ClientSession::Leg>(leg).message);
            wire.back() ^= std::byte{1};
            auto denied = feed(pair.server, wire);
            const Bytes fault = golden::written(std::get<ServerSession::Reply>(denied).message);
            CHECK(fault_of(std::move(denied)) == kDenied);
            auto told = feed(pair.client, fault);
            REQUIRE(std::holds_alternative<ClientSession::BindRefused>(told));
            CHECK(std::get<ClientSession::BindRefused>(told).status == Status::rpc_s_access_denied);
        }
        SUBCASE("with an auth3: the first request is denied") {
            Pair pair(Service::ntlm, Level::privacy);
            auto first = pair.client.propose(kEcho, kNdr20);
            auto reply = feed(pair.server, golden::written(*first));
            auto leg = feed(pair.client, golden::written(std::get<ServerSession::Reply>(reply).message));
            REQUIRE(std::holds_alternative<ClientSession::Leg>(leg));
            Bytes wire = golden::written(std::get<ClientSession::Leg>(leg).message);
            CHECK(static_cast<PduType>(wire[2]) == PduType::auth3);
            wire.back() ^= std::byte{1};
            CHECK(std::holds_alternative<NeedMore>(feed(pair.server, wire)));
            CHECK(fault_of(feed(pair.server, pair.request(3, 10))) == kDenied);
        }
        SUBCASE("at level connect, too") {
            Pair pair(Service::ntlm, Level::connect);
            auto first = pair.client.propose(kEcho, kNdr20);
            auto reply = feed(pair.server, golden::written(*first));
            auto leg = feed(pair.client, golden::written(std::get<ServerSession::Reply>(reply).message));
            REQUIRE(std::holds_alternative<ClientSession::Leg>(leg));
            // The auth3 is left out.
            CHECK(fault_of(feed(pair.server, pair.request(3, 10))) == nca::kProtocolError);
        }
    }

    TEST_CASE("a service the server does not know is named in the refusal") {
        Pair pair(Service::kerberos, Level::privacy);
        pair.directory.knows_security = false;
        auto event = pair.propose();
        REQUIRE(std::holds_alternative<ClientSession::BindRefused>(event));
        CHECK(std::get<ClientSession::BindRefused>(event).status == Status::rpc_s_unknown_authn_service);
    }

    TEST_CASE("a server that ignores the authentication is refused by the client") {
        Pair pair(Service::ntlm, Level::connect);
        auto message = pair.client.propose(kEcho, kNdr20);
        REQUIRE(message);
        BindAck ack;
        ack.answers = {{ContextResult::acceptance, 0, kNdr20}, {ContextResult::negotiate_ack, 0, {}}};
        CommonHeader header;
        header.type = PduType::bind_ack;
        header.call_id = 1;
        auto event = feed(pair.client, golden::bytes_of(encode_bind_ack(header, ack)));
        REQUIRE(std::holds_alternative<ClientSession::BindRefused>(event));
        CHECK(std::get<ClientSession::BindRefused>(event).status == Status::rpc_s_access_denied);
    }

    TEST_CASE("pieces of a streamed request are protected one by one") {
        Pair pair(Service::ntlm, Level::privacy);
        pair.directory.streamed = true;
        pair.bind();
        Buffer all(0);
        for (uint32_t piece = 0; piece < 3; ++piece) {
            auto message = pair.client.encode({.call_id = 4, .context_id = 0, .opnum = 3}, golden::counting(800, piece),
                                              {.first = piece == 0, .last = piece == 2});
            REQUIRE(message);
            auto event = feed(pair.server, golden::written(*message));
            const Buffer expected = golden::counting(800, piece);
            if (piece == 0) {
                REQUIRE(std::holds_alternative<ServerSession::Request>(event));
                CHECK(same_bytes(std::get<ServerSession::Request>(event).stub, expected));
            } else {
                REQUIRE(std::holds_alternative<ServerSession::RequestPart>(event));
                CHECK(same_bytes(std::get<ServerSession::RequestPart>(event).stub, expected));
            }
        }
    }

    TEST_CASE("a stream cut anywhere says the same") {
        Pair sample(Service::ntlm, Level::privacy, 2048);
        sample.bind();
        const Bytes wire = sample.request(7, 5000);
        for (size_t cut = 1; cut < wire.size(); cut += 37) {
            Pair pair(Service::ntlm, Level::privacy, 2048);
            pair.bind();
            CHECK(std::holds_alternative<NeedMore>(feed(pair.server, std::span(wire).first(cut))));
            auto event = feed(pair.server, std::span(wire).subspan(cut));
            REQUIRE(std::holds_alternative<ServerSession::Request>(event));
            CHECK(same_bytes(std::get<ServerSession::Request>(event).stub, golden::counting(5000, 7)));
        }
    }

    TEST_CASE("what is lent to a protected message is protected like the rest") {
        Pair pair(Service::ntlm, Level::privacy);
        pair.bind();
        Buffer stub = golden::counting(100000, 5);
        const Bytes elsewhere(stub.data() + 8, stub.data() + 8 + 70000);
        std::fill_n(stub.data() + 8, elsewhere.size(), std::byte{0});
        REQUIRE(stub.lend(stub.data() + 8, elsewhere.data(), elsewhere.size()));
        auto message = pair.client.encode({.call_id = 1, .context_id = 0, .opnum = 3}, std::move(stub));
        REQUIRE(message);
        auto event = feed(pair.server, golden::written(*message));
        REQUIRE(std::holds_alternative<ServerSession::Request>(event));
        CHECK(same_bytes(std::get<ServerSession::Request>(event).stub, golden::counting(100000, 5)));
    }

    TEST_CASE("a protected message that must be made again elsewhere still has its stub") {
        Pair pair(Service::ntlm, Level::privacy);
        pair.bind();
        auto message = pair.client.encode({.call_id = 1, .context_id = 0, .opnum = 3}, golden::counting(100, 5));
        REQUIRE(message);
        CHECK(same_bytes(message->take_buffer(), golden::counting(100, 5)));
        CHECK(message->done());
    }
}
