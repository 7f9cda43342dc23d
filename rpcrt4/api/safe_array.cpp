// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <oleauto.h> about arrays.
#include <oleauto.h>

#include <cstring>

#include "rpcrt4/automation/bstr.hpp"
#include "rpcrt4/automation/element.hpp"
#include "rpcrt4/automation/safe_array.hpp"

#include <winerror.h>

using namespace rpcrt4;

namespace {

/// While elements are moved the array is locked, as everybody else may have it.
template <typename Body>
HRESULT locked(SAFEARRAY& array, Body&& body) noexcept {
    HRESULT result = automation::lock(array);
    if (result != S_OK) return result;
    result = body();
    static_cast<void>(automation::unlock(array));
    return result;
}

HRESULT get(const SAFEARRAY& array, const LONG* indices, void* value) noexcept {
    const std::byte* const element = automation::element_at(array, indices);
    if (!element) return array.pvData ? DISP_E_BADINDEX : E_INVALIDARG;
    const VARTYPE type = automation::type_of(array);
    if (!automation::is_plain(type) && array.cbElements != automation::element_size(type)) return E_INVALIDARG;
    return automation::copy_element(type, array.cbElements, element, value);
}

HRESULT put(const SAFEARRAY& array, const LONG* indices, void* value) noexcept {
    std::byte* const element = automation::element_at(array, indices);
    if (!element) return array.pvData ? DISP_E_BADINDEX : E_INVALIDARG;
    const VARTYPE type = automation::type_of(array);
    const bool is_pointer = type == VT_BSTR || type == VT_UNKNOWN || type == VT_DISPATCH;
    if (!is_pointer && !value) return E_INVALIDARG;
    const void* const source = is_pointer ? static_cast<const void*>(&value) : value;
    alignas(VARIANT) std::byte made[sizeof(VARIANT)];
    if (automation::is_plain(type)) return std::memcpy(element, source, array.cbElements), S_OK;
    if (array.cbElements != automation::element_size(type)) return E_INVALIDARG;  // records, and what is no array
    HRESULT result = automation::copy_element(type, array.cbElements, source, made);
    if (result != S_OK) return result;
    result = automation::release_element(type, array.cbElements, element);
    if (result != S_OK) return static_cast<void>(automation::release_element(type, array.cbElements, made)), result;
    std::memcpy(element, made, array.cbElements);
    return S_OK;
}

const SAFEARRAYBOUND* bound_of(const SAFEARRAY& array, UINT dimension) noexcept {
    return dimension == 0 || dimension > array.cDims ? nullptr : &array.rgsabound[array.cDims - dimension];
}

bool is_byte_vector(const SAFEARRAY& array) noexcept { return array.cDims == 1 && array.cbElements == 1; }

}  // namespace

extern "C" {

HRESULT STDAPICALLTYPE SafeArrayAllocDescriptor(UINT dimensions, SAFEARRAY** array) {
    if (dimensions == 0 || dimensions > UINT16_MAX) return E_INVALIDARG;
    if (!array) return E_POINTER;
    *array = automation::new_descriptor(dimensions, 0);
    return *array ? S_OK : E_OUTOFMEMORY;
}

HRESULT STDAPICALLTYPE SafeArrayAllocDescriptorEx(VARTYPE type, UINT dimensions, SAFEARRAY** array) {
    if (dimensions == 0 || dimensions > UINT16_MAX || automation::element_size(type) == 0) return E_INVALIDARG;
    if (!array) return E_POINTER;
    *array = automation::new_descriptor_of(type, dimensions);
    return *array ? S_OK : E_OUTOFMEMORY;
}

HRESULT STDAPICALLTYPE SafeArrayAllocData(SAFEARRAY* array) {
    return array ? automation::allocate_data(*array) : E_INVALIDARG;
}

SAFEARRAY* STDAPICALLTYPE SafeArrayCreate(VARTYPE type, UINT dimensions, SAFEARRAYBOUND* bounds) {
    return automation::new_array(type, dimensions, bounds, nullptr);
}

SAFEARRAY* STDAPICALLTYPE SafeArrayCreateEx(VARTYPE type, UINT dimensions, SAFEARRAYBOUND* bounds, PVOID extra) {
    return automation::new_array(type, dimensions, bounds, static_cast<const IID*>(extra));
}

SAFEARRAY* STDAPICALLTYPE SafeArrayCreateVector(VARTYPE type, LONG first, ULONG count) {
    return SafeArrayCreateVectorEx(type, first, count, nullptr);
}

SAFEARRAY* STDAPICALLTYPE SafeArrayCreateVectorEx(VARTYPE type, LONG first, ULONG count, PVOID extra) {
    SAFEARRAYBOUND bound = {count, first};
    return SafeArrayCreateEx(type, 1, &bound, extra);
}

HRESULT STDAPICALLTYPE SafeArrayDestroyDescriptor(SAFEARRAY* array) { return automation::destroy_descriptor(array); }

HRESULT STDAPICALLTYPE SafeArrayDestroyData(SAFEARRAY* array) {
    return array ? automation::destroy_data(*array) : E_INVALIDARG;
}

HRESULT STDAPICALLTYPE SafeArrayDestroy(SAFEARRAY* array) { return automation::destroy_array(array); }

HRESULT STDAPICALLTYPE SafeArrayRedim(SAFEARRAY* array, SAFEARRAYBOUND* bound) {
    return array && bound ? automation::redimension(*array, *bound) : E_INVALIDARG;
}

UINT STDAPICALLTYPE SafeArrayGetDim(SAFEARRAY* array) { return array ? array->cDims : 0; }
UINT STDAPICALLTYPE SafeArrayGetElemsize(SAFEARRAY* array) { return array ? array->cbElements : 0; }

HRESULT STDAPICALLTYPE SafeArrayGetUBound(SAFEARRAY* array, UINT dimension, LONG* bound) {
    if (!array || !bound) return E_INVALIDARG;
    const SAFEARRAYBOUND* const found = bound_of(*array, dimension);
    if (!found) return DISP_E_BADINDEX;
    *bound = static_cast<LONG>(static_cast<ULONG>(found->lLbound) + found->cElements - 1);
    return S_OK;
}

HRESULT STDAPICALLTYPE SafeArrayGetLBound(SAFEARRAY* array, UINT dimension, LONG* bound) {
    if (!array || !bound) return E_INVALIDARG;
    const SAFEARRAYBOUND* const found = bound_of(*array, dimension);
    if (!found) return DISP_E_BADINDEX;
    *bound = found->lLbound;
    return S_OK;
}

HRESULT STDAPICALLTYPE SafeArrayLock(SAFEARRAY* array) { return array ? automation::lock(*array) : E_INVALIDARG; }
HRESULT STDAPICALLTYPE SafeArrayUnlock(SAFEARRAY* array) { return array ? automation::unlock(*array) : E_INVALIDARG; }

HRESULT STDAPICALLTYPE SafeArrayAccessData(SAFEARRAY* array, void** data) {
    if (!array || !data) return E_INVALIDARG;
    const HRESULT result = automation::lock(*array);
    *data = result == S_OK ? array->pvData : nullptr;
    return result;
}

HRESULT STDAPICALLTYPE SafeArrayUnaccessData(SAFEARRAY* array) { return SafeArrayUnlock(array); }

HRESULT STDAPICALLTYPE SafeArrayGetElement(SAFEARRAY* array, LONG* indices, void* value) {
    if (!array || !indices || !value) return E_INVALIDARG;
    return locked(*array, [&] { return get(*array, indices, value); });
}

HRESULT STDAPICALLTYPE SafeArrayPutElement(SAFEARRAY* array, LONG* indices, void* value) {
    if (!array || !indices) return E_INVALIDARG;
    return locked(*array, [&] { return put(*array, indices, value); });
}

HRESULT STDAPICALLTYPE SafeArrayPtrOfIndex(SAFEARRAY* array, LONG* indices, void** data) {
    if (!array || !indices || !data) return E_INVALIDARG;
    std::byte* const element = automation::element_at(*array, indices);
    if (!element) return array->pvData ? DISP_E_BADINDEX : E_INVALIDARG;
    *data = element;
    return S_OK;
}

HRESULT STDAPICALLTYPE SafeArrayCopy(SAFEARRAY* array, SAFEARRAY** copy) {
    return copy ? automation::copy_array(array, copy) : E_INVALIDARG;
}

HRESULT STDAPICALLTYPE SafeArrayCopyData(SAFEARRAY* source, SAFEARRAY* target) {
    return source && target ? automation::copy_data(*source, *target) : E_INVALIDARG;
}

HRESULT STDAPICALLTYPE SafeArrayGetVartype(SAFEARRAY* array, VARTYPE* type) {
    if (!array || !type) return E_INVALIDARG;
    const VARTYPE known = automation::type_of(*array);
    if (known == VT_EMPTY) return E_INVALIDARG;
    *type = known;
    return S_OK;
}

HRESULT STDAPICALLTYPE SafeArraySetIID(SAFEARRAY* array, REFGUID iid) {
    IID* const place = array ? automation::interface_of(*array) : nullptr;
    if (!place) return E_INVALIDARG;
    *place = iid;
    return S_OK;
}

HRESULT STDAPICALLTYPE SafeArrayGetIID(SAFEARRAY* array, GUID* iid) {
    const IID* const known = array && iid ? automation::interface_of(*array) : nullptr;
    if (!known) return E_INVALIDARG;
    *iid = *known;
    return S_OK;
}

HRESULT STDAPICALLTYPE VectorFromBstr(BSTR string, SAFEARRAY** array) {
    if (!array) return E_INVALIDARG;
    const uint32_t size = automation::byte_length(string);
    *array = SafeArrayCreateVector(VT_UI1, 0, size);
    if (!*array) return E_OUTOFMEMORY;
    if (size != 0) std::memcpy((*array)->pvData, string, size);
    return S_OK;
}

HRESULT STDAPICALLTYPE BstrFromVector(SAFEARRAY* array, BSTR* string) {
    if (!array || !string) return E_INVALIDARG;
    *string = nullptr;
    if (!is_byte_vector(*array)) return DISP_E_TYPEMISMATCH;
    *string = automation::new_bstr(array->pvData, array->rgsabound[0].cElements);
    return *string ? S_OK : E_OUTOFMEMORY;
}

}  // extern "C"
