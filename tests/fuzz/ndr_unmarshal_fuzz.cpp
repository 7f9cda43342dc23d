// SPDX-License-Identifier: LGPL-2.1-or-later
// libFuzzer target: arbitrary bytes unmarshalled as several types, in both byte orders, as client and as server. What
// is accepted is marshalled and freed again. The first byte of the input picks the case; a fault, a leak or an
// allocation that does not come back is a finding. Built with clang -fsanitize=fuzzer,address,undefined (option
// `fuzz`).
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include "rpcrt4/ndr/cache.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"
#include "rpcrt4/ndr/walk_wire.hpp"

#include <rpcndr.h>

namespace {

using namespace rpcrt4::ndr;

// One type format string; kRoots are the types in it. Offsets are relative to themselves, as everywhere.
// clang-format off
const uint8_t kTypes[] = {
    0x15, 3, 8, 0, 0x08, 0x02, 0x37, 0x06, 0x5c, 0x5b,                     // 0: long, char, short
    0x12, 8, 0x22, 0x5c,                                                   // 10: unique string
    0x12, 8, 0x25, 0x5c,                                                   // 14: unique wide string
    0x1b, 0, 1, 0, 0x18, 0, 0, 0, 0x02, 0x5b,                              // 18: char[], size_is at +0
    0x12, 0, 0xf4, 0xff,                                                   // 28: pointer to 18
    0x1a, 7, 56, 0, 0, 0, 14, 0, 0x08, 0x39, 0x36, 0x36, 0x36, 0x0b, 0x0d, 0x4c, 0, 0xcf, 0xff, 0x5b,  // 32: complex
    0x12, 0, 0xdc, 0xff, 0x12, 8, 0x22, 0x5c, 0x12, 0, 0xe2, 0xff,         // 52: its pointers; the third points at 32
    0x1b, 1, 2, 0, 0x08, 0, 0xfc, 0xff, 0x06, 0x5b,                        // 64: short[], size_is at -4
    0x17, 3, 4, 0, 0xf2, 0xff, 0x08, 0x5b,                                 // 74: conformant structure
    0x1c, 3, 4, 0, 0x28, 0, 0, 0, 0x28, 0, 8, 0, 0x08, 0x5b,               // 82: long[], from the stack, varying
    0x21, 7, 0, 0, 0x28, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x4c, 0, 0xb2, 0xff, 0x5c, 0x5b,  // 96: complex[]
    0x2a, 0x88, 8, 0, 2, 0, 1, 0, 0, 0, 8, 0x80, 2, 0, 0, 0, 0x88, 0xff, 0, 0,              // 114: union
    0x26, 0x5c, 12, 0,                                                     // 134: fixed string
    0xb7, 0x08, 0, 0, 0, 0, 10, 0, 0, 0,                                   // 138: range
    0x14, 0, 0x8a, 0xff,                                                   // 148: full pointer to 32
};
// clang-format on
constexpr uint16_t kRoots[] = {0, 10, 14, 32, 74, 82, 96, 114, 134, 138, 148};

size_t allocated = 0;

void* allocate(size_t size) {
    if (size > (1u << 20)) return nullptr;  // a program may refuse; the engine has to cope
    ++allocated;
    return std::malloc(size);
}
void release(void* block) {
    --allocated;
    std::free(block);
}

struct Case {
    MIDL_STUB_DESC description{};
    MIDL_STUB_MESSAGE stub{};
    uint64_t slots[2] = {2, 2};
    FullPointers full_pointers;

    Case(const uint8_t* data, size_t size) {
        stub.StubDesc = &description;
        stub.pfnAllocate = allocate;
        stub.pfnFree = release;
        stub.StackTop = reinterpret_cast<unsigned char*>(slots);
        stub.BufferStart = const_cast<uint8_t*>(data);
        stub.BufferEnd = stub.BufferStart + size;
        stub.FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&full_pointers);
    }
};

template <Swap kSwap>
void* unmarshal(Case& with, const Node& node, Memory::Placement placement) {
    void* location = nullptr;  // outlives `memory`, which puts it back on failure
    ReadCursor cursor(with.stub.BufferStart, with.stub.BufferStart, with.stub.BufferEnd);
    Memory memory(with.stub, placement, nullptr);
    WireWalker<kSwap> walker(with.stub, cursor, memory, {});
    walker.referent(node, &location);
    walker.check_late_counts();
    memory.keep();
    return location;
}

void marshal(Case& with, const Node& node, const void* memory) {
    SizeCursor size;
    MemoryWalker<SizeCursor>(with.stub, size).value(node, memory);
    auto buffer = std::make_unique<uint8_t[]>(size.size());
    WriteCursor out(buffer.get(), buffer.get(), buffer.get() + size.size());
    MemoryWalker<WriteCursor>(with.stub, out).value(node, memory);
    if (out.size() != size.size()) std::abort();
}

void free_all(Case& with, const Node& node, void* memory) {
    FreeCursor cursor;
    MemoryWalker<FreeCursor>(with.stub, cursor).value(node, memory);
    if (!in_receive_buffer(with.stub, memory)) release(memory);
}

void run(const uint8_t* data, size_t size, uint8_t choice) {
    const Node& node = *type_at(kTypes + kRoots[(choice >> 2) % std::size(kRoots)], 4).root;
    const auto placement = choice & 1 ? Memory::Placement::in_place : Memory::Placement::copy;
    Case with(data, size);
    try {
        void* memory =
            choice & 2 ? unmarshal<Swap::yes>(with, node, placement) : unmarshal<Swap::no>(with, node, placement);
        marshal(with, node, memory);
        free_all(with, node, memory);
    } catch (const handleapi::RpcError&) {
    }
    if (allocated != 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    // Exactly as large as the input, and aligned as the runtime's buffers are.
    const size_t bytes = size - 1;
    auto* buffer = static_cast<uint8_t*>(::operator new (bytes + (bytes == 0), std::align_val_t{16}));
    std::memcpy(buffer, data + 1, bytes);
    run(buffer, bytes, data[0]);
    ::operator delete (buffer, std::align_val_t{16});
    return 0;
}
