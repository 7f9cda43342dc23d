// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Simple types and [range]. Like MIDL, tokens of parameters and members do not tell signed from unsigned; correlation
// variables, switches and ranges do. Reference: "Simple Types", "FC_RANGE" of the NDR format string pages.
#include "tools/midl/format_type.hpp"

namespace midl {
namespace {

std::optional<Fc> code_of(const BaseType& type) {
    switch (type.base) {
        case Base::boolean:
        case Base::small:
            return Fc::small;
        case Base::byte:
            return Fc::byte;
        case Base::char_:
            return Fc::char_;
        case Base::short_:
            return Fc::short_;
        case Base::int_:
        case Base::long_:
            return Fc::long_;
        case Base::hyper:
            return Fc::hyper;
        case Base::int3264:
            return type.is_unsigned ? Fc::uint3264 : Fc::int3264;
        case Base::float_:
            return Fc::float_;
        case Base::double_:
            return Fc::double_;
        case Base::wchar:
            return Fc::wchar;
        case Base::error_status:
            return Fc::error_status;
        case Base::handle:
            return Fc::ignore;
        default:
            return std::nullopt;
    }
}

}  // namespace

std::optional<Fc> base_code(const Type* type) {
    if (substitute_of(type)) return std::nullopt;
    const Type* actual = resolve(type);
    if (const auto* base = as<BaseType>(actual)) return code_of(*base);
    if (const auto* enumeration = as<EnumType>(actual)) return enumeration->is_v1 ? Fc::enum32 : Fc::enum16;
    return std::nullopt;
}

std::optional<Fc> base_code(const Type* type, const Attributes* attributes) {
    return range_of(type, attributes) ? std::nullopt : base_code(type);
}

bool is_plain_code(Fc code) { return code != Fc::enum16 && code != Fc::int3264 && code != Fc::uint3264; }

Fc variable_code(const Type* type) {
    const Type* actual = resolve(type);
    if (actual->kind == TypeKind::enumeration) return Fc::long_;
    const auto& base = *as<BaseType>(actual);
    switch (base.base) {
        case Base::small:
            return base.is_unsigned ? Fc::usmall : Fc::small;
        case Base::char_:
            return base.is_signed ? Fc::small : Fc::usmall;
        case Base::boolean:
        case Base::byte:
            return Fc::usmall;
        case Base::short_:
            return base.is_unsigned ? Fc::ushort_ : Fc::short_;
        case Base::wchar:
            return Fc::ushort_;
        case Base::error_status:
            return Fc::ulong_;
        default:
            return base.is_unsigned ? Fc::ulong_ : Fc::long_;
    }
}

const Range* range_of(const Type* type, const Attributes* attributes) {
    const Type* actual = resolve(type);
    if (!base_code(actual)) return nullptr;
    if (attributes && attributes->range) return &*attributes->range;
    const Typedef* definition = typedef_with(type, Attribute::range);
    return definition && definition->attributes.range ? &*definition->attributes.range : nullptr;
}

// MIDL writes the signed token for unsigned types too; only a bound beyond the signed values needs the unsigned one.
Descriptor describe_range(const Type* type, const Range& range) {
    constexpr std::int64_t kMaxLong = 0x7fffffff, kMaxShort = 0x7fff, kMaxSmall = 0x7f;
    Descriptor out;
    Fc code = *base_code(type);
    std::int64_t high = range.high->value.value_or(0);
    bool is_beyond = (code == Fc::long_ && (high > kMaxLong || (high < 0 && range.high->is_unsigned))) ||
                     (code == Fc::short_ && high > kMaxShort) || (code == Fc::small && high > kMaxSmall);
    if (is_beyond) code = variable_code(type);
    out.token(Fc::range);
    out.token(code);
    out.long_(range.low->value.value_or(0), "low");
    out.long_(range.high->value.value_or(0), "high");
    return out;
}

}  // namespace midl
