// SPDX-License-Identifier: LGPL-2.1-or-later
// The memory objects of LocalAlloc and GlobalAlloc. A fixed one is a block of the process heap and its own handle. A
// movable one is a small entry that points to its block; its handle is 8 bytes off a multiple of 16, so that it is
// never taken for a pointer to a block. Nothing moves by itself; what "movable" gives is LocalLock and a block that may
// be discarded or moved by LocalReAlloc while the handle stays. One lock protects all entries.
#pragma once

#include <cstddef>
#include <cstdint>

#include "handleapi/base/status.hpp"
#include "handleapi/memory/heap.hpp"

namespace handleapi::movable {

constexpr uint32_t kDiscarded = 0x4000;
constexpr uint32_t kLockCount = 0x00FF;

/// Flags are what LocalFlags is to answer beyond the lock count. Size 0 makes a discarded object.
base::Result<void*> allocate(size_t size, heap::Fill fill, uint32_t flags);
/// Makes the fixed block movable; its old address is no longer valid.
base::Result<void*> from_fixed(void* block, uint32_t flags);

/// Whether the value has the form of a movable handle; it may be a stale one all the same.
bool is_handle(const void* value) noexcept;

// error_invalid_handle for all of these when there is no such object.
base::Status free(void* handle);
/// error_discarded when there is no block.
base::Result<void*> lock(void* handle);
/// True while still locked; error_not_locked.
base::Result<bool> unlock(void* handle);
base::Result<size_t> size(void* handle);
base::Result<uint32_t> flags(void* handle);
base::Status set_flags(void* handle, uint32_t flags);
/// A locked block stays in place unless `may_move`; size 0 with `may_move` discards an unlocked block.
base::Status reallocate(void* handle, size_t size, heap::Fill fill, bool may_move);
/// The handle whose block is at `block`; null when there is none.
void* handle_of(const void* block);

}  // namespace handleapi::movable
