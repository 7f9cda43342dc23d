// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Structures: block-copied ones (FC_STRUCT, FC_CSTRUCT, FC_CVSTRUCT) where memory and wire agree byte for byte, and
// complex ones (FC_BOGUS_STRUCT) for everything else, which on 64 bits includes every structure with a pointer.
// Reference: "Structures" of the NDR format string pages.
#include "tools/midl/format_type.hpp"
#include "tools/midl/layout.hpp"

namespace midl {
namespace {

// Flat up to a trailing array that is itself copied as a block.
bool is_block_before_tail(const StructType& structure) {
    std::uint32_t at = 0;
    for (const PlacedField& placed : place_fields(structure)) {
        const Type* type = resolve(placed.field->type);
        if (placed.field == structure.fields.back()) {
            const auto* nested = as<StructType>(type);
            if (nested) return align_up(at, wire_shape(nested).align) == placed.offset && is_block_before_tail(*nested);
            const auto& tail = *as<ArrayType>(type);
            if (!tail.is_string && is_complex_array(spec_of(tail))) return false;
            return align_up(at, wire_shape(tail.element).align) == placed.offset;
        }
        WireShape shape = wire_shape(placed.field->type, placed.field->attributes);
        if (!shape.is_flat || align_up(at, shape.align) != placed.offset) return false;
        at = placed.offset + placed.layout.size;
    }
    return false;
}

void append_padding(Descriptor& out, std::uint32_t bytes) {
    if (bytes > 0) out.token(static_cast<Fc>(static_cast<unsigned>(Fc::structpad1) + bytes - 1));
}

Scope member_scope(const StructType& structure, const PlacedField& placed) {
    Scope scope;
    scope.structure = &structure;
    scope.field = placed.field;
    scope.anchor = placed.offset;
    scope.attributes = &placed.field->attributes;
    return scope;
}

struct Members {
    Descriptor list;      // member layout up to FC_END
    Descriptor pointers;  // descriptions of the FC_POINTER members
};

bool is_conformant_tail(const PlacedField& placed) {
    const auto* array = resolve_as<ArrayType>(placed.field->type);
    return array && array->is_conformant() && !substitute_of(placed.field->type);
}

Members describe_members(TypeFormat& format, const StructType& structure) {
    Members members;
    std::uint32_t at = 0;
    std::uint32_t size = layout_of(&structure).size;
    for (const PlacedField& placed : place_fields(structure)) {
        if (is_conformant_tail(placed)) break;
        Scope scope = member_scope(structure, placed);
        append_padding(members.list, placed.offset - at);
        const auto* pointer = resolve_as<PointerType>(placed.field->type);
        if (pointer && !substitute_of(placed.field->type)) {
            bool is_ignored = has_attribute(placed.field->attributes, placed.field->type, Attribute::ignore);
            members.list.token(is_ignored ? Fc::ignore : Fc::pointer);
            unsigned bits = allocate_bits(placed.field->attributes) | allocate_bits(placed.field->type);
            if (!is_ignored)
                members.pointers.append(describe_pointer(format, *pointer, scope, static_cast<std::uint8_t>(bits)));
        } else {
            append_member(format, members.list, placed.field->type, scope);
        }
        at = placed.offset + placed.layout.size;
    }
    append_padding(members.list, size - at);
    return members;
}

DescriptorId describe_tail(TypeFormat& format, const StructType& structure) {
    const StructType* owner = nullptr;
    const ArrayType* tail = trailing_array(structure, &owner);
    return describe_array(format, spec_of(*tail), member_scope(*owner, place_fields(*owner).back()));
}

void append_head(Descriptor& out, Fc token, const StructType& structure) {
    out.token(token);
    out.byte(wire_shape(&structure).align - 1, "alignment");
    out.short_(layout_of(&structure).size, "memory size");
}

Fc block_token(const ArrayType* tail) {
    if (!tail) return Fc::struct_;
    return tail->is_string || tail->bounds.is_varying() ? Fc::cvstruct : Fc::cstruct;
}

Descriptor describe_block(TypeFormat& format, const StructType& structure, const ArrayType* tail) {
    Members members = describe_members(format, structure);
    Descriptor out;
    append_head(out, block_token(tail), structure);
    if (tail) out.reference(describe_tail(format, structure), Link::tail);
    out.append(members.list);
    out.end();
    return out;
}

Descriptor describe_complex(TypeFormat& format, const StructType& structure, const ArrayType* tail) {
    Members members = describe_members(format, structure);
    Descriptor out;
    append_head(out, Fc::bogus_struct, structure);
    if (tail) {
        out.reference(describe_tail(format, structure), Link::tail);
    } else {
        out.short_(0, "no conformant array");
    }
    if (members.pointers.empty()) {
        out.short_(0, "no pointers");
        out.append(members.list);
        out.end();
        return out;
    }
    std::size_t pointer_layout = out.local_reference();
    out.append(members.list);
    out.end();
    out.point_here(pointer_layout);
    out.append(members.pointers);
    return out;
}

}  // namespace

Descriptor describe_struct(TypeFormat& format, const StructType& structure) {
    const ArrayType* tail = trailing_array(structure);
    bool is_block = tail ? is_block_before_tail(structure) : wire_shape(&structure).is_flat;
    Descriptor out = is_block ? describe_block(format, structure, tail) : describe_complex(format, structure, tail);
    out.title = "struct " + structure.tag;
    if (structure.tag.empty() && structure.first_typedef) out.title = structure.first_typedef->name;
    return out;
}

}  // namespace midl
