// SPDX-License-Identifier: LGPL-2.1-or-later
// The messages against the example of [MS-NLMP] 4.2.4.3 and messages of Samba 4.17, and against truncated and lying
// ones.
#include "rpcrt4/security/ntlm/messages.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace ntlm_test;

namespace {

/// Of python3-samba's gensec, mechanism ntlmssp.
constexpr std::string_view kSambaNegotiate =
    "4e544c4d5353500001000000158208620000000028000000000000002800000006 0100000000000f";
constexpr std::string_view kSambaChallenge =
    "4e544c4d5353500002000000060006003800000015828a62cd7e207dfd67b0300000000000000000320032003e0000000601000000"
    "00000f44004300310002000600440043003100010006004400430031000400000003000600640063003100070008007a82c1e1dd7fdd"
    "0100000000";
constexpr std::string_view kSambaAnonymous =
    "4e544c4d5353500003000000000000005800000000000000580000000000000058000000000000005800000000000000580000001000"
    "100058000000158a0062060100000000000f5632565b24319b1f19f8182ae58622100ce82706f3fb9e1fb367a61dbdbc0a2d";

Bytes patched(std::string_view message, size_t at, std::initializer_list<uint8_t> bytes) {
    Bytes result = hex(message);
    for (uint8_t byte : bytes) result[at++] = static_cast<std::byte>(byte);
    return result;
}

}  // namespace

TEST_SUITE("rpcrt4/security/ntlm/messages") {
    TEST_CASE("the specification's challenge decodes and encodes") {
        const Bytes bytes = hex(kChallengeOfSpecification);
        const auto challenge = decode_challenge(bytes);
        REQUIRE(challenge);
        CHECK(challenge->flags == 0xe28a8233);
        CHECK(challenge->target == "Server");
        CHECK(to_hex(challenge->server_challenge) == "0123456789abcdef");
        CHECK(challenge->version == Version{6, 0, 0x70, 0x17, 0, 0, 0, 15});
        CHECK(challenge->target_info ==
              AvPairs{av_text(AvId::netbios_domain, "Domain"), av_text(AvId::netbios_computer, "Server")});
        CHECK(*encode(*challenge) == bytes);
    }

    TEST_CASE("the specification's authenticate message decodes and encodes") {
        const Bytes bytes = hex(kAuthenticateOfSpecification);
        const auto message = decode_authenticate(bytes);
        REQUIRE(message);
        CHECK(message->flags == 0xe2888235);
        CHECK(message->domain == "Domain");
        CHECK(message->user == "User");
        CHECK(message->workstation == "COMPUTER");
        CHECK(message->lm_response.size() == 24);
        CHECK(message->nt_response.size() == 84);
        CHECK(to_hex(message->session_key) == "c5dad2544fc9799094ce1ce90bc9d03e");
        CHECK_FALSE(message->mic);
        CHECK(*encode(*message) == bytes);

        const auto blob = decode_blob(std::span(message->nt_response).subspan(16));
        REQUIRE(blob);
        CHECK(to_hex(blob->client_challenge) == "aaaaaaaaaaaaaaaa");
        CHECK(encode(*blob) == Octets(message->nt_response.begin() + 16, message->nt_response.end()));
    }

    TEST_CASE("Samba's messages decode") {
        const auto negotiate = decode_negotiate(hex(kSambaNegotiate));
        REQUIRE(negotiate);
        CHECK(negotiate->flags == 0x62088215);
        CHECK(negotiate->version == Version{6, 1, 0, 0, 0, 0, 0, 15});

        const auto challenge = decode_challenge(hex(kSambaChallenge));
        REQUIRE(challenge);
        CHECK(challenge->target == "DC1");
        CHECK(challenge->target_info.size() == 5);
        CHECK(timestamp_of(challenge->target_info) == 0x01dd7fdde1c1827a);
        CHECK(find(challenge->target_info, AvId::dns_domain)->value.empty());

        const auto anonymous = decode_authenticate(hex(kSambaAnonymous));
        REQUIRE(anonymous);
        CHECK(anonymous->user.empty());
        CHECK(anonymous->nt_response.empty());
        CHECK(anonymous->session_key.size() == 16);
    }

    TEST_CASE("a negotiate message may end after its flags, as the oldest do") {
        const auto negotiate = decode_negotiate(hex("4e544c4d53535000 01000000 07820000"));
        REQUIRE(negotiate);
        CHECK(negotiate->flags == 0x8207);
        CHECK(decode_negotiate(encode(Negotiate{.flags = 0x1234}))->flags == 0x0234);
    }

    TEST_CASE("a challenge may do without target information when its flags do not promise any") {
        const auto challenge = decode_challenge(
            hex("4e544c4d53535000 02000000 0c000c0020000000 01020000 0123456789abcdef 530065007200760065007200"));
        REQUIRE(challenge);
        CHECK(challenge->target == "Server");
        CHECK(challenge->target_info.empty());
    }

    TEST_CASE("a MIC is where the payload leaves room for it") {
        Authenticate message;
        message.user = "u";
        message.mic.emplace();
        message.mic->fill(std::byte{7});
        const auto decoded = decode_authenticate(*encode(message));
        REQUIRE(decoded);
        CHECK(decoded->mic == message.mic);
        message.mic.reset();
        CHECK_FALSE(decode_authenticate(*encode(message))->mic);
    }

    TEST_CASE("messages cut short anywhere are refused, or are whole without what was cut") {
        for (std::string_view text : {kChallengeOfSpecification, kSambaChallenge}) {
            const Bytes whole = hex(text);
            for (size_t size = 0; size < whole.size(); ++size) {
                CHECK(decode_challenge(std::span(whole).first(size)).status() == Status::sec_e_invalid_token);
            }
        }
        const Bytes whole = hex(kAuthenticateOfSpecification);
        for (size_t size = 0; size < whole.size(); ++size) {
            CHECK(decode_authenticate(std::span(whole).first(size)).status() == Status::sec_e_invalid_token);
        }
        const Bytes negotiate = hex(kSambaNegotiate);
        for (size_t size = 0; size < 16; ++size) {
            CHECK(decode_negotiate(std::span(negotiate).first(size)).status() == Status::sec_e_invalid_token);
        }
    }

    TEST_CASE("a message of another type or signature is refused") {
        CHECK(decode_challenge(hex(kAuthenticateOfSpecification)).status() == Status::sec_e_invalid_token);
        CHECK(decode_authenticate(hex(kChallengeOfSpecification)).status() == Status::sec_e_invalid_token);
        CHECK(decode_negotiate(hex(kChallengeOfSpecification)).status() == Status::sec_e_invalid_token);
        CHECK(decode_challenge(patched(kChallengeOfSpecification, 0, {'X'})).status() == Status::sec_e_invalid_token);
        CHECK(decode_challenge(patched(kChallengeOfSpecification, 7, {1})).status() == Status::sec_e_invalid_token);
    }

    TEST_CASE("payloads outside the message, or in its fixed part, are refused") {
        for (size_t field : {12u, 20u, 28u, 36u, 44u, 52u}) {
            const auto refused = [field](std::initializer_list<uint8_t> bytes) {
                return decode_authenticate(patched(kAuthenticateOfSpecification, field, bytes)).status() ==
                       Status::sec_e_invalid_token;
            };
            CHECK(refused({0xff, 0xff}));                                // longer than the message
            CHECK(refused({0x02, 0, 0x02, 0, 0xe8, 0, 0, 0}));           // begins at its end
            CHECK(refused({0x10, 0, 0x10, 0, 0xff, 0xff, 0xff, 0xff}));  // far outside
            CHECK(refused({0x10, 0, 0x10, 0, 0xf8, 0xff, 0xff, 0xff}));  // sum beyond 32 bits
            CHECK(refused({0x04, 0, 0x04, 0, 0x08, 0, 0, 0}));           // the type of the message
        }
        CHECK(decode_challenge(patched(kChallengeOfSpecification, 44, {0xff, 0xff})).status() ==
              Status::sec_e_invalid_token);
    }

    TEST_CASE("empty payloads may claim to be anywhere") {
        const auto message =
            decode_authenticate(patched(kAuthenticateOfSpecification, 28, {0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}));
        REQUIRE(message);
        CHECK(message->domain.empty());
    }

    TEST_CASE("text of an odd number of bytes is refused") {
        CHECK(decode_authenticate(patched(kAuthenticateOfSpecification, 36, {7, 0, 7, 0})).status() ==
              Status::sec_e_invalid_token);
    }

    TEST_CASE("pairs without an end, or longer than their list, are refused") {
        CHECK(decode_pairs({}).status() == Status::sec_e_invalid_token);
        CHECK(decode_pairs(hex("00 00 00")).status() == Status::sec_e_invalid_token);
        CHECK(decode_pairs(hex("0100 0200 4100")).status() == Status::sec_e_invalid_token);
        CHECK(decode_pairs(hex("0100 0300 4100")).status() == Status::sec_e_invalid_token);
        CHECK(decode_pairs(hex("0100 ffff 4100 00000000")).status() == Status::sec_e_invalid_token);
        CHECK(decode_pairs(hex("00000000"))->empty());
        CHECK(decode_pairs(hex("3412 0100 aa 00000000 ffff"))->size() == 1);
    }

    TEST_CASE("the first of several pairs counts, and flags and times of another size do not") {
        const AvPairs pairs = {{AvId::flags, hex("02000000")}, {AvId::flags, hex("00000000")}};
        CHECK(flags_of(pairs) == 2);
        CHECK(flags_of({{AvId::flags, hex("0200")}}) == 0);
        CHECK_FALSE(timestamp_of({{AvId::timestamp, hex("00000000")}}));
        CHECK(timestamp_of({av_time(77)}) == 77);
    }

    TEST_CASE("the blob of a response must be of the version there is") {
        ClientBlob blob;
        blob.pairs = {av_text(AvId::target_name, "host/a")};
        Octets bytes = encode(blob);
        CHECK(decode_blob(bytes)->pairs == blob.pairs);
        for (size_t at : {0u, 1u}) {
            Octets other = bytes;
            other[at] = std::byte{2};
            CHECK(decode_blob(other).status() == Status::sec_e_invalid_token);
        }
        for (size_t size = 0; size + 4 < bytes.size(); ++size) {
            CHECK(decode_blob(std::span(bytes).first(size)).status() == Status::sec_e_invalid_token);
        }
    }

    TEST_CASE("what does not fit into 16 bits of length is not encoded") {
        Authenticate message;
        message.user = std::string(40000, 'u');
        CHECK(encode(message).status() == Status::sec_e_invalid_token);
        message.user = "u";
        message.nt_response.resize(65536);
        CHECK(encode(message).status() == Status::sec_e_invalid_token);
        message.nt_response.resize(65535);
        CHECK(encode(message));
        Challenge challenge;
        challenge.flags = flag::kTargetInfo;
        challenge.target_info.assign(3, {AvId::dns_tree, Octets(30000)});
        CHECK(encode(challenge).status() == Status::sec_e_invalid_token);
    }
}
