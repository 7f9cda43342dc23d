// SPDX-License-Identifier: LGPL-2.1-or-later
// See tls.hpp. Each thread has an array of its own, made at its first store and freed when it ends.
#include "handleapi/local/tls.hpp"

#include <array>
#include <atomic>
#include <new>
#include <utility>

#include "handleapi/thread.hpp"

namespace handleapi {

using base::Result;
using base::Status;

namespace {

struct Cell {
    uint32_t allocation = 0;
    void* value = nullptr;
};
using Cells = std::array<Cell, kTlsSlots>;

// Odd while the number is in use; counts up with each allocation and each freeing.
constinit std::array<std::atomic<uint32_t>, kTlsSlots> allocations{};
thread_local constinit Cells* cells_of_thread __attribute__((tls_model("initial-exec"))) = nullptr;

/// The thread's object is what tells of the thread's end.
Cells* make_cells() noexcept {
    try {
        static_cast<void>(current_thread());
        return cells_of_thread = new Cells;
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

bool in_use(uint32_t allocation) noexcept { return (allocation & 1) != 0; }

}  // namespace

Result<uint32_t> tls_allocate() noexcept {
    for (uint32_t slot = 0; slot < kTlsSlots; ++slot) {
        uint32_t allocation = allocations[slot].load(std::memory_order_relaxed);
        if (!in_use(allocation) && allocations[slot].compare_exchange_strong(allocation, allocation + 1)) return slot;
    }
    return Status::error_no_more_items;
}

Status tls_free(uint32_t slot) noexcept {
    if (slot >= kTlsSlots) return Status::error_invalid_parameter;
    uint32_t allocation = allocations[slot].load();
    if (!in_use(allocation)) return Status::error_invalid_parameter;
    return allocations[slot].compare_exchange_strong(allocation, allocation + 1) ? Status::ok
                                                                                 : Status::error_invalid_parameter;
}

Result<void*> tls_get(uint32_t slot) noexcept {
    if (slot >= kTlsSlots) return Status::error_invalid_parameter;
    if (!cells_of_thread) return nullptr;
    const Cell& cell = (*cells_of_thread)[slot];
    return cell.allocation == allocations[slot].load(std::memory_order_relaxed) ? cell.value : nullptr;
}

Status tls_set(uint32_t slot, void* value) noexcept {
    if (slot >= kTlsSlots) return Status::error_invalid_parameter;
    Cells* cells = cells_of_thread ? cells_of_thread : make_cells();
    if (!cells) return Status::error_not_enough_memory;
    (*cells)[slot] = {allocations[slot].load(std::memory_order_relaxed), value};
    return Status::ok;
}

void tls_end_thread() noexcept { delete std::exchange(cells_of_thread, nullptr); }

}  // namespace handleapi
