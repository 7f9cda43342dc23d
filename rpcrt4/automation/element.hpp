// SPDX-License-Identifier: LGPL-2.1-or-later
// What variants and arrays have for content: sizes by type, and what copying and releasing mean. Objects of a program
// are counted by their own AddRef and Release; records need the type libraries that are not here. Any thread.
#pragma once

#include <cstdint>

#include <oaidl.h>

namespace rpcrt4::automation {

/// Bytes of an element of an array; 0 for a type of which there are no arrays.
uint32_t element_size(VARTYPE type) noexcept;
/// A type, with or without VT_ARRAY and VT_BYREF, that a VARIANT may have.
bool is_variant_type(VARTYPE type) noexcept;
/// The bits of a plain type are its value.
bool is_plain(VARTYPE type) noexcept;

/// Copies one element over memory that has none. S_OK, E_OUTOFMEMORY, or what copying a VARIANT says.
HRESULT copy_element(VARTYPE type, uint32_t size, const void* from, void* to) noexcept;
/// Gives up what an element owns and zeroes it.
HRESULT release_element(VARTYPE type, uint32_t size, void* element) noexcept;

/// IUnknown::AddRef and IUnknown::Release; null is nothing.
void retain(IUnknown* object) noexcept;
void release(IUnknown* object) noexcept;

}  // namespace rpcrt4::automation
