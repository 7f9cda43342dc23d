// SPDX-License-Identifier: LGPL-2.1-or-later
// Structures. The "plain" families (FC_STRUCT and its conformant forms) have one image for memory and wire; the complex
// (bogus) ones are described member by member, pointers in a layout of their own behind the members.
// A pointer layout (FC_PP) pairs 4-byte wire pointers with 4-byte memory pointers: on a 64-bit target no compiler emits
// one, and it is refused here.
#include "rpcrt4/ndr/format20.hpp"

#include <algorithm>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/plan.hpp"

namespace rpcrt4::ndr {
namespace {

constexpr uint32_t align_up(uint32_t value, uint32_t alignment) noexcept {
    return (value + alignment - 1) & ~(alignment - 1);
}

bool is_float(const Decoder20::Member& member) noexcept {
    const Node& node = *member.node;
    return node.code == fc::kFloat || node.code == fc::kDouble ||
           (node.kind == Kind::structure && as<StructNode>(node).all_floats);
}

}  // namespace

Node& Decoder20::plain_structure(const uint8_t* at) {
    FormatReader reader(at, graph_);
    const uint8_t code = reader.u8();
    StructNode& node = begin<StructNode>(at, code);
    node.wire_align = static_cast<uint8_t>(reader.u8() + 1);
    node.memory_size = reader.u16();
    const bool conformant = code != fc::kStruct && code != fc::kPointerStruct;
    const uint8_t* tail = conformant ? reader.target() : nullptr;
    if (conformant && !tail) fail_unsupported();
    lower(node, members(reader, nullptr), true);
    set_tail(node, tail);
    return node;
}

Node& Decoder20::complex_structure(const uint8_t* at) {
    FormatReader reader(at, graph_);
    StructNode& node = begin<StructNode>(at, reader.u8());
    node.wire_align = static_cast<uint8_t>(reader.u8() + 1);
    node.memory_size = reader.u16();
    const uint8_t* tail = reader.target();
    const uint8_t* layout = reader.target();
    FormatReader pointers(layout, graph_);
    lower(node, members(reader, layout ? &pointers : nullptr), false);
    set_tail(node, tail);
    return node;
}

/// Block-copied on Windows where this is possible; the member list says everything all the same, but for the union at
/// the end, which may be described apart.
Node& Decoder20::hard_structure(const uint8_t* at) {
    FormatReader reader(at, graph_);
    StructNode& node = begin<StructNode>(at, reader.u8());
    node.wire_align = static_cast<uint8_t>(reader.u8() + 1);
    node.memory_size = reader.u16();
    reader.skip(8);  // reserved, offset of the enum, what is copied as one block
    const uint32_t copied = reader.u16();
    const uint8_t* apart = reader.target();
    std::vector<Member> found = members(reader, nullptr);
    const bool lists_union = !found.empty() && found.back().node->kind == Kind::choice;
    if (apart && !lists_union) found.push_back({&decode(apart), copied});
    lower(node, found, false);
    return node;
}

std::vector<Decoder20::Member> Decoder20::members(FormatReader& reader, FormatReader* pointer_layout) {
    std::vector<Member> found;
    uint32_t offset = 0;
    const auto add = [&](const Node& node) {
        found.push_back({&node, offset});
        offset += node.memory_size;
    };
    for (;;) {
        const uint8_t code = reader.u8();
        if (code == fc::kEnd) return found;
        if (code == fc::kPad) continue;
        if (code >= fc::kStructPad1 && code <= fc::kStructPad7) {
            offset += code - fc::kStructPad1 + 1u;
        } else if (code == fc::kAlignMemory2 || code == fc::kAlignMemory4 || code == fc::kAlignMemory8) {
            offset = align_up(offset, 2u << (code - fc::kAlignMemory2));
        } else if (code == fc::kPointer && pointer_layout) {
            const uint8_t* descriptor = pointer_layout->position();
            pointer_layout->skip(4);
            add(decode(descriptor));
        } else if (code == fc::kIgnore) {
            add(graph_.make<IgnoredNode>());
        } else if (code == fc::kEmbeddedComplex) {
            offset += reader.u8();
            const uint8_t* target = reader.target();
            if (!target) fail_unsupported();
            const Node& embedded = decode(target);
            if (conformant_part(embedded) == &embedded) fail_unsupported();
            add(embedded);
        } else if (const ScalarNode* base_type = scalar(code)) {
            add(*base_type);
        } else {
            fail_unsupported();  // FC_PP and what later compilers may have added
        }
    }
}

void Decoder20::lower(StructNode& node, const std::vector<Member>& members, bool block_copied) {
    PlanBuilder merged(node.wire_align, PlanBuilder::Merging::yes);
    PlanBuilder separate(node.wire_align, PlanBuilder::Merging::no);
    node.all_floats = !members.empty() && std::all_of(members.begin(), members.end(), is_float);
    for (const Member& member : members) {
        merged.add(*member.node, member.offset);
        separate.add(*member.node, member.offset);
        node.wire_minimum += member.node->wire_minimum;
        node.has_pointers |= member.node->has_pointers;
        node.has_unions |= member.node->kind == Kind::choice && as<UnionNode>(*member.node).tagged_outside();
        if (member.node->kind == Kind::pointer) {
            const Node* part = conformant_part(*as<PointerNode>(*member.node).pointee);
            node.has_sized_pointers |= part && conformance_of(*part);
        }
    }
    node.steps = merged.finish();
    node.scalar_steps = separate.finish();
    if (block_copied && node.memory_size > 0) {
        // The format itself says that this family is one block, padding inside included.
        const auto size = static_cast<uint16_t>(node.memory_size);
        node.steps = {{Op::copy, node.wire_align, size, 0, nullptr}, {Op::end, 1, 0, 0, nullptr}};
    }
    const Step& first = node.steps.front();
    node.flat = node.steps.size() == 2 && first.op == Op::copy && first.offset == 0 && first.size == node.memory_size &&
                first.align <= node.wire_align;
    compile_image(node);
}

void Decoder20::set_tail(StructNode& node, const uint8_t* at) {
    // A conformant member (a nested conformant structure) leaves its array to the outermost structure.
    const bool nested = std::any_of(node.steps.begin(), node.steps.end(), [](const Step& step) {
        return step.op == Op::child && conformant_part(*step.node);
    });
    if (nested && !at) fail_unsupported();
    if (!at) return;
    const Node& tail = decode(at);
    const Node* part = conformant_part(tail);
    if (!part || part != &tail) fail_unsupported();
    node.tail = &tail;
    node.flat = false;
    node.has_pointers |= tail.has_pointers;
    node.wire_minimum += tail.wire_minimum;
}

}  // namespace rpcrt4::ndr
