// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Strings of char and wchar_t: in a fixed array, conformant with a size, conformant without.
// Reference: "Strings" of the NDR format string pages.
#include "tools/midl/format_type.hpp"

namespace midl {

Descriptor describe_string(TypeFormat& format, const ArraySpec& spec, const Scope& scope) {
    bool is_wide = base_code(spec.element) == Fc::wchar;
    Descriptor out;
    if (spec.count) {
        out.token(is_wide ? Fc::wstring : Fc::cstring);
        out.token(Fc::pad);
        out.short_(*spec.count, "characters");
        return out;
    }
    out.token(is_wide ? Fc::c_wstring : Fc::c_cstring);
    if (spec.bounds->is_sized()) {
        out.token(Fc::string_sized);
        append_conformance(format, out, *spec.bounds, scope);
    } else {
        out.token(Fc::pad);
    }
    return out;
}

}  // namespace midl
