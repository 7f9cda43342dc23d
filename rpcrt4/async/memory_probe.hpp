// SPDX-License-Identifier: LGPL-2.1-or-later
// Is there memory? Asked of the kernel, which answers EFAULT instead of raising a signal. About 100 ns a question.
// Threads: any. Linux.
#pragma once

#include <cstddef>

namespace rpcrt4::async {

/// Every page of [address, address + size) can be read; `size` > 0.
bool readable(const void* address, size_t size) noexcept;
/// Every page can be written. The bytes there may change: for memory about to be overwritten.
bool writable(void* address, size_t size) noexcept;

}  // namespace rpcrt4::async
