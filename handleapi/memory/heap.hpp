// SPDX-License-Identifier: LGPL-2.1-or-later
// The process heap: malloc with the size remembered, since HeapSize must answer with what was asked for. Blocks are
// aligned to 16 bytes. What is not a block of this heap is recognised, as far as reading before it allows.
#pragma once

#include <cstddef>

namespace handleapi::heap {

enum class Fill : bool { none, zero };

/// Null when memory is out.
void* allocate(size_t size, Fill fill) noexcept;
/// Null, and the block unchanged, when memory is out or `block` is not one of this heap. Fill applies to growth.
void* reallocate(void* block, size_t size, Fill fill) noexcept;
/// False when `block` is not one of this heap; null is fine.
bool free(void* block) noexcept;
/// The size asked for; SIZE_MAX when `block` is not one of this heap.
size_t size(const void* block) noexcept;

}  // namespace handleapi::heap
