// SPDX-License-Identifier: LGPL-2.1-or-later
// SPNEGO around real Kerberos: ours on both sides, and ours against MIT krb5's own, which wrote its SPNEGO without us.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "rpcrt4/security/negotiate/negotiate.hpp"
#include "rpcrt4/security/negotiate/token.hpp"
#include "rpcrt4/security/packages.hpp"
#include "tests/interop/kerberos/fixture.hpp"
#include "tests/interop/kerberos/witness.hpp"
#include "tests/unit/rpcrt4/security/negotiate/fake_context.hpp"

using base::Status;
using namespace kerberos_test;
using namespace rpcrt4::security;

namespace {

negotiate::Candidate kerberos_client(Level level) {
    return {Service::kerberos, [=] { return kerberos::client(wish(level)); }};
}
negotiate::Candidate kerberos_server() {
    return {Service::kerberos, [] { return kerberos::server(); }};
}
/// A favourite that the other side does not have.
negotiate::Candidate unmet(fake::Side side) { return fake::candidate(Service::ntlm, side, 3); }

void check_messages(Pair& pair) {
    for (int i = 0; i < 3; ++i) {
        Message there = sent(*pair.client, Level::privacy, 64);
        CHECK(receive(*pair.server, Level::privacy, there) == Status::ok);
        CHECK(there.stub == Message(64).stub);
        Message back = sent(*pair.server, Level::privacy, 48);
        CHECK(receive(*pair.client, Level::privacy, back) == Status::ok);
        CHECK(back.stub == Message(48).stub);
    }
}

size_t mics(const Pair& pair) {
    size_t count = 0;
    for (size_t i = 1; i < pair.tokens.size(); ++i) {
        const auto answer = negotiate::decode_response(pair.tokens[i]);
        REQUIRE(answer);
        count += answer->mic.has_value();
    }
    return count;
}

}  // namespace

TEST_SUITE("interop/kerberos/spnego") {
    TEST_CASE("four legs around Kerberos' three, and the mechanism does the rest") {
        Pair pair{negotiate::client({kerberos_client(Level::privacy)}), negotiate::server({kerberos_server()}), {}};
        converse(pair);
        CHECK(pair.tokens.size() == 4);
        CHECK(mics(pair) == 0);
        CHECK(pair.client->mechanism() == Service::kerberos);
        CHECK(pair.server->peer().principal == "alice@RPC.TEST");
        CHECK(pair.client->mutual());
        CHECK(same(pair.client->session_key(), pair.server->session_key()));
        check_messages(pair);
    }

    TEST_CASE("Kerberos as second choice signs the list, and messages follow in sequence") {
        Pair pair{negotiate::client({unmet(fake::Side::client), kerberos_client(Level::privacy)}),
                  negotiate::server({kerberos_server()}),
                  {}};
        converse(pair);
        CHECK(mics(pair) == 2);
        check_messages(pair);
    }

    TEST_CASE("without a ticket the client falls back, without a keytab the server does") {
        {
            const Variable cache("KRB5CCNAME", file("none.ccache"));
            Pair pair{negotiate::client({kerberos_client(Level::integrity), unmet(fake::Side::client)}),
                      negotiate::server({kerberos_server(), unmet(fake::Side::server)}),
                      {}};
            converse(pair);
            CHECK(pair.client->mechanism() == Service::ntlm);
        }
        const Variable keytab("KRB5_KTNAME", file("none.keytab"));
        Pair pair{negotiate::client({kerberos_client(Level::integrity), unmet(fake::Side::client)}),
                  negotiate::server({kerberos_server(), unmet(fake::Side::server)}),
                  {}};
        converse(pair);
        CHECK(pair.client->mechanism() == Service::ntlm);
        CHECK(mics(pair) == 2);
    }

    TEST_CASE("a client that wants the server's proof offers nothing that cannot give it") {
        for (const bool mutual : {false, true}) {
            CAPTURE(mutual);
            const std::string password = "alice's";
            const Account somebody{"alice", "RPC.TEST", Secret(std::as_bytes(std::span(password)))};
            ClientWish wished = wish(Level::integrity);
            wished.account = &somebody;
            wished.mutual = mutual;
            const auto client = client_context(Service::negotiate, wished, false);
            REQUIRE(client);
            const auto first = (*client)->step({});
            REQUIRE(first);
            const auto init = negotiate::decode_init(first->token);
            REQUIRE(init);
            CHECK(std::ranges::count(init->mechanisms, negotiate::Mechanism::ntlm) == (mutual ? 0 : 1));
            // Without a key of its own the server is left with NTLM.
            const auto server = negotiate::server({unmet(fake::Side::server)});
            CHECK(base::succeeded(server->step(first->token).status()) == !mutual);
        }
        // A server that chooses it all the same is not followed.
        ClientWish wished = wish(Level::integrity);
        wished.mutual = true;
        const auto client = client_context(Service::negotiate, wished, true);
        REQUIRE(client);
        REQUIRE((*client)->step({}));
        const auto ntlm = negotiate::encode_response(
            {.state = negotiate::State::request_mic, .mechanism = negotiate::Mechanism::ntlm, .token = {}, .mic = {}});
        CHECK((*client)->step(ntlm).status() == base::Status::sec_e_invalid_token);
        // Nor is there anything else where there is no ticket.
        const Variable cache("KRB5CCNAME", file("none.ccache"));
        const auto without = client_context(Service::negotiate, wished, true);
        REQUIRE(without);
        CHECK((*without)->step({}).status() == base::Status::sec_e_no_credentials);
    }

    TEST_CASE("our client and MIT's server") {
        Pair pair{negotiate::client({kerberos_client(Level::privacy)}),
                  std::make_unique<Witness>(Witness::Role::server, Witness::Mechanism::spnego),
                  {}};
        converse(pair);
        CHECK(pair.tokens.size() == 4);
        CHECK(pair.client->mechanism() == Service::kerberos);
        check_messages(pair);
    }

    TEST_CASE("our client, which would have liked something else, and MIT's server exchange MICs") {
        Pair pair{negotiate::client({unmet(fake::Side::client), kerberos_client(Level::privacy)}),
                  std::make_unique<Witness>(Witness::Role::server, Witness::Mechanism::spnego),
                  {}};
        converse(pair);
        CHECK(mics(pair) == 2);
        check_messages(pair);
    }

    TEST_CASE("MIT's client and our server") {
        Pair pair{std::make_unique<Witness>(Witness::Role::client, Witness::Mechanism::spnego),
                  negotiate::server({kerberos_server()}),
                  {}};
        converse(pair);
        CHECK(pair.server->mechanism() == Service::kerberos);
        CHECK(pair.server->peer().principal == "alice@RPC.TEST");
        check_messages(pair);
    }

    TEST_CASE("Kerberos' own tokens are taken without SPNEGO around them") {
        auto client = kerberos::client(wish(Level::privacy));
        REQUIRE(client);
        Pair pair{std::move(*client), negotiate::server({kerberos_server()}), {}};
        converse(pair);
        CHECK(pair.tokens.size() == 3);
        CHECK(pair.server->mechanism() == Service::kerberos);
        check_messages(pair);
    }

    TEST_CASE("a Kerberos token altered inside SPNEGO is refused") {
        const auto client = negotiate::client({kerberos_client(Level::integrity)});
        const auto server = negotiate::server({kerberos_server()});
        auto first = client->step({});
        REQUIRE(first);
        first->token.back() ^= std::byte{1};
        CHECK_FALSE(server->step(first->token));
        CHECK_FALSE(server->complete());
    }
}
