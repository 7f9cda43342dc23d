// SPDX-License-Identifier: LGPL-2.1-or-later
// What the thread pool functions hand out. The map of this folder:
//   pool_object    the table behind PTP_POOL, PTP_WORK, ... and the old API's timer and wait handles
//   thread_pool    threads, queue, growth                    task           a callback and what is outstanding of it
//   environment    TP_CALLBACK_ENVIRON read and checked       cleanup_group  tasks closed together
//   pool_timer pool_wait    kinds of tasks of the new API     timer_queue registered_wait    of the old one
// All of them are numbers from one table, so a stale one is refused; none is a number CloseHandle or a wait knows.
#pragma once

#include <cstdint>

#include "handleapi/base/immortal.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/slot_table.hpp"

namespace handleapi {

enum class PoolKind : uint8_t {
    pool,
    cleanup_group,
    work,
    timer,
    wait,
    io,
    simple,
    timer_queue,
    queue_timer,
    registered_wait
};

/// Ids with a bit set that no HANDLE and no other id of this library has.
struct PoolId {
    static constexpr uintptr_t kMark = uintptr_t{1} << 60;

    static constexpr uintptr_t encode(uint32_t index, uint32_t generation) noexcept {
        return kMark | base::WideId::encode(index, generation);
    }
    static constexpr base::SlotAddress decode(uintptr_t id) noexcept { return base::WideId::decode(id ^ kMark); }
};

class PoolObject : public base::RefCounted {
 public:
    PoolKind kind() const noexcept { return kind_; }
    uintptr_t id() const noexcept { return id_; }

 protected:
    explicit PoolObject(PoolKind kind) noexcept : kind_(kind) {}

 private:
    template <typename T>
    friend uintptr_t publish(const base::Ref<T>& object) noexcept;
    uintptr_t id_ = 0;
    const PoolKind kind_;
};

using PoolTable = base::SlotTable<PoolObject, PoolId>;
extern constinit base::Immortal<PoolTable> pool_objects __attribute__((visibility("hidden")));

/// Enters the object into the table; 0 when memory is out.
template <typename T>
uintptr_t publish(const base::Ref<T>& object) noexcept {
    PoolObject& base = *object;
    return base.id_ = pool_objects->insert(base::Ref<PoolObject>(base));
}

/// The object behind a number that the program gave us, or null: stale, of another kind, no number at all.
template <typename T, typename Handle>
base::Ref<T> pool_object(Handle handle) noexcept {
    base::Ref<PoolObject> object = pool_objects->lookup(reinterpret_cast<uintptr_t>(handle));
    if (!object || object->kind() != T::kKind) return nullptr;
    return base::Ref<T>::adopt(static_cast<T*>(object.detach()));
}

/// Takes the object out of the table; null when somebody else did, or it is of another kind.
template <typename T, typename Handle>
base::Ref<T> unpublish(Handle handle) noexcept {
    base::Ref<T> object = pool_object<T>(handle);
    if (!object || !pool_objects->remove(reinterpret_cast<uintptr_t>(handle))) return nullptr;
    return object;
}

}  // namespace handleapi
