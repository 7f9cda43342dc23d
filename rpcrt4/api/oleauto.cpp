// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <oleauto.h> about strings and variants.
#include <oleauto.h>

#include <string>

#include "rpcrt4/automation/bstr.hpp"
#include "rpcrt4/automation/variant.hpp"

#include <winerror.h>

using namespace rpcrt4;

namespace {

uint64_t bytes_of(uint64_t characters) noexcept { return characters * sizeof(OLECHAR); }
uint64_t text_bytes(const OLECHAR* text) noexcept { return bytes_of(std::char_traits<OLECHAR>::length(text)); }

INT replace(BSTR* string, const void* text, uint64_t size) noexcept {
    BSTR made = automation::new_bstr(text, size);
    if (!made) return FALSE;
    automation::free_bstr(*string);
    *string = made;
    return TRUE;
}

}  // namespace

extern "C" {

BSTR STDAPICALLTYPE SysAllocString(const OLECHAR* text) {
    return text ? automation::new_bstr(text, text_bytes(text)) : nullptr;
}

INT STDAPICALLTYPE SysReAllocString(BSTR* string, const OLECHAR* text) {
    if (!string) return FALSE;
    if (text) return replace(string, text, text_bytes(text));
    automation::free_bstr(*string);
    *string = nullptr;
    return TRUE;
}

BSTR STDAPICALLTYPE SysAllocStringLen(const OLECHAR* text, UINT length) {
    return automation::new_bstr(text, bytes_of(length));
}

INT STDAPICALLTYPE SysReAllocStringLen(BSTR* string, const OLECHAR* text, unsigned int length) {
    return string ? replace(string, text, bytes_of(length)) : FALSE;
}

void STDAPICALLTYPE SysFreeString(BSTR string) { automation::free_bstr(string); }
UINT STDAPICALLTYPE SysStringLen(BSTR string) {
    return static_cast<UINT>(automation::byte_length(string) / sizeof(OLECHAR));
}
UINT STDAPICALLTYPE SysStringByteLen(BSTR string) { return automation::byte_length(string); }
BSTR STDAPICALLTYPE SysAllocStringByteLen(LPCSTR bytes, UINT size) { return automation::new_bstr(bytes, size); }

void STDAPICALLTYPE VariantInit(VARIANTARG* value) {
    if (value) value->vt = VT_EMPTY;
}

HRESULT STDAPICALLTYPE VariantClear(VARIANTARG* value) { return value ? automation::clear(*value) : E_INVALIDARG; }

HRESULT STDAPICALLTYPE VariantCopy(VARIANTARG* destination, const VARIANTARG* source) {
    return destination && source ? automation::copy(*source, *destination) : E_INVALIDARG;
}

HRESULT STDAPICALLTYPE VariantCopyInd(VARIANT* destination, const VARIANTARG* source) {
    return destination && source ? automation::copy_indirect(*source, *destination) : E_INVALIDARG;
}

}  // extern "C"
