// SPDX-License-Identifier: LGPL-2.1-or-later
// Interlocked singly linked lists in the caller's memory, in the layout of 64-bit Windows: depth (16 bits), sequence
// (48) and the address of the first entry without its four low bits (60), exchanged together by cmpxchg16b. Each change
// counts the sequence up, so that a list that looks the same but is not does not pass. Entries and headers are aligned
// to 16 bytes; an entry that was popped may be freed at once, even while another thread is about to pop it too.
#pragma once

#include <cstdint>

#include <winnt.h>

namespace handleapi::slist {

/// Each returns the first entry before the change, as Windows does; null for an empty list.
SLIST_ENTRY* push(SLIST_HEADER& head, SLIST_ENTRY& first, SLIST_ENTRY& last, uint32_t count) noexcept;
SLIST_ENTRY* pop(SLIST_HEADER& head) noexcept;
SLIST_ENTRY* flush(SLIST_HEADER& head) noexcept;
uint16_t depth(SLIST_HEADER& head) noexcept;

}  // namespace handleapi::slist
