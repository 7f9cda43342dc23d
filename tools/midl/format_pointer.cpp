// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Pointers: always 4 bytes, either with the simple pointee inside or with the distance to its description. A sized or
// [string] pointer is a pointer to the array or string. Reference: "Pointers" of the NDR format string pages.
#include "tools/midl/format_type.hpp"

namespace midl {
namespace {

Fc pointer_token(PointerClass pointer_class) {
    switch (pointer_class) {
        case PointerClass::ref:
            return Fc::rp;
        case PointerClass::full:
            return Fc::fp;
        default:
            return Fc::up;
    }
}

// The string token that fits into the pointer itself: no size given.
std::optional<Fc> inline_string(const PointerType& pointer) {
    if (!pointer.is_string || pointer.bounds.is_sized()) return std::nullopt;
    Fc token = string_token(pointer.pointee, false);
    return token == Fc::c_sstring ? std::nullopt : std::optional(token);
}

std::string bits_comment(Fc token, unsigned bits) {
    std::string text(token_name(token));
    if (bits & pointer_bit::kAllocateAllNodes) text += " [all_nodes]";
    if (bits & pointer_bit::kDontFree) text += " [dont_free]";
    if (bits & pointer_bit::kAllocedOnStack) text += " [alloced_on_stack]";
    if (bits & pointer_bit::kSimple) text += " [simple_pointer]";
    if (bits & pointer_bit::kDereference) text += " [pointer_deref]";
    return text;
}

void append_head(Descriptor& out, Fc token, unsigned bits) {
    out.byte(static_cast<unsigned>(token), bits_comment(token, bits));
    out.byte(bits);
}

}  // namespace

std::uint8_t allocate_bits(const Attributes& attributes) {
    unsigned bits = 0;
    for (const std::string& mode : attributes.allocate) {
        if (mode == "all_nodes") bits |= pointer_bit::kAllocateAllNodes;
        if (mode == "dont_free") bits |= pointer_bit::kDontFree;
    }
    return static_cast<std::uint8_t>(bits);
}

std::uint8_t allocate_bits(const Type* type) {
    const Typedef* definition = typedef_with(type, Attribute::allocate);
    return definition ? allocate_bits(definition->attributes) : std::uint8_t{0};
}

bool is_sized(const PointerType& pointer) { return pointer.is_string || pointer.bounds.is_sized(); }

ArraySpec spec_of(const PointerType& pointer) {
    return {pointer.pointee, std::nullopt, &pointer.bounds, pointer.is_string};
}

ArraySpec spec_of(const ArrayType& array) { return {array.element, array.count, &array.bounds, array.is_string}; }

Descriptor describe_pointer(TypeFormat& format, const PointerType& pointer, const Scope& scope, std::uint8_t bits) {
    Descriptor out;
    Fc token = pointer_token(pointer.pointer_class);
    std::optional<Fc> simple = inline_string(pointer);
    if (!simple && !is_sized(pointer)) simple = base_code(pointer.pointee, scope.value_attributes());
    if (simple) {
        append_head(out, token, bits | pointer_bit::kSimple);
        out.token(*simple);
        out.token(Fc::pad);
        return out;
    }
    Scope inner = scope.behind_pointer();
    if (is_sized(pointer)) {
        append_head(out, token, bits);
        out.reference(describe_array(format, spec_of(pointer), inner), Link::pointee);
        return out;
    }
    bool is_pointer = resolve(pointer.pointee)->kind == TypeKind::pointer && !substitute_of(pointer.pointee);
    append_head(out, token, is_pointer ? bits | pointer_bit::kDereference : bits);
    out.reference(format.describe(pointer.pointee, inner), Link::pointee);
    return out;
}

Descriptor describe_byte_count_pointer(TypeFormat& format, const PointerType& pointer, const Scope& scope,
                                       const Parameter& size) {
    Descriptor out;
    out.is_first = true;
    auto simple = base_code(pointer.pointee, scope.value_attributes());
    out.token(Fc::byte_count_pointer);
    out.token(simple.value_or(Fc::pad));
    append_byte_count(format, out, size, scope);
    if (!simple) out.reference(format.describe(pointer.pointee, scope.behind_pointer()), Link::pointee);
    return out;
}

}  // namespace midl
