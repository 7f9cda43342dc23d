// SPDX-License-Identifier: LGPL-2.1-or-later
// The walk over data in memory: one body for sizing, marshalling and freeing; the cursor decides which.
// The fixed parts of one construct are visited first; pointers met on the way are pending until it is complete, then
// each referent follows depth first, as NDR orders them (C706 14.3.12). Pending pointers live in a stack of the walker,
// so a list of a million nodes needs no recursion.
#pragma once

#include <algorithm>

#include "rpcrt4/ndr/context_elements.hpp"
#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/full_pointers.hpp"
#include "rpcrt4/ndr/memory.hpp"
#include "rpcrt4/ndr/small_stack.hpp"
#include "rpcrt4/ndr/type.hpp"
#include "rpcrt4/ndr/user_types.hpp"
#include "rpcrt4/ndr/wire.hpp"

#include <rpcndr.h>

namespace rpcrt4::ndr {

/// Characters before the terminating zero.
size_t string_length(const void* text, uint16_t char_size) noexcept;
/// A discriminant or other integer of memory width, sign extended as its type says.
int64_t load_scalar(const ScalarNode& node, const uint8_t* memory) noexcept;
/// The arm for a discriminant: throws rpc_s_invalid_tag when there is none.
const Node* select_arm(const UnionNode& node, int64_t value);
/// True when freeing must leave it alone: it lies in the receive buffer.
bool in_receive_buffer(const MIDL_STUB_MESSAGE& stub, const void* memory) noexcept;

template <typename Cursor, typename Wire = Ndr20>
class MemoryWalker {
 public:
    MemoryWalker(MIDL_STUB_MESSAGE& stub, Cursor& out, ContextElements* contexts = nullptr) noexcept
        : stub_(stub), out_(out), contexts_(contexts) {}

    /// A whole value. `memory` is the object itself; for a pointer, the variable that holds it.
    void value(const Node& node, const void* memory) {
        const Bases top{stub_.StackTop, stub_.StackTop};
        whole(node, static_cast<const uint8_t*>(memory), top, Position::top);
        drain(0);
    }

 private:
    enum class Position : uint8_t { top, embedded };

    struct Pending {
        const Node* node;  ///< a pointer to follow, user-marshalled data behind its pointer; null: free `memory` itself
        const uint8_t* memory;
        Bases bases;
    };
    struct Extent {
        uint32_t maximum = 0, first = 0, count = 0;
    };
    static constexpr size_t kMostDimensions = 16;

    void whole(const Node& node, const uint8_t* memory, const Bases& bases, Position position) {
        if (Cursor::kFrees && !node.has_pointers) return;
        if (node.kind == Kind::pointer) return pointer(as<PointerNode>(node), memory, bases, position);
        if (node.kind == Kind::user_marshal) return user_marshalled(as<UserMarshalNode>(node), memory, position);
        if (node.kind == Kind::string && as<StringNode>(node).unsized()) return text(as<StringNode>(node), memory);
        uint32_t maximum = 0;
        if (const Node* part = conformant_part(node)) {
            const bool tail = node.kind == Kind::structure;
            const uint8_t* data = tail ? memory + node.memory_size : memory;
            maximum = conformance(*part, data, tail ? Bases{data, memory} : bases);
        }
        if (node.kind != Kind::structure) return fixed(node, memory, bases, maximum);
        const auto& structure = as<StructNode>(node);
        members(structure, memory);
        if (!structure.tail) return;
        const uint8_t* data = memory + node.memory_size;
        fixed(*structure.tail, data, {data, memory}, maximum);
    }

    /// The maximum count, which travels before everything else of the construct.
    uint32_t conformance(const Node& part, const uint8_t* memory, const Bases& bases) {
        if (part.kind == Kind::array && !as<ArrayNode>(part).inner.empty()) {
            return conformances(as<ArrayNode>(part), bases);
        }
        const Correlation& correlation = conformance_of(part);
        const uint32_t count = correlation ? evaluate_count(correlation, bases, stub_) : text_count(part, memory);
        out_.put(static_cast<typename Wire::Count>(count));
        return count;
    }

    /// Of several dimensions: all maximum counts. The array evaluates them again.
    uint32_t conformances(const ArrayNode& node, const Bases& bases) {
        for (size_t d = 0; d < node.rank(); ++d) {
            const Correlation& correlation = node.conformance_in(d);
            if (!correlation) continue;
            out_.put(static_cast<typename Wire::Count>(evaluate_count(correlation, bases, stub_)));
        }
        return 0;
    }

    uint32_t text_count(const Node& node, const uint8_t* memory) {
        const size_t count = string_length(memory, as<StringNode>(node).char_size) + 1;
        if (count > 0x7fffffff) fail(base::Status::rpc_s_string_too_long);
        return static_cast<uint32_t>(count);
    }

    /// Everything but conformance and referents.
    void fixed(const Node& node, const uint8_t* memory, const Bases& bases, uint32_t maximum) {
        if (Cursor::kFrees && !node.has_pointers) return;
        switch (node.kind) {
            case Kind::scalar:
                return scalar(as<ScalarNode>(node), memory);
            case Kind::range:
                return scalar(*as<RangeNode>(node).scalar, memory);
            case Kind::pointer:
                return pointer(as<PointerNode>(node), memory, bases, Position::embedded);
            case Kind::string:
                return string(as<StringNode>(node), memory, maximum);
            case Kind::array:
                return array(as<ArrayNode>(node), memory, bases, maximum);
            case Kind::structure:
                return members(as<StructNode>(node), memory);
            case Kind::choice:
                return choice(as<UnionNode>(node), memory, bases);
            case Kind::ignored:
                return out_.put(typename Wire::Referent{0});
            case Kind::user_marshal:
                return user_marshalled(as<UserMarshalNode>(node), memory, Position::embedded);
            case Kind::transmitted:
                return transmitted(as<TransmittedNode>(node), memory);
            case Kind::interface_pointer:
                return interface_pointer(memory);
            case Kind::context_handle:
                return context_handle(as<ContextHandleNode>(node), memory);
        }
    }

    void context_handle(const ContextHandleNode& node, const uint8_t* memory) {
        if (Cursor::kFrees) return;  // the runtime's
        if (!contexts_) fail_unsupported();
        auto** location = reinterpret_cast<void**>(const_cast<uint8_t*>(memory));
        uint8_t* wire = nullptr;
        out_.align(node.wire_align);
        if constexpr (std::is_same_v<Cursor, WriteCursor>) {
            wire = out_.take(ContextElements::kWireSize);
        } else {
            out_.copy(nullptr, ContextElements::kWireSize);
        }
        contexts_->put(node, location, wire);
    }

    void user_marshalled(const UserMarshalNode& node, const uint8_t* memory, Position position) {
        if constexpr (Cursor::kFrees) return user_release(stub_, node, const_cast<uint8_t*>(memory));
        if (node.form == UserMarshalNode::Form::in_line) return user_body(node, memory);
        if (node.form == UserMarshalNode::Form::unique || position == Position::embedded) {
            out_.put(typename Wire::Referent{kUserMarshalMarker});
        }
        pending_.push({&node, memory, {}});
    }

    void user_body(const UserMarshalNode& node, const uint8_t* memory) {
        out_.align(node.body_align);
        if constexpr (std::is_same_v<Cursor, SizeCursor>) {
            if (node.wire_size != 0) return out_.copy(nullptr, node.wire_size);
            out_.move_to(user_size(stub_, node, out_.size(), memory));
        } else if constexpr (std::is_same_v<Cursor, WriteCursor>) {
            out_.move_to(user_marshal(stub_, node, out_.position(), out_.end(), memory));
        }
    }

    /// Neither type may have pointers, so nothing is pending when the transmitted object goes.
    void transmitted(const TransmittedNode& node, const uint8_t* memory) {
        if constexpr (Cursor::kFrees) return free_presented(stub_, node, const_cast<uint8_t*>(memory));
        if (std::is_same_v<Cursor, SizeCursor> && node.wire_size != 0) {
            out_.align(node.wire_align);
            return out_.copy(nullptr, node.wire_size);
        }
        const Transmitted made(stub_, node, memory);
        const size_t mark = pending_.size();
        whole(*node.type, made.object(), {made.object(), made.object()}, Position::top);
        drain(mark);
    }

    /// An object needs COM to marshal itself. One that nobody gets is released as its last act here.
    void interface_pointer(const uint8_t* memory) {
        auto* object = load<void*>(memory);
        if constexpr (Cursor::kFrees) {
            release_object(object);
        } else {
            if (object) fail_without_com();
            out_.put(typename Wire::Referent{0});
        }
    }

    void scalar(const ScalarNode& node, const uint8_t* memory) {
        switch (node.form) {
            case ScalarForm::plain:
                out_.align(node.wire_align);
                return out_.copy(memory, node.memory_size);
            case ScalarForm::enum16:
                return enum16(memory);
            case ScalarForm::int3264:
            case ScalarForm::uint3264:
                return out_.put(load<uint32_t>(memory));
        }
    }

    void enum16(const uint8_t* memory) {
        const auto value = load<uint32_t>(memory);
        if (!Cursor::kFrees && value > 0x7fff) fail(base::Status::rpc_x_enum_value_out_of_range);
        out_.put(static_cast<uint16_t>(value));
    }

    void members(const StructNode& node, const uint8_t* memory) {
        if (node.image.usable()) return images(node, memory, 0, 1);
        out_.align(node.wire_align);
        for (const Step* step = node.steps.data();; ++step) {
            const uint8_t* member = memory + step->offset;
            switch (step->op) {
                case Op::copy:
                    out_.align(step->align);
                    out_.copy(member, step->size);
                    break;
                case Op::enum16:
                    enum16(member);
                    break;
                case Op::int3264:
                case Op::uint3264:
                    out_.put(load<uint32_t>(member));
                    break;
                case Op::child:
                    fixed(*step->node, member, {member, memory}, 0);
                    break;
                case Op::pointer:
                    pointer(as<PointerNode>(*step->node), member, {memory, memory}, Position::embedded);
                    break;
                case Op::end:
                    return;
            }
        }
    }

    /// `count` structures whose members have fixed places: in one piece, then their pointers one by one.
    void images(const StructNode& node, const uint8_t* memory, size_t stride, size_t count) {
        const Image& image = node.image;
        uint8_t* wire = nullptr;
        out_.align(node.wire_align);
        const auto bytes = static_cast<size_t>(image.wire_bytes(count));
        if constexpr (std::is_same_v<Cursor, WriteCursor>) {
            wire = out_.take(bytes);
            image.write(wire, memory, stride, count);
        } else {
            out_.copy(nullptr, bytes);
        }
        if (image.pointers.empty()) return;
        for (size_t i = 0; i < count; ++i, memory += stride) {
            for (const Image::Pointer& place : image.pointers) {
                const auto* referent = load<const uint8_t*>(memory + place.memory);
                if constexpr (!Cursor::kFrees) {
                    const auto id = embedded_id(*place.node, referent);
                    if (wire) std::memcpy(wire + i * image.wire_stride + place.wire, &id, sizeof id);
                }
                if (!referent) continue;
                const uint8_t* holder = memory + place.holder;
                pending_.push({place.node, referent, {holder, holder}});
            }
        }
    }

    /// A conformant string without a size expression: its counts are what it holds.
    void text(const StringNode& node, const uint8_t* memory) {
        const uint32_t count = text_count(node, memory);
        out_.put(static_cast<typename Wire::Count>(count));
        out_.put(typename Wire::Count{0});
        out_.put(static_cast<typename Wire::Count>(count));
        out_.align(node.char_align);
        out_.copy(memory, size_t{count} * node.char_size);
    }

    void string(const StringNode& node, const uint8_t* memory, uint32_t maximum) {
        const uint32_t bound = node.conformant() ? maximum : node.fixed_count;
        const uint32_t count = text_count(node, memory);
        if (count > bound) fail(base::Status::rpc_s_invalid_bound);
        out_.put(typename Wire::Count{0});
        out_.put(static_cast<typename Wire::Count>(count));
        out_.align(node.char_align);
        out_.copy(memory, size_t{count} * node.char_size);
    }

    void array(const ArrayNode& node, const uint8_t* memory, const Bases& bases, uint32_t maximum) {
        if (!node.inner.empty()) return dimensions(node, memory, bases);
        Extent extent{node.conformant ? maximum : node.fixed_count, 0, 0};
        extent.count = extent.maximum;
        if (node.variance) variance(node.variance, bases, extent);
        elements(node, memory + size_t{extent.first} * node.stride, bases, extent.count);
    }

    void variance(const Correlation& correlation, const Bases& bases, Extent& extent) {
        extent.count = evaluate_count(correlation, bases, stub_, &extent.first);
        if (extent.first > extent.maximum || extent.count > extent.maximum - extent.first) {
            fail(base::Status::rpc_s_invalid_bound);
        }
        out_.put(static_cast<typename Wire::Count>(extent.first));
        out_.put(static_cast<typename Wire::Count>(extent.count));
    }

    void elements(const ArrayNode& node, const uint8_t* memory, const Bases& bases, uint32_t count) {
        if (count == 0) return;
        if (node.block) {
            out_.align(node.element->wire_align);
            return out_.copy_block(memory, size_t{count} * node.stride);
        }
        if (node.element->kind == Kind::structure && as<StructNode>(*node.element).image.usable()) {
            return images(as<StructNode>(*node.element), memory, node.stride, count);
        }
        // A pointer's own expression counts from what holds the array, an aggregate's from itself.
        const bool holder = node.element->kind == Kind::pointer;
        for (uint32_t i = 0; i < count; ++i, memory += node.stride) {
            fixed(*node.element, memory, holder ? bases : Bases{memory, memory}, 0);
        }
    }

    void dimensions(const ArrayNode& node, const uint8_t* memory, const Bases& bases) {
        Extent extents[kMostDimensions];
        if (node.rank() > kMostDimensions) fail_unsupported();
        for (size_t d = 0; d < node.rank(); ++d) {
            const Correlation& correlation = node.conformance_in(d);
            extents[d].maximum = correlation ? evaluate_count(correlation, bases, stub_) : node.fixed_count_in(d);
            extents[d].count = extents[d].maximum;
        }
        for (size_t d = 0; d < node.rank(); ++d) {
            if (const Correlation& correlation = node.variance_in(d)) variance(correlation, bases, extents[d]);
        }
        const bool empty = std::any_of(extents, extents + node.rank(), [](const Extent& e) { return e.count == 0; });
        if (!empty) slab(node, memory, bases, extents, 0);
    }

    /// The elements of dimension `d` and all below it, in C order.
    void slab(const ArrayNode& node, const uint8_t* memory, const Bases& bases, const Extent* extents, size_t d) {
        size_t row = node.stride;
        for (size_t below = d + 1; below < node.rank(); ++below) row *= extents[below].maximum;
        memory += extents[d].first * row;
        if (d + 1 == node.rank()) return elements(node, memory, bases, extents[d].count);
        for (uint32_t i = 0; i < extents[d].count; ++i, memory += row) slab(node, memory, bases, extents, d + 1);
    }

    void choice(const UnionNode& node, const uint8_t* memory, const Bases& bases) {
        const int64_t value =
            node.encapsulated ? load_scalar(*node.discriminant, memory) : evaluate(node.selector, bases, stub_).value;
        const Node* arm = select_arm(node, value);
        const auto bytes = static_cast<uint64_t>(value);
        if constexpr (!Cursor::kFrees) {
            scalar(*node.discriminant, reinterpret_cast<const uint8_t*>(&bytes));
            out_.align(node.arms_align);
        }
        if (!arm) return;
        const uint8_t* data = memory + node.arm_offset;
        fixed(*arm, data, {data, node.encapsulated ? memory : bases.structure}, 0);
    }

    void pointer(const PointerNode& node, const uint8_t* memory, const Bases& bases, Position position) {
        const auto* referent = load<const uint8_t*>(memory);
        if constexpr (Cursor::kFrees) {
            if (referent) pending_.push({&node, referent, bases});
            return;
        }
        if (node.pointer != PointerKind::ref || position == Position::embedded) {
            out_.put(embedded_id(node, referent));
        } else if (!referent) {
            fail(base::Status::rpc_x_null_ref_pointer);
        }
        if (referent) pending_.push({&node, referent, bases});
    }

    typename Wire::Referent embedded_id(const PointerNode& node, const uint8_t* referent) {
        if (!referent) {
            if (node.pointer == PointerKind::ref) fail(base::Status::rpc_x_null_ref_pointer);
            return 0;
        }
        if (node.pointer == PointerKind::full) {
            if (FullPointers* table = FullPointers::of(stub_)) return table->id_of(referent, *node.pointee);
        }
        return next_referent();
    }

    typename Wire::Referent next_referent() {
        if constexpr (std::is_same_v<Cursor, SizeCursor>) return 0;
        const uint32_t id = Wire::kFirstReferent + stub_.UniquePtrCount * Wire::kReferentStep;
        ++stub_.UniquePtrCount;
        return id;
    }

    /// Walks what is pending beyond `mark`, in the order it was met, each with everything below it.
    void drain(size_t mark) {
        std::reverse(pending_.begin() + mark, pending_.end());
        while (pending_.size() > mark) {
            const Pending next = pending_.pop();
            if (!next.node) {
                user_free(stub_, const_cast<uint8_t*>(next.memory));
            } else if (next.node->kind == Kind::user_marshal) {
                user_body(as<UserMarshalNode>(*next.node), next.memory);
            } else {
                follow(as<PointerNode>(*next.node), next);
            }
        }
    }

    void follow(const PointerNode& node, const Pending& next) {
        if (!first_visit(node, next.memory)) return;
        // What shares one block is not freed one by one. The buffer of [byte_count] is the client's alone, which frees
        // nothing: at the server every node is a block of its own.
        const bool one_block = (node.flags & pointer_flag::kAllocateAllNodes) != 0;
        [[maybe_unused]] const bool below = node.pointee->has_pointers && !one_block;
        if constexpr (Cursor::kFrees) {
            if (is_freed(node, next.memory)) {
                if (!below) return user_free(stub_, const_cast<uint8_t*>(next.memory));
                pending_.push({nullptr, next.memory, {}});  // after everything it points at, which goes on top
            }
            if (!below) return;
        }
        const size_t walked = pending_.size();
        // What a pointer points at is itself at top level: a referent that is a ref pointer has no id.
        whole(*node.pointee, next.memory, next.bases, Position::top);
        std::reverse(pending_.begin() + walked, pending_.end());
    }

    bool first_visit(const PointerNode& node, const uint8_t* memory) {
        if (node.pointer != PointerKind::full) return true;
        FullPointers* table = FullPointers::of(stub_);
        if (!table) return true;
        constexpr auto pass = Cursor::kFrees                       ? FullPointers::free
                              : std::is_same_v<Cursor, SizeCursor> ? FullPointers::size
                                                                   : FullPointers::marshal;
        return table->first_visit(memory, pass);
    }

    bool is_freed(const PointerNode& node, const uint8_t* memory) const noexcept {
        if (node.flags & pointer_flag::kDontFree) return false;
        // "On stack" is said of fixed sizes only; a count makes it allocated memory all the same.
        if ((node.flags & pointer_flag::kOnStack) && !conformant_part(*node.pointee)) return false;
        return !in_receive_buffer(stub_, memory);
    }

    template <typename T>
    static T load(const uint8_t* from) noexcept {
        T value;
        std::memcpy(&value, from, sizeof value);
        return value;
    }

    MIDL_STUB_MESSAGE& stub_;
    Cursor& out_;
    ContextElements* contexts_;
    SmallStack<Pending, 16> pending_;
};

extern template class MemoryWalker<SizeCursor>;
extern template class MemoryWalker<WriteCursor>;
extern template class MemoryWalker<FreeCursor>;

}  // namespace rpcrt4::ndr
