// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Strings: in a fixed array, conformant with a size, conformant without. Characters are bytes of any kind, 16-bit ones
// (wchar_t, or unsigned short as headers spell it that avoid wchar_t), or structures of bytes.
// Reference: "Strings" of the NDR format string pages.
#include "tools/midl/format_type.hpp"
#include "tools/midl/layout.hpp"

namespace midl {

Fc string_token(const Type* element, bool is_fixed) {
    if (resolve(element)->kind == TypeKind::structure) return is_fixed ? Fc::sstring : Fc::c_sstring;
    bool is_wide = layout_of(element).size == 2;
    if (is_fixed) return is_wide ? Fc::wstring : Fc::cstring;
    return is_wide ? Fc::c_wstring : Fc::c_cstring;
}

Descriptor describe_string(TypeFormat& format, const ArraySpec& spec, const Scope& scope) {
    Fc token = string_token(spec.element, spec.count.has_value());
    bool is_structured = token == Fc::sstring || token == Fc::c_sstring;
    Descriptor out;
    out.token(token);
    if (is_structured) out.byte(layout_of(spec.element).size, "element size");
    if (spec.count) {
        if (!is_structured) out.token(Fc::pad);
        out.short_(*spec.count, "characters");
        return out;
    }
    if (spec.bounds->is_sized()) {
        out.token(Fc::string_sized);
        if (is_structured) out.token(Fc::pad);
        append_conformance(format, out, *spec.bounds, scope);
    } else {
        out.token(Fc::pad);
        if (is_structured) out.token(Fc::pad);
    }
    return out;
}

}  // namespace midl
