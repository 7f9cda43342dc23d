// SPDX-License-Identifier: LGPL-2.1-or-later
// What PAGE_* says of pages, by groups. The constants are Windows'; nothing else is here.
#pragma once

#include <bit>
#include <cstdint>

#include <winnt.h>

namespace handleapi::memory {

constexpr uint32_t kWritablePages = PAGE_READWRITE | PAGE_EXECUTE_READWRITE;
/// Written, they are the process's own from then on.
constexpr uint32_t kCopiedPages = PAGE_WRITECOPY | PAGE_EXECUTE_WRITECOPY;
constexpr uint32_t kExecutablePages =
    PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY;
constexpr uint32_t kPageModifiers = PAGE_GUARD | PAGE_NOCACHE | PAGE_WRITECOMBINE;

/// Whether this is one of the eight PAGE_*, without modifiers.
constexpr bool is_protection(uint32_t protection) noexcept {
    return std::has_single_bit(protection) && protection <= PAGE_EXECUTE_WRITECOPY;
}
constexpr bool is_writable(uint32_t protection) noexcept { return (protection & kWritablePages) != 0; }
constexpr bool is_copied(uint32_t protection) noexcept { return (protection & kCopiedPages) != 0; }
constexpr bool is_executable(uint32_t protection) noexcept { return (protection & kExecutablePages) != 0; }

}  // namespace handleapi::memory
