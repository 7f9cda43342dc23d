// SPDX-License-Identifier: LGPL-2.1-or-later
// Lowers the members of a structure to steps. Neighbouring members merge into one copy while the gap between them on
// the wire equals the gap in memory for every place the structure may start at; what has another size on the wire
// (enum16, int3264, pointers) or a size only known at run time ends a run.
#pragma once

#include <cstdint>
#include <vector>

#include "rpcrt4/ndr/type.hpp"

namespace rpcrt4::ndr {

class PlanBuilder {
 public:
    enum class Merging : bool { no, yes };

    /// `align`: wire alignment of the structure. Not merging keeps each scalar and each flat child a step of its own.
    PlanBuilder(uint8_t align, Merging merging) noexcept : modulus_(align), merging_(merging) {}

    /// Adds a member at `offset` in memory.
    void add(const Node& node, uint32_t offset);
    std::vector<Step> finish();

 private:
    void add_scalar(const ScalarNode& node, uint32_t offset);
    void copy(uint8_t align, uint16_t size, uint32_t offset, const Node* node);
    void fixed(Op op, uint8_t align, uint16_t wire_size, uint32_t offset, const Node* node);
    uint32_t advance_to(uint8_t align) noexcept;

    std::vector<Step> steps_;
    // Wire position relative to the structure's start, known modulo modulus_.
    uint32_t modulus_;
    uint32_t residue_ = 0;
    Merging merging_;
};

}  // namespace rpcrt4::ndr
