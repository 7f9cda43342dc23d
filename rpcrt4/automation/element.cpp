// SPDX-License-Identifier: LGPL-2.1-or-later
// See element.hpp. The types of a VARIANT: Microsoft "VARENUM", the values marked [V].
#include "rpcrt4/automation/element.hpp"

#include <cstring>

#include "handleapi/boundary.hpp"
#include "rpcrt4/automation/bstr.hpp"
#include "rpcrt4/automation/variant.hpp"

#include <winerror.h>

namespace rpcrt4::automation {

uint32_t element_size(VARTYPE type) noexcept {
    switch (type) {
        case VT_I1:
        case VT_UI1:
            return 1;
        case VT_I2:
        case VT_UI2:
        case VT_BOOL:
            return 2;
        case VT_I4:
        case VT_UI4:
        case VT_INT:
        case VT_UINT:
        case VT_R4:
        case VT_ERROR:
            return 4;
        case VT_I8:
        case VT_UI8:
        case VT_R8:
        case VT_CY:
        case VT_DATE:
        case VT_BSTR:
        case VT_UNKNOWN:
        case VT_DISPATCH:
        case VT_INT_PTR:
        case VT_UINT_PTR:
            return 8;
        case VT_DECIMAL:
            return sizeof(DECIMAL);
        case VT_VARIANT:
            return sizeof(VARIANT);
        default:
            return 0;
    }
}

bool is_variant_type(VARTYPE type) noexcept {
    constexpr VARTYPE kUnknownFlags = VT_VECTOR | VT_RESERVED;
    if ((type & kUnknownFlags) != 0) return false;
    const auto base = static_cast<VARTYPE>(type & VT_TYPEMASK);
    if (base == VT_EMPTY || base == VT_NULL) return type == base;
    const bool pointer_sized = base == VT_INT_PTR || base == VT_UINT_PTR;
    return base == VT_RECORD || (element_size(base) != 0 && !pointer_sized);
}

bool is_plain(VARTYPE type) noexcept {
    return type != VT_BSTR && type != VT_UNKNOWN && type != VT_DISPATCH && type != VT_VARIANT && type != VT_RECORD;
}

void retain(IUnknown* object) noexcept {
    if (object) static_cast<void>(handleapi::call_user([object] { object->AddRef(); }));
}

void release(IUnknown* object) noexcept {
    if (object) static_cast<void>(handleapi::call_user([object] { object->Release(); }));
}

HRESULT copy_element(VARTYPE type, uint32_t size, const void* from, void* to) noexcept {
    switch (type) {
        case VT_BSTR:
            return copy_bstr(*static_cast<const BSTR*>(from), static_cast<BSTR*>(to)) ? S_OK : E_OUTOFMEMORY;
        case VT_UNKNOWN:
        case VT_DISPATCH:
            retain(*static_cast<IUnknown* const*>(from));
            *static_cast<IUnknown**>(to) = *static_cast<IUnknown* const*>(from);
            return S_OK;
        case VT_VARIANT:
            return copy_value(*static_cast<const VARIANT*>(from), *static_cast<VARIANT*>(to));
        default:
            std::memcpy(to, from, size);
            return S_OK;
    }
}

HRESULT release_element(VARTYPE type, uint32_t size, void* element) noexcept {
    HRESULT result = S_OK;
    switch (type) {
        case VT_BSTR:
            free_bstr(*static_cast<BSTR*>(element));
            break;
        case VT_UNKNOWN:
        case VT_DISPATCH:
            release(*static_cast<IUnknown**>(element));
            break;
        case VT_VARIANT:
            result = clear(*static_cast<VARIANT*>(element));
            break;
        default:
            break;
    }
    if (result == S_OK) std::memset(element, 0, size);
    return result;
}

}  // namespace rpcrt4::automation
