// SPDX-License-Identifier: LGPL-2.1-or-later
// The keys, by the examples of [MS-NLMP] 4.2 (user "User", password "Password", domain "Domain").
#include "rpcrt4/security/ntlm/keys.hpp"

#include <doctest/doctest.h>

#include "rpcrt4/security/ntlm/casing.hpp"
#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace ntlm_test;

namespace {

const Bytes kServerChallenge = hex("0123456789abcdef");
const Bytes kClientChallenge = hex("aaaaaaaaaaaaaaaa");
const Bytes kBlob =
    hex("0101000000000000 0000000000000000 aaaaaaaaaaaaaaaa 00000000 02000c0044006f006d00610069006e00"
        "01000c00530065007200760065007200 00000000 00000000");

Key specified_key() { return response_key(nt_hash(bytes_of("Password")), "User", "Domain"); }

}  // namespace

TEST_SUITE("rpcrt4/security/ntlm/keys") {
    TEST_CASE("the hash of a password is MD4 of its UTF-16 (4.2.2.1.2)") {
        CHECK(to_hex(nt_hash(bytes_of("Password"))) == "a4f49c406510bdcab6824ee7c30fd852");
        CHECK(to_hex(nt_hash({})) == "31d6cfe0d16ae931b73c59d7e0c089c0");
    }

    TEST_CASE("characters of any length in UTF-8 are hashed as their UTF-16") {
        Md4 hash;
        hash.add(hex("6100 e900 ac20 3dd800de"));
        CHECK(to_hex(nt_hash(bytes_of("a\u00e9\u20ac\U0001F600"))) == to_hex(hash.digest()));
        Md4 ill_formed;
        ill_formed.add(hex("6100 fdff 6200"));
        CHECK(to_hex(nt_hash(bytes_of("a\xff"
                                      "b"))) == to_hex(ill_formed.digest()));
    }

    TEST_CASE("the response key is bound to the account (4.2.4.1.1)") {
        CHECK(to_hex(specified_key()) == "0c868a403bfd7a93a3001ef22ef02e3f");
        const Key hash = nt_hash(bytes_of("Password"));
        CHECK(to_hex(response_key(hash, "uSER", "Domain")) == "0c868a403bfd7a93a3001ef22ef02e3f");
        CHECK(to_hex(response_key(hash, "User", "DOMAIN")) != "0c868a403bfd7a93a3001ef22ef02e3f");
    }

    TEST_CASE("capitals are those of Unicode, one for one, outside ASCII too") {
        CHECK(capitals(u"aZ\u00e4\u0436\u03b1") == u"AZ\u00c4\u0416\u0391");
        CHECK(capitals(u"\u00df\u0131") == u"\u00df\u0131");
        CHECK(same_name("J\u00fcrgen", "J\u00dcRGEN"));
        CHECK_FALSE(same_name("Jurgen", "J\u00dcRGEN"));
        CHECK_FALSE(same_name("ab", "abc"));
    }

    TEST_CASE("responses and session key (4.2.4.1.3, 4.2.4.2.1, 4.2.4.2.2)") {
        const Key key = specified_key();
        const Key proof = nt_proof(key, kServerChallenge, kBlob);
        CHECK(to_hex(proof) == "68cd0ab851e51c96aabc927bebef6a1c");
        CHECK(to_hex(session_base_key(key, proof)) == "8de40ccadbc14a82f15cb0ad0de95ca3");
        CHECK(to_hex(lm_response(key, kServerChallenge, kClientChallenge)) ==
              "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
    }

    TEST_CASE("the exported session key travels encrypted (4.2.4.2.3)") {
        const Key base = key_of("8de40ccadbc14a82f15cb0ad0de95ca3");
        const Key encrypted = exchanged_key(base, hex("55555555555555555555555555555555"));
        CHECK(to_hex(encrypted) == "c5dad2544fc9799094ce1ce90bc9d03e");
        CHECK(to_hex(exchanged_key(base, *encrypted)) == "55555555555555555555555555555555");
    }

    TEST_CASE("keys of the directions: 128 bits (4.2.4.4), and 56 (4.2.3.4)") {
        const Key exported = key_of("55555555555555555555555555555555");
        CHECK(to_hex(sign_key(exported, Direction::to_server)) == "4788dc861b4782f35d43fd98fe1a2d39");
        CHECK(to_hex(seal_key(flag::k128, exported, Direction::to_server)) == "59f600973cc4960a25480a7c196e4c58");
        CHECK(to_hex(sign_key(exported, Direction::to_client)) != "4788dc861b4782f35d43fd98fe1a2d39");
        CHECK(to_hex(seal_key(flag::k128, exported, Direction::to_client)) != "59f600973cc4960a25480a7c196e4c58");

        const Key weaker = key_of("eb93429a8bd952f8b89c55b87f475edc");
        CHECK(to_hex(sign_key(weaker, Direction::to_server)) == "60e799be5c72fc92922ae8ebe961fb8d");
        CHECK(to_hex(seal_key(flag::k56, weaker, Direction::to_server)) == "04dd7f014d8504d265a25cc86a3a7c06");
    }

    TEST_CASE("without either flag sealing uses 40 bits of the key") {
        const Key one = key_of("0102030405060708090a0b0c0d0e0f10");
        const Key same_40 = key_of("0102030405ff0708090a0b0c0d0e0f10");
        CHECK(to_hex(seal_key(0, one, Direction::to_client)) == to_hex(seal_key(0, same_40, Direction::to_client)));
        CHECK(to_hex(seal_key(flag::k56, one, Direction::to_client)) !=
              to_hex(seal_key(flag::k56, same_40, Direction::to_client)));
    }
}
