// SPDX-License-Identifier: LGPL-2.1-or-later
// See slist.hpp. The instruction is written out: gcc's 16-byte builtins call libatomic.
#include "handleapi/sync/slist.hpp"

#include "handleapi/safe_read.hpp"

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace handleapi::slist {
namespace {

constexpr uint64_t kSequenceStep = 1 << 16;
constexpr uint64_t kDepthMask = kSequenceStep - 1;

struct Value {
    uint64_t counts;  // depth and sequence
    uint64_t first;   // the entry's address
};
static_assert(sizeof(SLIST_HEADER) == 16 && alignof(SLIST_HEADER) == 16 && sizeof(SLIST_ENTRY) == 16);

/// Two loads: when they do not belong together, the exchange that follows fails.
Value look(const SLIST_HEADER& head) noexcept {
    return {__atomic_load_n(&head.Alignment, __ATOMIC_ACQUIRE), __atomic_load_n(&head.Region, __ATOMIC_ACQUIRE)};
}

bool exchange(SLIST_HEADER& head, Value& seen, const Value& next) noexcept {
#if defined(__SANITIZE_THREAD__)
    __tsan_release(&head);
#endif
    bool done;
    asm volatile("lock cmpxchg16b %1"
                 : "=@ccz"(done), "+m"(head), "+a"(seen.counts), "+d"(seen.first)
                 : "b"(next.counts), "c"(next.first)
                 : "memory");
#if defined(__SANITIZE_THREAD__)
    __tsan_acquire(&head);
#endif
    return done;
}

SLIST_ENTRY* entry_at(uint64_t first) noexcept { return reinterpret_cast<SLIST_ENTRY*>(first); }

uint64_t counted(uint64_t counts, uint64_t depth) noexcept {
    return ((counts & ~kDepthMask) + kSequenceStep) | (depth & kDepthMask);
}

}  // namespace

SLIST_ENTRY* push(SLIST_HEADER& head, SLIST_ENTRY& first, SLIST_ENTRY& last, uint32_t count) noexcept {
    Value seen = look(head);
    Value next;
    do {
        __atomic_store_n(&last.Next, entry_at(seen.first), __ATOMIC_RELAXED);
        next = {counted(seen.counts, (seen.counts & kDepthMask) + count), reinterpret_cast<uint64_t>(&first)};
    } while (!exchange(head, seen, next));
    return entry_at(seen.first);
}

SLIST_ENTRY* pop(SLIST_HEADER& head) noexcept {
    Value seen = look(head);
    Value next;
    do {
        if (seen.first == 0) return nullptr;
        // Another thread may have popped this entry and freed its memory: whatever is read then, the exchange fails.
        const auto second = reinterpret_cast<uint64_t>(read_pointer_or_null(&entry_at(seen.first)->Next));
        next = {counted(seen.counts, (seen.counts & kDepthMask) - 1), second};
    } while (!exchange(head, seen, next));
    return entry_at(seen.first);
}

SLIST_ENTRY* flush(SLIST_HEADER& head) noexcept {
    Value seen = look(head);
    do {
        if (seen.first == 0) return nullptr;
    } while (!exchange(head, seen, {counted(seen.counts, 0), 0}));
    return entry_at(seen.first);
}

uint16_t depth(SLIST_HEADER& head) noexcept { return static_cast<uint16_t>(look(head).counts & kDepthMask); }

}  // namespace handleapi::slist
