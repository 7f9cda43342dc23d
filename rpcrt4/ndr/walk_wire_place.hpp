// SPDX-License-Identifier: LGPL-2.1-or-later
// Bodies of the wire walk, included by walk_wire.cpp alone: where data goes (place_*), and counts with their checks.
#pragma once

#include "rpcrt4/ndr/walk_memory.hpp"
#include "rpcrt4/ndr/walk_wire.hpp"

namespace rpcrt4::ndr {

inline bool terminated(const uint8_t* text, uint32_t count, uint16_t char_size) noexcept {
    const uint8_t* last = text + size_t{count - 1} * char_size;
    return std::all_of(last, last + char_size, [](uint8_t byte) { return byte == 0; });
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
        case Kind::user_marshal:
            return user_marshalled(as<UserMarshalNode>(node), obtain(node, location, node.memory_size), Position::top);
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
    if (node.kind == Kind::array && !as<ArrayNode>(node).inner.empty()) {
        return place_dimensions(as<ArrayNode>(node), location, bases, capacity);
    }
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
    const bool unsized = text && as<StringNode>(node).unsized();
    const uint32_t needed = part ? (unsized ? extent.count : extent.maximum) : 0;
    if (*location && part && needed > capacity) fail_bad_data();
    const uint64_t size = part ? uint64_t{needed} * stride : node.memory_size;
    contents(node, obtain(node, location, size), bases, extent);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::place_dimensions(const ArrayNode& node, void** location, const Bases& bases,
                                               uint64_t capacity) {
    if (node.conformant && *location && capacity == kUnlimited) capacity = capacity_of(node, nullptr, bases);
    uint64_t size = node.memory_size;
    if (node.conformant) {
        const uint32_t total = conformances(node);
        if (*location && total > capacity) fail_bad_data();
        size = uint64_t{total} * node.stride;
    }
    Extent extents[kMostDimensions];
    dimension_extents(node, bases, extents);
    slab(node, obtain(node, location, size), bases, extents, 0);
}

/// Server: characters, or flat elements all of which are there. Sized strings and varying arrays always get memory of
/// their own ("Server Stub Memory Management").
template <Swap kSwap, typename Wire>
bool WireWalker<kSwap, Wire>::counted_in_buffer(const Node& node, void** location, const Extent& extent) {
    const bool text = node.kind == Kind::string;
    if (extent.count != extent.maximum) return false;
    if (text ? !as<StringNode>(node).unsized() : !as<ArrayNode>(node).block || as<ArrayNode>(node).variance)
        return false;
    const uint32_t stride = conformant_stride(node);
    const size_t alignment = text ? as<StringNode>(node).char_align : as<ArrayNode>(node).element->wire_align;
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
    if (memory_.in_block()) return false;
    if (size == 0) {  // an address inside the buffer, which nobody reads: behind its last byte would be outside
        memory_.set(location, in_.begin());
        return true;
    }
    in_.align(alignment);
    if (reinterpret_cast<uintptr_t>(in_.position()) & (alignment - 1)) return false;
    memory_.set(location, in_.take(size));
    return true;
}

template <Swap kSwap, typename Wire>
uint8_t* WireWalker<kSwap, Wire>::obtain(const Node& node, void** location, uint64_t size) {
    if (*location) return static_cast<uint8_t*>(*location);
    const auto contents = node.has_pointers ? Memory::Contents::zeroed : Memory::Contents::undefined;
    return static_cast<uint8_t*>(memory_.allocate(location, size, contents));
}

template <Swap kSwap, typename Wire>
uint32_t WireWalker<kSwap, Wire>::maximum_count(const Correlation& correlation) {
    const uint32_t maximum = count();
    if (correlation.ranged && (maximum < correlation.low || maximum > correlation.high)) {
        fail(base::Status::rpc_s_invalid_bound);
    }
    return maximum;
}

template <Swap kSwap, typename Wire>
uint32_t WireWalker<kSwap, Wire>::conformance(const Node& part) {
    if (part.kind == Kind::array && !as<ArrayNode>(part).inner.empty()) return conformances(as<ArrayNode>(part));
    const uint32_t maximum = maximum_count(conformance_of(part));
    last_maximum_ = maximum;
    const bool varying = part.kind == Kind::string || as<ArrayNode>(part).variance;
    if (!varying) {
        const uint64_t bytes = uint64_t{maximum} * as<ArrayNode>(part).element->wire_minimum;
        if (bytes > in_.remaining()) fail_bad_data();
    }
    return maximum;
}

/// Of several dimensions: notes each maximum and returns how many elements that makes.
template <Swap kSwap, typename Wire>
uint32_t WireWalker<kSwap, Wire>::conformances(const ArrayNode& node) {
    maxima_.truncate(0);
    uint64_t total = 1;
    bool varying = false;
    for (size_t d = 0; d < node.rank(); ++d) {
        uint64_t in_dimension = node.fixed_count_in(d);
        if (const Correlation& correlation = node.conformance_in(d)) {
            maxima_.push(maximum_count(correlation));
            in_dimension = maxima_[maxima_.size() - 1];
        }
        varying |= static_cast<bool>(node.variance_in(d));
        // An empty dimension empties the array, but must not hide what the others claim.
        if (in_dimension != 0 && total > INT32_MAX / in_dimension) fail_bad_data();
        total *= in_dimension;
    }
    if (!varying && total * node.element->wire_minimum > in_.remaining()) fail_bad_data();
    last_maximum_ = static_cast<uint32_t>(total);
    return static_cast<uint32_t>(total);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::variance(Extent& extent) {
    extent.first = count();
    extent.count = count();
    if (extent.first > extent.maximum || extent.count > extent.maximum - extent.first) fail_bad_data();
}

/// The extents of all dimensions, once their maxima are noted; compared with the program's expressions.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::dimension_extents(const ArrayNode& node, const Bases& bases, Extent* extents) {
    if (node.rank() > kMostDimensions) fail_unsupported();
    size_t conformant = 0;
    for (size_t d = 0; d < node.rank(); ++d) {
        const bool counted = static_cast<bool>(node.conformance_in(d));
        extents[d].maximum = counted ? maxima_[conformant++] : node.fixed_count_in(d);
        extents[d].count = extents[d].maximum;
    }
    uint64_t total = 1;
    for (size_t d = 0; d < node.rank(); ++d) {
        if (node.variance_in(d)) variance(extents[d]);
        if (extents[d].count != 0 && total > INT32_MAX / extents[d].count) fail_bad_data();
        total *= extents[d].count;
    }
    if (total * node.element->wire_minimum > in_.remaining()) fail_bad_data();
    for (size_t d = 0; d < node.rank(); ++d) {
        check(node.conformance_in(d), bases, extents[d].maximum);
        check(node.variance_in(d), bases, extents[d].count);
    }
    if (total == 0) extents[0].count = extents[0].first = 0;  // no element: maxima may be anything
}

template <Swap kSwap, typename Wire>
auto WireWalker<kSwap, Wire>::array_extent(const ArrayNode& node, uint32_t maximum) -> Extent {
    Extent extent;
    extent.maximum = node.conformant ? maximum : node.fixed_count;
    extent.count = extent.maximum;
    if (!node.variance) return extent;
    variance(extent);
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
    if (!correlation || !correlation.check || measures_ || set_by_stub(correlation, stub_)) return;
    if (!correlation.early()) return late_.push({&correlation, bases, counted});
    if (evaluate(correlation, bases, stub_).value != counted) fail_bad_data();
}

/// How much existing memory holds: what its size expression said before the reply touched anything.
template <Swap kSwap, typename Wire>
uint64_t WireWalker<kSwap, Wire>::capacity_of(const Node& part, const uint8_t* memory, const Bases& bases) {
    if (part.kind == Kind::array && !as<ArrayNode>(part).inner.empty()) {
        const auto& node = as<ArrayNode>(part);
        uint64_t total = 1;
        for (size_t d = 0; d < node.rank(); ++d) {
            const Correlation& correlation = node.conformance_in(d);
            const uint64_t here = correlation ? capacity_of(correlation, bases) : node.fixed_count_in(d);
            if (__builtin_mul_overflow(total, here, &total)) return kUnlimited;
        }
        return total;
    }
    const Correlation& correlation = conformance_of(part);
    if (!correlation) return string_length(memory, as<StringNode>(part).char_size) + 1;
    return capacity_of(correlation, bases);
}

template <Swap kSwap, typename Wire>
uint64_t WireWalker<kSwap, Wire>::capacity_of(const Correlation& correlation, const Bases& bases) {
    if (set_by_stub(correlation, stub_)) return kUnlimited;  // -Os stubs say nothing before they unmarshal
    if (!correlation.from_stack()) return evaluate_count(correlation, bases, stub_);
    for (const Capacity& known : capacities_) {
        if (known.correlation == &correlation) return known.count;
    }
    return kUnlimited;
}

}  // namespace rpcrt4::ndr
