// SPDX-License-Identifier: LGPL-2.1-or-later
// Tower octet strings, against bytes written out by hand from C706 appendices I and L.
#include <doctest/doctest.h>

#include "rpcrt4/binding/tower.hpp"

using namespace rpcrt4::binding;
using rpcrt4::protocol::kNdr20;
using rpcrt4::protocol::SyntaxId;

namespace {

constexpr SyntaxId kEcho{{0x60a15ec5, 0x4de8, 0x11d7, {0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82}}, 1, 0};

constexpr uint8_t kTcpTower[] = {
    0x05, 0x00,                                                                                      // floors
    0x13, 0x00, 0x0d, 0xc5, 0x5e, 0xa1, 0x60, 0xe8, 0x4d,                                            // interface
    0xd7, 0x11, 0xa6, 0x37, 0x00, 0x50, 0x56, 0xa2, 0x01, 0x82, 0x01, 0x00, 0x02, 0x00, 0x00, 0x00,  //
    0x13, 0x00, 0x0d, 0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c,                                            // NDR 2.0
    0xc9, 0x11, 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 0x02, 0x00, 0x02, 0x00, 0x00, 0x00,  //
    0x01, 0x00, 0x0b, 0x02, 0x00, 0x00, 0x00,              // connection-oriented RPC, minor version 0
    0x01, 0x00, 0x07, 0x02, 0x00, 0xc0, 0x01,              // TCP, port 49153
    0x01, 0x00, 0x09, 0x04, 0x00, 0x7f, 0x00, 0x00, 0x01,  // IP, 127.0.0.1
};

Tower tcp_tower() {
    return {kEcho, kNdr20, {version_floor(0x0b, 0), port_floor(0x07, 49153), ipv4_floor(0x09, "127.0.0.1")}};
}

}  // namespace

TEST_SUITE("rpcrt4/binding/tower") {
    TEST_CASE("a TCP tower encodes to and decodes from the hand-written octets") {
        const auto golden = std::as_bytes(std::span(kTcpTower));
        CHECK(encode_tower(tcp_tower()) == std::vector(golden.begin(), golden.end()));
        const auto tower = decode_tower(golden);
        REQUIRE(tower);
        CHECK(*tower == tcp_tower());
        CHECK(floor_port(tower->floors[1]) == 49153);
        CHECK(floor_ipv4(tower->floors[2]) == "127.0.0.1");
    }

    TEST_CASE("a local tower carries its endpoint as text") {
        const Tower tower{kEcho, kNdr20, {version_floor(0x0c, 0), text_floor(0x10, "my_printer")}};
        const auto decoded = decode_tower(encode_tower(tower));
        REQUIRE(decoded);
        CHECK(floor_text(decoded->floors[1]) == "my_printer");
        CHECK_FALSE(floor_port(decoded->floors[1]));
        CHECK(floor_ipv4(decoded->floors[1]).empty());
    }

    TEST_CASE("what is no address becomes the any-address") {
        for (const char* text : {"", "host", "1.2.3", "1.2.3.256", "1.2.3.4.5"}) {
            CHECK(floor_ipv4(ipv4_floor(0x09, text)) == "0.0.0.0");
        }
    }

    TEST_CASE("a tower cut anywhere or with absurd counts is refused") {
        const auto golden = std::as_bytes(std::span(kTcpTower));
        for (size_t size = 0; size < golden.size(); ++size) {
            const std::vector<std::byte> part(golden.begin(), golden.begin() + size);
            CHECK_FALSE(decode_tower(part));
        }
        std::vector<std::byte> bytes(golden.begin(), golden.end());
        bytes[0] = std::byte{200};
        CHECK_FALSE(decode_tower(bytes));
        bytes[0] = std::byte{2};
        CHECK_FALSE(decode_tower(bytes));
        bytes[0] = std::byte{5};
        bytes[4] = std::byte{0x0c};  // not a UUID floor
        CHECK_FALSE(decode_tower(bytes));
    }
}
