// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Arrays: fixed, conformant, varying and both, of elements that can be copied as a block; and complex arrays, walked
// element by element. Reference: "Arrays" of the NDR format string pages.
#include <limits>

#include "tools/midl/format_type.hpp"
#include "tools/midl/layout.hpp"

namespace midl {
namespace {

constexpr std::uint64_t kMaxShort = std::numeric_limits<std::uint16_t>::max();

std::uint64_t memory_size(const ArraySpec& spec) {
    return static_cast<std::uint64_t>(spec.count.value_or(0)) * layout_of(spec.element).size;
}

void append_sized(Descriptor& out, bool is_large, std::uint64_t value, const char* comment) {
    auto number = static_cast<std::int64_t>(value);
    is_large ? out.long_(number, comment) : out.short_(number, comment);
}

void append_fixed_head(TypeFormat& format, Descriptor& out, const ArraySpec& spec, const Scope& scope) {
    std::uint32_t align = wire_shape(spec.element).align;
    std::uint64_t total = memory_size(spec);
    bool is_varying = spec.bounds->is_varying();
    bool is_large = total > kMaxShort;
    Fc small = is_varying ? Fc::smvarray : Fc::smfarray;
    Fc large = is_varying ? Fc::lgvarray : Fc::lgfarray;
    out.token(is_large ? large : small);
    out.byte(align - 1, "alignment");
    append_sized(out, is_large, total, "total size");
    if (!is_varying) return;
    append_sized(out, is_large, static_cast<std::uint64_t>(*spec.count), "elements");
    out.short_(layout_of(spec.element).size, "element size");
    append_variance(format, out, spec, scope);
}

void append_conformant_head(TypeFormat& format, Descriptor& out, const ArraySpec& spec, const Scope& scope) {
    out.token(spec.bounds->is_varying() ? Fc::cvarray : Fc::carray);
    out.byte(wire_shape(spec.element).align - 1, "alignment");
    out.short_(layout_of(spec.element).size, "element size");
    append_conformance(format, out, *spec.bounds, scope);
    if (spec.bounds->is_varying()) append_variance(format, out, spec, scope);
}

void append_complex_head(TypeFormat& format, Descriptor& out, const ArraySpec& spec, const Scope& scope) {
    out.token(Fc::bogus_array);
    out.byte(wire_shape(spec.element).align - 1, "alignment");
    out.short_(spec.count.value_or(0), "elements");
    spec.is_conformant() ? append_conformance(format, out, *spec.bounds, scope) : append_no_correlation(format, out);
    spec.bounds->is_varying() ? append_variance(format, out, spec, scope) : append_no_correlation(format, out);
}

}  // namespace

bool is_complex_array(const ArraySpec& spec, const Attributes* attributes) {
    if (!wire_shape(spec.element).is_flat || range_of(spec.element, attributes)) return true;
    // Several dimensions with one that is not fixed: walked, as the documentation asks.
    bool is_nested = resolve(spec.element)->kind == TypeKind::array;
    return is_nested && (spec.is_conformant() || spec.bounds->is_varying());
}

void append_member(TypeFormat& format, Descriptor& out, const Type* type, const Scope& scope) {
    if (auto code = base_code(type, scope.value_attributes())) {
        out.token(*code);
        return;
    }
    const auto* pointer = resolve_as<PointerType>(type);
    static const Attributes kNone;
    if (pointer && !substitute_of(type) && !is_context_handle(type, kNone)) {
        out.append(describe_pointer(format, *pointer, scope, allocate_bits(type)));
        return;
    }
    DescriptorId target = format.describe(type, scope);
    out.token(Fc::embedded_complex);
    out.byte(0);
    out.reference(target);
}

DescriptorId describe_array(TypeFormat& format, const ArraySpec& spec, const Scope& scope) {
    if (spec.is_string) return format.table.add(describe_string(format, spec, scope));
    // The element comes first so that it stands before the array in the format string.
    Descriptor element;
    Scope inside = spec.bounds->is_sized() ? scope.element() : scope;
    append_member(format, element, spec.element, inside);
    Descriptor out;
    if (is_complex_array(spec, inside.value_attributes())) {
        append_complex_head(format, out, spec, scope);
    } else if (spec.is_conformant()) {
        append_conformant_head(format, out, spec, scope);
    } else {
        append_fixed_head(format, out, spec, scope);
    }
    out.append(element);
    out.end();
    return format.table.add(std::move(out));
}

}  // namespace midl
