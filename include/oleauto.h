// SPDX-License-Identifier: LGPL-2.1-or-later
//
// <oleauto.h>: strings with a length (BSTR), values that know their type (VARIANT), arrays that know their bounds
// (SAFEARRAY): making, copying, releasing them. Results are HRESULT: E_INVALIDARG for arguments that are none,
// E_OUTOFMEMORY, DISP_E_BADVARTYPE for types no VARIANT has (and records), DISP_E_ARRAYISLOCKED, DISP_E_BADINDEX.
// Nothing blocks; one string, value or array belongs to one thread at a time.
#ifndef RPCRT4_INCLUDE_OLEAUTO_H
#define RPCRT4_INCLUDE_OLEAUTO_H

#include <oaidl.h>

#define WINOLEAUTAPI RPCRT4_IMPORT HRESULT STDAPICALLTYPE
#define WINOLEAUTAPI_(type) RPCRT4_IMPORT type STDAPICALLTYPE

RPCRT4_BEGIN_C

// A copy of `text`; its caller frees it. Null for null, and when memory is out.
WINOLEAUTAPI_(BSTR) SysAllocString(const OLECHAR* text);
// Changes *string to a copy of `text`; FALSE, and the string as it was, when memory is out or there is no place.
WINOLEAUTAPI_(INT) SysReAllocString(BSTR* string, const OLECHAR* text);
// `length` characters of `text`, zeros included; where it is null, zeros.
WINOLEAUTAPI_(BSTR) SysAllocStringLen(const OLECHAR* text, UINT length);
// The same for a string that exists, which is freed; `text` may be part of it.
WINOLEAUTAPI_(INT) SysReAllocStringLen(BSTR* string, const OLECHAR* text, unsigned int length);
// Null is nothing.
WINOLEAUTAPI_(void) SysFreeString(BSTR string);
// Characters, and bytes, without the end; 0 for null.
WINOLEAUTAPI_(UINT) SysStringLen(BSTR string);
WINOLEAUTAPI_(UINT) SysStringByteLen(BSTR string);
// `size` bytes as they are.
WINOLEAUTAPI_(BSTR) SysAllocStringByteLen(LPCSTR bytes, UINT size);

// VT_EMPTY, whatever was there.
WINOLEAUTAPI_(void) VariantInit(VARIANTARG* value);
// VT_EMPTY, after giving up what the value owns. What VT_BYREF refers to is somebody else's.
WINOLEAUTAPI VariantClear(VARIANTARG* value);
// Clears the destination, then copies what the source owns; references stay references.
WINOLEAUTAPI VariantCopy(VARIANTARG* destination, const VARIANTARG* source);
// The same, with references followed.
WINOLEAUTAPI VariantCopyInd(VARIANT* destination, const VARIANTARG* source);

// A descriptor whose bounds, element size and features the caller fills in before SafeArrayAllocData.
WINOLEAUTAPI SafeArrayAllocDescriptor(UINT dimensions, SAFEARRAY** array);
WINOLEAUTAPI SafeArrayAllocDescriptorEx(VARTYPE type, UINT dimensions, SAFEARRAY** array);
WINOLEAUTAPI SafeArrayAllocData(SAFEARRAY* array);
// An array of zeros; `bounds` begins with the dimension whose elements are neighbours. Null on failure. `extra` is the
// IID of objects; there are no arrays of records.
WINOLEAUTAPI_(SAFEARRAY*) SafeArrayCreate(VARTYPE type, UINT dimensions, SAFEARRAYBOUND* bounds);
WINOLEAUTAPI_(SAFEARRAY*) SafeArrayCreateEx(VARTYPE type, UINT dimensions, SAFEARRAYBOUND* bounds, PVOID extra);
WINOLEAUTAPI_(SAFEARRAY*) SafeArrayCreateVector(VARTYPE type, LONG first, ULONG count);
WINOLEAUTAPI_(SAFEARRAY*) SafeArrayCreateVectorEx(VARTYPE type, LONG first, ULONG count, PVOID extra);
// Elements are released, then the memory, unless it is the caller's own (FADF_AUTO, _STATIC, _EMBEDDED).
WINOLEAUTAPI SafeArrayDestroyDescriptor(SAFEARRAY* array);
WINOLEAUTAPI SafeArrayDestroyData(SAFEARRAY* array);
WINOLEAUTAPI SafeArrayDestroy(SAFEARRAY* array);
// Changes the bounds of the last dimension; elements that have no place any more are released, new ones are zero.
WINOLEAUTAPI SafeArrayRedim(SAFEARRAY* array, SAFEARRAYBOUND* bound);
WINOLEAUTAPI_(UINT) SafeArrayGetDim(SAFEARRAY* array);
WINOLEAUTAPI_(UINT) SafeArrayGetElemsize(SAFEARRAY* array);
// Dimensions count from 1; DISP_E_BADINDEX for one that is not there.
WINOLEAUTAPI SafeArrayGetUBound(SAFEARRAY* array, UINT dimension, LONG* bound);
WINOLEAUTAPI SafeArrayGetLBound(SAFEARRAY* array, UINT dimension, LONG* bound);
// E_UNEXPECTED after 65,535 locks, and for unlocking what is not locked. A locked array is not destroyed or resized.
WINOLEAUTAPI SafeArrayLock(SAFEARRAY* array);
WINOLEAUTAPI SafeArrayUnlock(SAFEARRAY* array);
WINOLEAUTAPI SafeArrayAccessData(SAFEARRAY* array, void** data);
WINOLEAUTAPI SafeArrayUnaccessData(SAFEARRAY* array);
// A copy of an element, which the caller owns; what was in `value` is overwritten.
WINOLEAUTAPI SafeArrayGetElement(SAFEARRAY* array, LONG* indices, void* value);
// Stores a copy. A BSTR or object is passed itself, other values by address.
WINOLEAUTAPI SafeArrayPutElement(SAFEARRAY* array, LONG* indices, void* value);
// Where an element is; the array should be locked.
WINOLEAUTAPI SafeArrayPtrOfIndex(SAFEARRAY* array, LONG* indices, void** data);
WINOLEAUTAPI SafeArrayCopy(SAFEARRAY* array, SAFEARRAY** copy);
// Between arrays of the same shape.
WINOLEAUTAPI SafeArrayCopyData(SAFEARRAY* source, SAFEARRAY* target);
WINOLEAUTAPI SafeArrayGetVartype(SAFEARRAY* array, VARTYPE* type);
// The interface of an array's objects; E_INVALIDARG for arrays of something else.
WINOLEAUTAPI SafeArraySetIID(SAFEARRAY* array, REFGUID iid);
WINOLEAUTAPI SafeArrayGetIID(SAFEARRAY* array, GUID* iid);
// Bytes of a string as an array of bytes, and back.
WINOLEAUTAPI VectorFromBstr(BSTR string, SAFEARRAY** array);
WINOLEAUTAPI BstrFromVector(SAFEARRAY* array, BSTR* string);

RPCRT4_END_C

// Members of a VARIANT by the name of their type, and, with REF, of what a reference refers to.
#define V_VT(x) ((x)->vt)
#define V_ISBYREF(x) (V_VT(x) & VT_BYREF)
#define V_ISARRAY(x) (V_VT(x) & VT_ARRAY)
#define V_ISVECTOR(x) (V_VT(x) & VT_VECTOR)
#define V_UNION(x, member) ((x)->member)
#define V_BYREF(x) V_UNION(x, byref)
#define V_DECIMAL(x) V_UNION(x, decVal)
#define V_RECORD(x) V_UNION(x, pvRecord)
#define V_RECORDINFO(x) V_UNION(x, pRecInfo)
#define V_UI1(x) V_UNION(x, bVal)
#define V_I1(x) V_UNION(x, cVal)
#define V_I2(x) V_UNION(x, iVal)
#define V_UI2(x) V_UNION(x, uiVal)
#define V_I4(x) V_UNION(x, lVal)
#define V_UI4(x) V_UNION(x, ulVal)
#define V_I8(x) V_UNION(x, llVal)
#define V_UI8(x) V_UNION(x, ullVal)
#define V_INT(x) V_UNION(x, intVal)
#define V_UINT(x) V_UNION(x, uintVal)
#define V_R4(x) V_UNION(x, fltVal)
#define V_R8(x) V_UNION(x, dblVal)
#define V_BOOL(x) V_UNION(x, boolVal)
#define V_ERROR(x) V_UNION(x, scode)
#define V_CY(x) V_UNION(x, cyVal)
#define V_DATE(x) V_UNION(x, date)
#define V_BSTR(x) V_UNION(x, bstrVal)
#define V_UNKNOWN(x) V_UNION(x, punkVal)
#define V_DISPATCH(x) V_UNION(x, pdispVal)
#define V_ARRAY(x) V_UNION(x, parray)
#define V_UI1REF(x) V_UNION(x, pbVal)
#define V_I1REF(x) V_UNION(x, pcVal)
#define V_I2REF(x) V_UNION(x, piVal)
#define V_UI2REF(x) V_UNION(x, puiVal)
#define V_I4REF(x) V_UNION(x, plVal)
#define V_UI4REF(x) V_UNION(x, pulVal)
#define V_I8REF(x) V_UNION(x, pllVal)
#define V_UI8REF(x) V_UNION(x, pullVal)
#define V_INTREF(x) V_UNION(x, pintVal)
#define V_UINTREF(x) V_UNION(x, puintVal)
#define V_R4REF(x) V_UNION(x, pfltVal)
#define V_R8REF(x) V_UNION(x, pdblVal)
#define V_BOOLREF(x) V_UNION(x, pboolVal)
#define V_ERRORREF(x) V_UNION(x, pscode)
#define V_CYREF(x) V_UNION(x, pcyVal)
#define V_DATEREF(x) V_UNION(x, pdate)
#define V_BSTRREF(x) V_UNION(x, pbstrVal)
#define V_UNKNOWNREF(x) V_UNION(x, ppunkVal)
#define V_DISPATCHREF(x) V_UNION(x, ppdispVal)
#define V_ARRAYREF(x) V_UNION(x, pparray)
#define V_VARIANTREF(x) V_UNION(x, pvarVal)
#define V_DECIMALREF(x) V_UNION(x, pdecVal)

#endif
