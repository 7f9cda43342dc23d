// SPDX-License-Identifier: LGPL-2.1-or-later
// Keys, ciphers and MACs against the vectors of RFC 3961, 3962 and 8009.
#include "rpcrt4/security/kerberos/message_key.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace rpcrt4::security;
using namespace rpcrt4::security::kerberos;
using ntlm_test::bytes_of;
using ntlm_test::hex;
using ntlm_test::to_hex;
using Octets = std::vector<std::byte>;

namespace {

std::string folded(std::string_view text, size_t bits) {
    Octets out(bits / 8);
    n_fold(bytes_of(text), out);
    return to_hex(out);
}

std::string derived(KeyKind kind, std::string_view base, Use use) {
    return to_hex(derive(kind, hex(base), 2, use).bytes());
}

}  // namespace

TEST_SUITE("rpcrt4/security/kerberos/message_key") {
    TEST_CASE("n-fold gives the values of RFC 3961 appendix A.1") {
        CHECK(folded("012345", 64) == "be072631276b1955");
        CHECK(folded("password", 56) == "78a07b6caf85fa");
        CHECK(folded("Rough Consensus, and Running Code", 64) == "bb6ed30870b7f0e0");
        CHECK(folded("password", 168) == "59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e");
        CHECK(folded("MASSACHVSETTS INSTITVTE OF TECHNOLOGY", 192) ==
              "db3b0d8f0b061e603282b308a50841229ad798fab9540c1b");
        CHECK(folded("Q", 168) == "518a54a215a8452a518a54a215a8452a518a54a215");
        CHECK(folded("ba", 168) == "fb25d531ae8974499f52fd92ea9857c4ba24cf297e");
        CHECK(folded("kerberos", 128) == "6b65726265726f737b9b5b2b93132b93");
    }

    TEST_CASE("ciphertext is stolen as in RFC 3962 appendix B") {
        const Octets key = hex("636869636b656e207465726979616b69");
        const Cipher cipher(key);
        const std::string_view text = "I would like the General Gau's Chicken, please, and wonton soup.";
        for (const auto& [size, expected] :
             {std::pair{17u, "c6353568f2bf8cb4d8a580362da7ff7f97"},
              std::pair{31u, "fc00783e0efdb2c1d445d4c8eff7ed2297687268d6ecccc0c07b25e25ecfe5"},
              std::pair{32u, "39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584"},
              std::pair{
                  47u,
                  "97687268d6ecccc0c07b25e25ecfe584b3fffd940c16a18c1b5549d2f838029e39312523a78662d5be7fcbcc98ebf5"},
              std::pair{48u,
                        "97687268d6ecccc0c07b25e25ecfe5849dad8bbb96c4cdc03bc103e1a194bbd839312523a78662d5be7fcbcc98ebf5"
                        "a8"}}) {
            const auto plain = bytes_of(text.substr(0, size));
            Octets bytes(plain.begin(), plain.end());
            cipher.encrypt(bytes);
            CHECK(to_hex(bytes) == expected);
            cipher.decrypt(bytes);
            CHECK(same(bytes, plain));
        }
    }

    TEST_CASE("what is encrypted decrypts at every size, with either size of key") {
        for (const size_t key_bytes : {16, 32}) {
            const Cipher cipher(Octets(key_bytes, std::byte{0x6B}));
            for (size_t size = 17; size < 100; ++size) {
                Octets bytes;
                for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<std::byte>(i * i));
                const Octets before = bytes;
                cipher.encrypt(bytes);
                CHECK(bytes != before);
                cipher.decrypt(bytes);
                CHECK(bytes == before);
            }
        }
    }

    TEST_CASE("keys of RFC 8009 are derived as in its appendix A") {
        constexpr auto kSmall = "3705d96080c17728a0e800eab6e0d23c";
        CHECK(derived(KeyKind::aes128_sha256, kSmall, Use::checksum) == "b31a018a48f54776f403e9a396325dc3");
        CHECK(derived(KeyKind::aes128_sha256, kSmall, Use::encryption) == "9b197dd1e8c5609d6e67c3e37c62c72e");
        CHECK(derived(KeyKind::aes128_sha256, kSmall, Use::integrity) == "9fda0e56ab2d85e1569a688696c26a6c");
        constexpr auto kLarge = "6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52";
        CHECK(derived(KeyKind::aes256_sha384, kLarge, Use::checksum) ==
              "ef5718be86cc84963d8bbb5031e9f5c4ba41f28faf69e73d");
        CHECK(derived(KeyKind::aes256_sha384, kLarge, Use::encryption) ==
              "56ab22bee63d82d7bc5227f6773f8ea7a5eb1c825160c38312980c442e5c7e49");
        CHECK(derived(KeyKind::aes256_sha384, kLarge, Use::integrity) ==
              "69b16514e3cd8e56b82010d5c73012b622c4d00ffc23ed1f");
    }

    TEST_CASE("keys of RFC 3962 are derived by their cipher") {
        constexpr auto kSmall = "42263c6e89f4fc28b8df68ee09799f15";
        CHECK(derived(KeyKind::aes128_sha1, kSmall, Use::checksum) == "34280a382bc92769b2da2f9ef066854b");
        CHECK(derived(KeyKind::aes128_sha1, kSmall, Use::encryption) == "5b14fc4e250e14ddf9dccf1af6674f53");
        constexpr auto kLarge = "fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161";
        CHECK(derived(KeyKind::aes256_sha1, kLarge, Use::checksum) ==
              "bfab388bdcb238e9f9c98d6a878304f04d30c82556375ac507a7a852790f4674");
    }

    TEST_CASE("other kinds of keys are not ours") {
        CHECK(key_kind(18) == KeyKind::aes256_sha1);
        for (const uint32_t number : {0u, 1u, 3u, 16u, 21u, 23u, 25u, 26u, 274u}) CHECK_FALSE(key_kind(number));
    }
}
