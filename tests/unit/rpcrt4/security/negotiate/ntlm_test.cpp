// SPDX-License-Identifier: LGPL-2.1-or-later
// SPNEGO around our NTLM: MICs always, by either order of preference, and the messages after them.
#include <doctest/doctest.h>

#include "rpcrt4/security/negotiate/negotiate.hpp"
#include "rpcrt4/security/negotiate/token.hpp"
#include "tests/unit/rpcrt4/security/negotiate/fake_context.hpp"
#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace ntlm_test;
namespace negotiate = rpcrt4::security::negotiate;

namespace {

const Passwords kPasswords(std::map<std::string, std::string>{{"alice", "Sesam1"}});

negotiate::Candidate ntlm_client(const Account& account, Level level) {
    const auto made = [&account, level](bool signs_list) -> base::Result<std::unique_ptr<Context>> {
        ClientWish wish = wish_of(&account, level);
        wish.signs_list = signs_list;
        return std::unique_ptr<Context>(make_client(wish));
    };
    return {Service::ntlm, [made] { return made(false); }, [made] { return made(true); }};
}

negotiate::Candidate ntlm_server(Level level) {
    return {Service::ntlm, [level]() -> base::Result<std::unique_ptr<Context>> {
                return std::unique_ptr<Context>(
                    make_server({.machine = kMachine, .accounts = &kPasswords, .level = level}));
            }};
}

negotiate::Candidate absent() { return fake::unavailable(Service::kerberos, Status::sec_e_no_credentials); }
negotiate::Candidate kerberos(fake::Side side) { return fake::candidate(Service::kerberos, side, 3); }

Status carry(Context& from, Context& to, Level level) {
    Bytes header(24), stub(32), trailer(8), signature(from.signature_size(level));
    const Piece pieces[] = {{header}, {stub, Piece::Handling::seal}, {trailer}};
    const Status made = from.protect(level, pieces, signature);
    return made == Status::ok ? to.unprotect(level, pieces, signature) : made;
}

bool has_mic(const Bytes& token) {
    const auto response = negotiate::decode_response(token);
    return response && response->mic;
}

}  // namespace

TEST_SUITE("rpcrt4/security/negotiate/ntlm") {
    TEST_CASE("NTLM signs the list whoever prefers what, and messages are signed after it") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (const Level level : {Level::packet, Level::integrity, Level::privacy}) {
            for (const bool preferred : {true, false}) {
                const auto client = preferred
                                        ? negotiate::client({absent(), ntlm_client(alice, level)})
                                        : negotiate::client({kerberos(fake::Side::client), ntlm_client(alice, level)});
                const auto server = negotiate::server({absent(), ntlm_server(level)});
                const auto outcome = fake::converse(*client, *server);
                REQUIRE(outcome.client == Status::ok);
                REQUIRE(outcome.server == Status::ok);
                CHECK(client->mechanism() == Service::ntlm);
                CHECK(server->peer().user == "alice");
                CHECK(outcome.tokens.size() == (preferred ? 4 : 6));
                CHECK(has_mic(outcome.tokens[outcome.tokens.size() - 2]));
                CHECK(has_mic(outcome.tokens[outcome.tokens.size() - 1]));
                for (int i = 0; i < 3; ++i) {
                    CHECK(carry(*client, *server, level) == Status::ok);
                    CHECK(carry(*server, *client, level) == Status::ok);
                }
            }
        }
    }

    TEST_CASE("at level connect NTLM signs the list where it is not the favourite, and only there") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        for (const bool preferred : {true, false}) {
            const auto client =
                preferred ? negotiate::client({absent(), ntlm_client(alice, Level::connect)})
                          : negotiate::client({kerberos(fake::Side::client), ntlm_client(alice, Level::connect)});
            const auto server = negotiate::server({absent(), ntlm_server(Level::connect)});
            const auto outcome = fake::converse(*client, *server);
            REQUIRE(outcome.client == Status::ok);
            REQUIRE(outcome.server == Status::ok);
            CHECK(client->mechanism() == Service::ntlm);
            CHECK(has_mic(outcome.tokens[outcome.tokens.size() - 2]) == !preferred);
            CHECK(has_mic(outcome.tokens.back()) == !preferred);
        }
    }

    TEST_CASE("a wrong password is denied through SPNEGO as without it") {
        const Account mallory = account("alice", "DOMAIN", "guess");
        const auto client = negotiate::client({ntlm_client(mallory, Level::integrity)});
        const auto server = negotiate::server({ntlm_server(Level::integrity)});
        CHECK(fake::converse(*client, *server).server == Status::sec_e_logon_denied);
    }

    TEST_CASE("bare NTLM meets our server of SPNEGO") {
        const Account alice = account("alice", "DOMAIN", "Sesam1");
        const auto client = make_client(wish_of(&alice, Level::privacy));
        const auto server = negotiate::server({absent(), ntlm_server(Level::privacy)});
        const auto outcome = fake::converse(*client, *server);
        CHECK(outcome.tokens.size() == 3);
        REQUIRE(server->complete());
        CHECK(server->mechanism() == Service::ntlm);
        CHECK(carry(*client, *server, Level::privacy) == Status::ok);
        CHECK(carry(*server, *client, Level::privacy) == Status::ok);
    }

    TEST_CASE("what has no first token to send is not offered") {
        ClientWish nobody;
        nobody.level = Level::integrity;
        const negotiate::Candidate without_account{Service::ntlm, [&]() -> base::Result<std::unique_ptr<Context>> {
                                                       return std::unique_ptr<Context>(make_client(nobody));
                                                   }};
        const auto client = negotiate::client({kerberos(fake::Side::client), without_account});
        const auto first = client->step({});
        REQUIRE(first);
        const auto init = negotiate::decode_init(first->token);
        REQUIRE(init);
        CHECK(init->mechanisms == std::vector{negotiate::Mechanism::kerberos_windows, negotiate::Mechanism::kerberos});
        CHECK(negotiate::client({absent(), without_account})->step({}).status() == Status::sec_e_no_credentials);
    }
}
