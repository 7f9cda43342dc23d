// SPDX-License-Identifier: LGPL-2.1-or-later
// See wire_out.hpp. Pointers are followed at the end of the structure they are in, which here is always at once: a
// VARIANT has one, and it comes last.
#include "rpcrt4/automation/wire_out.hpp"

#include <algorithm>
#include <cstring>

#include "rpcrt4/automation/bstr.hpp"
#include "rpcrt4/automation/element.hpp"
#include "rpcrt4/automation/safe_array.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/ndr/user_types.hpp"

#include <winerror.h>

namespace rpcrt4::automation {

using base::Status;
using ndr::fail;

namespace {

constexpr size_t kAligned = 8;

/// What an array has for the kind of its elements on the wire.
uint32_t wire_kind(const SAFEARRAY& array, VARTYPE type) {
    if (type == VT_BSTR) return SF_BSTR;
    if (type == VT_VARIANT) return SF_VARIANT;
    if (type == VT_UNKNOWN || type == VT_DISPATCH) {
        if ((array.fFeatures & FADF_HAVEIID) != 0) return static_cast<uint32_t>(SF_HAVEIID);
        return type == VT_DISPATCH ? SF_DISPATCH : SF_UNKNOWN;
    }
    switch (type == VT_RECORD ? 0 : array.cbElements) {
        case 1:
            return SF_I1;
        case 2:
            return SF_I2;
        case 4:
            return SF_I4;
        case 8:
            return SF_I8;
        default:
            fail(Status{DISP_E_BADVARTYPE});
    }
}

/// Sizes of elements are those of 32-bit systems, wherever the array is ([MS-OAUT] 2.2.8).
uint32_t wire_element_size(const SAFEARRAY& array, VARTYPE type) noexcept {
    constexpr uint32_t kPointer = 4, kVariant = 16;
    if (type == VT_VARIANT) return kVariant;
    return is_plain(type) ? array.cbElements : kPointer;
}

/// Whether a pointer is null on the wire. That of a BSTR never is: a null string is a blob that says so.
const void* target_of(VARTYPE type, const void* place) noexcept {
    return type == VT_VARIANT || type == VT_BSTR ? place : *static_cast<void* const*>(place);
}

}  // namespace

WireOut::WireOut(uint8_t* begin, const uint8_t* end) noexcept
    : base_(begin - (reinterpret_cast<uintptr_t>(begin) & (kAligned - 1))),
      at_(static_cast<size_t>(begin - base_)),
      end_(static_cast<size_t>(end - base_)) {}

void WireOut::bytes(const void* data, size_t size) {
    if (size > end_ - at_) fail(Status::rpc_x_invalid_buffer);
    if (base_ && size != 0) std::memcpy(base_ + at_, data, size);
    at_ += size;
}

void WireOut::align(size_t alignment) {
    constexpr uint8_t kZeros[kAligned] = {};
    bytes(kZeros, (0 - at_) & (alignment - 1));
}

void WireOut::scalar(const void* data, size_t size) {
    align(size);
    bytes(data, size);
}

void WireOut::pointer(const void* target) { u32(target ? ndr::kUserMarshalMarker : 0); }

void WireOut::bstr(const WCHAR* string) {
    constexpr uint32_t kNull = 0xffffffff;
    const uint32_t size = byte_length(string);
    const uint32_t words = size / 2 + size % 2;
    u32(words);
    u32(string ? size : kNull);
    u32(words);
    bytes(string, size);
    align(sizeof(WCHAR));
}

void WireOut::variant(const VARIANT& value) {
    if (++depth_ > kMostNested) fail(Status::rpc_s_out_of_resources);
    if (!is_variant_type(value.vt) || (value.vt & VT_TYPEMASK) == VT_RECORD) fail(Status{DISP_E_BADVARTYPE});
    align(kAligned);
    const size_t start = at_;
    u32(0);  // the size, in pieces of eight bytes
    u32(0);
    u16(value.vt);
    for (int i = 0; i < 3; ++i) u16(0);
    u32(tag_of(value.vt));
    if ((value.vt & VT_BYREF) != 0) {
        pointer(value.byref);
        if (value.byref) this->value(static_cast<VARTYPE>(value.vt & ~VT_BYREF), value.byref);
    } else if (value.vt == VT_DECIMAL) {
        DECIMAL decimal = value.decVal;
        decimal.wReserved = 0;
        this->value(value.vt, &decimal);
    } else if (value.vt != VT_EMPTY && value.vt != VT_NULL) {
        this->value(value.vt, &value.llVal);
    }
    const auto pieces = static_cast<uint32_t>((at_ - start + kAligned - 1) / kAligned);
    if (base_) std::memcpy(base_ + start, &pieces, sizeof pieces);
    --depth_;
}

/// One value and, behind it, what it points to.
void WireOut::value(VARTYPE type, const void* place) {
    if (type == VT_DECIMAL) {
        align(kAligned);
        return bytes(place, sizeof(DECIMAL));
    }
    if (type != VT_VARIANT && is_plain(type) && (type & VT_ARRAY) == 0) return scalar(place, element_size(type));
    pointer(target_of(type, place));
    referred(type, place);
}

void WireOut::referred(VARTYPE type, const void* place) {
    if (type == VT_VARIANT) return variant(*static_cast<const VARIANT*>(place));
    const void* const target = *static_cast<void* const*>(place);
    if (type == VT_BSTR) return bstr(static_cast<const WCHAR*>(target));
    if (!target) return;
    if ((type & VT_ARRAY) != 0) return array(static_cast<const SAFEARRAY*>(target));
    ndr::fail_without_com();
}

void WireOut::array(const SAFEARRAY* array) {
    pointer(array);
    if (!array) return;
    if (++depth_ > kMostNested) fail(Status::rpc_s_out_of_resources);
    const VARTYPE type = type_of(*array);
    const uint32_t kind = wire_kind(*array, type);
    const auto count = element_count(*array);
    if (!count || (*count != 0 && !array->pvData)) fail(Status::rpc_s_invalid_arg);
    u32(array->cDims);
    u16(array->cDims);
    u16(static_cast<uint16_t>(array->fFeatures & ~(kNotAllocated | FADF_RESERVED)));
    u32(wire_element_size(*array, type));
    const uint32_t said = (array->fFeatures & FADF_HAVEVARTYPE) != 0 ? uint32_t{type} << 16 : 0;
    u32(said | (array->cLocks & 0xffff));
    u32(kind);
    u32(*count);
    pointer(array);
    if (kind == static_cast<uint32_t>(SF_HAVEIID)) bytes(interface_of(const_cast<SAFEARRAY&>(*array)), sizeof(IID));
    for (size_t i = 0; i < array->cDims; ++i) {
        u32(array->rgsabound[i].cElements);
        u32(static_cast<uint32_t>(array->rgsabound[i].lLbound));
    }
    u32(*count);
    elements(*array, type, *count);
    --depth_;
}

/// All of them, then what they point to.
void WireOut::elements(const SAFEARRAY& array, VARTYPE kind, uint32_t count) {
    const auto* const data = static_cast<const std::byte*>(array.pvData);
    if (is_plain(kind)) {
        if (count == 0) return;
        align(array.cbElements);
        return bytes(data, size_t{count} * array.cbElements);
    }
    const auto element = [&](size_t i) { return data + i * array.cbElements; };
    for (size_t i = 0; i < count; ++i) pointer(target_of(kind, element(i)));
    for (size_t i = 0; i < count; ++i) referred(kind, element(i));
}

}  // namespace rpcrt4::automation
