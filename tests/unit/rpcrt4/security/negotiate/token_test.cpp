// SPDX-License-Identifier: LGPL-2.1-or-later
// SPNEGO's tokens against golden bytes, and truncated and altered at every byte.
// The goldens are written down from the ASN.1 of RFC 4178 section 4.2 and [MS-SPNG] 2.2.1; that others read and write
// the same is shown by tests/interop/kerberos.py.
#include "rpcrt4/security/negotiate/token.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

using namespace rpcrt4::security::negotiate;
using rpcrt4::security::Service;
using namespace std::string_view_literals;

namespace {

using Octets = std::vector<std::byte>;

Octets hex(std::string_view text) {
    Octets bytes;
    for (size_t i = 0; i + 1 < text.size(); i += 2)
        bytes.push_back(static_cast<std::byte>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
    return bytes;
}

std::string text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
Bytes bytes_of(std::string_view value) { return std::as_bytes(std::span(value)); }

// Both of Kerberos, then NTLM; mechToken "abc".
constexpr auto kInit =
    "603906062b0601050502a02f302da0243022"
    "06092a864882f712010202"
    "06092a864886f712010202"
    "060a2b06010401823702020a"
    "a2050403616263"sv;
// The SPNEGO of a Windows server's negotiate response: no token, hints with "not_defined_in_RFC4178@please_ignore".
constexpr auto kHints =
    "607606062b0601050502a06c306aa03c303a060a2b06010401823702021e06092a864882f71201020206092a864886f712010202060a2a8648"
    "86f71201020203060a2b06010401823702020aa32a3028a0261b246e6f745f646566696e65645f696e5f5246433431373840706c656173655f"
    "69676e6f7265"sv;
// accept-incomplete, supportedMech NTLM, responseToken "xyz"; MIC "mm".
constexpr auto kResponse = "a1223020a0030a0101a10c060a2b06010401823702020aa205040378797aa30404026d6d"sv;

}  // namespace

TEST_SUITE("rpcrt4/security/negotiate/token") {
    TEST_CASE("a first token encodes to and decodes from the golden bytes") {
        const Mechanism mechanisms[] = {Mechanism::kerberos_windows, Mechanism::kerberos, Mechanism::ntlm};
        const Octets list = encode_mechanism_list(mechanisms);
        CHECK(encode_init(list, bytes_of("abc")) == hex(kInit));

        const Octets golden = hex(kInit);
        const auto init = decode_init(golden);
        REQUIRE(init);
        CHECK(std::ranges::equal(init->mechanisms, mechanisms));
        CHECK(std::ranges::equal(init->mechanism_list, list));
        CHECK(text(init->token.value()) == "abc");
        CHECK_FALSE(init->mic);
    }

    TEST_CASE("an answer encodes to and decodes from the golden bytes") {
        CHECK(encode_response({State::incomplete, Mechanism::ntlm, bytes_of("xyz"), bytes_of("mm")}) == hex(kResponse));
        const Octets golden = hex(kResponse);
        const auto response = decode_response(golden);
        REQUIRE(response);
        CHECK(response->state == State::incomplete);
        CHECK(response->mechanism == Mechanism::ntlm);
        CHECK(text(response->token.value()) == "xyz");
        CHECK(text(response->mic.value()) == "mm");
    }

    TEST_CASE("every part of an answer may be missing") {
        const auto decode = [](const ResponseToken& response) {
            const Octets bytes = encode_response(response);
            return decode_response(bytes).status();
        };
        CHECK(decode({}) == base::Status::ok);
        CHECK(decode({.state = State::reject, .mechanism = {}, .token = {}, .mic = {}}) == base::Status::ok);
        const Octets bytes = hex("a1073005a0030a0100");  // what servers end with
        CHECK(encode_response({.state = State::completed, .mechanism = {}, .token = {}, .mic = {}}) == bytes);
    }

    TEST_CASE("Windows' hints are passed over, and mechanisms nobody here knows stand for themselves") {
        const Octets golden = hex(kHints);
        const auto init = decode_init(golden);
        REQUIRE(init);
        CHECK(init->mechanisms == std::vector{Mechanism::unknown, Mechanism::kerberos_windows, Mechanism::kerberos,
                                              Mechanism::unknown, Mechanism::ntlm});
        CHECK_FALSE(init->token);
        CHECK_FALSE(init->mic);
    }

    TEST_CASE("a MIC is found behind hints and without them, flags and extensions are passed over") {
        const auto init_of = [](std::string_view rest) {
            const Octets list = encode_mechanism_list(std::array{Mechanism::ntlm});
            const Octets sequence = der_element(tag::kSequence, {der_element(tag::context(0), {list}), hex(rest)});
            return der_element(tag::kApplication0, {hex("06062b0601050502"), der_element(tag::context(0), {sequence})});
        };
        const auto mic_of = [](const Octets& bytes) {
            const auto init = decode_init(bytes);
            REQUIRE(init);
            return init->mic ? text(*init->mic) : "none";
        };
        CHECK(mic_of(init_of("a30404026d6d")) == "mm");
        CHECK(mic_of(init_of("a3043002a000a40404026d6d")) == "mm");
        CHECK(mic_of(init_of("a40404026d6d")) == "mm");
        CHECK(mic_of(init_of("a10403020640a50404026d6d")) == "none");
        CHECK_FALSE(decode_init(init_of("a30404036d6d")));
        CHECK_FALSE(decode_init(init_of("a30504")));
        CHECK_FALSE(decode_init(init_of("a20504026d6d00")));
    }

    TEST_CASE("a token cut at any byte, or longer than it says, is none") {
        for (const std::string_view golden : {kInit, kHints}) {
            Octets bytes = hex(golden);
            for (size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(decode_init(std::span(bytes).first(size)));
            bytes.push_back(std::byte{0});
            CHECK_FALSE(decode_init(bytes));
        }
        Octets bytes = hex(kResponse);
        for (size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(decode_response(std::span(bytes).first(size)));
        bytes.push_back(std::byte{0});
        CHECK_FALSE(decode_response(bytes));
    }

    TEST_CASE("neither kind passes for the other, and a list has members") {
        CHECK_FALSE(decode_response(hex(kInit)));
        CHECK_FALSE(decode_init(hex(kResponse)));
        CHECK_FALSE(decode_init(hex("601006062b0601050502a0063004a0023000")));
        CHECK_FALSE(decode_response(hex("a1073005a0030a0104")));          // no such state
        CHECK_FALSE(decode_response(hex("a1083006a0040a020000")));        // of two bytes
        CHECK_FALSE(decode_response(hex("a1083006a0030a01000400")));      // lengths that disagree
        CHECK_FALSE(decode_response(hex("a10b3009a0030a0100a1020600")));  // a mechanism without a name
    }

    TEST_CASE("bare tokens are told by their first bytes") {
        CHECK(bare_mechanism(bytes_of("NTLMSSP\0\1\0\0\0"sv)) == Service::ntlm);
        CHECK(bare_mechanism(bytes_of("NTLMSSP"sv)) == Service::none);
        CHECK(bare_mechanism(hex("6e820512")) == Service::kerberos);
        CHECK(bare_mechanism(hex("600d06092a864886f7120102020100")) == Service::kerberos);
        CHECK(bare_mechanism(hex("600d06092a864882f7120102020100")) == Service::kerberos);
        CHECK(bare_mechanism(hex(kInit)) == Service::none);
        CHECK(bare_mechanism({}) == Service::none);
    }
}
