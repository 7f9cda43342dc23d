// SPDX-License-Identifier: LGPL-2.1-or-later
// Thread local storage by number (TlsAlloc). A number that is freed and given out again reads as null in every thread:
// each stored value remembers which allocation of the number it belongs to.
#pragma once

#include <cstddef>
#include <cstdint>

#include "handleapi/base/status.hpp"

namespace handleapi {

constexpr uint32_t kTlsSlots = 1088;  // what Windows has: 64 + 1024

/// error_no_more_items when all numbers are in use.
base::Result<uint32_t> tls_allocate() noexcept;
/// error_invalid_parameter for a number not in use.
base::Status tls_free(uint32_t slot) noexcept;
/// error_invalid_parameter for a number that cannot exist; one merely not in use reads as null, as on Windows.
base::Result<void*> tls_get(uint32_t slot) noexcept;
/// error_invalid_parameter, or error_not_enough_memory at a thread's first use. A number merely not in use keeps what
/// is stored until it is allocated: Windows does not check that either, as documented.
base::Status tls_set(uint32_t slot, void* value) noexcept;
/// The calling thread ends: called once, after everything that may still read its values.
void tls_end_thread() noexcept;

}  // namespace handleapi
