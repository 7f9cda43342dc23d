// SPDX-License-Identifier: LGPL-2.1-or-later
// See fls.hpp. A thread's values are its own to read and write; FlsFree of another thread takes them out, so each is
// atomic, and the list of all threads' arrays is locked. Callbacks run without the lock.
#include "handleapi/local/fls.hpp"

#include <array>
#include <atomic>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "handleapi/base/immortal.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/boundary.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {

using base::Result;
using base::Status;

namespace {

struct Values {
    std::array<std::atomic<void*>, kFlsSlots> at{};
    base::Link link;
};

struct Slot {
    bool in_use;
    FlsCallback callback;
};

struct Registry {
    base::Lock lock;
    std::array<Slot, kFlsSlots> slots{};
    base::IntrusiveList<Values, &Values::link> threads;
};

constinit base::Immortal<Registry> registry;
thread_local constinit Values* values_of_thread __attribute__((tls_model("initial-exec"))) = nullptr;

bool can_exist(uint32_t slot) noexcept { return slot > 0 && slot < kFlsSlots; }

Values* make_values() noexcept {
    try {
        static_cast<void>(current_thread());  // which tells of the thread's end
        auto* values = new Values;
        std::lock_guard lock(registry->lock);
        registry->threads.push_back(*values);
        return values_of_thread = values;
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

/// What a callback raises ends here: there is nobody to hear of it.
void call(FlsCallback callback, void* value) {
    if (callback && value) static_cast<void>(call_user([&] { callback(value); }));
}

FlsCallback callback_of(uint32_t slot) noexcept {
    std::lock_guard lock(registry->lock);
    return registry->slots[slot].callback;
}

}  // namespace

Result<uint32_t> fls_allocate(FlsCallback callback) {
    std::lock_guard lock(registry->lock);
    for (uint32_t slot = 1; slot < kFlsSlots; ++slot) {
        if (registry->slots[slot].in_use) continue;
        registry->slots[slot] = {true, callback};
        return slot;
    }
    return Status::error_no_more_items;
}

Status fls_free(uint32_t slot) {
    if (!can_exist(slot)) return Status::error_invalid_parameter;
    std::vector<void*> left;
    FlsCallback callback = nullptr;
    {
        std::lock_guard lock(registry->lock);
        if (!registry->slots[slot].in_use) return Status::error_invalid_parameter;
        for (Values* values = registry->threads.front(); values; values = registry->threads.after(*values)) {
            if (void* value = values->at[slot].load(std::memory_order_acquire)) left.push_back(value);
        }
        // Nothing can fail any more.
        for (Values* values = registry->threads.front(); values; values = registry->threads.after(*values)) {
            values->at[slot].store(nullptr, std::memory_order_relaxed);
        }
        callback = std::exchange(registry->slots[slot], {}).callback;
    }
    for (void* value : left) call(callback, value);
    return Status::ok;
}

Result<void*> fls_get(uint32_t slot) noexcept {
    if (!can_exist(slot)) return Status::error_invalid_parameter;
    return values_of_thread ? values_of_thread->at[slot].load(std::memory_order_relaxed) : nullptr;
}

Status fls_set(uint32_t slot, void* value) noexcept {
    if (!can_exist(slot)) return Status::error_invalid_parameter;
    Values* values = values_of_thread ? values_of_thread : make_values();
    if (!values) return Status::error_not_enough_memory;
    values->at[slot].store(value, std::memory_order_release);
    return Status::ok;
}

void fls_end_thread() noexcept {
    Values* values = values_of_thread;
    if (!values) return;
    for (uint32_t slot = 1; slot < kFlsSlots; ++slot) {
        // Taken out first: FlsFree at the same moment must not find it, too.
        call(callback_of(slot), values->at[slot].exchange(nullptr, std::memory_order_acq_rel));
    }
    values_of_thread = nullptr;
    std::lock_guard lock(registry->lock);
    registry->threads.remove(*values);
    delete values;
}

}  // namespace handleapi
