// SPDX-License-Identifier: LGPL-2.1-or-later
// What is known of the wire position while a structure is lowered: its residue modulo the alignment of the structure.
// A member aligned more strictly than that (a packed structure) starts a new run and sets the new modulus.
#include "rpcrt4/ndr/plan.hpp"

#include <limits>

namespace rpcrt4::ndr {
namespace {

constexpr uint8_t kReferentBytes = 4;

}  // namespace

void PlanBuilder::add(const Node& node, uint32_t offset) {
    if (node.kind == Kind::scalar) return add_scalar(as<ScalarNode>(node), offset);
    if (node.kind == Kind::pointer) return fixed(Op::pointer, kReferentBytes, kReferentBytes, offset, &node);
    const bool fits = node.memory_size <= std::numeric_limits<uint16_t>::max();
    if (node.flat && fits && merging_ == Merging::yes) {
        return copy(node.wire_align, static_cast<uint16_t>(node.memory_size), offset, &node);
    }
    steps_.push_back({Op::child, 1, 0, offset, &node});
    modulus_ = 1;
    residue_ = 0;
}

void PlanBuilder::add_scalar(const ScalarNode& node, uint32_t offset) {
    switch (node.form) {
        case ScalarForm::plain:
            return copy(node.wire_align, static_cast<uint16_t>(node.memory_size), offset, &node);
        case ScalarForm::enum16:
            return fixed(Op::enum16, 2, 2, offset, nullptr);
        case ScalarForm::int3264:
            return fixed(Op::int3264, 4, 4, offset, nullptr);
        case ScalarForm::uint3264:
            return fixed(Op::uint3264, 4, 4, offset, nullptr);
    }
}

uint32_t PlanBuilder::advance_to(uint8_t align) noexcept {
    if (align > modulus_) {
        modulus_ = align;
        residue_ = 0;
        return std::numeric_limits<uint32_t>::max();
    }
    const uint32_t gap = (0 - residue_) & (align - 1u);
    residue_ = (residue_ + gap) % modulus_;
    return gap;
}

void PlanBuilder::copy(uint8_t align, uint16_t size, uint32_t offset, const Node* node) {
    const uint32_t gap = advance_to(align);
    residue_ = (residue_ + size) % modulus_;
    if (merging_ == Merging::yes && gap != std::numeric_limits<uint32_t>::max() && !steps_.empty()) {
        Step& last = steps_.back();
        const uint32_t merged = last.size + gap + size;
        const bool adjacent = last.offset + last.size + gap == offset;
        if (last.op == Op::copy && adjacent && merged <= std::numeric_limits<uint16_t>::max()) {
            last.size = static_cast<uint16_t>(merged);
            return;
        }
    }
    steps_.push_back({Op::copy, align, size, offset, merging_ == Merging::no ? node : nullptr});
}

void PlanBuilder::fixed(Op op, uint8_t align, uint16_t wire_size, uint32_t offset, const Node* node) {
    advance_to(align);
    residue_ = (residue_ + wire_size) % modulus_;
    steps_.push_back({op, align, wire_size, offset, node});
}

std::vector<Step> PlanBuilder::finish() {
    steps_.push_back({Op::end, 1, 0, 0, nullptr});
    steps_.shrink_to_fit();
    return std::move(steps_);
}

}  // namespace rpcrt4::ndr
