// SPDX-License-Identifier: LGPL-2.1-or-later
// The types of automation: their memory (this folder's files below) and, of the same types, the wire form.
//   bstr       strings that know their length          variant    values that know their type
//   safe_array arrays that know their bounds           element    what arrays and variants have for content
//   wire_out, wire_in, user_marshal   [MS-OAUT] 2.2.23, 2.2.29, 2.2.30
// A BSTR points behind its length in bytes, four of them; two zero bytes follow the text. Null is an empty string.
// Whoever has one owns it. Any thread. Microsoft "BSTR", SysAllocString.
#pragma once

#include <cstdint>

#include <wtypes.h>

namespace rpcrt4::automation {

/// A string of `size` bytes, those at `bytes` or, where that is null, zeros. Null when memory is out.
BSTR new_bstr(const void* bytes, uint64_t size) noexcept;
uint32_t byte_length(const WCHAR* string) noexcept;
void free_bstr(BSTR string) noexcept;
/// A copy, null of null. False when memory is out.
bool copy_bstr(BSTR from, BSTR* to) noexcept;

}  // namespace rpcrt4::automation
