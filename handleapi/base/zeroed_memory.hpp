// SPDX-License-Identifier: LGPL-2.1-or-later
// Memory that is all zero and costs nothing until it is touched, for tables that only grow. Large pieces ask for huge
// pages: a lookup at random in a table of megabytes spends most of its time on translating the address otherwise.
#pragma once

#include <cstddef>

namespace base {

/// `size` bytes, aligned for any scalar, to be given to free_zeroed(); null when memory is out.
[[nodiscard]] void* allocate_zeroed(size_t size) noexcept;
void free_zeroed(void* memory) noexcept;

}  // namespace base
