// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs the two walkers on hand-built format strings. Allocations go through counting routines, so that a test can say
// that nothing is left. Format strings are written as bytes; short fields with the helpers lo/hi.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <set>
#include <span>
#include <vector>

#include "rpcrt4/ndr/cache.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"
#include "rpcrt4/ndr/walk_wire.hpp"

#include <rpcndr.h>

namespace ndr_test {

using Bytes = std::vector<uint8_t>;
using base::Status;

#define NDR_SHORT(value) static_cast<uint8_t>((value)&0xff), static_cast<uint8_t>(((value) >> 8) & 0xff)
#define NDR_LONG(value) NDR_SHORT((value)&0xffff), NDR_SHORT(((value) >> 16) & 0xffff)

inline std::set<void*>& live() {
    static std::set<void*> blocks;
    return blocks;
}
inline void* allocate(size_t size) {
    void* block = std::malloc(size);
    std::memset(block, 0xcd, size);
    live().insert(block);
    return block;
}
inline void release(void* block) {
    CHECK(live().erase(block) == 1);
    std::free(block);
}

class Walk {
 public:
    explicit Walk(const uint8_t* format, uint8_t correlation_bytes = 4)
        : node_(*rpcrt4::ndr::type_at(format, correlation_bytes).root) {
        stub_.pfnAllocate = allocate;
        stub_.pfnFree = release;
        stub_.StubDesc = &description_;
        stub_.RpcMsg = &message_;
    }

    MIDL_STUB_MESSAGE& stub() { return stub_; }
    MIDL_STUB_DESC& description() { return description_; }
    const rpcrt4::ndr::Node& node() const { return node_; }
    void stack(void* slots) { stub_.StackTop = static_cast<unsigned char*>(slots); }

    size_t size(const void* memory) {
        rpcrt4::ndr::SizeCursor cursor;
        rpcrt4::ndr::MemoryWalker<rpcrt4::ndr::SizeCursor>(stub_, cursor).value(node_, memory);
        return cursor.size();
    }
    /// Sizes, marshals into exactly that much, and returns what was written.
    Bytes marshal(const void* memory) {
        stub_.UniquePtrCount = 0;
        Bytes wire(size(memory));
        rpcrt4::ndr::WriteCursor cursor(wire.data(), wire.data(), wire.data() + wire.size());
        rpcrt4::ndr::MemoryWalker<rpcrt4::ndr::WriteCursor>(stub_, cursor).value(node_, memory);
        CHECK(cursor.size() == wire.size());
        return wire;
    }

    /// Client: into existing memory or the program's allocator.
    template <rpcrt4::ndr::Swap kSwap = rpcrt4::ndr::Swap::no>
    void* unmarshal(const Bytes& wire, void* existing = nullptr) {
        return read<kSwap>(wire, existing, rpcrt4::ndr::Memory::Placement::copy);
    }
    /// Server: what can stay in the buffer stays.
    void* accept(const Bytes& wire) {
        return read<rpcrt4::ndr::Swap::no>(wire, nullptr, rpcrt4::ndr::Memory::Placement::in_place);
    }
    /// What unmarshalling would take in memory.
    uint64_t measure(const Bytes& wire) {
        hold(wire);
        rpcrt4::ndr::ReadCursor cursor(stub_.BufferStart, stub_.BufferStart, stub_.BufferEnd);
        void* nothing = nullptr;
        rpcrt4::ndr::Memory scratch(stub_, rpcrt4::ndr::Memory::Placement::scratch, nullptr);
        rpcrt4::ndr::WireWalker<rpcrt4::ndr::Swap::no>(stub_, cursor, scratch, {}).referent(node_, &nothing);
        return scratch.measured();
    }
    /// What a reader with Swap::yes converts from; big-endian unless told.
    void representation(uint32_t label) { representation_ = rpcrt4::ndr::Representation(label); }
    /// What the expressions over parameters were worth before the reply.
    void capacities(std::span<const rpcrt4::ndr::Capacity> known) { capacities_ = known; }
    bool in_buffer(const void* memory) const { return rpcrt4::ndr::in_receive_buffer(stub_, memory); }

    /// Frees what hangs below `memory`, then `memory` itself.
    void release_all(void* memory) {
        rpcrt4::ndr::FreeCursor cursor;
        rpcrt4::ndr::MemoryWalker<rpcrt4::ndr::FreeCursor>(stub_, cursor).value(node_, memory);
        if (!in_buffer(memory)) release(memory);
    }

 private:
    void hold(const Bytes& wire) {
        // A buffer of exactly this size on the heap: reading past it is an error that sanitizers see.
        buffer_.reset(new (std::align_val_t{16}) uint8_t[wire.size() + (wire.empty() ? 1 : 0)]);
        std::copy(wire.begin(), wire.end(), buffer_.get());
        stub_.BufferStart = buffer_.get();
        stub_.BufferEnd = buffer_.get() + wire.size();
    }

    template <rpcrt4::ndr::Swap kSwap>
    void* read(const Bytes& wire, void* existing, rpcrt4::ndr::Memory::Placement placement) {
        hold(wire);
        rpcrt4::ndr::ReadCursor cursor(stub_.BufferStart, stub_.BufferStart, stub_.BufferEnd, representation_);
        void* location = existing;  // outlives `memory`, which puts it back on failure
        rpcrt4::ndr::Memory memory(stub_, placement, nullptr);
        rpcrt4::ndr::WireWalker<kSwap> walker(stub_, cursor, memory, capacities_);
        walker.referent(node_, &location);
        walker.check_late_counts();
        memory.keep();
        rest_ = cursor.remaining();
        return location;
    }

 public:
    size_t rest_ = 0;

 private:
    struct Release {
        void operator()(uint8_t* bytes) const { ::operator delete[](bytes, std::align_val_t{16}); }
    };
    std::unique_ptr<uint8_t[], Release> buffer_;
    rpcrt4::ndr::Representation representation_ = rpcrt4::ndr::Representation::big_endian();
    std::span<const rpcrt4::ndr::Capacity> capacities_;
    MIDL_STUB_DESC description_{};
    RPC_MESSAGE message_{};
    MIDL_STUB_MESSAGE stub_{};
    const rpcrt4::ndr::Node& node_;
};

/// The status a callable throws; ok when it does not.
template <typename F>
Status thrown(F&& f) {
    try {
        f();
    } catch (const handleapi::RpcError& error) {
        return error.code;
    }
    return Status::ok;
}

}  // namespace ndr_test
