// SPDX-License-Identifier: LGPL-2.1-or-later
// What the two NDR fuzz targets share: types of every family as one format string, routines of a program for those that
// need them, an allocator that counts, and a stub message around one buffer. Descriptors are written with a small
// assembler, so that offsets need no arithmetic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <new>
#include <vector>

#include "rpcrt4/ndr/cache.hpp"
#include "rpcrt4/ndr/format20.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/user_types.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"
#include "rpcrt4/ndr/walk_wire.hpp"

#include <rpcndr.h>

namespace ndr_fuzz {

using namespace rpcrt4::ndr;

/// A part of a descriptor: a byte, a 16-bit number, or the offset from here to another descriptor.
struct Part {
    enum Kind : uint8_t { byte, number, to } kind;
    int value;
    Part(int b) : kind(byte), value(b) {}
    Part(Kind k, int v) : kind(k), value(v) {}
};
inline Part n(int value) { return {Part::number, value}; }
inline Part to(int descriptor) { return {Part::to, descriptor}; }

class Types {
 public:
    Types() {
        bytes_.reserve(4096);  // descriptors are found by address
        scalars_and_texts();
        structures();
        arrays();
        unions_and_routines();
        more_structures();  // last, so that the corpus still means the types it was made for
    }
    const std::vector<int>& roots() const noexcept { return roots_; }
    const Node& node(size_t root) const { return *type_at(bytes_.data() + roots_[root], 4).root; }

 private:
    int add(std::initializer_list<Part> parts) {
        if (bytes_.size() % 2) bytes_.push_back(0x5c);
        const auto start = static_cast<int>(bytes_.size());
        for (const Part& part : parts) {
            const int here = static_cast<int>(bytes_.size());
            const int value = part.kind == Part::to ? part.value - here : part.value;
            bytes_.push_back(static_cast<uint8_t>(value));
            if (part.kind != Part::byte) bytes_.push_back(static_cast<uint8_t>(value >> 8));
        }
        return start;
    }
    int root(std::initializer_list<Part> parts) { return root(add(parts)); }
    int root(int descriptor) {
        roots_.push_back(descriptor);
        return descriptor;
    }
    /// Lets the 16-bit offset at `at` lead to `descriptor`, which was not known when it was written.
    void patch(int at, int descriptor) {
        const int value = descriptor - at;
        bytes_[static_cast<size_t>(at)] = static_cast<uint8_t>(value);
        bytes_[static_cast<size_t>(at) + 1] = static_cast<uint8_t>(value >> 8);
    }

    void scalars_and_texts() {
        root({0xb7, 0x08, n(0), n(0), n(10), n(0)});                     // [range(0, 10)] long
        text_ = root({0x12, 8, 0x22, 0x5c});                             // [unique, string] char*
        wide_ = root({0x12, 8, 0x25, 0x5c});                             // [unique, string] wchar_t*
        root({0x26, 0x5c, n(12)});                                       // [string] char[12]
        bytes_sized_ = add({0x1b, 0, n(1), 0x18, 0, n(0), 0x01, 0x5b});  // byte[], size_is(long at +0)
        const int structures_of_bytes = add({0x24, 3, 0x5c, 0x5b});
        root({0x12, 0, to(structures_of_bytes)});
        sized_text_ = add({0x22, 0x44, 0x18, 0, n(0)});  // [string, size_is(long at +0)] char*
    }

    void structures() {
        flat_ = root({0x15, 3, n(8), 0x08, 0x02, 0x37, 0x06, 0x5c, 0x5b});
        // long, byte* sized by it, char*, itself*, hyper, enum16, flat structure
        tree_ = root({0x1a, 7, n(64), n(0), n(16), 0x08, 0x39, 0x36, 0x36, 0x36, 0x0b, 0x0d, 0x4c, 0, to(flat_), 0x40,
                      0x5b, 0x5c});
        const int pointers = tree_ + 22;
        patch(tree_ + 6, pointers);
        add({0x12, 0, to(bytes_sized_), 0x12, 8, 0x22, 0x5c, 0x12, 0, to(tree_)});
        root({0x14, 0, to(tree_)});  // full pointer
        const int all_nodes = add({0x1a, 3, n(24), n(0), n(8), 0x08, 0x39, 0x36, 0x36, 0x5c, 0x5b});
        patch(all_nodes + 6, all_nodes + 14);
        add({0x12, 8, 0x22, 0x5c, 0x12, 1, to(all_nodes)});
        root({0x12, 1, to(all_nodes)});  // allocate(all_nodes)
        const int shorts = add({0x1b, 1, n(2), 0x08, 0, n(-4), 0x06, 0x5b});
        root({0x17, 3, n(4), to(shorts), 0x08, 0x5b});  // conformant structure
        ignoring_ = root({0x1a, 3, n(24), n(0), n(0), 0x08, 0x39, 0x0f, 0x0d, 0x40, 0x5b});
        root({0xb1, 3, n(12), n(0), n(0), n(4), n(10), n(12), n(0), 0x08, 0x0d, 0x06, 0x3e, 0x5c, 0x5b});
    }

    void arrays() {
        root({0x1c, 3, n(4), 0x28, 0, n(0), 0x28, 0, n(8), 0x08, 0x5b});  // long[], conformant and varying
        root({0x21, 7, n(0), 0x28, 0, n(0), n(-1), n(-1), 0x4c, 0, to(tree_), 0x5c, 0x5b});
        root({0x21, 3, n(0), 0x28, 0, n(0), n(-1), n(-1), 0x4c, 0, to(ignoring_), 0x5c, 0x5b});
        root({0x21, 3, n(3), n(-1), n(-1), n(-1), n(-1), 0x12, 8, 0x22, 0x5c, 0x5c, 0x5b});  // char* [3]
        const int row = add({0x21, 3, n(0), 0x88, 0, n(8), n(-1), n(-1), 0x08, 0x5b});
        root({0x21, 3, n(0), 0x88, 0, n(0), n(-1), n(-1), 0x4c, 0, to(row), 0x5c, 0x5b});  // long[][]
        const int varying = add({0x1f, 1, n(6), n(3), n(2), 0x88, 0, n(8), 0x06, 0x5b});
        root({0x21, 1, n(2), n(-1), n(-1), 0x88, 0, n(0), 0x4c, 0, to(varying), 0x5c, 0x5b});  // short[2][3]
        // Structures of a count and a sized string, as many as slot 0 says.
        const int named = add({0x1a, 3, n(16), n(0), n(8), 0x08, 0x39, 0x36, 0x5b, 0x5c});
        patch(named + 6, named + 12);
        bytes_.resize(static_cast<size_t>(named) + 12, 0x5c);
        add({0x12, 0, to(sized_text_)});
        root({0x21, 3, n(0), 0x28, 0, n(0), n(-1), n(-1), 0x4c, 0, to(named), 0x5c, 0x5b});
    }

    void unions_and_routines() {
        const int choice = root({0x2a, 0x88, n(8), n(2), n(1), n(0), n(0x8008), n(2), n(0), to(text_), n(0)});
        root({0x21, 3, n(0), 0x28, 0, n(0), n(-1), n(-1), 0x4c, 0, to(choice), 0x5c, 0x5b});  // unions in an array
        const int body = add({n(8), n(2), n(1), n(0), n(0x800b), n(2), n(0), to(wide_), n(0xffff)});
        const int open = add({0x2b, 6, 6, 0, n(-8), to(body)});
        root({0x1a, 7, n(16), n(0), n(0), 0x06, 0x39, 0x4c, 0, to(open), 0x5c, 0x5b});  // switch_is
        const int wire = add({0x08, 0x5c});
        const int own = root({0xb4, 0x03, n(0), n(16), n(0), to(wire)});
        const int own_pointer = add({0x12, 8, 0x08, 0x5c});
        const int behind = root({0xb4, 0x83, n(0), n(16), n(0), to(own_pointer)});
        root({0x1a, 3, n(40), n(0), n(0), 0x08, 0x39, 0x4c, 0, to(own), 0x4c, 0, to(behind), 0x5b});
        const int sent = add({0x15, 3, n(8), 0x08, 0x08, 0x5b});
        root({0x2d, 3, n(0), n(8), n(8), to(sent)});
    }

    void more_structures() {
        const int shorts = add({0x1b, 1, n(2), 0x08, 0, n(-4), 0x06, 0x5b});
        const int inner = add({0x17, 3, n(4), to(shorts), 0x08, 0x5b});
        root({0x17, 3, n(8), to(shorts), 0x08, 0x4c, 0, to(inner), 0x5b});  // a conformant structure in another
        const int some = add({0x1c, 1, n(2), 0x08, 0, n(-8), 0x08, 0, n(-4), 0x06, 0x5b});
        root({0x19, 3, n(8), to(some), 0x08, 0x08, 0x5c, 0x5b});  // conformant and varying
        root({0x1e, 3, n(8), n(0), 0x08, 0x5b});                  // large fixed array
        // long, [ref] long*, interface pointer, __int3264
        const int object = root({0x2f, 0x5a, n(0), n(0), n(0), n(0), n(0), n(0), n(0), n(0)});
        const int mixed = root({0x1a, 7, n(32), n(0), n(18), 0x08, 0x39, 0x36, 0x4c, 0, to(object), 0xb8, 0x5b});
        patch(mixed + 6, mixed + 18);
        bytes_.resize(static_cast<size_t>(mixed) + 18, 0x5c);
        add({0x11, 8, 0x08, 0x5c});
        const int body = add({n(8), n(2), n(1), n(0), n(0x8008), n(2), n(0), to(wide_), n(0xffff)});
        const int open = add({0x2b, 0x08, 0x08, 0, n(-8), to(body)});
        root({0xb1, 7, n(16), n(0), n(0), n(-1), n(8), n(8), to(open), 0x08, 0x08, 0x5c, 0x5b});  // hard, with a union
    }

    std::vector<uint8_t> bytes_;
    std::vector<int> roots_;
    int text_ = 0, wide_ = 0, bytes_sized_ = 0, sized_text_ = 0, flat_ = 0, tree_ = 0, ignoring_ = 0;
};

inline const Types& types() {
    static const Types made;
    return made;
}

inline size_t allocated = 0;
inline void* allocate(size_t size) {
    if (size > (1u << 20)) return nullptr;  // a program may refuse; the engine has to cope
    ++allocated;
    return std::malloc(size);
}
inline void release(void* block) {
    --allocated;
    std::free(block);
}

/// The program's own type: a long on the wire, and memory of its own.
struct Own {
    int32_t number;
    void* memory;
};
inline const USER_MARSHAL_ROUTINE_QUADRUPLE kOwnRoutines[] = {
    {[](ULONG*, ULONG start, void*) -> ULONG { return ((start + 3) & ~3u) + 4; },
     [](ULONG*, uint8_t* at, void* object) -> uint8_t* {
         at += (0 - reinterpret_cast<uintptr_t>(at)) & 3;
         std::memcpy(at, object, 4);
         return at + 4;
     },
     [](ULONG* flags, uint8_t* at, void* object) -> uint8_t* {
         NDR_USER_MARSHAL_INFO info;
         if (user_marshal_info(flags, 1, &info) != base::Status::ok) std::abort();
         const size_t gap = (0 - reinterpret_cast<uintptr_t>(at)) & 3;
         if (info.Level1.BufferSize < gap + 4) return at + gap + 4;
         auto* own = static_cast<Own*>(object);
         std::memcpy(&own->number, at + gap, 4);
         if (!own->memory) own->memory = allocate(1);
         return at + gap + 4;
     },
     [](ULONG*, void* object) {
         auto* own = static_cast<Own*>(object);
         if (own->memory) release(own->memory);
         own->memory = nullptr;
     }}};

/// Two longs sent for a presented pointer to them.
inline const XMIT_ROUTINE_QUINTUPLE kTranslations[] = {
    {[](PMIDL_STUB_MESSAGE stub) {
         auto* sent = static_cast<unsigned char*>(allocate(8));
         std::memset(sent, 0, 8);
         if (void* inside = *reinterpret_cast<void**>(stub->pPresentedType)) std::memcpy(sent, inside, 8);
         stub->pTransmitType = sent;
     },
     [](PMIDL_STUB_MESSAGE stub) {
         void* inside = allocate(8);
         std::memcpy(inside, stub->pTransmitType, 8);
         *reinterpret_cast<void**>(stub->pPresentedType) = inside;
     },
     [](PMIDL_STUB_MESSAGE stub) { release(stub->pTransmitType); },
     [](PMIDL_STUB_MESSAGE stub) {
         void*& inside = *reinterpret_cast<void**>(stub->pPresentedType);
         if (inside) release(inside);
         inside = nullptr;
     }}};

/// A stub message over a copy of `data`: exactly as large, and aligned as the runtime's buffers are.
class Case {
 public:
    Case(const uint8_t* data, size_t size) {
        buffer_.reset(static_cast<uint8_t*>(::operator new (size + (size == 0), std::align_val_t{16})));
        if (size > 0) std::memcpy(buffer_.get(), data, size);
        description_.aUserMarshalQuadruple = kOwnRoutines;
        description_.aXmitQuintuple = kTranslations;
        stub.StubDesc = &description_;
        stub.pfnAllocate = allocate;
        stub.pfnFree = release;
        stub.StackTop = reinterpret_cast<unsigned char*>(slots);
        stub.BufferStart = buffer_.get();
        stub.BufferEnd = stub.BufferStart + size;
        stub.FullPtrXlatTables = reinterpret_cast<PFULL_PTR_XLAT_TABLES>(&full_pointers_);
    }

    template <Swap kSwap>
    void* unmarshal(const Node& node, Memory::Placement placement) {
        void* location = nullptr;  // outlives `memory`, which puts it back on failure
        ReadCursor cursor(stub.BufferStart, stub.BufferStart, stub.BufferEnd);
        Memory memory(stub, placement, nullptr);
        WireWalker<kSwap> walker(stub, cursor, memory, {});
        walker.referent(node, &location);
        walker.check_late_counts();
        memory.keep();
        return location;
    }

    /// What unmarshalling would take in memory; compares nothing, runs no routine.
    uint64_t measure(const Node& node) {
        void* nothing = nullptr;
        ReadCursor cursor(stub.BufferStart, stub.BufferStart, stub.BufferEnd);
        Memory scratch(stub, Memory::Placement::scratch, nullptr);
        WireWalker<Swap::no>(stub, cursor, scratch, {}).referent(node, &nothing);
        return scratch.measured();
    }

    std::vector<uint8_t> marshal(const Node& node, const void* memory) {
        stub.UniquePtrCount = 0;
        full_pointers_ = {};
        SizeCursor size;
        MemoryWalker<SizeCursor>(stub, size).value(node, memory);
        // operator new[] of vector aligns to 16, which user-marshalling routines rely on as on the runtime's buffers
        std::vector<uint8_t> wire(size.size());
        WriteCursor out(wire.data(), wire.data(), wire.data() + wire.size());
        MemoryWalker<WriteCursor>(stub, out).value(node, memory);
        if (out.size() != size.size()) std::abort();
        return wire;
    }

    void free_all(const Node& node, void* memory) {
        full_pointers_ = {};
        FreeCursor cursor;
        MemoryWalker<FreeCursor>(stub, cursor).value(node, memory);
        if (!in_receive_buffer(stub, memory)) release(memory);
    }

    MIDL_STUB_MESSAGE stub{};
    uint64_t slots[2] = {2, 2};

 private:
    struct Release {
        void operator()(uint8_t* bytes) const { ::operator delete (bytes, std::align_val_t{16}); }
    };
    std::unique_ptr<uint8_t, Release> buffer_;
    MIDL_STUB_DESC description_{};
    FullPointers full_pointers_;
};

}  // namespace ndr_fuzz
