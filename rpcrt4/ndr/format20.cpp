// SPDX-License-Identifier: LGPL-2.1-or-later
// The dispatch over format characters and the small descriptors. See format20.hpp for the map.
#include "rpcrt4/ndr/format20.hpp"

#include <array>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format_codes.hpp"

namespace rpcrt4::ndr {
namespace {

ScalarNode make_scalar(uint8_t code, uint8_t wire, uint8_t memory, ScalarForm form) noexcept {
    ScalarNode node;
    node.code = code;
    node.wire_align = wire;
    node.wire_minimum = wire;
    node.memory_size = memory;
    node.form = form;
    node.flat = form == ScalarForm::plain;
    return node;
}

using Scalars = std::array<ScalarNode, 0xba>;

Scalars make_scalars() noexcept {
    Scalars table;
    const auto plain = [&](uint8_t code, uint8_t size) {
        table[code] = make_scalar(code, size, size, ScalarForm::plain);
    };
    for (uint8_t code : {fc::kByte, fc::kChar, fc::kSmall, fc::kUsmall}) plain(code, 1);
    for (uint8_t code : {fc::kWchar, fc::kShort, fc::kUshort}) plain(code, 2);
    for (uint8_t code : {fc::kLong, fc::kUlong, fc::kFloat, fc::kEnum32, fc::kErrorStatus}) plain(code, 4);
    for (uint8_t code : {fc::kHyper, fc::kDouble}) plain(code, 8);
    table[fc::kEnum16] = make_scalar(fc::kEnum16, 2, 4, ScalarForm::enum16);
    table[fc::kInt3264] = make_scalar(fc::kInt3264, 4, 8, ScalarForm::int3264);
    table[fc::kUint3264] = make_scalar(fc::kUint3264, 4, 8, ScalarForm::uint3264);
    return table;
}

}  // namespace

const ScalarNode* Decoder20::scalar(uint8_t code) noexcept {
    static const Scalars table = make_scalars();
    return code < table.size() && table[code].memory_size != 0 ? &table[code] : nullptr;
}

const Node& Decoder20::decode(const uint8_t* at) {
    if (const Node* known = graph_.find(at)) return *known;
    return decode_new(at);
}

Node& Decoder20::decode_new(const uint8_t* at) {
    const uint8_t code = *at;
    switch (code) {
        case fc::kRange:
            return range(at);
        case fc::kRefPointer:
        case fc::kUniquePointer:
        case fc::kObjectPointer:
        case fc::kFullPointer:
            return pointer(at);
        case fc::kConformantCharString:
        case fc::kConformantByteString:
        case fc::kConformantWideString:
        case fc::kCharString:
        case fc::kByteString:
        case fc::kWideString:
            return string(at);
        case fc::kConformantStructString:
        case fc::kStructString:
            return struct_string(at);
        case fc::kStruct:
        case fc::kPointerStruct:
        case fc::kConformantStruct:
        case fc::kConformantPointerStruct:
        case fc::kConformantVaryingStruct:
            return plain_structure(at);
        case fc::kBogusStruct:
            return complex_structure(at);
        case fc::kHardStruct:
            return hard_structure(at);
        case fc::kSmallFixedArray:
        case fc::kLargeFixedArray:
            return fixed_array(at);
        case fc::kConformantArray:
        case fc::kConformantVaryingArray:
            return conformant_array(at);
        case fc::kSmallVaryingArray:
        case fc::kLargeVaryingArray:
            return varying_array(at);
        case fc::kBogusArray:
            return complex_array(at);
        case fc::kEncapsulatedUnion:
            return encapsulated_union(at);
        case fc::kNonEncapsulatedUnion:
            return non_encapsulated_union(at);
        case fc::kBindContext:
            return context_handle(at);
        case fc::kByteCountPointer:
            return byte_count_pointer(at);
        case fc::kTransmitAs:
        case fc::kRepresentAs:
            return transmitted(at);
        case fc::kUserMarshal:
            return user_marshal(at);
        case fc::kInterfacePointer:
            return interface_pointer(at);
        default:
            break;
    }
    const ScalarNode* base_type = scalar(code);
    if (!base_type) fail_unsupported();
    graph_.note_read(at, 1);
    return const_cast<ScalarNode&>(*base_type);  // shared, and only ever read
}

Node& Decoder20::range(const uint8_t* at) {
    RangeNode& node = begin<RangeNode>(at, *at);
    FormatReader reader(at + 1, graph_);
    graph_.note_read(at, 1);
    node.scalar = scalar(reader.u8() & 0x0f);
    if (!node.scalar) fail_unsupported();
    const uint32_t low = reader.u32();
    const uint32_t high = reader.u32();
    const bool is_unsigned =
        node.scalar->code == fc::kUlong || node.scalar->code == fc::kUshort || node.scalar->code == fc::kUsmall;
    node.low = is_unsigned ? int64_t{low} : int64_t{static_cast<int32_t>(low)};
    node.high = is_unsigned ? int64_t{high} : int64_t{static_cast<int32_t>(high)};
    node.wire_align = node.scalar->wire_align;
    node.memory_size = node.scalar->memory_size;
    node.wire_minimum = node.scalar->wire_minimum;
    return node;
}

Node& Decoder20::pointer(const uint8_t* at) {
    FormatReader reader(at, graph_);
    const uint8_t code = reader.u8();
    PointerNode& node = begin<PointerNode>(at, code);
    node.pointer = static_cast<PointerKind>(code - fc::kRefPointer);
    node.flags = reader.u8();
    node.wire_align = 4;
    node.wire_minimum = 4;
    node.memory_size = sizeof(void*);
    node.has_pointers = true;
    if (node.flags & pointer_flag::kSimple) {
        node.pointee = &decode(reader.position());
        return node;
    }
    const uint8_t* target = reader.target();
    if (!target) fail_unsupported();
    node.pointee = &decode(target);
    return node;
}

Node& Decoder20::string(const uint8_t* at) {
    FormatReader reader(at, graph_);
    const uint8_t code = reader.u8();
    StringNode& node = begin<StringNode>(at, code);
    const bool wide = code == fc::kConformantWideString || code == fc::kWideString;
    node.char_size = node.char_align = wide ? 2 : 1;
    node.wire_align = 4;
    node.wire_minimum = 8;
    const uint8_t form = reader.u8();
    if (code == fc::kCharString || code == fc::kByteString || code == fc::kWideString) {
        node.fixed_count = reader.u16();
        node.memory_size = node.fixed_count * node.char_size;
        if (node.fixed_count == 0) fail_unsupported();
    } else if (form == fc::kStringSized) {
        read_correlation(reader, node.conformance);
    }
    return node;
}

Node& Decoder20::struct_string(const uint8_t* at) {
    FormatReader reader(at, graph_);
    const uint8_t code = reader.u8();
    StringNode& node = begin<StringNode>(at, code);
    node.char_size = reader.u8();
    node.wire_align = 4;
    node.wire_minimum = 8;
    // The structures consist of bytes: no alignment, and no byte order.
    if (node.char_size == 0) fail_unsupported();
    if (code == fc::kStructString) {
        node.fixed_count = reader.u16();
        node.memory_size = node.fixed_count * node.char_size;
        if (node.fixed_count == 0) fail_unsupported();
    } else {
        graph_.note_read(reader.position(), 1);
        if (*reader.position() == fc::kStringSized) {
            reader.skip(2);
            read_correlation(reader, node.conformance);
        }
    }
    return node;
}

Node& Decoder20::context_handle(const uint8_t* at) {
    FormatReader reader(at, graph_);
    ContextHandleNode& node = begin<ContextHandleNode>(at, reader.u8());
    node.flags = reader.u8();
    node.rundown_index = reader.u8();
    node.wire_align = 4;
    node.wire_minimum = 20;
    node.memory_size = sizeof(void*);
    node.has_pointers = true;  // memory for one is zeroed
    return node;
}

void Decoder20::read_correlation(FormatReader& reader, Correlation& into) {
    into = decode_correlation(reader);
    if (into.from_stack()) graph_.stack_correlations.push_back(&into);
}

}  // namespace rpcrt4::ndr
