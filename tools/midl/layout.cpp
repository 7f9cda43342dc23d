// SPDX-License-Identifier: LGPL-2.1-or-later
//
// See layout.hpp. Nothing is cached: IDL files are small and the recursion ends at pointers.
#include "tools/midl/layout.hpp"

#include <algorithm>

namespace midl {
namespace {

constexpr std::uint32_t kPointerSize = 8;
constexpr std::uint32_t kWirePointerSize = 4;
constexpr std::uint32_t kPipeSize = 4 * kPointerSize;  // three routines and their state

Layout aggregate_end(std::uint32_t end, std::uint32_t align, bool has_tail) {
    return {has_tail ? end : align_up(end, align), align};
}

Layout array_layout(const ArrayType& array) {
    Layout element = layout_of(array.element);
    std::uint32_t count = array.count ? static_cast<std::uint32_t>(*array.count) : 0;
    return {element.size * count, element.align};
}

Layout struct_layout(const StructType& structure) {
    std::uint32_t end = 0;
    std::uint32_t align = 1;
    for (const PlacedField& placed : place_fields(structure)) {
        align = std::max(align, std::min(placed.layout.align, static_cast<std::uint32_t>(structure.pack)));
        end = placed.offset + placed.layout.size;
    }
    return aggregate_end(end, align, trailing_array(structure) != nullptr);
}

// With an attribute of the ACF the typedef says what travels, with one of the IDL what the program has.
std::optional<Substitute> with_local(const Typedef& definition, Attribute how, const std::string& name) {
    const Typedef* local = definition.attributes.local_type;
    return Substitute{how, &definition, definition.type, local ? local->type : nullptr, name};
}

WireShape base_wire(Base base) {
    if (base == Base::int3264) return {4, 4, false};
    if (base == Base::void_ || base == Base::handle || base == Base::bind_opaque) return {1, std::nullopt, false};
    std::uint32_t size = base_size(base);
    return {size, size, true};
}

WireShape array_wire(const ArrayType& array) {
    WireShape element = wire_shape(array.element);
    bool is_plain = array.count && !array.is_string && !array.bounds.is_varying();
    WireShape shape{element.align, std::nullopt, is_plain && element.is_flat};
    // Offset and count of a varying array stand in place; the size of a conformant one moves to the front.
    if (array.is_string || array.bounds.is_varying()) shape.align = std::max(shape.align, 4U);
    if (is_plain && element.fixed_size) {
        auto stride = align_up(*element.fixed_size, element.align);
        auto count = static_cast<std::uint32_t>(*array.count);
        shape.fixed_size = count == 0 ? 0 : stride * (count - 1) + *element.fixed_size;
    }
    return shape;
}

// Walks the members on the wire beside their memory offsets; any difference makes the structure complex.
WireShape struct_wire(const StructType& structure) {
    WireShape shape{1, 0, true};
    for (const PlacedField& placed : place_fields(structure)) {
        WireShape member = wire_shape(placed.field->type, placed.field->attributes);
        shape.align = std::max(shape.align, member.align);
        shape.is_flat = shape.is_flat && member.is_flat && !placed.field->bit_width;
        if (!member.fixed_size || !shape.fixed_size) {
            shape.fixed_size.reset();
            shape.is_flat = false;
            continue;
        }
        std::uint32_t at = align_up(*shape.fixed_size, member.align);
        shape.is_flat = shape.is_flat && at == placed.offset;
        shape.fixed_size = at + *member.fixed_size;
    }
    shape.is_flat = shape.is_flat && shape.fixed_size && *shape.fixed_size == struct_layout(structure).size;
    return shape;
}

WireShape union_wire(const UnionType& type) {
    WireShape shape{1, std::nullopt, false};
    if (type.switch_type) shape.align = wire_shape(type.switch_type).align;
    for (const Field* arm : type.arms) {
        if (arm->type) shape.align = std::max(shape.align, wire_shape(arm->type, arm->attributes).align);
    }
    return shape;
}

WireShape enum_wire(const EnumType& type) {
    std::uint32_t size = type.is_v1 ? 4 : 2;
    return {size, size, type.is_v1};
}

WireShape resolved_shape(const Type* type) {
    switch (type->kind) {
        case TypeKind::base:
            return base_wire(as<BaseType>(type)->base);
        case TypeKind::enumeration:
            return enum_wire(*as<EnumType>(type));
        case TypeKind::array:
            return array_wire(*as<ArrayType>(type));
        case TypeKind::structure:
            return struct_wire(*as<StructType>(type));
        case TypeKind::union_:
            return union_wire(*as<UnionType>(type));
        default:
            return {kWirePointerSize, std::nullopt, false};
    }
}

}  // namespace

std::uint32_t base_size(Base base) {
    switch (base) {
        case Base::void_:
            return 0;
        case Base::boolean:
        case Base::byte:
        case Base::char_:
        case Base::small:
            return 1;
        case Base::short_:
        case Base::wchar:
            return 2;
        case Base::int_:
        case Base::long_:
        case Base::float_:
        case Base::error_status:
            return 4;
        case Base::hyper:
        case Base::int3264:
        case Base::double_:
        case Base::handle:
        case Base::bind_opaque:
            return 8;
        case Base::int128:
        case Base::float80:
        case Base::float128:
            return 16;
    }
    return 0;
}

std::uint32_t align_up(std::uint32_t value, std::uint32_t alignment) {
    return alignment <= 1 ? value : (value + alignment - 1) / alignment * alignment;
}

std::optional<Substitute> substitute_of(const Type* type) {
    for (Attribute how : {Attribute::transmit_as, Attribute::wire_marshal}) {
        const Typedef* definition = typedef_with(type, how);
        if (!definition) continue;
        const Attributes& said = definition->attributes;
        const Type* transmitted = said.transmit_as ? said.transmit_as : said.wire_marshal;
        return Substitute{how, definition, transmitted, definition->type, definition->name};
    }
    if (const Typedef* definition = typedef_with(type, Attribute::represent_as))
        return with_local(*definition, Attribute::represent_as, definition->attributes.represent_as);
    if (const Typedef* definition = typedef_with(type, Attribute::user_marshal))
        return with_local(*definition, Attribute::user_marshal, definition->attributes.user_marshal);
    return std::nullopt;
}

std::string program_name(const Typedef& definition) {
    const Attributes& said = definition.attributes;
    if (!said.represent_as.empty()) return said.represent_as;
    return said.user_marshal.empty() ? definition.name : said.user_marshal;
}

const Type* program_type(const Type* type) {
    auto substitute = substitute_of(type);
    if (!substitute) return resolve(type);
    return substitute->presented ? resolve(substitute->presented) : nullptr;
}

Layout layout_of(const Type* type) {
    const Type* actual = program_type(type);
    if (!actual) return {0, 1};
    switch (actual->kind) {
        case TypeKind::base: {
            std::uint32_t size = base_size(as<BaseType>(actual)->base);
            return {size, std::max(size, 1U)};
        }
        case TypeKind::enumeration:
            return {4, 4};
        case TypeKind::array:
            return array_layout(*as<ArrayType>(actual));
        case TypeKind::structure:
            return struct_layout(*as<StructType>(actual));
        case TypeKind::union_: {
            const auto& type_union = *as<UnionType>(actual);
            if (!type_union.is_encapsulated) return union_layout(type_union);
            Layout body = union_layout(type_union);
            Layout tag = layout_of(type_union.switch_type);
            return aggregate_end(union_offset(type_union) + body.size, std::max(body.align, tag.align), false);
        }
        case TypeKind::pipe:
            return {kPipeSize, kPointerSize};
        default:
            return {kPointerSize, kPointerSize};
    }
}

std::vector<PlacedField> place_fields(const StructType& structure) {
    std::vector<PlacedField> placed;
    std::uint32_t end = 0;
    for (const Field* field : structure.fields) {
        Layout layout = layout_of(field->type);
        std::uint32_t align = std::min(layout.align, static_cast<std::uint32_t>(structure.pack));
        end = align_up(end, align);
        placed.push_back({field, end, layout});
        end += layout.size;
    }
    return placed;
}

Layout union_layout(const UnionType& type) {
    Layout whole{0, 1};
    for (const Field* arm : type.arms) {
        if (!arm->type) continue;
        Layout layout = layout_of(arm->type);
        whole.size = std::max(whole.size, layout.size);
        whole.align = std::max(whole.align, std::min(layout.align, static_cast<std::uint32_t>(type.pack)));
    }
    return aggregate_end(whole.size, whole.align, false);
}

std::uint32_t union_offset(const UnionType& encapsulated) {
    return align_up(layout_of(encapsulated.switch_type).size, union_layout(encapsulated).align);
}

WireShape wire_shape(const Type* type) {
    static const Attributes kNone;
    return wire_shape(type, kNone);
}

WireShape wire_shape(const Type* type, const Attributes& attributes) {
    if (auto substitute = substitute_of(type)) return {wire_shape(substitute->transmitted).align, std::nullopt, false};
    WireShape shape = resolved_shape(resolve(type));
    if (has_attribute(attributes, type, Attribute::range)) shape.is_flat = false;
    return shape;
}

const ArrayType* trailing_array(const StructType& structure, const StructType** owner) {
    if (structure.fields.empty() || !structure.fields.back()->type) return nullptr;
    if (substitute_of(structure.fields.back()->type)) return nullptr;
    const Type* last = resolve(structure.fields.back()->type);
    if (const auto* array = as<ArrayType>(last); array && array->is_conformant()) {
        if (owner) *owner = &structure;
        return array;
    }
    if (const auto* nested = as<StructType>(last)) return trailing_array(*nested, owner);
    return nullptr;
}

}  // namespace midl
