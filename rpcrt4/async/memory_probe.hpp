// SPDX-License-Identifier: LGPL-2.1-or-later
// Whether memory named by a caller is there, for structures that a program may hand in by mistake: the answer is the
// documented status instead of a crash. The memory is touched within a guarded block (handleapi/boundary.hpp), which
// costs no system call when it is there. A probe says nothing about the moment after it.
// Threads: any.
#pragma once

#include <cstddef>

namespace rpcrt4::async {

bool readable(const void* address, size_t size) noexcept;
/// Fills the memory with zeros; false when it cannot be written, or not all of it.
bool clear(void* address, size_t size) noexcept;

}  // namespace rpcrt4::async
