// SPDX-License-Identifier: LGPL-2.1-or-later
// A pipe's element type as its FC_PIPE descriptor gives it, and elements to and from the wire. A pipe travels as
// chunks: a count of elements, the elements; a count of zero ends it. Elements have a fixed size, so a reader knows how
// many bytes it needs. C706 14.3.9; the descriptor as MIDL 8 writes it: b5, alignment - 1, type, memory size, wire
// size.
#pragma once

#include <array>
#include <cstdint>

#include "rpcrt4/ndr/type_graph.hpp"

struct _MIDL_STUB_MESSAGE;

namespace rpcrt4::ndr {

class Representation;

struct PipeType {
    const Node* element = nullptr;
    uint32_t memory_size = 0;             ///< of one element
    std::array<uint32_t, 8> wire_size{};  ///< of one element, with the gap before it, by where it starts modulo 8
    bool block = false;                   ///< elements are copied as they are
};

/// The descriptor at `at`, or the one a reference pointer there leads to. Throws rpc_s_cannot_support for element types
/// that no pipe may have.
PipeType decode_pipe(const uint8_t* at, TypeGraph& graph);

/// Bytes that `count` elements take from a place `offset` modulo 8 on.
uint64_t pipe_wire_size(const PipeType& type, size_t offset, uint32_t count) noexcept;

/// Writes `count` elements at `to`, which has room for pipe_wire_size(); `offset` is where that is in the stub data.
void put_elements(const PipeType& type, _MIDL_STUB_MESSAGE& stub, const void* elements, uint32_t count, uint8_t* to,
                  size_t offset);
/// Reads `count` elements from as many bytes at `from` (changed when they are swapped).
void take_elements(const PipeType& type, _MIDL_STUB_MESSAGE& stub, const Representation& sender, uint8_t* from,
                   size_t offset, uint32_t count, void* elements);

}  // namespace rpcrt4::ndr
