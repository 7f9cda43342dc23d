// SPDX-License-Identifier: LGPL-2.1-or-later
// SAFEARRAY: an array that knows its bounds. Of the first dimension the elements are neighbours; the descriptor lists
// the bounds in reverse. In front of a descriptor stands the type of the elements (4 bytes before it) or the interface
// of its objects (16), as FADF_HAVEVARTYPE and FADF_HAVEIID say. Any thread, one at a time for one array; locks count.
// Microsoft "Array Manipulation Functions", "SAFEARRAY structure".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <oaidl.h>

namespace rpcrt4::automation {

/// A descriptor without data; null when memory is out.
SAFEARRAY* new_descriptor(uint32_t dimensions, uint16_t features) noexcept;
/// The same for elements of a type that arrays may have.
SAFEARRAY* new_descriptor_of(VARTYPE type, uint32_t dimensions) noexcept;
/// An array of zeros; null for no dimensions, for types there are no arrays of, and when memory is out.
SAFEARRAY* new_array(VARTYPE type, uint32_t dimensions, const SAFEARRAYBOUND* bounds, const IID* object) noexcept;
HRESULT allocate_data(SAFEARRAY& array) noexcept;
/// The number of elements; nothing when it has no 32 bits.
std::optional<uint32_t> element_count(const SAFEARRAY& array) noexcept;

HRESULT destroy_descriptor(SAFEARRAY* array) noexcept;
HRESULT destroy_data(SAFEARRAY& array) noexcept;
HRESULT destroy_array(SAFEARRAY* array) noexcept;
HRESULT copy_array(SAFEARRAY* from, SAFEARRAY** to) noexcept;
/// Between arrays of the same bounds; the elements there are released.
HRESULT copy_data(SAFEARRAY& from, SAFEARRAY& to) noexcept;
/// New bounds for the last dimension.
HRESULT redimension(SAFEARRAY& array, const SAFEARRAYBOUND& bound) noexcept;

HRESULT lock(SAFEARRAY& array) noexcept;
HRESULT unlock(SAFEARRAY& array) noexcept;
/// Null when an index is out of its bounds. The array is locked.
std::byte* element_at(const SAFEARRAY& array, const LONG* indices) noexcept;

/// VT_EMPTY when nothing says it.
VARTYPE type_of(const SAFEARRAY& array) noexcept;
void set_type(SAFEARRAY& array, VARTYPE type) noexcept;
/// Null when it has none.
IID* interface_of(SAFEARRAY& array) noexcept;

constexpr uint16_t kNotAllocated = 0x0001 | 0x0002 | 0x0004;  // FADF_AUTO, _STATIC, _EMBEDDED: somebody else's memory

}  // namespace rpcrt4::automation
