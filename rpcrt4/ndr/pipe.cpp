// SPDX-License-Identifier: LGPL-2.1-or-later
// See pipe.hpp.
#include "rpcrt4/ndr/pipe.hpp"

#include <cstring>
#include <memory>

#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format20.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"
#include "rpcrt4/ndr/walk_wire.hpp"

namespace rpcrt4::ndr {
namespace {

/// Alignment is counted modulo 8 from the beginning of the stub data, and cursors count from the start of a buffer.
uint8_t* beginning(uint8_t* at, size_t offset) noexcept { return at - offset % 8; }

bool may_be_element(const Node& node) noexcept {
    if (node.has_pointers || conformant_part(node)) return false;
    return node.kind == Kind::scalar || node.kind == Kind::range || node.kind == Kind::structure ||
           node.kind == Kind::array;
}

/// The size of an element does not depend on its value: a zeroed one tells.
void measure(PipeType& type) {
    const auto zeroed = std::make_unique<uint8_t[]>(type.memory_size);
    MIDL_STUB_MESSAGE stub{};
    for (size_t offset = 0; offset < type.wire_size.size(); ++offset) {
        SizeCursor cursor(offset);
        MemoryWalker<SizeCursor>(stub, cursor).value(*type.element, zeroed.get());
        type.wire_size[offset] = static_cast<uint32_t>(cursor.size() - offset);
    }
}

template <Swap kSwap>
void read_elements(const PipeType& type, MIDL_STUB_MESSAGE& stub, ReadCursor& cursor, uint32_t count, uint8_t* to) {
    Memory memory(stub, Memory::Placement::copy, nullptr);
    WireWalker<kSwap> walker(stub, cursor, memory, {});
    for (uint32_t i = 0; i < count; ++i, to += type.memory_size) walker.value(*type.element, to);
}

}  // namespace

PipeType decode_pipe(const uint8_t* at, TypeGraph& graph) {
    FormatReader reader(at, graph);
    const uint8_t code = reader.u8();
    reader.skip(1);
    if (code == fc::kRefPointer) {
        const uint8_t* target = reader.target();
        if (!target || *target != fc::kPipe) fail_unsupported();
        return decode_pipe(target, graph);
    }
    if (code != fc::kPipe) fail_unsupported();
    const uint8_t* element = reader.target();
    if (!element) fail_unsupported();
    PipeType type;
    type.element = &Decoder20(graph).decode(element);
    type.memory_size = reader.u16();
    reader.skip(2);  // the wire size is measured
    if (type.memory_size == 0 || !may_be_element(*type.element)) fail_unsupported();
    if (type.element->memory_size != type.memory_size) fail_unsupported();
    measure(type);
    type.block = type.element->flat;
    return type;
}

uint64_t pipe_wire_size(const PipeType& type, size_t offset, uint32_t count) noexcept {
    if (count == 0) return 0;
    const uint64_t first = type.wire_size[offset % 8];
    // From the second one on elements start where an element ends, which comes round after eight of them at most.
    uint64_t total = first;
    size_t at = offset + first;
    uint64_t round = 0;
    for (size_t i = 0; i < 8; ++i) {
        const uint32_t size = type.wire_size[at % 8];
        if (i < (count - 1) % 8) total += size;
        round += size;
        at += size;
    }
    return total + round * ((count - 1) / 8);
}

void put_elements(const PipeType& type, MIDL_STUB_MESSAGE& stub, const void* elements, uint32_t count, uint8_t* to,
                  size_t offset) {
    uint8_t* const begin = beginning(to, offset);
    WriteCursor cursor(begin, to, to + pipe_wire_size(type, offset, count));
    if (type.block) {
        cursor.align(type.element->wire_align);
        return cursor.copy(elements, size_t{count} * type.memory_size);
    }
    MemoryWalker<WriteCursor> walker(stub, cursor);
    const auto* from = static_cast<const uint8_t*>(elements);
    for (uint32_t i = 0; i < count; ++i, from += type.memory_size) walker.value(*type.element, from);
}

void take_elements(const PipeType& type, MIDL_STUB_MESSAGE& stub, const Representation& sender, uint8_t* from,
                   size_t offset, uint32_t count, void* elements) {
    uint8_t* const begin = beginning(from, offset);
    ReadCursor cursor(begin, from, from + pipe_wire_size(type, offset, count), sender);
    auto* to = static_cast<uint8_t*>(elements);
    if (!sender.is_ours()) return read_elements<Swap::yes>(type, stub, cursor, count, to);
    if (!type.block) return read_elements<Swap::no>(type, stub, cursor, count, to);
    cursor.align(type.element->wire_align);
    const size_t size = size_t{count} * type.memory_size;
    std::memcpy(to, cursor.take(size), size);
}

}  // namespace rpcrt4::ndr
