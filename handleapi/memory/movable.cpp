// SPDX-License-Identifier: LGPL-2.1-or-later
// See movable.hpp. A movable block begins with 16 bytes of its own: the entry it belongs to, and a mark.
#include "handleapi/memory/movable.hpp"

#include <cstring>
#include <mutex>
#include <new>

#include "handleapi/base/lock.hpp"
#include "handleapi/safe_read.hpp"

namespace handleapi::movable {

using base::Result;
using base::Status;

namespace {

constexpr uintptr_t kMark = 0x6D6F7661626C6521;
constexpr size_t kHandleOffset = 8;

struct alignas(16) Entry {
    uintptr_t mark;
    void* unused = nullptr;  // the handle points here
    size_t size = 0;
    unsigned char* block = nullptr;  // null: discarded
    uint32_t locks = 0;
    uint32_t flags = 0;
};

struct Prefix {
    Entry* entry;
    uintptr_t mark;
};
static_assert(sizeof(Prefix) == 16 && offsetof(Entry, unused) == kHandleOffset);

base::Lock entries;
// Entries that stand for nothing, linked through `unused`. They are never freed: a handle that is used once too often
// must find its mark gone, not whatever the memory became.
constinit Entry* idle_entries = nullptr;

Entry* take_entry(uint32_t flags) noexcept {
    {
        std::lock_guard lock(entries);
        if (Entry* entry = idle_entries) {
            idle_entries = static_cast<Entry*>(entry->unused);
            *entry = Entry{.mark = 0, .flags = flags};
            return entry;
        }
    }
    return new (std::nothrow) Entry{.mark = 0, .flags = flags};
}

/// Under the lock.
void retire(Entry& entry) noexcept {
    entry.mark = 0;
    entry.unused = idle_entries;
    idle_entries = &entry;
}

uintptr_t mark_of(const void* owner) noexcept { return reinterpret_cast<uintptr_t>(owner) ^ kMark; }

void* handle_to(Entry* entry) noexcept { return &entry->unused; }

Entry* entry_of(void* handle) noexcept {
    if (!is_handle(handle)) return nullptr;
    auto* entry = reinterpret_cast<Entry*>(static_cast<unsigned char*>(handle) - kHandleOffset);
    return reinterpret_cast<uintptr_t>(read_pointer_or_null(&entry->mark)) == mark_of(entry) ? entry : nullptr;
}

unsigned char* start_of(unsigned char* block) noexcept { return block ? block - sizeof(Prefix) : nullptr; }

/// Connects the memory with its entry; what follows the prefix is the block.
bool attach(Entry& entry, void* memory, size_t size) noexcept {
    if (!memory) return false;
    auto* prefix = static_cast<Prefix*>(memory);
    *prefix = {&entry, mark_of(prefix)};
    entry.block = static_cast<unsigned char*>(memory) + sizeof(Prefix);
    entry.size = size;
    return true;
}

void detach(Entry& entry) noexcept {
    if (auto* prefix = reinterpret_cast<Prefix*>(start_of(entry.block))) prefix->mark = 0;
    heap::free(start_of(entry.block));
    entry.block = nullptr;
    entry.size = 0;
}

bool fits(size_t size) noexcept { return size <= SIZE_MAX - sizeof(Prefix); }

/// Runs `f` on the entry, locked.
template <typename F>
auto with(void* handle, F&& f) -> decltype(f(*static_cast<Entry*>(nullptr))) {
    std::lock_guard lock(entries);
    Entry* entry = entry_of(handle);
    if (!entry) return Status::error_invalid_handle;
    return f(*entry);
}

Status resize(Entry& entry, size_t size, heap::Fill fill, heap::Place place) {
    if (!fits(size)) return Status::error_not_enough_memory;
    if (!entry.block) {
        return attach(entry, heap::allocate(size + sizeof(Prefix), fill), size) ? Status::ok
                                                                                : Status::error_not_enough_memory;
    }
    void* moved = heap::Heap::process().reallocate(start_of(entry.block), size + sizeof(Prefix), fill, place);
    return attach(entry, moved, size) ? Status::ok : Status::error_not_enough_memory;
}

}  // namespace

bool is_handle(const void* value) noexcept { return reinterpret_cast<uintptr_t>(value) % 16 == kHandleOffset; }

Result<void*> allocate(size_t size, heap::Fill fill, uint32_t flags) {
    Entry* const entry = take_entry(flags);
    if (!entry) return Status::error_not_enough_memory;
    const bool made = size == 0 || (fits(size) && attach(*entry, heap::allocate(size + sizeof(Prefix), fill), size));
    if (!made) {
        std::lock_guard lock(entries);
        retire(*entry);
        return Status::error_not_enough_memory;
    }
    entry->mark = mark_of(entry);
    return handle_to(entry);
}

Result<void*> from_fixed(void* block, uint32_t flags) {
    const size_t size = heap::Heap::process().size(block);
    if (size == SIZE_MAX) return Status::error_invalid_handle;
    const auto made = allocate(size, heap::Fill::none, flags);
    if (!made) return made;
    if (size > 0) std::memcpy(entry_of(*made)->block, block, size);
    heap::free(block);
    return made;
}

Status free(void* handle) {
    return with(handle, [](Entry& entry) {
        detach(entry);
        retire(entry);
        return Status::ok;
    });
}

Result<void*> lock(void* handle) {
    return with(handle, [](Entry& entry) -> Result<void*> {
        if (!entry.block) return Status::error_discarded;
        if (entry.locks < kLockCount) ++entry.locks;
        return entry.block;
    });
}

Result<bool> unlock(void* handle) {
    return with(handle, [](Entry& entry) -> Result<bool> {
        if (entry.locks == 0) return Status::error_not_locked;
        return --entry.locks > 0;
    });
}

Result<size_t> size(void* handle) {
    return with(handle, [](Entry& entry) -> Result<size_t> { return entry.size; });
}

Result<uint32_t> flags(void* handle) {
    return with(handle, [](Entry& entry) -> Result<uint32_t> {
        return entry.flags | entry.locks | (entry.block ? 0 : kDiscarded);
    });
}

Status set_flags(void* handle, uint32_t flags) {
    return with(handle, [&](Entry& entry) {
        entry.flags = flags;
        return Status::ok;
    });
}

Status reallocate(void* handle, size_t size, heap::Fill fill, bool may_move) {
    return with(handle, [&](Entry& entry) {
        if (size == 0 && may_move) {
            if (entry.locks > 0) return Status::error_invalid_handle;
            detach(entry);
            return Status::ok;
        }
        return resize(entry, size, fill, entry.locks > 0 && !may_move ? heap::Place::same : heap::Place::any);
    });
}

void* handle_of(const void* block) {
    const auto address = reinterpret_cast<uintptr_t>(block);
    if (address % 16 != 0 || address < sizeof(Prefix)) return nullptr;
    std::lock_guard lock(entries);
    const auto* prefix = reinterpret_cast<const Prefix*>(address - sizeof(Prefix));
    const auto mark = reinterpret_cast<uintptr_t>(read_pointer_or_null(&prefix->mark));
    return mark == mark_of(prefix) ? handle_to(prefix->entry) : nullptr;
}

}  // namespace handleapi::movable
