// SPDX-License-Identifier: LGPL-2.1-or-later
// See one_type.hpp. Correlation descriptors have the width NdrCorrelationInitialize announced in the message. Stubs of
// this kind convert foreign byte orders themselves first (NdrConvert), so data is read in our own.
#include "rpcrt4/ndr/one_type.hpp"

#include <cstring>

#include "rpcrt4/ndr/cache.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/format20.hpp"
#include "rpcrt4/ndr/out_memory.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"
#include "rpcrt4/ndr/walk_wire.hpp"

#include <rpcndr.h>

namespace rpcrt4::ndr {
namespace {

const Node& node_at(const MIDL_STUB_MESSAGE& stub, const uint8_t* format) {
    return *type_at(format, stub.fHasNewCorrDesc ? 6 : 4).root;
}

/// What a memory walk starts from: the object itself, or the variable that holds the pointer.
const void* start(const Node& node, const uint8_t* const& memory) noexcept {
    return is_pointer(node) ? static_cast<const void*>(&memory) : memory;
}

WriteCursor writer(const MIDL_STUB_MESSAGE& stub) noexcept {
    auto* begin = static_cast<uint8_t*>(stub.RpcMsg->Buffer);
    return WriteCursor(begin, stub.Buffer, begin + stub.RpcMsg->BufferLength);
}

ReadCursor reader(const MIDL_STUB_MESSAGE& stub) {
    if (stub.Buffer < stub.BufferStart || stub.Buffer > stub.BufferEnd) fail_bad_data();
    return ReadCursor(stub.BufferStart, stub.Buffer, stub.BufferEnd);
}

/// The code comes from compiled stubs, not from a description; theirs has one failure that is documented.
const ScalarNode& scalar_of(uint8_t code) {
    const ScalarNode* node = Decoder20::scalar(code);
    if (!node) fail(base::Status::rpc_s_internal_error);
    return *node;
}

}  // namespace

void size_type(MIDL_STUB_MESSAGE& stub, const uint8_t* memory, const uint8_t* format) {
    const Node& node = node_at(stub, format);
    SizeCursor cursor(stub.BufferLength);
    MemoryWalker<SizeCursor>(stub, cursor).value(node, start(node, memory));
    if (cursor.size() > INT32_MAX) fail(base::Status::rpc_s_out_of_resources);
    stub.BufferLength = static_cast<ULONG>(cursor.size());
}

void marshal_type(MIDL_STUB_MESSAGE& stub, const uint8_t* memory, const uint8_t* format) {
    const Node& node = node_at(stub, format);
    WriteCursor cursor = writer(stub);
    MemoryWalker<WriteCursor>(stub, cursor).value(node, start(node, memory));
    stub.Buffer = cursor.position();
}

void free_type(MIDL_STUB_MESSAGE& stub, uint8_t* memory, const uint8_t* format) {
    if (!memory) return;
    const Node& node = node_at(stub, format);
    FreeCursor cursor;
    const uint8_t* object = memory;
    MemoryWalker<FreeCursor>(stub, cursor).value(node, start(node, object));
}

template <Swap kSwap>
static void unmarshal(MIDL_STUB_MESSAGE& stub, const Node& node, void** location, ReadCursor cursor, Memory& owner) {
    WireWalker<kSwap> walker(stub, cursor, owner, {});
    walker.argument(node, location);
    walker.check_late_counts();
    owner.keep();
    stub.Buffer = cursor.position();
}

void unmarshal_type(MIDL_STUB_MESSAGE& stub, uint8_t** memory, const uint8_t* format, bool must_allocate) {
    const bool copies = stub.IsClient || must_allocate;
    Memory owner(stub, copies ? Memory::Placement::copy : Memory::Placement::in_place, nullptr);
    auto** location = reinterpret_cast<void**>(memory);
    if (must_allocate) owner.set(location, nullptr);
    unmarshal<Swap::no>(stub, node_at(stub, format), location, reader(stub), owner);
}

void convert_type(MIDL_STUB_MESSAGE& stub, uint8_t** memory, const uint8_t* format) {
    const Representation representation(stub.RpcMsg->DataRepresentation);
    Memory owner(stub, Memory::Placement::copy, nullptr);
    const ReadCursor cursor(stub.BufferStart, stub.Buffer, stub.BufferEnd, representation);
    unmarshal<Swap::yes>(stub, node_at(stub, format), reinterpret_cast<void**>(memory), cursor, owner);
}

bool is_pointer_format(const uint8_t* format) noexcept {
    return (*format >= fc::kRefPointer && *format <= fc::kFullPointer) || *format == fc::kInterfacePointer;
}

uint32_t memory_size_type(MIDL_STUB_MESSAGE& stub, const uint8_t* format) {
    const Node& node = node_at(stub, format);
    ReadCursor cursor = reader(stub);
    void* nothing = nullptr;
    Memory scratch(stub, Memory::Placement::scratch, nullptr);
    WireWalker<Swap::no> walker(stub, cursor, scratch, {});
    walker.argument(node, &nothing);
    const uint64_t size = ((stub.MemorySize + uint64_t{7}) & ~uint64_t{7}) + scratch.measured();
    if (size > INT32_MAX) fail_bad_data();
    stub.MemorySize = static_cast<ULONG>(size);
    stub.Buffer = cursor.position();
    return stub.MemorySize;
}

void clear_out(MIDL_STUB_MESSAGE& stub, const uint8_t* format, void* argument) {
    if (!argument) return;
    const Node& given = node_at(stub, format);
    const Node& node = given.kind == Kind::pointer ? *as<PointerNode>(given).pointee : given;
    auto* memory = static_cast<uint8_t*>(argument);
    const Node* part = conformant_part(node);
    uint64_t size = node.memory_size;
    if (part) {
        const Correlation& correlation = conformance_of(*part);
        const Bases bases{stub.StackTop, stub.StackTop};
        if (!correlation || part != &node) return;  // how much is there was said by what was never received
        size += uint64_t{evaluate_count(correlation, bases, stub)} * conformant_stride(*part);
    }
    FreeCursor cursor;
    if (node.has_pointers) MemoryWalker<FreeCursor>(stub, cursor).value(node, memory);
    std::memset(memory, 0, static_cast<size_t>(size));
}

void initialize_ignored(MIDL_STUB_MESSAGE& stub, void** memory, const uint8_t* format) {
    const bool present = *memory != nullptr;
    *memory = nullptr;
    const Node& node = node_at(stub, format);
    if (!present || node.kind != Kind::pointer) return;
    Memory owner(stub, Memory::Placement::copy, nullptr);
    allocate_out(*as<PointerNode>(node).pointee, memory, owner, stub, Owner::program);
    owner.keep();
}

void size_scalar(MIDL_STUB_MESSAGE& stub, uint8_t code) {
    SizeCursor cursor(stub.BufferLength);
    const ScalarNode& node = scalar_of(code);
    cursor.align(node.wire_align);
    cursor.copy(nullptr, node.wire_minimum);
    stub.BufferLength = static_cast<ULONG>(cursor.size());
}

void marshal_scalar(MIDL_STUB_MESSAGE& stub, const uint8_t* memory, uint8_t code) {
    const ScalarNode& node = scalar_of(code);
    WriteCursor cursor = writer(stub);
    if (node.form == ScalarForm::plain) {
        cursor.align(node.wire_align);
        std::memcpy(cursor.take(node.memory_size), memory, node.memory_size);
    } else {
        MemoryWalker<WriteCursor>(stub, cursor).value(node, memory);
    }
    stub.Buffer = cursor.position();
}

void unmarshal_scalar(MIDL_STUB_MESSAGE& stub, uint8_t* memory, uint8_t code) {
    const ScalarNode& node = scalar_of(code);
    ReadCursor cursor = reader(stub);
    if (node.form == ScalarForm::plain) {
        cursor.align(node.wire_align);
        std::memcpy(memory, cursor.take(node.memory_size), node.memory_size);
    } else {
        Memory owner(stub, Memory::Placement::copy, nullptr);
        WireWalker<Swap::no>(stub, cursor, owner, {}).value(node, memory);
    }
    stub.Buffer = cursor.position();
}

}  // namespace rpcrt4::ndr
