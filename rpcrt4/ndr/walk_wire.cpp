// SPDX-License-Identifier: LGPL-2.1-or-later
// The bodies of the wire walk: the data itself and what pointers lead to. Where data goes is in walk_wire_place.hpp.
#include "rpcrt4/ndr/walk_wire.hpp"

#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/walk_memory.hpp"
#include "rpcrt4/ndr/walk_wire_place.hpp"

namespace rpcrt4::ndr {
namespace {

template <typename T>
void store(uint8_t* to, T value) noexcept {
    std::memcpy(to, &value, sizeof value);
}

/// What was unmarshalled as `known` is what `pointee` takes. Each simple pointer to a text has a description of its
/// own.
bool same_memory(const Node& known, const Node& pointee) noexcept {
    if (&known == &pointee) return true;
    if (known.kind == Kind::string && pointee.kind == Kind::string) {
        const auto &one = as<StringNode>(known), &other = as<StringNode>(pointee);
        return one.unsized() && other.unsized() && one.char_size == other.char_size;
    }
    return known.flat && pointee.flat && known.memory_size == pointee.memory_size;
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
            if (node.kind == Kind::array && !as<ArrayNode>(node).inner.empty()) {
                Extent extents[kMostDimensions];
                dimension_extents(as<ArrayNode>(node), bases, extents);
                return slab(as<ArrayNode>(node), memory, bases, extents, 0);
            }
            const Extent extent = extent_of(node, 0);
            check_counts(node, extent, bases);
            return contents(node, memory, bases, extent);
        }
        case Kind::structure:
            return members(as<StructNode>(node), memory);
        case Kind::choice:
            return choice(as<UnionNode>(node), memory, bases, tag_of(as<UnionNode>(node), memory, bases));
        case Kind::ignored:
            static_cast<void>(get<typename Wire::Referent>());
            return;
        case Kind::user_marshal:
            return user_marshalled(as<UserMarshalNode>(node), memory, Position::embedded);
        case Kind::transmitted:
            return transmitted(as<TransmittedNode>(node), memory, bases);
        case Kind::interface_pointer:
            return interface_pointer(as<InterfacePointerNode>(node), reinterpret_cast<void**>(memory));
        case Kind::context_handle:
            return context_handle(as<ContextHandleNode>(node), reinterpret_cast<void**>(memory));
    }
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::copy(uint8_t* memory, size_t size, uint8_t code, size_t count) {
    uint8_t* from = in_.take(size * count);
    if constexpr (kSwap == Swap::yes) {
        for (size_t i = 0; i < count; ++i) in_.representation().convert(code, from + i * size, size);
    }
    if (count > 0 && from != memory) std::memcpy(memory, from, size * count);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::scalar(const ScalarNode& node, uint8_t* memory) {
    switch (node.form) {
        case ScalarForm::plain:
            in_.align(node.wire_align);
            return copy(memory, node.memory_size, node.code);
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
    if (kSwap == Swap::no && node.image.usable()) return images(node, memory, 0, 1);
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
    const size_t tags = member_tags_.size();
    size_t next_tag = tags;
    if (node.has_unions) {
        for (const Step& step : steps) {
            if (step.op != Op::child || step.node->kind != Kind::choice) continue;
            const uint8_t* member = memory + step.offset;
            member_tags_.push(tag_of(as<UnionNode>(*step.node), member, {member, memory}));
        }
    }
    in_.align(node.wire_align);
    for (const Step* step = steps.data();; ++step) {
        uint8_t* member = memory + step->offset;
        switch (step->op) {
            case Op::copy:
                in_.align(step->align);
                copy(member, step->size, kSwap == Swap::yes ? step->node->code : uint8_t{0});
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
                if (node.has_unions && step->node->kind == Kind::choice) {
                    const int64_t before = member_tags_[next_tag++];
                    choice(as<UnionNode>(*step->node), member, {member, memory}, before);
                    break;
                }
                fixed(*step->node, member, {member, memory});
                break;
            case Op::pointer: {
                const uint64_t capacity = node.has_sized_pointers ? member_capacities_[next++] : kUnlimited;
                pointer(as<PointerNode>(*step->node), reinterpret_cast<void**>(member), {memory, memory},
                        Position::embedded, capacity);
                break;
            }
            case Op::end:
                member_tags_.truncate(tags);
                return member_capacities_.truncate(mark);
        }
    }
}

/// `count` structures whose members have fixed places: one bounds check, the data in one piece, then the pointers.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::images(const StructNode& node, uint8_t* memory, size_t stride, size_t count) {
    const Image& image = node.image;
    in_.align(node.wire_align);
    const uint64_t bytes = image.wire_bytes(count);
    if (bytes > in_.remaining()) fail_bad_data();
    const uint8_t* wire = in_.take(static_cast<size_t>(bytes));
    if (image.pointers.empty()) return image.read(wire, memory, stride, count);
    if (!image.sized) image.read(wire, memory, stride, count);
    for (size_t i = 0; i < count; ++i, memory += stride, wire += image.wire_stride) {
        const size_t mark = member_capacities_.size();
        if (image.sized) {
            // Existing buffers hold what the old size fields say: those are about to be overwritten.
            for (const Image::Pointer& place : image.pointers) {
                auto** location = reinterpret_cast<void**>(memory + place.memory);
                const uint8_t* holder = memory + place.holder;
                member_capacities_.push(pointee_capacity(*place.node, location, {holder, holder}));
            }
            image.read(wire, memory, stride, 1);
        }
        image_pointers(image, wire, memory, mark);
        member_capacities_.truncate(mark);
    }
}

/// `capacity`: where the capacities of what the pointers lead to begin, if any are known.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::image_pointers(const Image& image, const uint8_t* wire, uint8_t* memory,
                                             size_t capacity) {
    for (const Image::Pointer& place : image.pointers) {
        auto** location = reinterpret_cast<void**>(memory + place.memory);
        const uint64_t room = image.sized ? member_capacities_[capacity++] : kUnlimited;
        typename Wire::Referent id;
        std::memcpy(&id, wire + place.wire, sizeof id);
        if (id == 0 && place.node->pointer != PointerKind::ref) {
            if (*location) memory_.set(location, nullptr);
            continue;
        }
        const uint8_t* holder = memory + place.holder;
        pending_.push({place.node, location, {holder, holder}, room, static_cast<uint32_t>(id)});
    }
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::tail(const StructNode& node, uint8_t* memory, uint32_t maximum) {
    uint8_t* data = memory + node.memory_size;
    const Bases bases{data, memory};
    if (node.tail->kind == Kind::array && !as<ArrayNode>(*node.tail).inner.empty()) {
        Extent extents[kMostDimensions];
        dimension_extents(as<ArrayNode>(*node.tail), bases, extents);
        return slab(as<ArrayNode>(*node.tail), data, bases, extents, 0);
    }
    const Extent extent = extent_of(*node.tail, maximum);
    check_counts(*node.tail, extent, bases);
    contents(*node.tail, data, bases, extent);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::contents(const Node& counted, uint8_t* memory, const Bases& bases, const Extent& extent) {
    if (counted.kind == Kind::string) return text(as<StringNode>(counted), memory, extent.count);
    const auto& node = as<ArrayNode>(counted);
    elements(node, memory + size_t{extent.first} * node.stride, bases, extent.count);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::text(const StringNode& node, uint8_t* memory, uint32_t count) {
    in_.align(node.char_align);
    uint8_t code = fc::kByte;
    if (node.code == fc::kConformantCharString || node.code == fc::kCharString) code = fc::kChar;
    if (node.char_align == 2) code = fc::kWchar;
    copy(memory, node.char_size, code, count);
    if (!terminated(memory, count, node.char_size)) fail_bad_data();
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::elements(const ArrayNode& node, uint8_t* memory, const Bases& bases, uint32_t count) {
    if (count == 0) return;
    const Node& element = *node.element;
    if (node.block && (kSwap == Swap::no || element.kind == Kind::scalar)) {
        in_.align(element.wire_align);
        return copy(memory, node.stride, element.code, count);
    }
    if (kSwap == Swap::no && element.kind == Kind::structure && as<StructNode>(element).image.usable()) {
        return images(as<StructNode>(element), memory, node.stride, count);
    }
    const bool holder = element.kind == Kind::pointer;
    for (uint32_t i = 0; i < count; ++i, memory += node.stride) {
        fixed(element, memory, holder ? bases : Bases{memory, memory});
    }
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::slab(const ArrayNode& node, uint8_t* memory, const Bases& bases, const Extent* extents,
                                   size_t dimension) {
    size_t row = node.stride;
    bool empty = false;
    for (size_t below = dimension + 1; below < node.rank(); ++below) {
        row *= extents[below].maximum;
        empty |= extents[below].count == 0;
    }
    if (empty) return;
    const Extent& here = extents[dimension];
    memory += here.first * row;
    if (dimension + 1 == node.rank()) return elements(node, memory, bases, here.count);
    for (uint32_t i = 0; i < here.count; ++i, memory += row) slab(node, memory, bases, extents, dimension + 1);
}

/// Attributes and a UUID. A walk that only measures steps over them and converts.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::context_handle(const ContextHandleNode& node, void** location) {
    if (!measures_) {
        if (!contexts_) fail_unsupported();
        in_.align(node.wire_align);
        return contexts_->take(node, location, in_.take(ContextElements::kWireSize), kSwap == Swap::yes);
    }
    static_cast<void>(get<uint32_t>());
    static_cast<void>(get<uint32_t>());
    static_cast<void>(get<uint16_t>());
    static_cast<void>(get<uint16_t>());
    in_.take(8);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::user_marshalled(const UserMarshalNode& node, uint8_t* memory, Position position) {
    if (node.form == UserMarshalNode::Form::in_line) return user_body(node, memory);
    if (node.form == UserMarshalNode::Form::unique || position == Position::embedded) {
        const auto id = get<typename Wire::Referent>();
        if (id == 0 && node.form == UserMarshalNode::Form::unique) return;
    }
    pending_.push({&node, reinterpret_cast<void**>(memory), {}, kUnlimited, 0});
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::user_body(const UserMarshalNode& node, uint8_t* memory) {
    in_.align(node.body_align);
    uint8_t* const begin = in_.position();
    if (measures_ || kSwap == Swap::yes) skim(*node.wire_type);
    if (measures_) return;
    in_.move_to(begin);
    uint8_t* const stopped = user_unmarshal(stub_, node, begin, in_.end(), memory);
    memory_.undo_with_routine(node, memory);
    if (stopped < begin || stopped > in_.end()) fail(base::Status::rpc_x_invalid_buffer);
    in_.move_to(stopped);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::interface_pointer(const InterfacePointerNode& node, void** location) {
    const auto id = get<typename Wire::Referent>();
    memory_.set(location, nullptr);
    if (id != 0) pending_.push({&node, location, {}, kUnlimited, 0});
}

/// A marshalled object can be passed over, not made: its bytes are the same in every representation.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::interface_body() {
    const uint32_t maximum = count();
    const uint32_t size = count();
    if (size != maximum) fail_bad_data();
    in_.take(size);
    if (!measures_) fail_without_com();
}

/// Passes over a value, which converts it.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::skim(const Node& node) {
    if (depth_ == kDeepest) fail_bad_data();
    void* nothing = nullptr;
    Memory scratch(stub_, Memory::Placement::scratch, nullptr);
    WireWalker walker(stub_, in_, scratch, {});
    walker.depth_ = depth_ + 1;
    walker.referent(node, &nothing);
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::transmitted(const TransmittedNode& node, uint8_t* memory, const Bases& bases) {
    if (measures_) return skim(*node.type);
    if (depth_ == kDeepest) fail_bad_data();
    ++depth_;
    void* object = nullptr;
    {
        const Memory::ScratchScope scope(memory_);
        const size_t mark = pending_.size();
        place(*node.type, &object, bases, kUnlimited);
        drain(mark);
    }
    --depth_;
    present(stub_, node, object, memory);
    memory_.undo_with_routine(node, memory);
}

/// What the discriminant of existing memory says, as long as it does.
template <Swap kSwap, typename Wire>
int64_t WireWalker<kSwap, Wire>::tag_of(const UnionNode& node, const uint8_t* memory, const Bases& bases) {
    if (!node.has_pointers || measures_) return kUnknownTag;
    if (node.encapsulated) return load_scalar(*node.discriminant, memory);
    if (node.selector.from_stack()) {
        for (const Capacity& known : capacities_) {
            if (known.correlation == &node.selector) return known.count;
        }
        return kUnknownTag;
    }
    try {
        return evaluate(node.selector, bases, stub_).value;
    } catch (const handleapi::RpcError&) {
        return kUnknownTag;
    }
}

/// Another arm than before: what is there is no pointer of this one, and must not be written through.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::forget(const Node& arm, uint8_t* memory) {
    size_t at = 0;
    for (; at + sizeof(void*) <= arm.memory_size; at += sizeof(void*)) {
        auto** word = reinterpret_cast<void**>(memory + at);
        if (*word) memory_.set(word, nullptr);
    }
    std::memset(memory + at, 0, arm.memory_size - at);
}

/// `before`: the discriminant of what is in memory.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::choice(const UnionNode& node, uint8_t* memory, const Bases& bases, int64_t before) {
    uint64_t storage = 0;
    auto* bytes = reinterpret_cast<uint8_t*>(&storage);
    scalar(*node.discriminant, bytes);
    const int64_t value = load_scalar(*node.discriminant, bytes);
    if (node.encapsulated) {
        std::memcpy(memory, bytes, node.discriminant->memory_size);
    } else {
        check(node.selector, bases, value);
    }
    in_.align(node.arms_align);
    const Node* arm = select_arm(node, value);
    if (!arm) return;
    uint8_t* data = memory + node.arm_offset;
    if (arm->has_pointers && value != before) forget(*arm, data);
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

/// The call's table; a look ahead has a copy, because what it unmarshals goes away.
template <Swap kSwap, typename Wire>
FullPointers* WireWalker<kSwap, Wire>::full_pointers() {
    FullPointers* table = FullPointers::of(stub_);
    if (!table || !measures_) return table;
    if (!ahead_) ahead_ = *table;
    return &*ahead_;
}

template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::follow(const PointerNode& node, const Pending& pending) {
    FullPointers* table = node.pointer == PointerKind::full ? full_pointers() : nullptr;
    if (table && alias(*table, node, pending)) return;
    if (node.byte_count && !measures_) return follow_into_buffer(node, pending);
    const bool all_nodes = node.flags & pointer_flag::kAllocateAllNodes;
    if (all_nodes && !*pending.location && !measures_ && !memory_.in_block()) {
        follow_all_nodes(node, pending);
    } else {
        const bool stub_owned = (node.flags & pointer_flag::kOnStack) && memory_.arena() && !memory_.in_block();
        if (stub_owned && !*pending.location && !conformant_part(*node.pointee)) {
            memory_.allocate_in_arena(pending.location, node.pointee->memory_size);
        }
        last_maximum_ = 0;
        place(*node.pointee, pending.location, pending.bases, pending.capacity);
    }
    if (table) table->bind(pending.id, *pending.location, *node.pointee, last_maximum_);
}

/// What a value at the cursor takes in memory with everything below it. The cursor stays; foreign data is converted.
template <Swap kSwap, typename Wire>
uint64_t WireWalker<kSwap, Wire>::measured(const Node& node) {
    void* nothing = nullptr;
    ReadCursor ahead = in_;
    Memory scratch(stub_, Memory::Placement::scratch, nullptr);
    WireWalker walker(stub_, ahead, scratch, {});
    walker.referent(node, &nothing);
    return scratch.measured();
}

/// allocate(all_nodes): one allocation for all that hangs below. It is converted by now.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::follow_all_nodes(const PointerNode& node, const Pending& pending) {
    const uint64_t size = measured(*node.pointee);
    void* block = nullptr;
    memory_.allocate(pending.location, size, Memory::Contents::zeroed);
    std::swap(block, *pending.location);
    const Memory::BlockScope scope(memory_, block, static_cast<size_t>(size));
    WireWalker<Swap::no, Wire> walker(stub_, in_, memory_, capacities_);
    walker.place(*node.pointee, pending.location, pending.bases, kUnlimited);
    walker.drain();
    for (const auto& late : walker.late_) late_.push({late.correlation, late.bases, late.count});
    last_maximum_ = walker.last_maximum_;
}

/// byte_count: the program's buffer takes the referent and everything below it.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::follow_into_buffer(const PointerNode& node, const Pending& pending) {
    void* const buffer = *pending.location;
    if (!buffer) fail(base::Status::rpc_x_null_ref_pointer);
    const uint64_t size = capacity_of(node.byte_count, pending.bases);
    const Memory::BlockScope scope(memory_, buffer, size == kUnlimited ? 0 : static_cast<size_t>(size));
    void* object = nullptr;
    const size_t mark = pending_.size();
    place(*node.pointee, &object, pending.bases, kUnlimited);
    drain(mark);
}

/// A full pointer whose referent was there before. True: nothing follows on the wire. Two types under one id, or two
/// sizes, would let a peer make one pointer reach beyond what the other allocated.
template <Swap kSwap, typename Wire>
bool WireWalker<kSwap, Wire>::alias(FullPointers& table, const PointerNode& node, const Pending& pending) {
    const FullPointers::Referent* known = table.find(pending.id);
    if (!known) return false;
    const Node& pointee = *node.pointee;
    if (!known->node) fail_bad_data();  // a stub's own entry: what it points at is not known
    if (!same_memory(*known->node, pointee)) fail_bad_data();
    const bool seen = !table.first_visit(known->memory, FullPointers::unmarshal);
    if (conformant_part(pointee) && *pending.location != known->memory) {
        // Memory that only the request knew has no recorded size: it may stay where it was, not move elsewhere.
        if (!seen || (pointee.kind == Kind::array && !as<ArrayNode>(pointee).inner.empty())) fail_bad_data();
        if (conformant_part(pointee) == &pointee) check(conformance_of(pointee), pending.bases, known->maximum);
    }
    if (*pending.location != known->memory) memory_.set(pending.location, known->memory);
    return seen;
}

/// Walks what is pending beyond `mark`, in the order it was met, each with everything below it.
template <Swap kSwap, typename Wire>
void WireWalker<kSwap, Wire>::drain(size_t mark) {
    std::reverse(pending_.begin() + mark, pending_.end());
    while (pending_.size() > mark) {
        const Pending next = pending_.pop();
        const size_t walked = pending_.size();
        if (next.node->kind == Kind::user_marshal) {
            user_body(as<UserMarshalNode>(*next.node), reinterpret_cast<uint8_t*>(next.location));
        } else if (next.node->kind == Kind::interface_pointer) {
            interface_body();
        } else {
            follow(as<PointerNode>(*next.node), next);
        }
        std::reverse(pending_.begin() + walked, pending_.end());
    }
}

template class WireWalker<Swap::no>;
template class WireWalker<Swap::yes>;

}  // namespace rpcrt4::ndr
