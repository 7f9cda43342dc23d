// SPDX-License-Identifier: LGPL-2.1-or-later
// The walk over wire data: unmarshalling, in the sender's byte order. Everything read is hostile: every count is held
// against the bytes left before memory is allocated for it, against the program's size expression, and, where existing
// memory is written, against what that memory can hold. Any disagreement is rpc_x_bad_stub_data.
// Order and pending pointers are as in walk_memory.hpp. Nothing is left allocated when a walk throws (memory.hpp).
#pragma once

#include <algorithm>
#include <optional>
#include <span>

#include "rpcrt4/ndr/context_elements.hpp"
#include "rpcrt4/ndr/full_pointers.hpp"
#include "rpcrt4/ndr/memory.hpp"
#include "rpcrt4/ndr/small_stack.hpp"
#include "rpcrt4/ndr/type.hpp"
#include "rpcrt4/ndr/user_types.hpp"
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
    /// With scratch memory the walk only measures (Memory::measured) or converts: nothing is compared with the
    /// program's expressions, and none of its routines is called.
    WireWalker(MIDL_STUB_MESSAGE& stub, ReadCursor& in, Memory& memory, std::span<const Capacity> capacities) noexcept
        : stub_(stub),
          in_(in),
          memory_(memory),
          capacities_(capacities),
          measures_(memory.placement() == Memory::Placement::scratch) {}

    /// Who is asked about context handles inside other data; without, they are refused.
    void ask(ContextElements& contexts) noexcept { contexts_ = &contexts; }
    /// A whole value into existing memory. For a pointer, `memory` is the variable that holds it.
    void value(const Node& node, void* memory);
    /// A whole value as what *location points at: written through when it points at something, else placed.
    void referent(const Node& node, void** location);
    /// Compares the counts whose expressions could not be evaluated when they were read.
    void check_late_counts();
    /// As the routines of one type take their argument: the variable of a pointer, or where an object's address is.
    void argument(const Node& node, void** location) {
        is_pointer(node) ? value(node, location) : referent(node, location);
    }

 private:
    template <Swap, typename>
    friend class WireWalker;

    static constexpr uint64_t kUnlimited = ~uint64_t{0};
    static constexpr int64_t kUnknownTag = int64_t{1} << 62;
    enum class Position : uint8_t { top, embedded };
    struct Extent {
        uint32_t maximum = 0, first = 0, count = 0;
    };
    static constexpr size_t kMostDimensions = 16;
    static constexpr unsigned kDeepest = 64;  ///< of walks within walks, which only recursive types can nest
    struct Pending {
        const Node* node;  ///< the pointer, or user-marshalled data behind its pointer
        void** location;   ///< where the pointer is, or where the data goes
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
    void place_dimensions(const ArrayNode& node, void** location, const Bases& bases, uint64_t capacity);
    void place_structure(const StructNode& node, void** location);
    void place_fixed(const Node& node, void** location, const Bases& bases);
    bool counted_in_buffer(const Node& node, void** location, const Extent& extent);
    bool stays_in_buffer(void** location, size_t alignment, size_t size);
    uint8_t* obtain(const Node& node, void** location, uint64_t size);

    uint32_t conformance(const Node& part);
    uint32_t conformances(const ArrayNode& node);
    uint32_t maximum_count(const Correlation& correlation);
    void dimension_extents(const ArrayNode& node, const Bases& bases, Extent* extents);
    void variance(Extent& extent);
    Extent array_extent(const ArrayNode& node, uint32_t maximum);
    Extent string_extent(const StringNode& node, uint32_t maximum);
    Extent extent_of(const Node& counted, uint32_t maximum);
    void check_counts(const Node& counted, const Extent& extent, const Bases& bases);
    void check(const Correlation& correlation, const Bases& bases, int64_t count);
    uint64_t capacity_of(const Node& part, const uint8_t* memory, const Bases& bases);
    uint64_t capacity_of(const Correlation& correlation, const Bases& bases);

    void fixed(const Node& node, uint8_t* memory, const Bases& bases);
    void scalar(const ScalarNode& node, uint8_t* memory);
    void enum16(uint8_t* memory);
    void range(const RangeNode& node, uint8_t* memory);
    void members(const StructNode& node, uint8_t* memory);
    void images(const StructNode& node, uint8_t* memory, size_t stride, size_t count);
    void image_pointers(const Image& image, const uint8_t* wire, uint8_t* memory, size_t capacity);
    void tail(const StructNode& node, uint8_t* memory, uint32_t maximum);
    void contents(const Node& counted, uint8_t* memory, const Bases& bases, const Extent& extent);
    void text(const StringNode& node, uint8_t* memory, uint32_t count);
    void elements(const ArrayNode& node, uint8_t* memory, const Bases& bases, uint32_t count);
    void slab(const ArrayNode& node, uint8_t* memory, const Bases& bases, const Extent* extents, size_t dimension);
    void context_handle(const ContextHandleNode& node, void** location);
    void user_marshalled(const UserMarshalNode& node, uint8_t* memory, Position position);
    void user_body(const UserMarshalNode& node, uint8_t* memory);
    void transmitted(const TransmittedNode& node, uint8_t* memory, const Bases& bases);
    void interface_pointer(const InterfacePointerNode& node, void** location);
    void interface_body();
    void skim(const Node& node);
    void choice(const UnionNode& node, uint8_t* memory, const Bases& bases, int64_t before);
    int64_t tag_of(const UnionNode& node, const uint8_t* memory, const Bases& bases);
    void forget(const Node& arm, uint8_t* memory);
    void pointer(const PointerNode& node, void** location, const Bases& bases, Position position, uint64_t capacity);
    uint64_t pointee_capacity(const PointerNode& node, void** location, const Bases& bases);
    FullPointers* full_pointers();
    void follow(const PointerNode& node, const Pending& pending);
    void follow_all_nodes(const PointerNode& node, const Pending& pending);
    void follow_into_buffer(const PointerNode& node, const Pending& pending);
    uint64_t measured(const Node& node);
    bool alias(FullPointers& table, const PointerNode& node, const Pending& pending);
    void drain(size_t mark = 0);

    /// `count` scalars of the base type `code`.
    void copy(uint8_t* memory, size_t size, uint8_t code, size_t count = 1);
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
    const bool measures_;
    ContextElements* contexts_ = nullptr;
    unsigned depth_ = 0;
    std::optional<FullPointers> ahead_;
    uint32_t last_maximum_ = 0;
    SmallStack<uint32_t, 4> maxima_;  ///< of the conformant dimensions of the construct being read
    SmallStack<Pending, 12> pending_;
    SmallStack<LateCheck, 8> late_;
    SmallStack<uint64_t, 8> member_capacities_;
    SmallStack<int64_t, 4> member_tags_;  ///< of unions, before the members that say them are overwritten
};

extern template class WireWalker<Swap::no>;
extern template class WireWalker<Swap::yes>;

}  // namespace rpcrt4::ndr
