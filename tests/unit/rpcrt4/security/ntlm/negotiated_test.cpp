// SPDX-License-Identifier: LGPL-2.1-or-later
// NTLM as the mechanism SPNEGO agrees on: the signatures of the mechanism list and the messages after them.
#include <doctest/doctest.h>

#include "rpcrt4/security/negotiate/negotiate.hpp"
#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace ntlm_test;

namespace {

const Passwords kPasswords(std::map<std::string, std::string>{{"alice", "Sesam1"}});

std::unique_ptr<Context> client_of(const Account& who, Level level) {
    return negotiate::client({{Service::ntlm, [&who, level]() -> base::Result<std::unique_ptr<Context>> {
                                   return std::unique_ptr<Context>(make_client(wish_of(&who, level)));
                               }}});
}

std::unique_ptr<Context> server_of(Level level) {
    return negotiate::server({{Service::ntlm, [level]() -> base::Result<std::unique_ptr<Context>> {
                                   return std::unique_ptr<Context>(
                                       make_server({.machine = kMachine, .accounts = &kPasswords, .level = level}));
                               }}});
}

/// The first failure, or the number of tokens that went over.
base::Result<int> meet(Context& client, Context& server) {
    Bytes token;
    for (int tokens = 0; tokens < 10; ++tokens) {
        Context& side = tokens % 2 == 0 ? client : server;
        auto step = side.step(token);
        if (!step) return step.status();
        token = std::move(step->token);
        if (client.complete() && server.complete() && token.empty()) return tokens;
        if (client.complete() && server.complete()) return tokens + 1;
    }
    return Status::sec_e_internal_error;
}

Status carry(Context& from, Context& to, Level level, const Bytes& body) {
    Bytes header = hex("05000003");
    Bytes sealed = body;
    Bytes signature(from.signature_size(level));
    const Piece pieces[] = {{header}, {sealed, Piece::Handling::seal}};
    const Status made = from.protect(level, pieces, signature);
    if (made != Status::ok) return made;
    const Status taken = to.unprotect(level, pieces, signature);
    if (taken == Status::ok) CHECK(sealed == body);
    return taken;
}

}  // namespace

TEST_SUITE("rpcrt4/security/ntlm/negotiated") {
    TEST_CASE("an account comes in through SPNEGO at every level, and messages pass both ways") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (Level level : {Level::connect, Level::packet, Level::integrity, Level::privacy}) {
            const auto client = client_of(alice, level);
            const auto server = server_of(level);
            const auto tokens = meet(*client, *server);
            REQUIRE(tokens);
            CHECK(*tokens == 4);
            CHECK(server->peer().principal == "DOMAIN\\alice");
            CHECK(server->mechanism() == Service::ntlm);
            CHECK(same(client->session_key(), server->session_key()));
            if (level == Level::connect) continue;
            for (size_t i = 1; i <= 50; ++i) {
                REQUIRE(carry(*client, *server, level, Bytes(i * 11, std::byte{1})) == Status::ok);
                REQUIRE(carry(*server, *client, level, Bytes(i, std::byte{2})) == Status::ok);
            }
        }
    }

    TEST_CASE("a wrong password is refused through SPNEGO as it is without") {
        const Account alice = account("alice", "DOMAIN", "sesam1");
        const auto client = client_of(alice, Level::privacy);
        const auto server = server_of(Level::privacy);
        CHECK(meet(*client, *server).status() == Status::sec_e_logon_denied);
    }

    TEST_CASE("the anonymous client comes in through SPNEGO as that") {
        const Account nobody;
        const auto client = client_of(nobody, Level::privacy);
        const auto server = server_of(Level::privacy);
        REQUIRE(meet(*client, *server));
        CHECK(server->peer().anonymous);
        CHECK(carry(*client, *server, Level::privacy, hex("0102")) == Status::ok);
    }
}
