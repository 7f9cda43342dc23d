// SPDX-License-Identifier: LGPL-2.1-or-later
// See tower.hpp. Counts and the identifier fields of the two syntax floors are little-endian whatever the label says;
// ports and addresses are in network order. C706 appendix L.
#include "rpcrt4/binding/tower.hpp"

#include <algorithm>
#include <cstdio>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/byte_writer.hpp"
#include "rpcrt4/protocol/uuid_codec.hpp"

namespace rpcrt4::binding {
namespace {

using base::ByteReader;
using base::ByteWriter;

constexpr uint8_t kUuidFloor = 0x0D;
constexpr uint16_t kSyntaxLeft = 1 + 16 + 2;
constexpr uint16_t kMaxFloors = 16;

void write_syntax(ByteWriter& writer, const protocol::SyntaxId& syntax) {
    std::byte id[16];
    protocol::encode_uuid(id, syntax.uuid);
    writer.u16(kSyntaxLeft);
    writer.u8(kUuidFloor);
    writer.bytes(id);
    writer.u16(syntax.major);
    writer.u16(2);
    writer.u16(syntax.minor);
}

std::optional<protocol::SyntaxId> read_syntax(ByteReader& reader) {
    protocol::SyntaxId syntax;
    ByteReader left(reader.take(reader.u16()));
    ByteReader right(reader.take(reader.u16()));
    const bool is_uuid = left.u8() == kUuidFloor;
    syntax.uuid = protocol::decode_uuid(left);
    syntax.major = left.u16();
    syntax.minor = right.u16();
    if (!is_uuid || left.failed() || right.failed()) return {};
    return syntax;
}

}  // namespace

std::vector<std::byte> encode_tower(const Tower& tower) {
    ByteWriter writer;
    writer.u16(static_cast<uint16_t>(2 + tower.floors.size()));
    write_syntax(writer, tower.interface_id);
    write_syntax(writer, tower.transfer);
    for (const TowerFloor& floor : tower.floors) {
        writer.u16(1);
        writer.u8(floor.protocol);
        writer.u16(static_cast<uint16_t>(floor.related.size()));
        writer.bytes(floor.related);
    }
    return writer.take();
}

std::optional<Tower> decode_tower(std::span<const std::byte> octets) {
    ByteReader reader(octets);
    const uint16_t count = reader.u16();
    if (count < 3 || count > kMaxFloors) return {};
    const auto interface_id = read_syntax(reader);
    const auto transfer = interface_id ? read_syntax(reader) : std::nullopt;
    if (!transfer) return {};
    Tower tower{*interface_id, *transfer, {}};
    for (unsigned i = 2; i < count; ++i) {
        const auto left = reader.take(reader.u16());
        const auto right = reader.take(reader.u16());
        if (reader.failed() || left.empty()) return {};
        tower.floors.push_back({static_cast<uint8_t>(left.front()), {right.begin(), right.end()}});
    }
    return tower;
}

TowerFloor version_floor(uint8_t protocol, uint16_t minor_version) {
    return {protocol, {std::byte(minor_version & 0xFF), std::byte(minor_version >> 8)}};
}

TowerFloor port_floor(uint8_t protocol, uint16_t port) {
    return {protocol, {std::byte(port >> 8), std::byte(port & 0xFF)}};
}

TowerFloor ipv4_floor(uint8_t protocol, std::string_view dotted) {
    TowerFloor floor{protocol, std::vector<std::byte>(4)};
    unsigned parts[4];
    char end;
    const std::string text(dotted);
    const bool good =
        std::sscanf(text.c_str(), "%3u.%3u.%3u.%3u%c", &parts[0], &parts[1], &parts[2], &parts[3], &end) == 4;
    if (good && std::all_of(parts, parts + 4, [](unsigned part) { return part <= 255; })) {
        for (size_t i = 0; i < 4; ++i) floor.related[i] = std::byte(parts[i]);
    }
    return floor;
}

TowerFloor text_floor(uint8_t protocol, std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    TowerFloor floor{protocol, {bytes.begin(), bytes.end()}};
    floor.related.push_back(std::byte{0});
    return floor;
}

std::optional<uint16_t> floor_port(const TowerFloor& floor) noexcept {
    if (floor.related.size() != 2) return {};
    return static_cast<uint16_t>(std::to_integer<int>(floor.related[0]) << 8 | std::to_integer<int>(floor.related[1]));
}

std::string floor_ipv4(const TowerFloor& floor) {
    if (floor.related.size() != 4) return {};
    std::string text;
    for (const std::byte part : floor.related) {
        if (!text.empty()) text += '.';
        text += std::to_string(std::to_integer<unsigned>(part));
    }
    return text;
}

std::string floor_text(const TowerFloor& floor) {
    const auto end = std::find(floor.related.begin(), floor.related.end(), std::byte{0});
    std::string text;
    for (auto it = floor.related.begin(); it != end; ++it) text += static_cast<char>(*it);
    return text;
}

}  // namespace rpcrt4::binding
