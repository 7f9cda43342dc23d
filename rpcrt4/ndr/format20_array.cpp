// SPDX-License-Identifier: LGPL-2.1-or-later
// Arrays. The total size of a fixed array is given, its element count is computed; complex arrays give the count.
// An array of conformant or varying arrays becomes one node with several dimensions: NDR puts the counts of all of them
// in front of the elements (C706 14.3.3).
#include <algorithm>
#include <limits>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format20.hpp"
#include "rpcrt4/ndr/format_codes.hpp"

namespace rpcrt4::ndr {

const Node& Decoder20::element(FormatReader& reader) {
    const uint8_t* at = reader.position();
    switch (*at) {
        case fc::kEmbeddedComplex: {
            reader.skip(2);
            const uint8_t* target = reader.target();
            if (!target) fail_unsupported();
            return decode(target);
        }
        case fc::kRefPointer:
        case fc::kUniquePointer:
        case fc::kObjectPointer:
        case fc::kFullPointer:
            return decode(at);
        default:
            break;
    }
    const ScalarNode* base_type = scalar(reader.u8());
    if (!base_type) fail_unsupported();  // FC_PP among others: see format20_structure.cpp
    return *base_type;
}

void Decoder20::add_inner_dimensions(ArrayNode& node, const ArrayNode& row) {
    node.inner.push_back({row.fixed_count, row.conformance, row.variance});
    node.inner.insert(node.inner.end(), row.inner.begin(), row.inner.end());
    node.conformant |= row.conformant;
}

void Decoder20::finish_array(ArrayNode& node, const Node& given, uint32_t stride) {
    const Node* element = &given;
    node.variance.is_length = true;
    uint64_t row_count = 1;
    if (given.kind == Kind::array) {
        const auto& row = as<ArrayNode>(given);
        if (row.conformant || row.variance || !row.inner.empty()) {
            add_inner_dimensions(node, row);
            element = row.element;
            stride = row.stride;
            for (const Dimension& dimension : node.inner) row_count *= std::max(dimension.fixed_count, 1u);
        }
    }
    if (conformant_part(*element)) fail_unsupported();
    if (stride == 0 || stride < element->memory_size) fail_unsupported();
    node.element = element;
    node.stride = stride;
    node.has_pointers = element->has_pointers;
    // The last element's trailing pad would not be on the wire, so elements that have one are copied one by one.
    node.block = element->flat && stride == element->memory_size && stride % element->wire_align == 0;
    const bool dynamic = node.conformant || node.variance || !node.inner.empty();
    node.wire_align = dynamic ? 4 : element->wire_align;
    const uint64_t size = row_count * node.fixed_count * stride;
    const uint64_t wire = uint64_t{node.fixed_count} * element->wire_minimum;
    if (std::max(size, wire) > std::numeric_limits<uint32_t>::max()) fail_unsupported();
    node.memory_size = node.conformant ? 0 : static_cast<uint32_t>(size);
    node.wire_minimum = node.conformant ? 4 : 0;
    if (node.variance || (dynamic && !node.conformant)) node.wire_minimum += 8;
    if (!dynamic) {
        node.wire_minimum = static_cast<uint32_t>(wire);
        node.flat = node.block;
    }
}

Node& Decoder20::fixed_array(const uint8_t* at) {
    FormatReader reader(at, graph_);
    const uint8_t code = reader.u8();
    ArrayNode& node = begin<ArrayNode>(at, code);
    reader.skip(1);
    const uint32_t total = code == fc::kSmallFixedArray ? reader.u16() : reader.u32();
    const Node& item = element(reader);
    if (item.memory_size == 0 || total % item.memory_size != 0) fail_unsupported();
    node.fixed_count = total / item.memory_size;
    finish_array(node, item, item.memory_size);
    return node;
}

Node& Decoder20::conformant_array(const uint8_t* at) {
    FormatReader reader(at, graph_);
    const uint8_t code = reader.u8();
    ArrayNode& node = begin<ArrayNode>(at, code);
    reader.skip(1);
    const uint32_t stride = reader.u16();
    node.conformant = true;
    read_correlation(reader, node.conformance);
    if (code == fc::kConformantVaryingArray) read_correlation(reader, node.variance);
    finish_array(node, element(reader), stride);
    return node;
}

Node& Decoder20::varying_array(const uint8_t* at) {
    FormatReader reader(at, graph_);
    const uint8_t code = reader.u8();
    ArrayNode& node = begin<ArrayNode>(at, code);
    reader.skip(1);
    const bool short_form = code == fc::kSmallVaryingArray;
    reader.skip(short_form ? 2 : 4);
    node.fixed_count = short_form ? reader.u16() : reader.u32();
    const uint32_t stride = reader.u16();
    read_correlation(reader, node.variance);
    finish_array(node, element(reader), stride);
    return node;
}

Node& Decoder20::complex_array(const uint8_t* at) {
    FormatReader reader(at, graph_);
    ArrayNode& node = begin<ArrayNode>(at, reader.u8());
    reader.skip(1);
    node.fixed_count = reader.u16();
    read_correlation(reader, node.conformance);
    node.conformant = static_cast<bool>(node.conformance);
    read_correlation(reader, node.variance);
    const Node& item = element(reader);
    const bool row = item.kind == Kind::array && as<ArrayNode>(item).conformant;
    finish_array(node, item, row ? as<ArrayNode>(item).stride : item.memory_size);
    return node;
}

}  // namespace rpcrt4::ndr
