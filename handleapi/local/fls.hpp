// SPDX-License-Identifier: LGPL-2.1-or-later
// Fiber local storage by number (FlsAlloc): values of a thread, as there are no fibers, with a callback for each value
// that is not null when its thread ends (before its TLS values go) or when the number is freed, for all threads then.
// The end of the process runs no callbacks: other threads may still be at work.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

namespace handleapi {

constexpr uint32_t kFlsSlots = 128;  // FLS_MAXIMUM_AVAILABLE; number 0 is never given out, as on Windows

/// PFLS_CALLBACK_FUNCTION.
using FlsCallback = void (*)(void* value);

/// error_no_more_items when all numbers are in use. The callback may be null.
base::Result<uint32_t> fls_allocate(FlsCallback callback);
/// Runs the callback in the calling thread, for the values of all threads. error_invalid_parameter for a number not in
/// use.
base::Status fls_free(uint32_t slot);
/// error_invalid_parameter for a number that cannot exist; one merely not in use reads as null.
base::Result<void*> fls_get(uint32_t slot) noexcept;
/// error_invalid_parameter, or error_not_enough_memory at a thread's first use.
base::Status fls_set(uint32_t slot, void* value) noexcept;
/// The calling thread ends: runs the callbacks of its values.
void fls_end_thread() noexcept;

}  // namespace handleapi
