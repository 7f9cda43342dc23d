// SPDX-License-Identifier: LGPL-2.1-or-later
// Exchanges with a real KDC: legs, names, credentials, and every way they fail.
#include <doctest/doctest.h>

#include "rpcrt4/security/kerberos/gss.hpp"
#include "tests/interop/kerberos/fixture.hpp"

using base::Status;
using namespace kerberos_test;
using namespace rpcrt4::security;

namespace {

Account account(const char* user, const char* domain, std::string_view password) {
    return {user, domain, Secret(std::as_bytes(std::span(password)))};
}

ClientWish wish_of(const Account& who) {
    ClientWish wanted = wish(Level::integrity);
    wanted.account = &who;
    return wanted;
}

bool same_keys(const Pair& pair) {
    return !pair.client->session_key().empty() && same(pair.client->session_key(), pair.server->session_key());
}

}  // namespace

TEST_SUITE("interop/kerberos/exchange") {
    TEST_CASE("RPC's exchange has three legs, and both know each other after it") {
        for (const Level level : {Level::connect, Level::packet, Level::integrity, Level::privacy}) {
            const Pair pair = connected(wish(level));
            CHECK(pair.tokens.size() == 3);
            CHECK(pair.tokens[0][0] == std::byte{0x6E});  // a bare AP-REQ
            CHECK(pair.client->mutual());
            CHECK(pair.server->peer().principal == "alice@RPC.TEST");
            CHECK(pair.server->peer().user == "alice");
            CHECK(pair.server->peer().domain == "RPC.TEST");
            CHECK_FALSE(pair.server->peer().anonymous);
            CHECK(pair.client->peer().principal == "host/server.rpc.test");
            CHECK(same_keys(pair));
        }
    }

    TEST_CASE("SMB's has two, a key, and protects nothing itself") {
        auto client = kerberos::client(wish(Level::connect), kerberos::Style::smb);
        auto server = kerberos::server();
        REQUIRE(client);
        REQUIRE(server);
        Pair pair{std::move(*client), std::move(*server), {}};
        converse(pair);
        CHECK(pair.tokens.size() == 2);
        CHECK(pair.tokens[0][0] == std::byte{0x60});  // framed
        CHECK(pair.client->mutual());
        CHECK(same_keys(pair));
        CHECK(pair.client->signature_size(Level::privacy) == 0);
        CHECK(pair.client->protect(Level::integrity, {}, {}) == Status::sec_e_unsupported_function);
    }

    TEST_CASE("a server is named in all the ways Windows programs name one") {
        for (const char* name : {"host/server.rpc.test@RPC.TEST", "svc@RPC.TEST", "svc", "rpc.test\\svc"}) {
            CAPTURE(name);
            const Pair pair = connected(wish(Level::integrity, name));
            CHECK(pair.client->peer().domain == "RPC.TEST");
            CHECK(pair.client->mutual());
        }
    }

    TEST_CASE("a server may insist on one of its keys") {
        auto client = kerberos::client(wish(Level::integrity));
        auto server = kerberos::server(file("server.keytab"), "svc@RPC.TEST");
        REQUIRE(client);
        REQUIRE(server);
        const auto token = (*client)->step({});
        REQUIRE(token);
        CHECK((*server)->step(token->token).status() == Status::sec_e_wrong_principal);
        CHECK(kerberos::server(file("server.keytab"), "host/elsewhere.rpc.test").status() ==
              Status::sec_e_no_credentials);
    }

    TEST_CASE("the level of impersonation travels") {
        ClientWish identify = wish(Level::integrity);
        identify.impersonation = Impersonation::identify;
        CHECK(connected(identify).server->peer().impersonation == Impersonation::identify);
        CHECK(connected(wish(Level::integrity)).server->peer().impersonation == Impersonation::impersonate);
    }

    TEST_CASE("a client's own tickets go to a server that may act for it, where they may go anywhere") {
        ClientWish delegate = wish(Level::integrity);
        delegate.impersonation = Impersonation::delegate;
        {
            const Variable cache("KRB5CCNAME", file("forwardable.ccache"));
            const Pair pair = connected(delegate);
            CHECK(pair.server->peer().impersonation == Impersonation::delegate);
            CHECK(pair.client->peer().impersonation == Impersonation::delegate);
            CHECK(connected(wish(Level::integrity)).server->peer().impersonation == Impersonation::impersonate);
        }
        // Both sides see that it has come to nothing.
        const Pair pair = connected(delegate);
        CHECK(pair.server->peer().impersonation == Impersonation::impersonate);
        CHECK(pair.client->peer().impersonation == Impersonation::impersonate);
    }

    TEST_CASE("an account's password buys a ticket, and the process keeps its own identity") {
        for (const auto& who :
             {account("bob", "RPC.TEST", "bob's"), account("bob@rpc.test", "", "bob's"), account("bob", "", "bob's")}) {
            CHECK(connected(wish_of(who)).server->peer().principal == "bob@RPC.TEST");
            CHECK(connected(wish(Level::integrity)).server->peer().principal == "alice@RPC.TEST");
        }
    }

    TEST_CASE("an account that does not exist, has another password, or is locked") {
        CHECK(client_error(wish_of(account("bob", "RPC.TEST", "wrong"))) == Status::sec_e_logon_denied);
        CHECK(client_error(wish_of(account("bob", "RPC.TEST", ""))) == Status::sec_e_unknown_credentials);
        CHECK(client_error(wish_of(account("nobody", "RPC.TEST", "x"))) == Status::sec_e_unknown_credentials);
        CHECK(client_error(wish_of(account("locked", "RPC.TEST", "locked's"))) == Status::sec_e_logon_denied);
        CHECK(client_error(wish_of(account("stale", "RPC.TEST", "stale's"))) == Status::sec_e_logon_denied);
        CHECK(client_error(wish_of(account("bob", "NOSUCH.REALM", "x"))) == Status::sec_e_no_authenticating_authority);
    }

    TEST_CASE("a client without tickets, with expired ones, or with a clock that is wrong") {
        {
            const Variable cache("KRB5CCNAME", file("none.ccache"));
            CHECK(client_error(wish(Level::integrity)) == Status::sec_e_no_credentials);
        }
        {
            const Variable cache("KRB5CCNAME", file("expired.ccache"));
            CHECK(client_error(wish(Level::integrity)) == Status::sec_e_context_expired);
        }
        {
            const Variable cache("KRB5CCNAME", file("skewed.ccache"));
            CHECK(client_error(wish(Level::integrity)) == Status::sec_e_time_skew);
        }
        {
            const Variable cache("KRB5CCNAME", file("skewed_service.ccache"));
            CHECK(server_error(wish(Level::integrity)) == Status::sec_e_time_skew);
        }
    }

    TEST_CASE("a server nobody knows, and a KDC nobody answers for") {
        CHECK(client_error(wish(Level::integrity, "host/nobody.rpc.test")) == Status::sec_e_target_unknown);
        CHECK(client_error(wish(Level::integrity, "nobody")) == Status::sec_e_target_unknown);
        CHECK(client_error(wish(Level::integrity, "host/a.test@NOSUCH.REALM")) == Status::sec_e_target_unknown);
        const Variable configuration("KRB5_CONFIG", path("dead.conf"));
        const Variable cache("KRB5CCNAME", file("fresh.ccache"));
        CHECK(client_error(wish(Level::integrity)) == Status::sec_e_no_authenticating_authority);
        CHECK(client_error(wish_of(account("bob", "RPC.TEST", "bob's"))) == Status::sec_e_no_authenticating_authority);
    }

    TEST_CASE("a server without a keytab, without the key, and with an old one") {
        CHECK(kerberos::server(file("none.keytab")).status() == Status::sec_e_no_credentials);
        CHECK(server_error(wish(Level::integrity, "host/elsewhere.rpc.test")) == Status::sec_e_wrong_principal);
        CHECK(server_error(wish(Level::integrity, "host/stale.rpc.test")) == Status::sec_e_wrong_principal);
    }

    TEST_CASE("a token serves once") {
        auto client = kerberos::client(wish(Level::integrity));
        REQUIRE(client);
        const auto token = (*client)->step({});
        REQUIRE(token);
        auto first = kerberos::server();
        auto second = kerberos::server();
        REQUIRE(first);
        REQUIRE(second);
        CHECK((*first)->step(token->token));
        CHECK((*second)->step(token->token).status() == Status::sec_e_logon_denied);
    }

    TEST_CASE("a token cut, altered or out of turn is refused, and ends the exchange") {
        const Pair whole = connected(wish(Level::integrity));
        const Octets& request = whole.tokens[0];
        for (size_t size = 0; size < request.size(); size += 5) {
            auto server = kerberos::server();
            REQUIRE(server);
            CAPTURE(size);
            const Status status = (*server)->step(std::span(request).first(size)).status();
            CAPTURE(base::code(status));
            CHECK((status == Status::sec_e_invalid_token || status == Status::sec_e_message_altered));
            CHECK((*server)->step(request).status() == Status::sec_e_invalid_token);
        }
        for (size_t leg = 1; leg < 3; ++leg) {
            auto client = kerberos::client(wish(Level::integrity));
            auto server = kerberos::server();
            REQUIRE(client);
            REQUIRE(server);
            Octets token = (*(*client)->step({})).token;
            Context* reader = nullptr;
            for (size_t i = 0; i < leg; ++i) {
                reader = i % 2 == 0 ? client->get() : server->get();
                auto step = (i % 2 == 0 ? *server : *client)->step(token);
                REQUIRE(step);
                token = step->token;
            }
            token[token.size() - 3] ^= std::byte{1};
            CHECK_FALSE(reader->step(token));
            CHECK_FALSE(reader->complete());
            CHECK(reader->session_key().empty());
        }
        auto server = kerberos::server();
        REQUIRE(server);
        CHECK_FALSE((*server)->step(whole.tokens[1]));
    }

    TEST_CASE("nothing is protected before the exchange is complete") {
        auto client = kerberos::client(wish(Level::privacy));
        REQUIRE(client);
        CHECK((*client)->signature_size(Level::privacy) == 0);
        CHECK((*client)->protect(Level::privacy, {}, {}) == Status::sec_e_unsupported_function);
        CHECK((*client)->unprotect(Level::privacy, {}, {}) == Status::sec_e_unsupported_function);
        CHECK((*client)->make_mic({}).status() == Status::sec_e_unsupported_function);
        CHECK((*client)->check_mic({}, {}) == Status::sec_e_unsupported_function);
    }

    TEST_CASE("who wants to be delegated is told whether his ticket went along") {
        ClientWish wanted = wish(Level::integrity);
        wanted.impersonation = Impersonation::delegate;
        CHECK(connected(wanted).client->peer().impersonation == Impersonation::impersonate);
        const Variable cache("KRB5CCNAME", file("forwardable.ccache"));
        CHECK(connected(wanted).client->peer().impersonation == Impersonation::delegate);
        wanted.impersonation = Impersonation::impersonate;
        CHECK(connected(wanted).client->peer().impersonation == Impersonation::impersonate);
    }
}
