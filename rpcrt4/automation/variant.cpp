// SPDX-License-Identifier: LGPL-2.1-or-later
// See variant.hpp.
#include "rpcrt4/automation/variant.hpp"

#include <cstring>

#include "rpcrt4/automation/element.hpp"
#include "rpcrt4/automation/safe_array.hpp"

#include <winerror.h>

namespace rpcrt4::automation {
namespace {

bool is_record(const VARIANT& value) noexcept { return value.vt == VT_RECORD; }

/// Of a DECIMAL the type is part of the value.
void set_decimal(VARIANT& to, const DECIMAL& value) noexcept {
    to.decVal = value;
    to.vt = VT_DECIMAL;
}

/// In the place of what is there, if that can be given up.
HRESULT move_to(VARIANT& to, VARIANT& made) noexcept {
    const HRESULT result = clear(to);
    if (result == S_OK) {
        to = made;
    } else {
        static_cast<void>(clear(made));
    }
    return result;
}

HRESULT copy_target(VARTYPE type, const VARIANT& from, VARIANT& made) noexcept {
    if ((type & VT_ARRAY) != 0) {
        made.vt = type;
        return copy_array(*from.pparray, &made.parray);
    }
    if (type == VT_DECIMAL) return set_decimal(made, *from.pdecVal), S_OK;
    made.vt = type;
    return copy_element(type, element_size(type), from.byref, &made.llVal);
}

/// The value a reference stands for; DISP_E_TYPEMISMATCH and the like never: all types that pass can be copied.
HRESULT copy_referred(const VARIANT& from, VARIANT& to) noexcept {
    const auto type = static_cast<VARTYPE>(from.vt & ~VT_BYREF);
    if (!from.byref || type == VT_EMPTY || type == VT_NULL || type == VT_RECORD) return E_INVALIDARG;
    VARIANT made{};
    HRESULT result;
    if (type != VT_VARIANT) {
        result = copy_target(type, from, made);
    } else if (from.pvarVal->vt == (VT_VARIANT | VT_BYREF)) {
        return E_INVALIDARG;
    } else if ((from.pvarVal->vt & VT_BYREF) != 0) {
        result = copy_indirect(*from.pvarVal, made);
    } else {
        result = copy_value(*from.pvarVal, made);
    }
    return result == S_OK ? move_to(to, made) : result;
}

}  // namespace

HRESULT clear(VARIANT& value) noexcept {
    if (!is_variant_type(value.vt)) return DISP_E_BADVARTYPE;
    if ((value.vt & VT_BYREF) == 0) {
        if ((value.vt & VT_ARRAY) != 0) {
            const HRESULT result = value.parray ? destroy_array(value.parray) : S_OK;
            if (result != S_OK) return result;
        } else if (is_record(value)) {
            if (value.pvRecord || value.pRecInfo) return DISP_E_BADVARTYPE;
        } else if (!is_plain(value.vt) && value.vt != VT_VARIANT) {
            static_cast<void>(release_element(value.vt, element_size(value.vt), &value.llVal));
        }
    }
    value.vt = VT_EMPTY;
    return S_OK;
}

HRESULT copy_value(const VARIANT& from, VARIANT& to) noexcept {
    HRESULT result = is_variant_type(from.vt) ? S_OK : DISP_E_BADVARTYPE;
    if (is_record(from) && (from.pvRecord || from.pRecInfo)) result = DISP_E_BADVARTYPE;
    to = from;
    if (result == S_OK && (from.vt & VT_BYREF) == 0) {
        if ((from.vt & VT_ARRAY) != 0) {
            to.parray = nullptr;
            result = from.parray ? copy_array(from.parray, &to.parray) : S_OK;
        } else if (!is_plain(from.vt) && !is_record(from) && from.vt != VT_VARIANT) {
            result = copy_element(from.vt, element_size(from.vt), &from.llVal, &to.llVal);
        }
    }
    if (result != S_OK) to.vt = VT_EMPTY;
    return result;
}

HRESULT copy(const VARIANT& from, VARIANT& to) noexcept {
    if (!is_variant_type(from.vt)) return DISP_E_BADVARTYPE;
    if (&from == &to) return S_OK;
    VARIANT made;
    const HRESULT result = copy_value(from, made);
    return result == S_OK ? move_to(to, made) : result;
}

HRESULT copy_indirect(const VARIANT& from, VARIANT& to) noexcept {
    if ((from.vt & VT_BYREF) == 0) return copy(from, to);
    return is_variant_type(from.vt) ? copy_referred(from, to) : E_INVALIDARG;
}

}  // namespace rpcrt4::automation
