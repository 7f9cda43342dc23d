// SPDX-License-Identifier: LGPL-2.1-or-later
// Compiled types: immutable nodes made from a format string once and shared by all calls. A node says how one IDL type
// looks in memory and on the wire it was compiled for; the walkers (walk_memory.hpp, walk_wire.hpp) do the rest.
// Nodes are plain structs with a Kind tag and belong to a TypeGraph (cache.hpp), which is never freed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rpcrt4/ndr/correlation.hpp"
#include "rpcrt4/ndr/image.hpp"

namespace rpcrt4::ndr {

enum class Kind : uint8_t {
    scalar,
    range,
    pointer,
    string,
    array,
    structure,
    choice,
    context_handle,
    ignored,
    user_marshal,
    transmitted,
    interface_pointer,
};

struct Node {
    Kind kind;
    uint8_t code = 0;           ///< format character it came from
    uint8_t wire_align = 1;     ///< alignment of the fixed part on the wire; of a flat node also in memory
    bool flat = false;          ///< fixed size, wire image == memory image, no pointers: one memcpy
    bool has_pointers = false;  ///< something to defer, or to free
    uint32_t memory_size = 0;   ///< fixed part, in memory
    uint32_t wire_minimum = 0;  ///< fewest bytes one value takes on the wire, alignment gaps not counted

 protected:
    explicit Node(Kind k) noexcept : kind(k) {}
};

enum class ScalarForm : uint8_t {
    plain,     ///< 1, 2, 4 or 8 bytes, the same in memory
    enum16,    ///< 2 bytes on the wire, an int in memory
    int3264,   ///< 4 bytes on the wire, 8 in memory, sign extended
    uint3264,  ///< the same, zero extended
};

struct ScalarNode : Node {
    static constexpr Kind kKind = Kind::scalar;
    ScalarNode() noexcept : Node(kKind) {}
    ScalarForm form = ScalarForm::plain;
};

struct RangeNode : Node {
    static constexpr Kind kKind = Kind::range;
    RangeNode() noexcept : Node(kKind) {}
    const ScalarNode* scalar = nullptr;
    int64_t low = 0, high = 0;
};

enum class PointerKind : uint8_t { ref, unique, object, full };

struct PointerNode : Node {
    static constexpr Kind kKind = Kind::pointer;
    PointerNode() noexcept : Node(kKind) {}
    PointerKind pointer = PointerKind::unique;
    uint8_t flags = 0;  ///< pointer_flag::*
    const Node* pointee = nullptr;
    Correlation byte_count;  ///< [byte_count]: the program's one buffer for everything below, and its size
};

/// Characters, or structures of bytes, up to one that is all zero. Conformant unless fixed_count is set; `conformance`
/// is set for sized strings.
struct StringNode : Node {
    static constexpr Kind kKind = Kind::string;
    StringNode() noexcept : Node(kKind) {}
    uint16_t char_size = 1;
    uint8_t char_align = 1;
    uint32_t fixed_count = 0;
    Correlation conformance;
    bool conformant() const noexcept { return fixed_count == 0; }
    bool unsized() const noexcept { return fixed_count == 0 && !conformance; }
};

struct Dimension {
    uint32_t fixed_count = 0;
    Correlation conformance;  ///< empty: fixed_count is the maximum
    Correlation variance;
};

/// One dimension known at run time, or any number of fixed ones (an array of arrays). Where an inner dimension is
/// conformant or varying, `inner` has all dimensions but the outermost and `element` is what the innermost one holds.
struct ArrayNode : Node {
    static constexpr Kind kKind = Kind::array;
    ArrayNode() noexcept : Node(kKind) {}
    const Node* element = nullptr;
    uint32_t stride = 0;  ///< bytes from element to element in memory
    uint32_t fixed_count = 0;
    bool block = false;       ///< the elements of one array are one memcpy
    bool conformant = false;  ///< in some dimension
    Correlation conformance;
    Correlation variance;
    std::vector<Dimension> inner;

    size_t rank() const noexcept { return 1 + inner.size(); }
    const Correlation& conformance_in(size_t d) const noexcept {
        return d == 0 ? conformance : inner[d - 1].conformance;
    }
    const Correlation& variance_in(size_t d) const noexcept { return d == 0 ? variance : inner[d - 1].variance; }
    uint32_t fixed_count_in(size_t d) const noexcept { return d == 0 ? fixed_count : inner[d - 1].fixed_count; }
};

enum class Op : uint8_t { copy, enum16, int3264, uint3264, child, pointer, end };

struct Step {
    Op op;
    uint8_t align;  ///< on the wire, before the step
    uint16_t size;  ///< copy: bytes
    uint32_t offset;
    const Node* node;  ///< child, pointer; copy: the scalar, when steps are one scalar each
};
static_assert(sizeof(Step) == 16);

struct StructNode : Node {
    static constexpr Kind kKind = Kind::structure;
    StructNode() noexcept : Node(kKind) {}
    std::vector<Step> steps;          ///< merged: for our own byte order
    Image image;                      ///< the same as one piece, where all places are fixed
    std::vector<Step> scalar_steps;   ///< one scalar per copy: for readers that must swap
    const Node* tail = nullptr;       ///< conformant array or string that follows the fixed part (at memory_size)
    bool all_floats = false;          ///< only float and double members: what a C compiler passes in SSE registers
    bool has_sized_pointers = false;  ///< some member points at data with a correlation
    bool has_unions = false;          ///< some member is a union of pointers whose discriminant is another member
};

/// A union with its discriminant. Encapsulated: the discriminant precedes the arms in memory (arm_offset bytes before);
/// otherwise `selector` finds it elsewhere. Either way it travels before the arm.
struct UnionNode : Node {
    static constexpr Kind kKind = Kind::choice;
    UnionNode() noexcept : Node(kKind) {}
    struct Arm {
        int64_t value;
        const Node* node;  ///< null: empty arm
    };
    const ScalarNode* discriminant = nullptr;
    Correlation selector;
    bool encapsulated = false;
    bool tagged_outside() const noexcept { return !encapsulated && has_pointers; }
    uint32_t arm_offset = 0;
    uint8_t arms_align = 1;  ///< [ms_union]: every arm starts at the alignment of the widest
    std::vector<Arm> arms;
    bool has_default = false;
    const Node* default_arm = nullptr;
};

/// Twenty bytes on the wire; what stands for them in memory is the runtime's business, not this engine's.
struct ContextHandleNode : Node {
    static constexpr Kind kKind = Kind::context_handle;
    ContextHandleNode() noexcept : Node(kKind) {}
    uint8_t flags = 0;
    uint8_t rundown_index = 0;
};

/// [ignore]: a pointer in memory, four bytes that mean nothing on the wire.
struct IgnoredNode : Node {
    static constexpr Kind kKind = Kind::ignored;
    IgnoredNode() noexcept : Node(kKind) {
        wire_align = 4;
        wire_minimum = 4;
        memory_size = sizeof(void*);
        has_pointers = true;  // new memory is zeroed around it
    }
};

/// A pointer to a COM object: what else than null travels is for COM to write and read, and there is none here. On the
/// wire a unique pointer to a counted run of bytes ([MS-DCOM] 2.2.14), which is the same whatever the interface.
struct InterfacePointerNode : Node {
    static constexpr Kind kKind = Kind::interface_pointer;
    InterfacePointerNode() noexcept : Node(kKind) {
        wire_align = 4;
        wire_minimum = 4;
        memory_size = sizeof(void*);
        has_pointers = true;
    }
};

/// user_marshal and wire_marshal: the program's routines write the bytes themselves. Where the wire type is a pointer,
/// the pointer is the engine's and the routines write what it points at.
struct UserMarshalNode : Node {
    static constexpr Kind kKind = Kind::user_marshal;
    enum class Form : uint8_t { in_line, ref, unique };
    UserMarshalNode() noexcept : Node(kKind) {}
    Form form = Form::in_line;
    uint8_t body_align = 1;
    uint16_t index = 0;               ///< in MIDL_STUB_DESC::aUserMarshalQuadruple
    uint32_t wire_size = 0;           ///< 0: the routine says it
    const Node* wire_type = nullptr;  ///< what the bytes are, for those who cannot ask the routines
    const uint8_t* format = nullptr;  ///< as the routines get them in USER_MARSHAL_CB
    const uint8_t* type_format = nullptr;
};

/// transmit_as and represent_as: the program's routines turn the presented type into the transmitted one and back.
struct TransmittedNode : Node {
    static constexpr Kind kKind = Kind::transmitted;
    TransmittedNode() noexcept : Node(kKind) {}
    uint16_t index = 0;      ///< in MIDL_STUB_DESC::aXmitQuintuple
    uint32_t wire_size = 0;  ///< 0: only the transmitted object tells
    bool presented_is_array = false;
    const Node* type = nullptr;
};

template <typename T>
const T& as(const Node& node) noexcept {
    return static_cast<const T&>(node);
}

/// What the routines of one type take by its value: a pointer of memory.
inline bool is_pointer(const Node& node) noexcept {
    return node.kind == Kind::pointer || node.kind == Kind::interface_pointer;
}

/// The conformant array or string whose maximum count travels before `node`, or null.
inline const Node* conformant_part(const Node& node) noexcept {
    switch (node.kind) {
        case Kind::array:
            return as<ArrayNode>(node).conformant ? &node : nullptr;
        case Kind::string:
            return as<StringNode>(node).conformant() ? &node : nullptr;
        case Kind::structure:
            return as<StructNode>(node).tail;
        default:
            return nullptr;
    }
}

/// The size_is expression of a conformant part (of its outermost dimension); empty for an unsized string.
inline const Correlation& conformance_of(const Node& conformant) noexcept {
    return conformant.kind == Kind::array ? as<ArrayNode>(conformant).conformance
                                          : as<StringNode>(conformant).conformance;
}
inline uint32_t conformant_stride(const Node& conformant) noexcept {
    return conformant.kind == Kind::array ? as<ArrayNode>(conformant).stride : as<StringNode>(conformant).char_size;
}

}  // namespace rpcrt4::ndr
