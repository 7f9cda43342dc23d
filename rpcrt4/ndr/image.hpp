// SPDX-License-Identifier: LGPL-2.1-or-later
// The image of a structure whose members have fixed places both in memory and on the wire, which is every structure
// without unions, strings or counted arrays inside: a list of moves, each of one width. One bounds check covers a whole
// array of such structures; then each move runs over all elements in a loop of its own, so nothing is decided per
// element. Pointers have their place in the image too; what they lead to is the walkers' business.
// Made by compile_image() once the steps of a structure are known; immutable afterwards. Our own byte order only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rpcrt4::ndr {

struct StructNode;
struct PointerNode;
struct RangeNode;

struct Move {
    enum class Kind : uint8_t {
        copy1,
        copy2,
        copy4,
        copy8,
        copy16,
        copy,        ///< `size` bytes
        enum16,      ///< two bytes on the wire, an int in memory
        enum16_gap,  ///< the same, and a gap of two bytes behind it
        int3264,
        uint3264,
        range,  ///< a scalar with bounds, checked when read; copied by another move
        gap,    ///< wire only: `size` zero bytes
    };
    Kind kind;
    uint32_t size;
    uint32_t memory;  ///< offset in the structure
    uint32_t wire;    ///< offset from the structure's first byte on the wire
    const RangeNode* node;
};

struct Image {
    struct Pointer {
        uint32_t memory;
        uint32_t wire;
        uint32_t holder;  ///< the (inner) structure that has the pointer, from which its expressions count
        const PointerNode* node;
    };
    std::vector<Move> moves;
    std::vector<Pointer> pointers;
    uint32_t wire_size = 0;    ///< of one
    uint32_t wire_stride = 0;  ///< from one to the next in an array
    bool sized = false;        ///< some pointer leads to data with a size expression

    bool usable() const noexcept { return wire_size != 0; }
    /// Bytes of `count` > 0 structures.
    uint64_t wire_bytes(uint64_t count) const noexcept { return (count - 1) * wire_stride + wire_size; }
    /// `wire` has wire_bytes(count), all of which are written but those of the pointers. Throws
    /// rpc_x_enum_value_out_of_range.
    void write(uint8_t* wire, const uint8_t* memory, size_t stride, size_t count) const;
    /// Throws rpc_x_enum_value_out_of_range and rpc_s_invalid_bound. Pointers stay as they are.
    void read(const uint8_t* wire, uint8_t* memory, size_t stride, size_t count) const;
};

/// Gives `node` its image, or none when its layout varies.
void compile_image(StructNode& node);

}  // namespace rpcrt4::ndr
