// SPDX-License-Identifier: LGPL-2.1-or-later
// Fragments of authenticated requests: under which security context, in which order, and what is said first of those
// that are wrong in several ways. As Windows has it (python3-samba's raw_protocol records that), [MS-RPCE] 3.3.1.5.4
// and 3.3.1.5.8.
#include "tests/unit/rpcrt4/protocol/secured_pair.hpp"

using namespace secured;

namespace {

constexpr Part kFirst{.first = true, .last = false};
constexpr Part kMiddle{.first = false, .last = false};
constexpr Part kLast{.first = false, .last = true};
constexpr uint16_t kUnknown = 111;

struct Bound : Pair {
    explicit Bound(Calls calls, Level level = Level::integrity) : Pair(Service::ntlm, level, 5840, calls) { bind(); }
    void begin(uint32_t call_id) { REQUIRE(std::holds_alternative<NeedMore>(feed(server, fragment(call_id, kFirst)))); }
};

/// Like the client's, with other names in its trailer; it has protected `before` messages.
base::Ref<SecurityContext> foreign(int before) {
    auto context = completed(Service::kerberos, Level::integrity, 111);
    context->sign_headers();
    for (int i = 0; i < before; ++i) static_cast<void>(fragment_of(*context, 1, kMiddle));
    return context;
}

}  // namespace

TEST_SUITE("rpcrt4/protocol/secured_order") {
    TEST_CASE("where calls do not multiplex, a fragment of nothing is no matter of signatures") {
        for (const bool good : {true, false}) {
            Bound one(Calls::one);
            Bytes wire = one.fragment(3, kMiddle, good ? 0 : kUnknown);
            if (!good) wire.back() ^= std::byte{1};
            CHECK(told(feed(one.server, wire)) == Told{3, 0, nca::kProtocolError, false, true});
        }
    }

    TEST_CASE("where they do, its presentation context, trailer and signature come first, its place last") {
        Bound many(Calls::many);
        SUBCASE("no presentation context: only this is refused") {
            const Bytes wire = fragment_of(*foreign(0), 3, kLast, kUnknown);
            CHECK(told(feed(many.server, wire)) == Told{3, 0, nca::kUnknownInterface, true, false});
            CHECK(std::holds_alternative<ServerSession::Request>(feed(many.server, many.request(4, 10))));
        }
        SUBCASE("the same, arriving byte by byte") {
            const Bytes wire = fragment_of(*foreign(0), 3, kMiddle, kUnknown);
            ServerSession::Event event = NeedMore{};
            for (size_t i = 0; i < wire.size(); ++i) {
                REQUIRE(std::holds_alternative<NeedMore>(event));
                event = feed(many.server, std::span(wire).subspan(i, 1));
                if (!std::holds_alternative<NeedMore>(event)) {
                    CHECK(told(std::move(event)) == Told{3, 0, nca::kUnknownInterface, true, false});
                    event = feed(many.server, std::span(wire).subspan(i + 1));
                    break;
                }
            }
            REQUIRE(std::holds_alternative<NeedMore>(event));
            CHECK(std::holds_alternative<ServerSession::Request>(feed(many.server, many.request(4, 10))));
        }
        SUBCASE("no such security context") {
            const Bytes wire = fragment_of(*foreign(0), 3, kMiddle);
            CHECK(told(feed(many.server, wire)) == Told{3, 0, kDenied, false, true});
        }
        SUBCASE("a wrong signature") {
            Bytes wire = many.fragment(3, kMiddle);
            wire.back() ^= std::byte{1};
            CHECK(told(feed(many.server, wire)) == Told{3, 0, kPackageError, false, true});
        }
        SUBCASE("nothing of that") {
            CHECK(told(feed(many.server, many.fragment(3, kMiddle))) == Told{3, 0, nca::kProtocolError, false, true});
        }
    }

    TEST_CASE("a request begins when the one before it has been sent, multiplexed or not") {
        for (const Part part : {kFirst, kMiddle, kLast, Part{}}) {
            for (const bool with_trailer : {true, false}) {
                for (const uint16_t context_id : {uint16_t{0}, kUnknown}) {
                    Bound one(Calls::one);
                    one.begin(3);
                    const Bytes to_one = with_trailer ? one.fragment(4, part, context_id) : plain_fragment(4, part);
                    CHECK(told(feed(one.server, to_one)) == Told{3, 0, nca::kProtocolError, false, true});

                    Bound many(Calls::many);
                    many.begin(3);
                    const Bytes to_many = with_trailer ? many.fragment(4, part, context_id) : plain_fragment(4, part);
                    CHECK(told(feed(many.server, to_many)) == Told{4, 0, nca::kProtocolError, false, true});
                }
            }
        }
    }

    TEST_CASE("later fragments are of the security context of the first, whatever their trailers say") {
        Calls calls = Calls::one;
        SUBCASE("one call at a time") {}
        SUBCASE("many at once") { calls = Calls::many; }
        Bound pair(calls);
        pair.begin(3);
        SUBCASE("signed as it should be, under other names") {
            auto event = feed(pair.server, fragment_of(*foreign(1), 3, kLast, kUnknown));
            REQUIRE(std::holds_alternative<ServerSession::Request>(event));
            const auto& request = std::get<ServerSession::Request>(event);
            CHECK(request.security->id() == kContextId);
            CHECK(request.context_id == 0);
            CHECK(request.stub.size() == 56);
        }
        SUBCASE("signed by somebody else") {
            const Bytes wire = fragment_of(*foreign(5), 3, kLast);
            CHECK(told(feed(pair.server, wire)) == Told{3, 0, kPackageError, false, true});
        }
        SUBCASE("not signed") {
            for (const Part part : {kFirst, kLast}) {
                Bound other(calls);
                other.begin(3);
                CHECK(told(feed(other.server, plain_fragment(3, part, kUnknown))) ==
                      Told{3, 0, nca::kProtocolError, false, true});
            }
        }
        SUBCASE("another first one, signed as it should be: of the same presentation context") {
            const Bytes wire = fragment_of(*foreign(1), 3, kFirst, kUnknown);
            CHECK(told(feed(pair.server, wire)) == Told{3, 0, nca::kProtocolError, false, true});
        }
        SUBCASE("another first one, signed by somebody else") {
            const Bytes wire = fragment_of(*foreign(5), 3, kFirst);
            CHECK(told(feed(pair.server, wire)) == Told{3, 0, kPackageError, false, true});
        }
    }

    TEST_CASE("a security context of the connection is no use for another's fragments") {
        Bound pair(Calls::many);
        const auto second = client_security(Service::kerberos, Level::integrity, 5);
        add(pair.server, *second);
        second->sign_headers();
        pair.begin(3);
        CHECK(told(feed(pair.server, fragment_of(*second, 3, kLast))) == Told{3, 0, kPackageError, false, true});
    }

    TEST_CASE("nor are fragments that nobody signed for those of a signed stream, or the other way round") {
        const auto streaming = [](Pair& pair) {
            pair.directory.streamed = true;
            pair.bind();
        };
        SUBCASE("of one who has authenticated") {
            Pair pair(Service::ntlm, Level::integrity);
            streaming(pair);
            REQUIRE(std::holds_alternative<ServerSession::Request>(feed(pair.server, pair.fragment(3, kFirst))));
            CHECK(told(feed(pair.server, plain_fragment(3, kMiddle))).status == nca::kProtocolError);
        }
        SUBCASE("of one who need not") {
            Directory directory;
            directory.streamed = true;
            ServerSession server(directory, {});
            ClientSession client(ClientOptions{.multiplex = true});
            static_cast<void>(feed(server, golden::written(*client.propose(kEcho, kNdr20))));
            const auto security = client_security(Service::kerberos, Level::integrity, 5);
            add(server, *security);
            SUBCASE("first signed") {
                REQUIRE(
                    std::holds_alternative<ServerSession::Request>(feed(server, fragment_of(*security, 3, kFirst))));
                CHECK(told(feed(server, plain_fragment(3, kMiddle))).status == nca::kProtocolError);
            }
            SUBCASE("first not") {
                REQUIRE(std::holds_alternative<ServerSession::Request>(feed(server, plain_fragment(3, kFirst))));
                CHECK(told(feed(server, fragment_of(*security, 3, kMiddle))).status == nca::kProtocolError);
            }
        }
    }

    TEST_CASE("what comes after the end of a request is a fragment of nothing again") {
        for (const Calls calls : {Calls::one, Calls::many}) {
            Bound pair(calls);
            pair.begin(3);
            REQUIRE(std::holds_alternative<ServerSession::Request>(feed(pair.server, pair.fragment(3, kLast))));
            CHECK(told(feed(pair.server, pair.fragment(3, kLast))).status == nca::kProtocolError);
            CHECK(std::holds_alternative<ServerSession::Broken>(pair.server.next()));
        }
    }
}
