// SPDX-License-Identifier: LGPL-2.1-or-later
// HANDLE -> object. Values are those of base::NarrowId: small multiples of four at first, never pointers, low two bits
// ignored, stale ones refused. Access masks are not modelled: every handle carries all rights.
// Pseudo handles: -1 is the current process, -2 the current thread; they are never in the table.
#pragma once

#include <cstdint>
#include <utility>

#include "handleapi/base/immortal.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/slot_table.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/object.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {

/// HANDLE, whatever header declares it.
using NativeHandle = void*;
using HandleTable = base::SlotTable<Object, base::NarrowId>;

/// HANDLE_FLAG_*.
constexpr uint8_t kHandleInherit = 1;
constexpr uint8_t kHandleProtectFromClose = 2;

extern constinit base::Immortal<HandleTable> process_handles __attribute__((visibility("hidden")));
/// The table of this process.
inline HandleTable& handle_table() noexcept { return *process_handles; }

/// A new handle for `object`; error_no_system_resources when the table is full or memory is out.
base::Result<NativeHandle> open_handle(base::Ref<Object> object, uint8_t flags = 0) noexcept;
/// error_invalid_handle for what is no handle, or is protected from closing. Pseudo handles close without effect.
base::Status close_handle(NativeHandle handle) noexcept;

bool is_pseudo_handle(NativeHandle handle) noexcept;
/// The object behind a pseudo handle.
base::Ref<Object> pseudo_object(NativeHandle handle);

/// A reference to the object behind `handle` (pseudo handles included), or null.
inline base::Ref<Object> find_object(NativeHandle handle) {
    auto object = handle_table().lookup(reinterpret_cast<uintptr_t>(handle));
    if (!object && is_pseudo_handle(handle)) return pseudo_object(handle);
    return object;
}

/// The object behind a handle for the length of one call that makes no other use of handles and runs no user code.
/// Programs use the same handle over and over: a thread keeps the reference to the last one, and a call that comes back
/// with it writes to no shared memory at all. The price is that a closed object may stay in memory until the thread
/// uses another handle or ends.
class BorrowedObject {
 public:
    explicit BorrowedObject(NativeHandle handle) {
        const auto id = reinterpret_cast<uintptr_t>(handle);
        Thread* const thread = current_thread_pointer;
        if (thread && thread->last_handle == id && handle_table().holds(id, *thread->last_object)) {
            object_ = thread->last_object.get();
            return;
        }
        base::Ref<Object> found = find_object(handle);
        object_ = found.get();
        if (thread && object_ && !is_pseudo_handle(handle)) {
            thread->last_handle = id;
            thread->last_object = std::move(found);
        } else {
            kept_ = std::move(found);
        }
    }
    BorrowedObject(const BorrowedObject&) = delete;
    BorrowedObject& operator=(const BorrowedObject&) = delete;

    Object* get() const noexcept { return object_; }
    /// Null when there is no object, or one of another type.
    template <typename T>
    T* as() const noexcept {
        return object_ && object_->type() == T::kType ? static_cast<T*>(object_) : nullptr;
    }

 private:
    Object* object_ = nullptr;
    base::Ref<Object> kept_;
};

/// A lasting reference to one type of object; error_invalid_handle when it is none or another type.
template <typename T>
base::Result<base::Ref<T>> reference(NativeHandle handle) {
    base::Ref<Object> object = find_object(handle);
    if (!object || object->type() != T::kType) return base::Status::error_invalid_handle;
    return base::Ref<T>::adopt(static_cast<T*>(object.detach()));
}

}  // namespace handleapi
