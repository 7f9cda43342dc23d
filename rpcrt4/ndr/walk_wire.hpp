// SPDX-License-Identifier: LGPL-2.1-or-later
// The walk over wire data: unmarshalling, in the sender's byte order. Everything read is hostile: every count is held
// against the bytes left before memory is allocated for it, against the program's size expression, and, where existing
// memory is written, against what that memory can hold. Any disagreement is rpc_x_bad_stub_data.
// Order and pending pointers are as in walk_memory.hpp. Nothing is left allocated when a walk throws (memory.hpp).
#pragma once

#include <algorithm>
#include <span>

#include "rpcrt4/ndr/full_pointers.hpp"
#include "rpcrt4/ndr/memory.hpp"
#include "rpcrt4/ndr/small_stack.hpp"
#include "rpcrt4/ndr/type.hpp"
#include "rpcrt4/ndr/wire.hpp"

#include <rpcndr.h>

namespace rpcrt4::ndr {

/// What a size expression over parameters was before the reply began to overwrite parameters.
struct Capacity {
    const Correlation* correlation;
    uint32_t count;
};

template <Swap kSwap, typename Wire = Ndr20>
class WireWalker {
 public:
    WireWalker(MIDL_STUB_MESSAGE& stub, ReadCursor& in, Memory& memory, std::span<const Capacity> capacities) noexcept
        : stub_(stub), in_(in), memory_(memory), capacities_(capacities) {}

    /// A whole value into existing memory. For a pointer, `memory` is the variable that holds it.
    void value(const Node& node, void* memory);
    /// A whole value as what *location points at: written through when it points at something, else placed.
    void referent(const Node& node, void** location);
    /// Compares the counts whose expressions could not be evaluated when they were read.
    void check_late_counts();

 private:
    static constexpr uint64_t kUnlimited = ~uint64_t{0};
    enum class Position : uint8_t { top, embedded };
    struct Extent {
        uint32_t maximum = 0, first = 0, count = 0;
    };
    struct Pending {
        const PointerNode* node;
        void** location;
        Bases bases;
        uint64_t capacity;
        uint32_t id;
    };
    struct LateCheck {
        const Correlation* correlation;
        Bases bases;
        int64_t count;
    };

    void place(const Node& node, void** location, const Bases& bases, uint64_t capacity);
    void place_pointer(const PointerNode& node, void** location, const Bases& bases);
    void place_counted(const Node& node, void** location, const Bases& bases, uint64_t capacity);
    void place_structure(const StructNode& node, void** location);
    void place_fixed(const Node& node, void** location, const Bases& bases);
    bool counted_in_buffer(const Node& node, void** location, const Extent& extent);
    bool stays_in_buffer(void** location, size_t alignment, size_t size);
    uint8_t* obtain(const Node& node, void** location, uint64_t size);

    uint32_t conformance(const Node& part);
    Extent array_extent(const ArrayNode& node, uint32_t maximum);
    Extent string_extent(const StringNode& node, uint32_t maximum);
    Extent extent_of(const Node& counted, uint32_t maximum);
    void check_counts(const Node& counted, const Extent& extent, const Bases& bases);
    void check(const Correlation& correlation, const Bases& bases, int64_t count);
    uint64_t capacity_of(const Node& part, const uint8_t* memory, const Bases& bases);

    void fixed(const Node& node, uint8_t* memory, const Bases& bases);
    void scalar(const ScalarNode& node, uint8_t* memory);
    void enum16(uint8_t* memory);
    void range(const RangeNode& node, uint8_t* memory);
    void members(const StructNode& node, uint8_t* memory);
    void tail(const StructNode& node, uint8_t* memory, uint32_t maximum);
    void contents(const Node& counted, uint8_t* memory, const Bases& bases, const Extent& extent);
    void choice(const UnionNode& node, uint8_t* memory, const Bases& bases);
    void pointer(const PointerNode& node, void** location, const Bases& bases, Position position, uint64_t capacity);
    uint64_t pointee_capacity(const PointerNode& node, void** location, const Bases& bases);
    void follow(const Pending& pending);
    bool alias(FullPointers& table, const Pending& pending);
    void drain();

    void copy(uint8_t* memory, size_t size);
    template <typename T>
    T get() {
        return in_.get<T, kSwap>();
    }
    uint32_t count() { return static_cast<uint32_t>(get<typename Wire::Count>()); }
    Bases top() const noexcept { return {stub_.StackTop, stub_.StackTop}; }

    MIDL_STUB_MESSAGE& stub_;
    ReadCursor& in_;
    Memory& memory_;
    std::span<const Capacity> capacities_;
    uint32_t last_maximum_ = 0;
    SmallStack<Pending, 12> pending_;
    SmallStack<LateCheck, 8> late_;
    SmallStack<uint64_t, 8> member_capacities_;
};

extern template class WireWalker<Swap::no>;
extern template class WireWalker<Swap::yes>;

}  // namespace rpcrt4::ndr
