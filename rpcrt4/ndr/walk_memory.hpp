// SPDX-License-Identifier: LGPL-2.1-or-later
// The walk over data in memory: one body for sizing, marshalling and freeing; the cursor decides which.
// The fixed parts of one construct are visited first; pointers met on the way are pending until it is complete, then
// each referent follows depth first, as NDR orders them (C706 14.3.12). Pending pointers live in a stack of the walker,
// so a list of a million nodes needs no recursion.
#pragma once

#include <algorithm>

#include "rpcrt4/ndr/format_codes.hpp"
#include "rpcrt4/ndr/full_pointers.hpp"
#include "rpcrt4/ndr/memory.hpp"
#include "rpcrt4/ndr/small_stack.hpp"
#include "rpcrt4/ndr/type.hpp"
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
    MemoryWalker(MIDL_STUB_MESSAGE& stub, Cursor& out) noexcept : stub_(stub), out_(out) {}

    /// A whole value. `memory` is the object itself; for a pointer, the variable that holds it.
    void value(const Node& node, const void* memory) {
        const Bases top{stub_.StackTop, stub_.StackTop};
        whole(node, static_cast<const uint8_t*>(memory), top, Position::top);
        std::reverse(pending_.begin(), pending_.end());
        drain();
    }

 private:
    enum class Position : uint8_t { top, embedded };

    struct Pending {
        const PointerNode* node;  ///< null: free `memory` itself
        const uint8_t* memory;
        Bases bases;
    };

    void whole(const Node& node, const uint8_t* memory, const Bases& bases, Position position) {
        if (Cursor::kFrees && !node.has_pointers) return;
        if (node.kind == Kind::pointer) return pointer(as<PointerNode>(node), memory, bases, position);
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
        const Correlation& correlation = conformance_of(part);
        const uint32_t count = correlation ? evaluate_count(correlation, bases, stub_) : text_count(part, memory);
        out_.put(static_cast<typename Wire::Count>(count));
        return count;
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
            case Kind::context_handle:
                fail_unsupported();
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

    void string(const StringNode& node, const uint8_t* memory, uint32_t maximum) {
        const uint32_t bound = node.conformant() ? maximum : node.fixed_count;
        const uint32_t count = text_count(node, memory);
        if (count > bound) fail(base::Status::rpc_s_invalid_bound);
        out_.put(typename Wire::Count{0});
        out_.put(static_cast<typename Wire::Count>(count));
        out_.align(node.char_size);
        out_.copy(memory, size_t{count} * node.char_size);
    }

    void array(const ArrayNode& node, const uint8_t* memory, const Bases& bases, uint32_t maximum) {
        const uint32_t bound = node.conformant ? maximum : node.fixed_count;
        uint32_t first = 0;
        uint32_t count = bound;
        if (node.variance) {
            count = evaluate_count(node.variance, bases, stub_, &first);
            if (first > bound || count > bound - first) fail(base::Status::rpc_s_invalid_bound);
            out_.put(static_cast<typename Wire::Count>(first));
            out_.put(static_cast<typename Wire::Count>(count));
        }
        if (count == 0) return;
        memory += size_t{first} * node.stride;
        if (node.block) {
            out_.align(node.element->wire_align);
            return out_.copy(memory, size_t{count} * node.stride);
        }
        for (uint32_t i = 0; i < count; ++i, memory += node.stride) {
            // A pointer's own expression counts from what holds the array, an aggregate's from itself.
            const bool holder = node.element->kind == Kind::pointer;
            fixed(*node.element, memory, holder ? bases : Bases{memory, memory}, 0);
        }
    }

    void choice(const UnionNode& node, const uint8_t* memory, const Bases& bases) {
        const int64_t value =
            node.encapsulated ? load_scalar(*node.discriminant, memory) : evaluate(node.selector, bases, stub_).value;
        const Node* arm = select_arm(node, value);
        const auto bytes = static_cast<uint64_t>(value);
        if constexpr (!Cursor::kFrees) scalar(*node.discriminant, reinterpret_cast<const uint8_t*>(&bytes));
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
        if (node.pointer == PointerKind::ref) {
            if (!referent) fail(base::Status::rpc_x_null_ref_pointer);
            if (position == Position::embedded) out_.put(next_referent());
        } else {
            out_.put(referent_id(node, referent));
        }
        if (referent) pending_.push({&node, referent, bases});
    }

    typename Wire::Referent referent_id(const PointerNode& node, const uint8_t* referent) {
        if (!referent) return 0;
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

    void drain() {
        while (!pending_.empty()) {
            const Pending next = pending_.pop();
            if (!next.node) {
                user_free(stub_, const_cast<uint8_t*>(next.memory));
                continue;
            }
            if (!first_visit(*next.node, next.memory)) continue;
            const size_t mark = pending_.size();
            if constexpr (Cursor::kFrees) free_after(*next.node, next.memory);
            const size_t walked = pending_.size();
            // What a pointer points at is itself at top level: a referent that is a ref pointer has no id.
            whole(*next.node->pointee, next.memory, next.bases, Position::top);
            std::reverse(pending_.begin() + (Cursor::kFrees ? walked : mark), pending_.end());
        }
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

    /// The referent goes after everything it points at, which is pushed above this entry.
    void free_after(const PointerNode& node, const uint8_t* memory) {
        if (node.flags & pointer_flag::kDontFree) return;
        // "On stack" is said of fixed sizes only; a count makes it allocated memory all the same.
        if ((node.flags & pointer_flag::kOnStack) && !conformant_part(*node.pointee)) return;
        if (in_receive_buffer(stub_, memory)) return;
        pending_.push({nullptr, memory, {}});
    }

    template <typename T>
    static T load(const uint8_t* from) noexcept {
        T value;
        std::memcpy(&value, from, sizeof value);
        return value;
    }

    MIDL_STUB_MESSAGE& stub_;
    Cursor& out_;
    SmallStack<Pending, 16> pending_;
};

extern template class MemoryWalker<SizeCursor>;
extern template class MemoryWalker<WriteCursor>;
extern template class MemoryWalker<FreeCursor>;

}  // namespace rpcrt4::ndr
