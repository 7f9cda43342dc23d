// SPDX-License-Identifier: LGPL-2.1-or-later
// Towers from string bindings and back. The bytes were seen from TowerConstruct of Wine 8.0 (Debian 8.0~repack-4), for
// interface 12345678-1234-5678-0102-030405060708 version 1.2; but Wine leaves out the minor version of the RPC
// protocol (C706 appendix I: two bytes), which is in here.
#include "rpcrt4/binding/tower_binding.hpp"

#include <doctest/doctest.h>

using namespace rpcrt4;
using binding::StringBinding;
using binding::Tower;

namespace {

constexpr protocol::SyntaxId kInterface{{0x12345678, 0x1234, 0x5678, {1, 2, 3, 4, 5, 6, 7, 8}}, 1, 2};
const std::string kSyntaxes =
    "13000d785634123412785601020304050607080100020002"
    "0013000d045d888aeb1cc9119fe808002b1048600200020000000";

std::string hex(const std::vector<std::byte>& bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::byte one : bytes) {
        text += kDigits[std::to_integer<unsigned>(one) >> 4];
        text += kDigits[std::to_integer<unsigned>(one) & 15];
    }
    return text;
}

Tower tower(const StringBinding& parts) {
    auto floors = binding::floors_of(parts);
    REQUIRE(floors);
    return {kInterface, protocol::kNdr20, *floors};
}

struct Row {
    StringBinding parts;
    const char* floors;
};
const Row kRows[] = {
    {{.protseq = "ncacn_ip_tcp", .address = "1.2.3.4", .endpoint = "1025"},
     "01000b0200000001000702000401010009040001020304"},
    {{.protseq = "ncacn_ip_tcp"}, "01000b0200000001000702000000010009040000000000"},
    {{.protseq = "ncacn_np", .address = "srv", .endpoint = "\\pipe\\a"},
     "01000b0200000001000f08005c706970655c6100010011040073727600"},
    {{.protseq = "ncalrpc", .endpoint = "ep"}, "01000c020000000100100300657000"},
    {{.protseq = "ncacn_http", .address = "1.2.3.4", .endpoint = "80"},
     "01000b0200000001001f02000050010009040001020304"},
    {{.protseq = "ncadg_ip_udp", .address = "1.2.3.4", .endpoint = "99"},
     "01000a0200000001000802000063010009040001020304"},
};

}  // namespace

TEST_SUITE("rpcrt4/binding/tower_binding") {
    TEST_CASE("a tower has the floors its protocol sequence has for Windows programs") {
        for (const Row& row : kRows) {
            CAPTURE(row.parts.protseq);
            const std::string text = hex(encode_tower(tower(row.parts)));
            const std::string floors = row.floors;
            REQUIRE(text.size() > floors.size());
            CHECK(text.substr(text.size() - floors.size()) == floors);
            const std::string count = row.parts.protseq == "ncalrpc" ? "0400" : "0500";
            CHECK(text.substr(0, 4 + kSyntaxes.size()) == count + kSyntaxes);
        }
    }

    TEST_CASE("a tower gives the string binding back") {
        for (const Row& row : kRows) {
            CAPTURE(row.parts.protseq);
            const auto decoded = binding::decode_tower(encode_tower(tower(row.parts)));
            REQUIRE(decoded);
            const auto parts = binding::binding_of(*decoded);
            REQUIRE(parts);
            CHECK(*parts == row.parts);
        }
    }

    TEST_CASE("an address that is no IPv4 one is any address") {
        for (const char* address : {"", "::1", "server.example", "1.2.3", "1.2.3.256"}) {
            const auto parts =
                binding::binding_of(tower({.protseq = "ncacn_ip_tcp", .address = address, .endpoint = "80"}));
            REQUIRE(parts);
            CHECK(parts->address.empty());
            CHECK(parts->endpoint == "80");
        }
    }

    TEST_CASE("protocol sequences that nobody has have no tower") {
        CHECK(binding::floors_of({.protseq = "bogus"}).status() == base::Status::rpc_s_invalid_rpc_protseq);
        CHECK(binding::floors_of({.protseq = "ncadg_mq"}).status() == base::Status::rpc_s_invalid_rpc_protseq);
    }

    TEST_CASE("towers with unknown, too few or malformed floors are no binding") {
        Tower changed = tower({.protseq = "ncacn_ip_tcp", .address = "1.2.3.4", .endpoint = "80"});
        changed.floors[1].protocol = 0x7E;
        CHECK_FALSE(binding::binding_of(changed));
        changed.floors[1] = {0x07, {std::byte{1}}};
        CHECK_FALSE(binding::binding_of(changed));
        changed.floors[1] = {0x07, {std::byte{0}, std::byte{80}}};
        changed.floors[2].related.pop_back();
        CHECK_FALSE(binding::binding_of(changed));
        changed.floors.resize(1);
        CHECK_FALSE(binding::binding_of(changed));
        CHECK(binding::protseq_of(changed) == nullptr);
    }

    TEST_CASE("a tower without the network's floor has no address") {
        Tower cut = tower({.protseq = "ncacn_ip_tcp", .address = "1.2.3.4", .endpoint = "80"});
        cut.floors.pop_back();
        const auto parts = binding::binding_of(cut);
        REQUIRE(parts);
        CHECK(parts->address.empty());
    }
}
