// SPDX-License-Identifier: LGPL-2.1-or-later
// The message texts of system and RPC error codes, in our own words: what FormatMessage and DceErrorInqText answer.
// Constant data, usable from any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace handleapi {

/// The text of a Win32 or RPC code, or of an HRESULT that wraps one; ASCII, zero-terminated, shorter than 200
/// characters. Empty when the code is not known.
std::string_view error_text(uint32_t code) noexcept;

}  // namespace handleapi
