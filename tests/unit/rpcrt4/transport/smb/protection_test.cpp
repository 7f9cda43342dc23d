// SPDX-License-Identifier: LGPL-2.1-or-later
// Keys, signatures and encryption of SMB. The derived key is an example of Microsoft's open specifications blog, "SMB 2
// and SMB 3 security in Windows 10: the anatomy of signing and cryptographic keys".
#include "rpcrt4/transport/smb/protection.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace rpcrt4::transport::smb;

namespace {

Octets bytes(std::string_view hex) {
    Octets result;
    for (size_t i = 0; i + 1 < hex.size(); i += 2) {
        result.push_back(static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    }
    return result;
}

template <size_t Size>
Bytes text(const char (&literal)[Size]) {
    return std::as_bytes(std::span(literal));
}

Octets message() {
    Octets whole = encode(Header{.command = Command::create, .message_id = 7, .session_id = 9});
    whole.resize(200, std::byte{3});
    return whole;
}

}  // namespace

TEST_SUITE("rpcrt4/transport/smb/protection") {
    TEST_CASE("keys of 3.0 are derived as Microsoft's example has them") {
        const Octets key = bytes("7CD451825D0450D235424E44BA6E78CC");
        const auto signing = derived_key(key, text("SMB2AESCMAC"), text("SmbSign"));
        const Octets expected = bytes("0B7E9C5CAC36C0F6EA9AB275298CEDCE");
        CHECK(rpcrt4::security::same(signing.bytes(), expected));
    }

    TEST_CASE("keys of 32 bytes are more than those of 16, drawn out") {
        const Octets key = bytes("7CD451825D0450D235424E44BA6E78CC");
        const auto longer = derived_key(key, text("label"), text("context"), 32);
        const auto shorter = derived_key(key, text("label"), text("context"));
        CHECK(longer.size() == 32);
        CHECK_FALSE(rpcrt4::security::same(longer.bytes().first(16), shorter.bytes()));
    }

    TEST_CASE("a signature covers every byte but its own place") {
        const Preauthentication none;
        for (const uint16_t revision : {dialect::k202, dialect::k300, dialect::k311}) {
            const Protection protection(revision, Cipher::none, bytes("000102030405060708090a0b0c0d0e0f"), none);
            Octets whole = message();
            protection.sign(whole);
            CHECK(protection.is_signed_well(whole));
            for (size_t i = 0; i < whole.size(); ++i) {
                Octets changed = whole;
                changed[i] ^= std::byte{0x80};
                CHECK_FALSE(protection.is_signed_well(changed));
            }
        }
    }

    TEST_CASE("what one side encrypts the other reads, and nobody changes") {
        Preauthentication spoken;
        spoken.add(message());
        const Octets key = bytes("000102030405060708090a0b0c0d0e0f");
        for (const uint16_t revision : {dialect::k300, dialect::k311}) {
            for (const Cipher cipher :
                 {Cipher::aes128_ccm, Cipher::aes128_gcm, Cipher::aes256_ccm, Cipher::aes256_gcm}) {
                Protection client(revision, cipher, key, spoken);
                Protection server(revision, cipher, key, spoken, Side::server);
                const Octets plain = message();
                const Octets first = client.encrypt(9, plain);
                const Octets second = client.encrypt(9, plain);
                CHECK(first != second);
                REQUIRE(server.decrypt(first));
                CHECK(*server.decrypt(first) == plain);
                CHECK_FALSE(client.decrypt(first));
                for (size_t i = 4; i < first.size(); ++i) {
                    Octets changed = first;
                    changed[i] ^= std::byte{1};
                    CHECK_FALSE(server.decrypt(changed));
                }
            }
        }
    }

    TEST_CASE("whoever heard something else has other keys") {
        Preauthentication one, other;
        one.add(message());
        Octets changed = message();
        changed.back() ^= std::byte{1};
        other.add(changed);
        const Octets key = bytes("000102030405060708090a0b0c0d0e0f");
        const Protection ours(dialect::k311, Cipher::aes128_gcm, key, one);
        const Protection theirs(dialect::k311, Cipher::aes128_gcm, key, other);
        Octets whole = message();
        ours.sign(whole);
        CHECK_FALSE(theirs.is_signed_well(whole));
    }
}
