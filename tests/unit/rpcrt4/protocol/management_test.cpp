// SPDX-License-Identifier: LGPL-2.1-or-later
// The management interface on the wire. The expected bytes are written out by hand after C706 appendix Q and 14.3.
#include "rpcrt4/protocol/management.hpp"

#include <doctest/doctest.h>

#include "golden.hpp"

namespace wire = rpcrt4::protocol::management;
using base::ByteOrder;
using base::ByteReader;
using rpcrt4::protocol::SyntaxId;

namespace {

std::vector<std::byte> from_hex(std::string_view text) {
    std::vector<std::byte> bytes;
    std::string digits;
    for (const char c : text) {
        if (c == ' ') continue;
        digits += c;
        if (digits.size() != 2) continue;
        bytes.push_back(static_cast<std::byte>(std::stoul(digits, nullptr, 16)));
        digits.clear();
    }
    return bytes;
}

const SyntaxId kSomeInterface{{0x12345678, 0xabcd, 0xef00, {1, 2, 3, 4, 5, 6, 7, 8}}, 3, 9};

}  // namespace

TEST_SUITE("rpcrt4/protocol/management") {
    TEST_CASE("interface ids are a full pointer to a conformant structure of full pointers") {
        const wire::InterfaceIds reply{{kSomeInterface}, 0};
        const auto bytes = wire::encode_interface_ids(reply);
        CHECK(bytes == from_hex("00000200 01000000 01000000 04000200"
                                "78563412 cdab 00ef 0102030405060708 0300 0900 00000000"));
        const auto decoded = wire::decode_interface_ids(ByteReader(bytes));
        REQUIRE(decoded);
        CHECK(decoded->ids == reply.ids);
        CHECK(decoded->status == 0);
    }

    TEST_CASE("interface ids may be absent, as a whole or one by one, and come in either byte order") {
        const auto none = from_hex("00000000 05000000");
        const auto decoded = wire::decode_interface_ids(ByteReader(none));
        REQUIRE(decoded);
        CHECK(decoded->ids.empty());
        CHECK(decoded->status == 5);
        const auto gap = from_hex(
            "00000001 00000002 00000002 00000000 00000002"
            "12345678 abcd ef00 0102030405060708 0003 0009 00000000");
        const auto other = wire::decode_interface_ids(ByteReader(gap, ByteOrder::big));
        REQUIRE(other);
        CHECK(other->ids == std::vector{kSomeInterface});
    }

    TEST_CASE("statistics: the count, the array with its conformance, the status") {
        CHECK(wire::encode_statistics_request(4) == from_hex("04000000"));
        CHECK(wire::decode_statistics_request(ByteReader(from_hex("04000000 ffffffff"))) == 4);
        const auto bytes = wire::encode_statistics({{7, 8}, 0});
        CHECK(bytes == from_hex("02000000 02000000 07000000 08000000 00000000"));
        const auto decoded = wire::decode_statistics(ByteReader(bytes));
        REQUIRE(decoded);
        CHECK(decoded->values == std::vector<uint32_t>{7, 8});
    }

    TEST_CASE("listening: the status comes before the answer") {
        CHECK(wire::encode_listening({.listening = true, .status = 0}) == from_hex("00000000 01000000"));
        const auto decoded = wire::decode_listening(ByteReader(from_hex("05000000 00000000")));
        REQUIRE(decoded);
        CHECK(decoded->status == 5);
        CHECK_FALSE(decoded->listening);
    }

    TEST_CASE("the principal name is a conformant and varying string, padded before the status") {
        CHECK(wire::encode_principal_name_request({10, 100}) == from_hex("0a000000 64000000"));
        const auto bytes = wire::encode_principal_name({"abcde", 0}, 100);
        CHECK(bytes == from_hex("64000000 00000000 06000000 6162636465 00 0000 00000000"));
        const auto decoded = wire::decode_principal_name(ByteReader(bytes));
        REQUIRE(decoded);
        CHECK(decoded->name == "abcde");
        CHECK(wire::encode_principal_name({"", 1747}, 0) == from_hex("00000000 00000000 00000000 d3060000"));
    }

    TEST_CASE("truncated and lying replies are refused") {
        const std::vector<wire::Bytes> replies{wire::encode_interface_ids({{kSomeInterface, kSomeInterface}, 0}),
                                               wire::encode_statistics({{1, 2, 3, 4}, 0}),
                                               wire::encode_listening({true, 0}),
                                               wire::encode_principal_name({"name", 0}, 10)};
        for (const wire::Bytes& whole : replies) {
            for (size_t size = 0; size < whole.size(); ++size) {
                const std::vector<std::byte> part(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
                const ByteReader reader(part);
                if (&whole == &replies[0]) CHECK_FALSE(wire::decode_interface_ids(reader));
                if (&whole == &replies[1]) CHECK_FALSE(wire::decode_statistics(reader));
                if (&whole == &replies[2]) CHECK_FALSE(wire::decode_listening(reader));
                if (&whole == &replies[3]) CHECK_FALSE(wire::decode_principal_name(reader));
            }
        }
        CHECK_FALSE(wire::decode_interface_ids(ByteReader(from_hex("01000000 ffffffff ffffffff 01000000"))));
        CHECK_FALSE(wire::decode_interface_ids(ByteReader(from_hex("01000000 01000000 02000000 01000000"))));
        CHECK_FALSE(wire::decode_statistics(ByteReader(from_hex("ffffff7f ffffff7f 00000000"))));
        // Not terminated; longer than its room; beginning elsewhere.
        CHECK_FALSE(wire::decode_principal_name(ByteReader(from_hex("04000000 00000000 04000000 61626364 00000000"))));
        CHECK_FALSE(wire::decode_principal_name(ByteReader(from_hex("03000000 00000000 04000000 61626300 00000000"))));
        CHECK_FALSE(wire::decode_principal_name(ByteReader(from_hex("08000000 01000000 04000000 61626300 00000000"))));
    }
}
