// SPDX-License-Identifier: LGPL-2.1-or-later
// Exchanges of others, byte by byte: rpcclient and samba-dcerpcd, both of Samba 4.17, calling srvsvc over TCP as
// RPCT\root with the password Sesam1; captured with tshark. What they signed and sealed is right by our calculation.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/rpcrt4/security/ntlm/support.hpp"

using namespace ntlm_test;

namespace {

struct Conversation {
    std::string_view negotiate, challenge, authenticate;
    std::string_view request;  ///< the first
    std::string_view response;
};

/// [ntlm,seal]
constexpr Conversation kNtlm = {
    .negotiate = "4e544c4d53535000010000003582086200000000280000000000000028000000060100000000000f",
    .challenge =
        "4e544c4d5353500002000000060006003800000035828a6204d616e1dca931770000000000000000300030003e0000000601"
        "00000000000f4400430031000200060044004300310001000600440043003100040000000300040076006d0007000800d884"
        "71a7df7fdd0100000000",
    .authenticate =
        "4e544c4d53535000030000001800180058000000cc00cc0070000000080008003c0100000800080044010000060006004c01"
        "0000100010005201000035820862060100000000000f82850da6c358f1ab6d8cfb9d0837be54000000000000000000000000"
        "00000000000000000000000022c76f2f09eee037af9f89f4f739d31b0101000000000000d88471a7df7fdd0148c22f6cab77"
        "9019000000000200060044004300310001000600440043003100040000000300040076006d0007000800d88471a7df7fdd01"
        "06000400020000000800300030000000000000000000000000000000fed1e97eb21e19299ac0afb960b484ee9c875a7a34bc"
        "143e30b55b4724b257ed0a0010000000000000000000000000000000000009001c0068006f00730074002f00310032003700"
        "2e0030002e0030002e00310000000000520050004300540072006f006f00740044004300310012165b3ac6621f01dda3c43b"
        "1461f761",
    .request =
        "0500000310000000a0001000040000006800000000001500bd9b93d1819f3c8a2f2e0394cc0b09829662f2b8f7cbb3c2818a"
        "e0f53981f951d929c0613e0d0470973fcfbcda54fbdddb25ec45b402fe902d2a1116c1cb79040972add118a2920d85313fe8"
        "5658342b7fea04bfc32da32492026ac04c056a8e712f07434d3419d4e87d2271049434f00a0608000100000001000000f80e"
        "e70df5979b3800000000",
    .response =
        "0500020310000000a00010000400000070000000000000000a415d3a9dea9b66a6c690b2cef06fc48906294d51107ca357d7"
        "d0898f8abedc17927d3501d3a0b8713f4060799e943b4915f831a7db080e9e9e3f882a70954333cc7ecb1aa7c191b7e2e17d"
        "a9ee2c46cfb63976286e2685f7ba1c91cb5da0a9bb0c9f43862b8dfc47e493b9e62b10b50a0600000100000001000000124a"
        "87d86fedb86700000000",
};

/// [spnego,seal]: the tokens of the mechanism, and the signatures of its list.
constexpr Conversation kSpnego = {
    .negotiate = "4e544c4d53535000010000003582086200000000280000000000000028000000060100000000000f",
    .challenge =
        "4e544c4d5353500002000000060006003800000035828a622a951f88ff806b210000000000000000300030003e0000000601"
        "00000000000f4400430031000200060044004300310001000600440043003100040000000300040076006d000700080076a1"
        "cfaae17fdd0100000000",
    .authenticate =
        "4e544c4d53535000030000001800180058000000cc00cc0070000000080008003c0100000800080044010000060006004c01"
        "0000100010005201000035820862060100000000000f7cd8dcbe97234b10cf0a755b00bb7cf5000000000000000000000000"
        "000000000000000000000000b6df28b203f9b4b0ef68572ef52e8691010100000000000076a1cfaae17fdd01d10e9471f383"
        "8fda000000000200060044004300310001000600440043003100040000000300040076006d000700080076a1cfaae17fdd01"
        "0600040002000000080030003000000000000000000000000000000017bdd49632073c0bca061f5ee55fb9021fb45a3125ef"
        "9a6824081dc19d9362c50a0010000000000000000000000000000000000009001c0068006f00730074002f00310032003700"
        "2e0030002e0030002e00310000000000520050004300540072006f006f00740044004300310001003ce203f61792041798ff"
        "85cfa7b6",
    .request =
        "0500000310000000a00010000400000068000000000015007e31b052d2b3bf176fa70ac5c2a5290064b2df825330be3d1857"
        "796b66bb02eb6ad3128d1fa9b038ef2444ce77a20dd9328de1d41d565e01303881e6d2f11251f4aadf1f65bb6ce6f212132f"
        "08e5a3ec0853d005b7f66e5ec30fabb9af8254271e5626eaaa2f9c239213e133ecf62b9a090608000100000001000000f6c1"
        "2ed351c0ac9301000000",
    .response =
        "0500020310000000a000100004000000700000000000000023f355bd0b1cf52d5cdd4205ac97899ef34519c48ff92f24e3f3"
        "144fc232102a63d8387d72860cf3d66202870cba8d6e6863cd96ce61f987b62e80b4e23369223c3ba33d6da2d0171fac0bf0"
        "d3bdd8a5ce91a954d68f0fc40c14882af59a7d60233003480abdee43e298e49c0e9cb9ec090600000100000001000000b1fb"
        "9e437e6741bb01000000",
};
constexpr std::string_view kMechanismList = "300c060a2b06010401823702020a";
constexpr std::string_view kClientMic = "01000000cecf438552b81aae00000000";
constexpr std::string_view kServerMic = "010000001c489405064be4e800000000";

/// The session key, if the proof and the MIC are right.
Key key_of_exchange(const Conversation& seen) {
    const auto offered = decode_challenge(hex(seen.challenge));
    const Bytes authenticate = hex(seen.authenticate);
    const auto message = decode_authenticate(authenticate);
    REQUIRE(offered);
    REQUIRE(message);
    const Claim claim{message->user, message->domain, {}, offered->server_challenge, message->nt_response};
    CHECK_FALSE(prove(claim, nt_hash(bytes_of("Sesam2"))).right);
    const Proof proof = prove(claim, nt_hash(bytes_of("Sesam1")));
    REQUIRE(proof.right);
    const Key exported = exchanged_key(proof.session_base_key, message->session_key);
    Bytes without = authenticate;
    std::fill_n(without.begin() + kMicOffset, 16, std::byte{0});
    REQUIRE(message->mic);
    CHECK(same(*message_mic(exported, hex(seen.negotiate), hex(seen.challenge), without), *message->mic));
    return exported;
}

constexpr uint32_t kAgreed = 0x62088235;

/// Opens a PDU in place: the header is signed, the stub with its padding sealed, the trailer signed.
Status open(Stream& stream, Bytes& pdu) {
    constexpr size_t kHeader = 24;
    constexpr size_t kTrailer = 8;
    const std::span<std::byte> all(pdu);
    const size_t end = pdu.size() - kSignatureSize;
    const Piece pieces[] = {{all.first(kHeader)},
                            {all.subspan(kHeader, end - kTrailer - kHeader), Piece::Handling::seal},
                            {all.subspan(end - kTrailer, kTrailer)}};
    return stream.unprotect(pieces, true, all.subspan(end));
}

Status check_list(Stream& stream, std::string_view signature) {
    Bytes list = hex(kMechanismList);
    const Piece piece{list};
    const Status status = stream.unprotect({&piece, 1}, false, hex(signature));
    stream.rewind();
    return status;
}

/// Past the server's name, a unique pointer to a conformant varying string.
bool asks_for_server_info(const Bytes& pdu) {
    return to_hex(std::span(pdu).subspan(24 + 12, 4)) == to_hex(std::span(pdu).subspan(24 + 4, 4));
}

}  // namespace

TEST_SUITE("rpcrt4/security/ntlm/samba") {
    TEST_CASE("NTLM: the proof, the MIC, and a sealed request and response") {
        const Key exported = key_of_exchange(kNtlm);
        Stream to_server(kAgreed, exported, Direction::to_server);
        Bytes request = hex(kNtlm.request);
        CHECK(open(to_server, request) == Status::ok);
        CHECK(asks_for_server_info(request));
        Stream to_client(kAgreed, exported, Direction::to_client);
        Bytes response = hex(kNtlm.response);
        CHECK(open(to_client, response) == Status::ok);
    }

    TEST_CASE("SPNEGO: the signatures of the mechanism list, and the messages after them") {
        const Key exported = key_of_exchange(kSpnego);
        Stream to_server(kAgreed, exported, Direction::to_server);
        CHECK(check_list(to_server, kClientMic) == Status::ok);
        Bytes request = hex(kSpnego.request);
        CHECK(open(to_server, request) == Status::ok);
        CHECK(asks_for_server_info(request));
        Stream to_client(kAgreed, exported, Direction::to_client);
        CHECK(check_list(to_client, kServerMic) == Status::ok);
        Bytes response = hex(kSpnego.response);
        CHECK(open(to_client, response) == Status::ok);
    }
}
