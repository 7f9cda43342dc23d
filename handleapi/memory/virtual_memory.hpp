// SPDX-License-Identifier: LGPL-2.1-or-later
// Reserved, committed and protected pages: mmap and mprotect, with the book-keeping that Windows' states need. Reserved
// is mapped without access and without a claim on memory; committing grants access; decommitting maps anew, which drops
// the content. Regions begin at multiples of 64 KiB. Pages mapped by others (files, stacks, malloc) can be asked about
// and protected, not freed. One lock; any thread.
//
// Not made: guard pages, write watches, large pages, physical pages, copy-on-write protection: error_not_supported.
#pragma once

#include <cstddef>
#include <cstdint>

#include "handleapi/base/status.hpp"

#include <winnt.h>

namespace handleapi::memory {

constexpr uintptr_t kPage = 4096;
constexpr uintptr_t kGranularity = 64 * 1024;

/// `type` and `protection` as in VirtualAlloc.
base::Result<void*> allocate(void* address, size_t size, uint32_t type, uint32_t protection);
base::Status decommit(void* address, size_t size);
/// `address` lies in the first page of a region.
base::Status release(void* address);
/// Returns the protection of the first page before.
base::Result<uint32_t> protect(void* address, size_t size, uint32_t protection);
/// The state of the page at `address` and how far it reaches. error_invalid_parameter above all user addresses.
base::Status query(const void* address, MEMORY_BASIC_INFORMATION& information);

}  // namespace handleapi::memory
