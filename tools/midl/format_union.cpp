// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Unions: encapsulated (with their switch) and non-encapsulated (switch_is), around one form of arm list.
// Reference: "Unions" of the NDR format string pages.
#include <algorithm>

#include "tools/midl/format_type.hpp"
#include "tools/midl/layout.hpp"

namespace midl {
namespace {

constexpr unsigned kSimpleArm = 0x8000;  // with the base token in the low byte
constexpr unsigned kNoDefault = 0xffff;

void append_arm(TypeFormat& format, Descriptor& out, const Field& arm) {
    if (!arm.type) {
        out.short_(0, "empty arm");
        return;
    }
    Scope scope;
    scope.attributes = &arm.attributes;
    if (auto code = base_code(arm.type, scope.attributes)) {
        out.short_(kSimpleArm | static_cast<unsigned>(*code), "simple arm: " + std::string(token_name(*code)));
        return;
    }
    out.reference(format.describe(arm.type, scope));
}

// [ms_union]: the alignment all arms start at, less 1, stands above their number.
unsigned alignment_bits(const TypeFormat& format, const UnionType& type) {
    constexpr unsigned kShift = 12;
    bool is_aligned = format.is_ms_union || type.attributes.has(Attribute::ms_union) ||
                      (type.first_typedef && type.first_typedef->attributes.has(Attribute::ms_union));
    if (type.is_encapsulated || !is_aligned) return 0;
    std::uint32_t align = 1;
    for (const Field* arm : type.arms) {
        if (arm->type) align = std::max(align, wire_shape(arm->type, arm->attributes).align);
    }
    return (align - 1) << kShift;
}

// Size of the union, number of arms, cases, default.
void append_body(TypeFormat& format, Descriptor& out, const UnionType& type) {
    std::size_t count = 0;
    const Field* fallback = nullptr;
    for (const Field* arm : type.arms) {
        count += arm->cases.size();
        if (arm->is_default) fallback = arm;
    }
    out.short_(union_layout(type).size, "memory size");
    out.short_(static_cast<std::int64_t>(count) | alignment_bits(format, type), "arms");
    for (const Field* arm : type.arms) {
        for (const Expr* value : arm->cases) {
            out.long_(value->value.value_or(0), "case");
            append_arm(format, out, *arm);
        }
    }
    fallback ? append_arm(format, out, *fallback) : out.short_(kNoDefault, "no default");
}

Fc switch_token(const Type* type) {
    const auto* enumeration = resolve_as<EnumType>(type);
    if (enumeration) return enumeration->is_v1 ? Fc::enum32 : Fc::enum16;
    return variable_code(type);
}

}  // namespace

Descriptor describe_arms(TypeFormat& format, const UnionType& type) {
    Descriptor out;
    out.is_first = true;
    out.title = "arms of " + type.tag;
    append_body(format, out, type);
    return out;
}

Descriptor describe_encapsulated(TypeFormat& format, const UnionType& type) {
    Descriptor out;
    out.is_first = true;
    out.token(Fc::encapsulated_union);
    Fc token = switch_token(type.switch_type);
    out.byte(union_offset(type) << 4 | static_cast<unsigned>(token), "step, " + std::string(token_name(token)));
    append_body(format, out, type);
    return out;
}

Descriptor describe_non_encapsulated(TypeFormat& format, const UnionType& type, const Scope& scope) {
    DescriptorId arms = format.describe_arms_once(type);
    Descriptor out;
    out.is_first = true;
    out.token(Fc::non_encapsulated_union);
    out.token(switch_token(type.switch_type));
    append_switch(format, out, *scope.attributes->switch_is, scope);
    out.reference(arms);
    return out;
}

}  // namespace midl
