// SPDX-License-Identifier: LGPL-2.1-or-later
// Names as programs of Windows write them, and as Kerberos reads them.
#include "rpcrt4/security/kerberos/principal.hpp"

#include <doctest/doctest.h>

using namespace rpcrt4::security;
using namespace rpcrt4::security::kerberos;

namespace {

std::string account(const char* user, const char* domain) { return account_principal({user, domain, Secret()}); }

}  // namespace

TEST_SUITE("rpcrt4/security/kerberos/principal") {
    TEST_CASE("a service without a realm leaves the realm to be found") {
        CHECK(server_principal("host/server.example") == "host/server.example@");
        CHECK(server_principal("ldap/dc1.example:389/example") == "ldap/dc1.example:389/example@");
    }

    TEST_CASE("a realm that is given stays, and a user is of the default realm") {
        CHECK(server_principal("host/server@REALM") == "host/server@REALM");
        CHECK(server_principal("user@Realm") == "user@Realm");
        CHECK(server_principal("user") == "user");
        CHECK(server_principal("").empty());
    }

    TEST_CASE("the domain before a backslash is the realm") {
        CHECK(server_principal("domain\\user") == "user@DOMAIN");
        CHECK(server_principal("DOMAIN\\SERVER$") == "SERVER$@DOMAIN");
    }

    TEST_CASE("an account's realm is in its name, or beside it, and has capitals") {
        CHECK(account("alice", "") == "alice");
        CHECK(account("alice", "rpc.test") == "alice@RPC.TEST");
        CHECK(account("alice@rpc.test", "") == "alice@RPC.TEST");
        CHECK(account("alice@rpc.test", "OTHER") == "alice@RPC.TEST");
        CHECK(account("Alice", "RPC.TEST") == "Alice@RPC.TEST");
    }

    TEST_CASE("a displayed principal is a user of a realm") {
        const Peer peer = peer_of("host/server@RPC.TEST");
        CHECK(peer.user == "host/server");
        CHECK(peer.domain == "RPC.TEST");
        CHECK(peer.principal == "host/server@RPC.TEST");
        CHECK(peer_of("alice").user == "alice");
        CHECK(peer_of("alice").domain.empty());
        CHECK(peer_of("host/server@").principal == "host/server");
        CHECK(peer_of("host/server@").user == "host/server");
        CHECK(peer_of("host/server@").domain.empty());
        CHECK(peer_of("alice\\@example.org@RPC.TEST").user == "alice\\@example.org");
        CHECK(peer_of("alice\\@example.org").domain.empty());
    }
}
