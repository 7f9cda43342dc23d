// SPDX-License-Identifier: LGPL-2.1-or-later
// The endpoint mapper's requests and replies against the bytes in tests/golden/protocols/epm.hex (see origin.txt
// there), and against what a hostile mapper might send.
#include "rpcrt4/epmapper/wire.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <fstream>
#include <string>

#include "handleapi/base/byte_writer.hpp"
#include "rpcrt4/binding/tower_binding.hpp"

using namespace rpcrt4;
using namespace rpcrt4::epmapper;
using base::ByteReader;
using wire::Bytes;

namespace {

/// The bytes under the title that begins so.
Bytes golden(const std::string& title) {
    std::ifstream file(SOURCE_ROOT "/tests/golden/protocols/epm.hex");
    Bytes bytes;
    bool mine = false;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("  ")) {
            mine = line.starts_with(title);
            continue;
        }
        for (size_t i = 2; mine && i + 1 < line.size(); i += 2) {
            bytes.push_back(std::byte(std::stoul(line.substr(i, 2), nullptr, 16)));
        }
    }
    REQUIRE_FALSE(bytes.empty());
    return bytes;
}

binding::Tower golden_tower() {
    return {{{0xe3514235, 0x4b06, 0x11d1, {0xab, 0x04, 0x00, 0xc0, 0x4f, 0xc2, 0xdc, 0xd2}}, 4, 0},
            protocol::kNdr20,
            *binding::floors_of({.protseq = "ncacn_ip_tcp", .address = "127.0.0.1", .endpoint = "135"})};
}

uuid::Uuid number(uint32_t value) { return {value, 0, 0, {}}; }

/// Every prefix of `reply` that is too short to be one.
template <typename Decode>
void refuses_every_cut(const Bytes& reply, Decode&& decode) {
    for (size_t length = 0; length < reply.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(decode(ByteReader({reply.data(), length})));
    }
    CHECK(decode(ByteReader(reply)));
}

Bytes lookup_reply(uint32_t count, uint32_t room, uint32_t offset, uint32_t sent, size_t rest) {
    base::ByteWriter out;
    out.zeros(20);
    out.u32(count);
    out.u32(room);
    out.u32(offset);
    out.u32(sent);
    out.zeros(rest);
    return out.take();
}

}  // namespace

TEST_SUITE("rpcrt4/epmapper/wire") {
    TEST_CASE("requests are the bytes that other programs decode") {
        wire::LookupRequest all;
        all.most = 500;
        CHECK(wire::encode_lookup(all) == golden("2 operation 2 request"));
        CHECK(wire::encode_free({}).size() == 20);
        wire::MapRequest map{.object = {}, .tower = golden_tower(), .most = 4};
        const Bytes expected = golden("8 operation 3 request");
        ByteReader object{std::span(expected).subspan(4, 16)};
        map.object.time_low = object.u32();
        map.object.time_mid = object.u16();
        map.object.time_hi_and_version = object.u16();
        for (uint8_t& byte : map.object.clock_and_node) byte = object.u8();
        CHECK(wire::encode_map(map) == expected);
    }

    TEST_CASE("an inquiry by interface and object carries both") {
        wire::LookupRequest request;
        request.inquiry = {InquiryType::by_both, {number(1), 1, 0xFFFF}, VersionOption::exact, number(2)};
        const Bytes bytes = wire::encode_lookup(request);
        ByteReader reader(bytes);
        CHECK(reader.u32() == 3);
        CHECK(reader.u32() != 0);
        reader.skip(16);
        CHECK(reader.u32() != 0);
        reader.skip(16);
        CHECK(reader.u16() == 1);
        CHECK(reader.u16() == 0xFFFF);
        CHECK(reader.u32() == 3);
        reader.skip(20);
        CHECK(reader.u32() == 1);
        CHECK(reader.remaining() == 0);
    }

    TEST_CASE("a reply of elements is decoded; one without a tower is counted and left out") {
        const Bytes bytes = golden("4 operation 2 response");
        const auto reply = wire::decode_lookup_reply(ByteReader(bytes), 500);
        REQUIRE(reply);
        CHECK(reply->count == 4);
        CHECK(reply->status == 0);
        CHECK(reply->handle != wire::LookupHandle{});
        REQUIRE(reply->elements.size() == 3);
        CHECK(reply->elements[0].annotation == "a note");
        CHECK(reply->elements[1].annotation == "a note that leaves not a byte of its sixty-four bytes to spare!");
        CHECK(reply->elements[2].annotation.empty());
        for (const Element& element : reply->elements) CHECK(element.tower == golden_tower());
        refuses_every_cut(bytes, [](ByteReader cut) { return wire::decode_lookup_reply(cut, 500).has_value(); });
    }

    TEST_CASE("the last reply of a lookup says that nothing more is registered") {
        const Bytes bytes = golden("3 operation 2 response");
        const auto reply = wire::decode_lookup_reply(ByteReader(bytes), 500);
        REQUIRE(reply);
        CHECK(reply->count == 0);
        CHECK(reply->handle == wire::LookupHandle{});
        CHECK(wire::from_mapper(reply->status) == base::Status::ept_s_not_registered);
    }

    TEST_CASE("a reply of towers is decoded; null pointers among them stand for nothing") {
        const Bytes bytes = golden("8 operation 3 response");
        const auto reply = wire::decode_map_reply(ByteReader(bytes), 4);
        REQUIRE(reply);
        CHECK(reply->status == 0);
        REQUIRE(reply->towers.size() == 2);
        CHECK(reply->towers[0] == golden_tower());
        refuses_every_cut(bytes, [](ByteReader cut) { return wire::decode_map_reply(cut, 4).has_value(); });
        const auto too_many = wire::decode_map_reply(ByteReader(bytes), 2);
        CHECK_FALSE(too_many);
    }

    TEST_CASE("counts that contradict each other, the request or the bytes are refused") {
        const auto decodes = [](const Bytes& bytes) { return wire::decode_lookup_reply(ByteReader(bytes), 100); };
        CHECK(decodes(lookup_reply(0, 100, 0, 0, 4)));
        CHECK_FALSE(decodes(lookup_reply(1, 100, 0, 0, 4)));
        CHECK_FALSE(decodes(lookup_reply(1, 100, 1, 1, 64)));
        CHECK_FALSE(decodes(lookup_reply(2, 1, 0, 2, 128)));
        CHECK_FALSE(decodes(lookup_reply(101, 500, 0, 101, 101 * 28 + 4)));
        CHECK_FALSE(decodes(lookup_reply(0xFFFFFFFF, 0xFFFFFFFF, 0, 0xFFFFFFFF, 64)));
        CHECK_FALSE(wire::decode_map_reply(ByteReader(lookup_reply(0x40000000, 0x40000000, 0, 0x40000000, 64)), 500));
    }

    TEST_CASE("a tower whose two counts differ, or that is too long, spoils the reply") {
        for (const uint32_t length : {74u, 76u, 0x7FFFFFFFu, 0xFFFFFFFFu}) {
            Bytes bytes = golden("8 operation 3 response");
            size_t at = 0;
            for (size_t i = 0; i + 8 <= bytes.size() && at == 0; i += 4) {
                if (std::to_integer<int>(bytes[i]) == 0x4b && std::to_integer<int>(bytes[i + 4]) == 0x4b) at = i;
            }
            REQUIRE(at != 0);
            std::memcpy(bytes.data() + at + 4, &length, sizeof length);
            CHECK_FALSE(wire::decode_map_reply(ByteReader(bytes), 4));
        }
    }

    TEST_CASE("the codes of mappers become those of Windows") {
        CHECK(wire::from_mapper(0) == base::Status::ok);
        CHECK(wire::from_mapper(0x16C9A0D6) == base::Status::ept_s_not_registered);
        CHECK(wire::from_mapper(0x16C9A0CD) == base::Status::ept_s_cant_perform_op);
        CHECK(wire::from_mapper(0xFFFFFFFF) == base::Status::ept_s_cant_perform_op);
    }
}
