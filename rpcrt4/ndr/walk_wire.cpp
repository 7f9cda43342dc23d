// SPDX-License-Identifier: LGPL-2.1-or-later
// The bodies of the wire walk: first where data goes (place_*), then counts and their checks, then the data itself.
#include "rpcrt4/ndr/walk_wire.hpp"

#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"

namespace rpcrt4::ndr {
namespace {

template <typename T>
void store(uint8_t* to, T value) noexcept {
    std::memcpy(to, &value, sizeof value);
}

template <typename T>
void swap_at(uint8_t* memory) noexcept {
    T value;
    std::memcpy(&value, memory, sizeof value);
    store(memory, swapped(value));
}

/// Swaps one scalar of 1, 2, 4 or 8 bytes in place.
void swap_scalar(uint8_t* memory, size_t size) noexcept {
    if (size == 2) swap_at<uint16_t>(memory);
    if (size == 4) swap_at<uint32_t>(memory);
    if (size == 8) swap_at<uint64_t>(memory);
}

bool terminated(const uint8_t* text, uint32_t count, uint16_t char_size) noexcept {
    const uint8_t* last = text + size_t{count - 1} * char_size;
    return std::all_of(last, last + char_size, [](uint8_t byte) { return byte == 0; });
}

}  // namespace

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::value(const Node& node, void* memory) {
    if (node.kind == Kind::pointer) {
        auto** location = static_cast<void**>(memory);
        pointer(as<PointerNode>(node), location, top(), Position::top, kUnlimited);
        return drain();
    }
    void* location = memory;
    place(node, &location, top(), kUnlimited);
    drain();
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::referent(const Node& node, void** location) {
    place(node, location, top(), kUnlimited);
    drain();
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::check_late_counts() {
    for (const LateCheck& late : late_) {
        if (evaluate(*late.correlation, late.bases, stub_).value != late.count) fail_bad_data();
    }
    late_.truncate(0);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::place(const Node& node, void** location, const Bases& bases, uint64_t capacity) {
    switch (node.kind) {
        case Kind::pointer:
            return place_pointer(as<PointerNode>(node), location, bases);
        case Kind::string:
        case Kind::array:
            return place_counted(node, location, bases, capacity);
        case Kind::structure:
            return place_structure(as<StructNode>(node), location);
        default:
            return place_fixed(node, location, bases);
    }
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::place_pointer(const PointerNode& node, void** location, const Bases& bases) {
    uint8_t* memory = obtain(node, location, sizeof(void*));
    pointer(node, reinterpret_cast<void**>(memory), bases, Position::top, kUnlimited);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::place_counted(const Node& node, void** location, const Bases& bases, uint64_t capacity) {
    if (node.flat) return place_fixed(node, location, bases);
    const Node* part = conformant_part(node);
    if (part && *location && capacity == kUnlimited) {
        capacity = capacity_of(node, static_cast<const uint8_t*>(*location), bases);
    }
    const uint32_t maximum = part ? conformance(node) : 0;
    const Extent extent = extent_of(node, maximum);
    check_counts(node, extent, bases);
    if (part && counted_in_buffer(node, location, extent)) return;
    const bool text = node.kind == Kind::string;
    const uint32_t stride = part ? conformant_stride(node) : 0;
    // An unsized string may claim any maximum: what it holds is what it needs.
    const bool unsized = text && !as<StringNode>(node).conformance;
    const uint32_t needed = part ? (unsized ? extent.count : extent.maximum) : 0;
    if (*location && part && needed > capacity) fail_bad_data();
    const uint64_t size = part ? uint64_t{needed} * stride : node.memory_size;
    contents(node, obtain(node, location, size), bases, extent);
}

/// Server: characters, or flat elements all of which are there.
template <Swap kSwap, typename Wire>
bool WireWalker<kSwap, Wire>::counted_in_buffer(const Node& node, void** location, const Extent& extent) {
    const bool text = node.kind == Kind::string;
    if (extent.count != extent.maximum || (!text && !as<ArrayNode>(node).block)) return false;
    const uint32_t stride = conformant_stride(node);
    const size_t alignment = text ? stride : as<ArrayNode>(node).element->wire_align;
    if (!stays_in_buffer(location, alignment, size_t{extent.count} * stride)) return false;
    const auto* at = static_cast<const uint8_t*>(*location);
    if (text && !terminated(at, extent.count, static_cast<uint16_t>(stride))) fail_bad_data();
    return true;
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::place_structure(const StructNode& node, void** location) {
    if (!node.tail) {
        if (node.flat) return place_fixed(node, location, {});
        return members(node, obtain(node, location, node.memory_size));
    }
    const auto* existing = static_cast<const uint8_t*>(*location);
    uint64_t capacity = kUnlimited;
    if (existing) {
        const uint8_t* data = existing + node.memory_size;
        capacity = capacity_of(*node.tail, data, {data, existing});
    }
    const uint32_t maximum = conformance(*node.tail);
    if (existing && maximum > capacity) fail_bad_data();
    const uint64_t size = node.memory_size + uint64_t{maximum} * conformant_stride(*node.tail);
    uint8_t* memory = obtain(node, location, size);
    members(node, memory);
    tail(node, memory, maximum);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::place_fixed(const Node& node, void** location, const Bases& bases) {
    if (node.flat && stays_in_buffer(location, node.wire_align, node.memory_size)) return;
    fixed(node, obtain(node, location, node.memory_size), bases);
}

/// Server: flat data whose place in the receive buffer suits its memory alignment is used where it is.
template <Swap kSwap, typename Wire>
bool WireWalker<kSwap, Wire>::stays_in_buffer(void** location, size_t alignment, size_t size) {
    if (kSwap == Swap::yes || memory_.placement() != Memory::Placement::in_place || *location) return false;
    if (size == 0) {  // an address inside the buffer, which nobody reads: behind its last byte would be outside
        memory_.set(location, const_cast<uint8_t*>(in_.begin()));
        return true;
    }
    in_.align(alignment);
    if (reinterpret_cast<uintptr_t>(in_.position()) & (alignment - 1)) return false;
    memory_.set(location, const_cast<uint8_t*>(in_.take(size)));
    return true;
}

template <Swap kSwap, typename Wire>
uint8_t* WireWalker<kSwap, Wire>::obtain(const Node& node, void** location, uint64_t size) {
    if (*location) return static_cast<uint8_t*>(*location);
    const auto contents = node.has_pointers ? Memory::Contents::zeroed : Memory::Contents::undefined;
    return static_cast<uint8_t*>(memory_.allocate(location, size, contents));
}

template <Swap kSwap, typename Wire>
uint32_t WireWalker<kSwap, Wire>::conformance(const Node& part) {
    const uint32_t maximum = count();
    last_maximum_ = maximum;
    const Correlation& correlation = conformance_of(part);
    if (correlation.ranged && (maximum < correlation.low || maximum > correlation.high)) {
        fail(base::Status::rpc_s_invalid_bound);
    }
    const bool varying = part.kind == Kind::string || as<ArrayNode>(part).variance;
    if (!varying) {
        const uint64_t bytes = uint64_t{maximum} * as<ArrayNode>(part).element->wire_minimum;
        if (bytes > in_.remaining()) fail_bad_data();
    }
    return maximum;
}

template <Swap kSwap, typename Wire>
auto WireWalker<kSwap, Wire>::array_extent(const ArrayNode& node, uint32_t maximum) -> Extent {
    Extent extent;
    extent.maximum = node.conformant ? maximum : node.fixed_count;
    extent.count = extent.maximum;
    if (!node.variance) return extent;
    extent.first = count();
    extent.count = count();
    if (extent.first > extent.maximum || extent.count > extent.maximum - extent.first) fail_bad_data();
    if (uint64_t{extent.count} * node.element->wire_minimum > in_.remaining()) fail_bad_data();
    return extent;
}

template <Swap kSwap, typename Wire>
auto WireWalker<kSwap, Wire>::string_extent(const StringNode& node, uint32_t maximum) -> Extent {
    Extent extent;
    extent.maximum = node.conformant() ? maximum : node.fixed_count;
    extent.first = count();
    extent.count = count();
    if (extent.first != 0 || extent.count == 0 || extent.count > extent.maximum) fail_bad_data();
    if (uint64_t{extent.count} * node.char_size > in_.remaining()) fail_bad_data();
    return extent;
}

template <Swap kSwap, typename Wire>
auto WireWalker<kSwap, Wire>::extent_of(const Node& counted, uint32_t maximum) -> Extent {
    if (counted.kind == Kind::string) return string_extent(as<StringNode>(counted), maximum);
    return array_extent(as<ArrayNode>(counted), maximum);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::check_counts(const Node& counted, const Extent& extent, const Bases& bases) {
    if (counted.kind == Kind::string) return check(as<StringNode>(counted).conformance, bases, extent.maximum);
    const auto& node = as<ArrayNode>(counted);
    if (node.conformant) check(node.conformance, bases, extent.maximum);
    check(node.variance, bases, extent.count);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::check(const Correlation& correlation, const Bases& bases, int64_t counted) {
    if (!correlation || !correlation.check || set_by_stub(correlation, stub_)) return;
    if (!correlation.early()) return late_.push({&correlation, bases, counted});
    if (evaluate(correlation, bases, stub_).value != counted) fail_bad_data();
}

/// How much existing memory holds: what its size expression said before the reply touched anything.
template <Swap kSwap, typename Wire>
uint64_t WireWalker<kSwap, Wire>::capacity_of(const Node& part, const uint8_t* memory, const Bases& bases) {
    const Correlation& correlation = conformance_of(part);
    if (!correlation) return string_length(memory, as<StringNode>(part).char_size) + 1;
    if (set_by_stub(correlation, stub_)) return kUnlimited;  // -Os stubs say nothing before they unmarshal
    if (!correlation.from_stack()) return evaluate_count(correlation, bases, stub_);
    for (const Capacity& known : capacities_) {
        if (known.correlation == &correlation) return known.count;
    }
    return kUnlimited;
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::fixed(const Node& node, uint8_t* memory, const Bases& bases) {
    switch (node.kind) {
        case Kind::scalar:
            return scalar(as<ScalarNode>(node), memory);
        case Kind::range:
            return range(as<RangeNode>(node), memory);
        case Kind::pointer:
            return pointer(as<PointerNode>(node), reinterpret_cast<void**>(memory), bases, Position::embedded,
                           kUnlimited);
        case Kind::string:
        case Kind::array: {
            const Extent extent = extent_of(node, 0);
            check_counts(node, extent, bases);
            return contents(node, memory, bases, extent);
        }
        case Kind::structure:
            return members(as<StructNode>(node), memory);
        case Kind::choice:
            return choice(as<UnionNode>(node), memory, bases);
        case Kind::context_handle:
            fail_unsupported();
    }
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::copy(uint8_t* memory, size_t size) {
    const uint8_t* from = in_.take(size);
    if (size > 0 && from != memory) std::memcpy(memory, from, size);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::scalar(const ScalarNode& node, uint8_t* memory) {
    switch (node.form) {
        case ScalarForm::plain:
            in_.align(node.wire_align);
            copy(memory, node.memory_size);
            if constexpr (kSwap == Swap::yes) swap_scalar(memory, node.memory_size);
            return;
        case ScalarForm::enum16:
            return enum16(memory);
        case ScalarForm::int3264:
            return store(memory, int64_t{static_cast<int32_t>(get<uint32_t>())});
        case ScalarForm::uint3264:
            return store(memory, uint64_t{get<uint32_t>()});
    }
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::enum16(uint8_t* memory) {
    const auto value = get<uint16_t>();
    if (value > 0x7fff) fail(base::Status::rpc_x_enum_value_out_of_range);
    store(memory, uint32_t{value});
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::range(const RangeNode& node, uint8_t* memory) {
    scalar(*node.scalar, memory);
    const int64_t value = load_scalar(*node.scalar, memory);
    if (value < node.low || value > node.high) fail(base::Status::rpc_s_invalid_bound);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::members(const StructNode& node, uint8_t* memory) {
    const auto& steps = kSwap == Swap::yes ? node.scalar_steps : node.steps;
    const size_t mark = member_capacities_.size();
    // Existing buffers hold what the old size fields say: those are about to be overwritten.
    if (node.has_sized_pointers) {
        for (const Step& step : steps) {
            if (step.op != Op::pointer) continue;
            auto** location = reinterpret_cast<void**>(memory + step.offset);
            member_capacities_.push(pointee_capacity(as<PointerNode>(*step.node), location, {memory, memory}));
        }
    }
    size_t next = mark;
    in_.align(node.wire_align);
    for (const Step* step = steps.data();; ++step) {
        uint8_t* member = memory + step->offset;
        switch (step->op) {
            case Op::copy:
                in_.align(step->align);
                copy(member, step->size);
                if constexpr (kSwap == Swap::yes) swap_scalar(member, step->size);
                break;
            case Op::enum16:
                enum16(member);
                break;
            case Op::int3264:
                store(member, int64_t{static_cast<int32_t>(get<uint32_t>())});
                break;
            case Op::uint3264:
                store(member, uint64_t{get<uint32_t>()});
                break;
            case Op::child:
                fixed(*step->node, member, {member, memory});
                break;
            case Op::pointer: {
                const uint64_t capacity = node.has_sized_pointers ? member_capacities_[next++] : kUnlimited;
                pointer(as<PointerNode>(*step->node), reinterpret_cast<void**>(member), {memory, memory},
                        Position::embedded, capacity);
                break;
            }
            case Op::end:
                return member_capacities_.truncate(mark);
        }
    }
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::tail(const StructNode& node, uint8_t* memory, uint32_t maximum) {
    uint8_t* data = memory + node.memory_size;
    const Bases bases{data, memory};
    const Extent extent = extent_of(*node.tail, maximum);
    check_counts(*node.tail, extent, bases);
    contents(*node.tail, data, bases, extent);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::contents(const Node& counted, uint8_t* memory, const Bases& bases, const Extent& extent) {
    if (counted.kind == Kind::string) {
        const uint16_t char_size = as<StringNode>(counted).char_size;
        in_.align(char_size);
        copy(memory, size_t{extent.count} * char_size);
        if constexpr (kSwap == Swap::yes) {
            for (uint32_t i = 0; i < extent.count; ++i) swap_scalar(memory + size_t{i} * char_size, char_size);
        }
        if (!terminated(memory, extent.count, char_size)) fail_bad_data();
        return;
    }
    const auto& node = as<ArrayNode>(counted);
    if (extent.count == 0) return;
    memory += size_t{extent.first} * node.stride;
    if (node.block && (kSwap == Swap::no || node.element->memory_size == 1)) {
        in_.align(node.element->wire_align);
        return copy(memory, size_t{extent.count} * node.stride);
    }
    const bool holder = node.element->kind == Kind::pointer;
    for (uint32_t i = 0; i < extent.count; ++i, memory += node.stride) {
        fixed(*node.element, memory, holder ? bases : Bases{memory, memory});
    }
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::choice(const UnionNode& node, uint8_t* memory, const Bases& bases) {
    uint64_t storage = 0;
    auto* bytes = reinterpret_cast<uint8_t*>(&storage);
    scalar(*node.discriminant, bytes);
    const int64_t value = load_scalar(*node.discriminant, bytes);
    if (node.encapsulated) {
        std::memcpy(memory, bytes, node.discriminant->memory_size);
    } else {
        check(node.selector, bases, value);
    }
    const Node* arm = select_arm(node, value);
    if (!arm) return;
    uint8_t* data = memory + node.arm_offset;
    fixed(*arm, data, {data, node.encapsulated ? memory : bases.structure});
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::pointer(const PointerNode& node, void** location, const Bases& bases, Position position,
                                      uint64_t capacity) {
    uint32_t id = 0;
    // The id of an embedded ref pointer is a placeholder: its value says nothing.
    if (node.pointer != PointerKind::ref || position == Position::embedded) {
        id = static_cast<uint32_t>(get<typename Wire::Referent>());
        if (id == 0 && node.pointer != PointerKind::ref) {
            if (*location) memory_.set(location, nullptr);
            return;
        }
    }
    pending_.push({&node, location, bases, capacity, id});
}

template <Swap kSwap, typename Wire>
uint64_t WireWalker<kSwap, Wire>::pointee_capacity(const PointerNode& node, void** location, const Bases& bases) {
    const Node& pointee = *node.pointee;
    if (!*location || conformant_part(pointee) != &pointee) return kUnlimited;
    return capacity_of(pointee, static_cast<const uint8_t*>(*location), bases);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::follow(const Pending& pending) {
    const PointerNode& node = *pending.node;
    FullPointers* table = node.pointer == PointerKind::full ? FullPointers::of(stub_) : nullptr;
    if (table && alias(*table, pending)) return;
    const bool stub_owned = (node.flags & pointer_flag::kOnStack) && memory_.arena();
    if (stub_owned && !*pending.location && !conformant_part(*node.pointee)) {
        memory_.allocate_in_arena(pending.location, node.pointee->memory_size);
    }
    last_maximum_ = 0;
    place(*node.pointee, pending.location, pending.bases, pending.capacity);
    if (table) table->bind(pending.id, *pending.location, *node.pointee, last_maximum_);
}

/// A full pointer whose referent was there before. True: nothing follows on the wire. Two types under one id, or two
/// sizes, would let a peer make one pointer reach beyond what the other allocated.
template <Swap kSwap, typename Wire>
bool WireWalker<kSwap, Wire>::alias(FullPointers& table, const Pending& pending) {
    const FullPointers::Referent* known = table.find(pending.id);
    if (!known) return false;
    const Node& pointee = *pending.node->pointee;
    const bool same = known->node == &pointee ||
                      (known->node->flat && pointee.flat && known->node->memory_size == pointee.memory_size);
    if (!same) fail_bad_data();
    const bool seen = !table.first_visit(known->memory, FullPointers::unmarshal);
    if (conformant_part(pointee) && *pending.location != known->memory) {
        // Memory that only the request knew has no recorded size: it may stay where it was, not move elsewhere.
        if (!seen) fail_bad_data();
        if (conformant_part(pointee) == &pointee) check(conformance_of(pointee), pending.bases, known->maximum);
    }
    if (*pending.location != known->memory) memory_.set(pending.location, known->memory);
    return seen;
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::drain() {
    std::reverse(pending_.begin(), pending_.end());
    while (!pending_.empty()) {
        const Pending next = pending_.pop();
        const size_t mark = pending_.size();
        follow(next);
        std::reverse(pending_.begin() + mark, pending_.end());
    }
}

template class WireWalker<Swap::no>;
template class WireWalker<Swap::yes>;

}  // namespace rpcrt4::ndr
