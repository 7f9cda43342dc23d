// SPDX-License-Identifier: LGPL-2.1-or-later
// See safe_array.hpp.
#include "rpcrt4/automation/safe_array.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "rpcrt4/automation/element.hpp"

#include <oleauto.h>
#include <winerror.h>

namespace rpcrt4::automation {
namespace {

constexpr size_t kHead = sizeof(IID);
constexpr IID kUnknown = {0, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
constexpr IID kDispatch = {0x00020400, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};

std::byte* block_of(const SAFEARRAY& array) noexcept {
    return reinterpret_cast<std::byte*>(const_cast<SAFEARRAY*>(&array)) - kHead;
}

uint16_t features_of(VARTYPE type) noexcept {
    switch (type) {
        case VT_BSTR:
            return FADF_BSTR | FADF_HAVEVARTYPE;
        case VT_UNKNOWN:
            return FADF_UNKNOWN | FADF_HAVEIID;
        case VT_DISPATCH:
            return FADF_DISPATCH | FADF_HAVEIID;
        case VT_VARIANT:
            return FADF_VARIANT | FADF_HAVEVARTYPE;
        default:
            return FADF_HAVEVARTYPE;
    }
}

/// The kind of element as far as copying goes: what is not named is plain.
VARTYPE kind_of(const SAFEARRAY& array) noexcept {
    if ((array.fFeatures & FADF_BSTR) != 0) return VT_BSTR;
    if ((array.fFeatures & (FADF_UNKNOWN | FADF_DISPATCH)) != 0) return VT_UNKNOWN;
    if ((array.fFeatures & FADF_VARIANT) != 0) return VT_VARIANT;
    return VT_UI1;
}

std::byte* data_of(const SAFEARRAY& array, size_t index) noexcept {
    return static_cast<std::byte*>(array.pvData) + index * array.cbElements;
}

HRESULT release_elements(SAFEARRAY& array, size_t first, size_t end) noexcept {
    const VARTYPE kind = kind_of(array);
    for (size_t i = first; i < end && array.pvData; ++i) {
        const HRESULT result = release_element(kind, array.cbElements, data_of(array, i));
        if (result != S_OK) return result;
    }
    return S_OK;
}

HRESULT copy_elements(const SAFEARRAY& from, SAFEARRAY& to, size_t count) noexcept {
    const VARTYPE kind = kind_of(from);
    for (size_t i = 0; i < count; ++i) {
        const HRESULT result = copy_element(kind, from.cbElements, data_of(from, i), data_of(to, i));
        if (result != S_OK) return result;
    }
    return S_OK;
}

bool same_shape(const SAFEARRAY& a, const SAFEARRAY& b) noexcept {
    return a.cDims == b.cDims && a.cbElements == b.cbElements && kind_of(a) == kind_of(b) &&
           std::equal(a.rgsabound, a.rgsabound + a.cDims, b.rgsabound,
                      [](const auto& x, const auto& y) { return x.cElements == y.cElements; });
}

}  // namespace

SAFEARRAY* new_descriptor(uint32_t dimensions, uint16_t features) noexcept {
    const size_t size = kHead + sizeof(SAFEARRAY) + (dimensions - 1) * sizeof(SAFEARRAYBOUND);
    auto* const block = static_cast<std::byte*>(std::calloc(1, size));
    if (!block) return nullptr;
    auto* const array = reinterpret_cast<SAFEARRAY*>(block + kHead);
    array->cDims = static_cast<USHORT>(dimensions);
    array->fFeatures = features;
    return array;
}

SAFEARRAY* new_descriptor_of(VARTYPE type, uint32_t dimensions) noexcept {
    SAFEARRAY* const array = new_descriptor(dimensions, features_of(type));
    if (!array) return nullptr;
    array->cbElements = element_size(type);
    set_type(*array, type);
    if (IID* const object = interface_of(*array)) *object = type == VT_DISPATCH ? kDispatch : kUnknown;
    return array;
}

SAFEARRAY* new_array(VARTYPE type, uint32_t dimensions, const SAFEARRAYBOUND* bounds, const IID* object) noexcept {
    if (dimensions == 0 || dimensions > UINT16_MAX || !bounds || element_size(type) == 0) return nullptr;
    SAFEARRAY* const array = new_descriptor_of(type, dimensions);
    if (!array) return nullptr;
    std::reverse_copy(bounds, bounds + dimensions, array->rgsabound);
    if (object && interface_of(*array)) *interface_of(*array) = *object;
    if (allocate_data(*array) == S_OK) return array;
    std::free(block_of(*array));
    return nullptr;
}

std::optional<uint32_t> element_count(const SAFEARRAY& array) noexcept {
    uint64_t count = 1;
    for (size_t i = 0; i < array.cDims; ++i) {
        count *= array.rgsabound[i].cElements;
        if (count > UINT32_MAX) return std::nullopt;
    }
    return static_cast<uint32_t>(count);
}

HRESULT allocate_data(SAFEARRAY& array) noexcept {
    const auto count = element_count(array);
    if (!count) return E_OUTOFMEMORY;
    array.pvData = std::calloc(std::max<size_t>(*count, 1), std::max<size_t>(array.cbElements, 1));
    return array.pvData ? S_OK : E_OUTOFMEMORY;
}

HRESULT destroy_descriptor(SAFEARRAY* array) noexcept {
    if (!array) return S_OK;
    if (array->cLocks != 0) return DISP_E_ARRAYISLOCKED;
    if ((array->fFeatures & kNotAllocated) == 0) std::free(block_of(*array));
    return S_OK;
}

HRESULT destroy_data(SAFEARRAY& array) noexcept {
    if (array.cLocks != 0) return DISP_E_ARRAYISLOCKED;
    if (!array.pvData) return S_OK;
    const HRESULT result = release_elements(array, 0, element_count(array).value_or(0));
    if (result != S_OK || (array.fFeatures & kNotAllocated) != 0) return result;
    std::free(array.pvData);
    array.pvData = nullptr;
    return S_OK;
}

HRESULT destroy_array(SAFEARRAY* array) noexcept {
    if (!array) return S_OK;
    const HRESULT result = destroy_data(*array);
    return result == S_OK ? destroy_descriptor(array) : result;
}

HRESULT copy_array(SAFEARRAY* from, SAFEARRAY** to) noexcept {
    *to = nullptr;
    if (!from) return S_OK;
    if (from->cbElements == 0 || from->cDims == 0 || (from->fFeatures & FADF_RECORD) != 0) return E_INVALIDARG;
    SAFEARRAY* const made = new_descriptor(from->cDims, static_cast<uint16_t>(from->fFeatures & ~kNotAllocated));
    if (!made) return E_OUTOFMEMORY;
    made->cbElements = from->cbElements;
    std::copy_n(from->rgsabound, from->cDims, made->rgsabound);
    if ((from->fFeatures & (FADF_HAVEVARTYPE | FADF_HAVEIID)) != 0) {
        std::memcpy(block_of(*made), block_of(*from), kHead);
    }
    HRESULT result = allocate_data(*made);
    if (result == S_OK && from->pvData) result = copy_elements(*from, *made, element_count(*from).value_or(0));
    if (result != S_OK) return static_cast<void>(destroy_array(made)), result;
    *to = made;
    return S_OK;
}

HRESULT copy_data(SAFEARRAY& from, SAFEARRAY& to) noexcept {
    if (!same_shape(from, to) || !from.pvData || !to.pvData || (from.fFeatures & FADF_RECORD) != 0) return E_INVALIDARG;
    if (&from == &to) return S_OK;
    const size_t count = element_count(from).value_or(0);
    const HRESULT result = release_elements(to, 0, count);
    return result == S_OK ? copy_elements(from, to, count) : result;
}

HRESULT redimension(SAFEARRAY& array, const SAFEARRAYBOUND& bound) noexcept {
    if (array.cLocks != 0) return DISP_E_ARRAYISLOCKED;
    if ((array.fFeatures & (kNotAllocated | FADF_FIXEDSIZE)) != 0 || array.cDims == 0) return E_INVALIDARG;
    const SAFEARRAYBOUND before = array.rgsabound[0];
    const size_t old_count = element_count(array).value_or(0);
    array.rgsabound[0] = bound;
    const auto count = element_count(array);
    if (!count) return array.rgsabound[0] = before, E_OUTOFMEMORY;
    const size_t kept = std::min<size_t>(old_count, *count);
    auto* const data = static_cast<std::byte*>(std::calloc(std::max<size_t>(*count, 1), array.cbElements));
    if (!data) return array.rgsabound[0] = before, E_OUTOFMEMORY;
    const HRESULT result = release_elements(array, kept, old_count);
    if (result != S_OK) return std::free(data), array.rgsabound[0] = before, result;
    if (array.pvData) std::memcpy(data, array.pvData, kept * array.cbElements);
    std::free(array.pvData);
    array.pvData = data;
    return S_OK;
}

HRESULT lock(SAFEARRAY& array) noexcept {
    constexpr ULONG kMostLocks = UINT16_MAX;
    ULONG locks = __atomic_load_n(&array.cLocks, __ATOMIC_RELAXED);
    do {
        if (locks >= kMostLocks) return E_UNEXPECTED;
    } while (!__atomic_compare_exchange_n(&array.cLocks, &locks, locks + 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
    return S_OK;
}

HRESULT unlock(SAFEARRAY& array) noexcept {
    ULONG locks = __atomic_load_n(&array.cLocks, __ATOMIC_RELAXED);
    do {
        if (locks == 0) return E_UNEXPECTED;
    } while (!__atomic_compare_exchange_n(&array.cLocks, &locks, locks - 1, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    return S_OK;
}

std::byte* element_at(const SAFEARRAY& array, const LONG* indices) noexcept {
    size_t place = 0, stride = 1;
    for (size_t i = 0; i < array.cDims; ++i) {
        const SAFEARRAYBOUND& bound = array.rgsabound[array.cDims - 1 - i];
        const int64_t distance = int64_t{indices[i]} - bound.lLbound;
        if (distance < 0 || distance >= bound.cElements) return nullptr;
        place += static_cast<size_t>(distance) * stride;
        stride *= bound.cElements;
    }
    return array.pvData ? data_of(array, place) : nullptr;
}

VARTYPE type_of(const SAFEARRAY& array) noexcept {
    if ((array.fFeatures & FADF_HAVEVARTYPE) != 0) {
        uint32_t type;
        std::memcpy(&type, block_of(array) + kHead - sizeof type, sizeof type);
        return static_cast<VARTYPE>(type);
    }
    if ((array.fFeatures & FADF_RECORD) != 0) return VT_RECORD;
    if ((array.fFeatures & FADF_DISPATCH) != 0) return VT_DISPATCH;
    const VARTYPE kind = kind_of(array);
    return kind == VT_UI1 ? VARTYPE{VT_EMPTY} : kind;
}

void set_type(SAFEARRAY& array, VARTYPE type) noexcept {
    if ((array.fFeatures & FADF_HAVEVARTYPE) == 0) return;
    const uint32_t wide = type;
    std::memcpy(block_of(array) + kHead - sizeof wide, &wide, sizeof wide);
}

IID* interface_of(SAFEARRAY& array) noexcept {
    return (array.fFeatures & FADF_HAVEIID) != 0 ? reinterpret_cast<IID*>(block_of(array)) : nullptr;
}

}  // namespace rpcrt4::automation
