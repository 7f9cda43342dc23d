// SPDX-License-Identifier: LGPL-2.1-or-later
// Touching memory that may not be there. The fault of the one instruction concerned is turned into an answer by the
// fault handler (fault_linux_x86_64.cpp) before anybody else sees it: no frame, no unwinding, a few nanoseconds.
// Any thread, also with locks held.
#pragma once

#include <cstdint>

namespace handleapi {

// The three touch functions and where they continue after a fault, in fault_linux_x86_64.cpp.
extern "C" {
__attribute__((visibility("hidden"))) uintptr_t handleapi_read_pointer(const void* address);
__attribute__((visibility("hidden"))) int handleapi_can_read(const volatile void* address);
__attribute__((visibility("hidden"))) int handleapi_can_write(volatile void* address);
}

/// The pointer-sized value at `address`, or null where nothing can be read.
inline void* read_pointer_or_null(const void* address) noexcept {
    return reinterpret_cast<void*>(handleapi_read_pointer(address));
}
/// Whether the byte at `address` can be read.
inline bool can_read(const volatile void* address) noexcept { return handleapi_can_read(address) != 0; }
/// Whether the byte at `address` can be written; it keeps its value, by an atomic operation.
inline bool can_write(volatile void* address) noexcept { return handleapi_can_write(address) != 0; }

}  // namespace handleapi
