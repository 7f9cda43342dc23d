// SPDX-License-Identifier: LGPL-2.1-or-later
// Our protection of messages against MIT krb5's, under every kind of key, both ways.
#include <doctest/doctest.h>

#include <string>

#include "tests/interop/kerberos/fixture.hpp"
#include "tests/interop/kerberos/witness.hpp"

using base::Status;
using namespace kerberos_test;
using namespace rpcrt4::security;

namespace {

Pair meeting(bool our_client, Level level, const std::string& server) {
    Pair pair;
    if (our_client) {
        pair.client = std::move(*kerberos::client(wish(level, server)));
        pair.server = std::make_unique<Witness>(Witness::Role::server, Witness::Mechanism::kerberos, server);
    } else {
        pair.client = std::make_unique<Witness>(Witness::Role::client, Witness::Mechanism::kerberos, server);
        pair.server = std::move(*kerberos::server());
    }
    converse(pair);
    return pair;
}

}  // namespace

TEST_SUITE("interop/kerberos/witness") {
    TEST_CASE("MIT reads what we sign and seal, and we read what it does, of any size") {
        for (const std::string kind : {"aes256", "aes128", "sha2", "rc4"}) {
            const OnlyKind keys(kind);
            for (const bool our_client : {true, false}) {
                for (const Level level : {Level::integrity, Level::privacy}) {
                    CAPTURE(kind);
                    CAPTURE(our_client);
                    CAPTURE(static_cast<int>(level));
                    const Pair pair = meeting(our_client, level, "rpc/" + kind + ".rpc.test");
                    Context& ours = our_client ? *pair.client : *pair.server;
                    if (kind != "rc4") CHECK(pair.client->signature_size(level) == pair.server->signature_size(level));
                    for (size_t size = 0; size <= 1040; size += size < 64 ? 1 : 61) {
                        if (kind == "rc4" && size % 16 != 0) continue;  // which the library wants padded
                        for (Context* from : {pair.client.get(), pair.server.get()}) {
                            Context& to = from == pair.client.get() ? *pair.server : *pair.client;
                            Message message(size);
                            message.signature.resize(ours.signature_size(level));
                            REQUIRE(from->protect(level, message.pieces(), message.signature) == Status::ok);
                            REQUIRE(receive(to, level, message) == Status::ok);
                            REQUIRE(message.stub == Message(size).stub);
                        }
                    }
                }
            }
        }
    }

    TEST_CASE("MICs of other bytes take numbers of the same row") {
        for (const bool our_client : {true, false}) {
            const Pair pair = meeting(our_client, Level::privacy, kServer);
            const Octets list = Message(50).stub;
            for (Context* from : {pair.client.get(), pair.server.get()}) {
                Context& to = from == pair.client.get() ? *pair.server : *pair.client;
                const auto mic = from->make_mic(list);
                REQUIRE(mic);
                CHECK(to.check_mic(list, *mic) == Status::ok);
                CHECK(to.check_mic(list, *mic) == Status::sec_e_out_of_sequence);
                Message message = sent(*from, Level::privacy, 32);
                CHECK(receive(to, Level::privacy, message) == Status::ok);
            }
        }
    }
}
