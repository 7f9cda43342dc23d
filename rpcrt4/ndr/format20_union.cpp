// SPDX-License-Identifier: LGPL-2.1-or-later
// Unions. An arm is a base type (0x80xx), empty (0) or an offset to a descriptor; no default arm is 0xffff.
#include <cstring>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format20.hpp"
#include "rpcrt4/ndr/format_codes.hpp"

namespace rpcrt4::ndr {
namespace {

constexpr uint16_t kNoDefault = 0xffff;
constexpr uint8_t kSimpleArm = 0x80;
constexpr uint16_t kCountMask = 0x0fff;
constexpr unsigned kAlignShift = 12;

}  // namespace

const Node* Decoder20::arm(FormatReader& reader, bool& present) {
    const uint8_t* from = reader.position();
    const uint16_t value = reader.u16();
    present = value != kNoDefault;
    if (!present || value == 0) return nullptr;
    if (value >> 8 == kSimpleArm) {
        const ScalarNode* base_type = scalar(static_cast<uint8_t>(value));
        if (!base_type) fail_unsupported();
        return base_type;
    }
    return &decode(from + static_cast<int16_t>(value));
}

void Decoder20::arms(UnionNode& node, FormatReader& reader) {
    node.memory_size = node.arm_offset + reader.u16();
    const uint16_t head = reader.u16();
    const uint32_t count = head & kCountMask;
    node.arms_align = static_cast<uint8_t>((head >> kAlignShift) + 1);
    if (node.arms_align & (node.arms_align - 1) || node.arms_align > 8) fail_unsupported();
    for (uint32_t i = 0; i < count; ++i) {
        const auto value = static_cast<int32_t>(reader.u32());
        bool present = true;
        const Node* found = arm(reader, present);
        if (found && conformant_part(*found)) fail_unsupported();
        node.arms.push_back({value, found});
        node.has_pointers |= found && found->has_pointers;
    }
    node.default_arm = arm(reader, node.has_default);
    if (node.default_arm && conformant_part(*node.default_arm)) fail_unsupported();
    node.has_pointers |= node.default_arm && node.default_arm->has_pointers;
    node.wire_align = node.discriminant->wire_align;
    node.wire_minimum = node.discriminant->wire_minimum;
}

Node& Decoder20::encapsulated_union(const uint8_t* at) {
    FormatReader reader(at, graph_);
    UnionNode& node = begin<UnionNode>(at, reader.u8());
    const uint8_t switch_type = reader.u8();
    node.encapsulated = true;
    node.discriminant = scalar(switch_type & 0x0f);
    node.arm_offset = switch_type >> 4;
    if (!node.discriminant) fail_unsupported();
    arms(node, reader);
    return node;
}

Node& Decoder20::non_encapsulated_union(const uint8_t* at) {
    FormatReader reader(at, graph_);
    UnionNode& node = begin<UnionNode>(at, reader.u8());
    node.discriminant = scalar(reader.u8());
    if (!node.discriminant) fail_unsupported();
    read_correlation(reader, node.selector);
    const uint8_t* body = reader.target();
    if (!body) fail_unsupported();
    FormatReader selector(body, graph_);
    arms(node, selector);
    return node;
}

}  // namespace rpcrt4::ndr
