// SPDX-License-Identifier: LGPL-2.1-or-later
// HANDLE -> object. Values are those of base::NarrowId: small multiples of four at first, never pointers, low two bits
// ignored, stale ones refused. A slot also keeps the handle's flags and its rights (access.hpp).
// Pseudo handles: -1 is the current process, -2 the current thread; they are never in the table.
#pragma once

#include <cstdint>
#include <utility>

#include "handleapi/access.hpp"
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

/// HANDLE_FLAG_*. The slot's other flags are the standard rights, its tag the specific ones.
constexpr uint8_t kHandleInherit = 1;
constexpr uint8_t kHandleProtectFromClose = 2;
constexpr uint8_t kHandleFlags = kHandleInherit | kHandleProtectFromClose;

extern constinit base::Immortal<HandleTable> process_handles __attribute__((visibility("hidden")));
/// The table of this process.
inline HandleTable& handle_table() noexcept { return *process_handles; }

/// An object and what its handle allows.
struct Opened {
    base::Ref<Object> object;
    AccessMask access = 0;
};

/// A new handle for `object` with these rights (as granted, access.hpp); error_no_system_resources when the table is
/// full or memory is out.
base::Result<NativeHandle> open_handle(base::Ref<Object> object, AccessMask access, uint8_t flags) noexcept;
/// The same with all rights.
inline base::Result<NativeHandle> open_handle(base::Ref<Object> object, uint8_t flags = 0) noexcept {
    const AccessMask access = all_access(object->type());
    return open_handle(std::move(object), access, flags);
}
/// error_invalid_handle for what is no handle, or is protected from closing. Pseudo handles close without effect.
base::Status close_handle(NativeHandle handle) noexcept;

bool is_pseudo_handle(NativeHandle handle) noexcept;
/// The object that stands for this process (process/process.cpp).
Object& current_process_object() noexcept;
/// The object behind a pseudo handle.
base::Ref<Object> pseudo_object(NativeHandle handle);

/// The id under which the table has a handle: its value, but for those that another process has put here
/// (delivered.hpp).
uintptr_t table_id(NativeHandle handle) noexcept;

inline Opened opened_from(HandleTable::Found found) noexcept {
    return {std::move(found.object), AccessMask{found.tag} | AccessMask(found.flags >> 2 & 0x1F) << 16};
}
/// What the table does not have under its value: a pseudo handle, one put here by another process, or none.
Opened open_unlisted(NativeHandle handle);

/// The object behind `handle` (pseudo handles included, which carry all rights) and its rights; null when it is none.
inline Opened open_object(NativeHandle handle) {
    auto found = handle_table().look(reinterpret_cast<uintptr_t>(handle));
    return found.object ? opened_from(std::move(found)) : open_unlisted(handle);
}
/// A reference to the object behind `handle`, whatever it allows, or null.
inline base::Ref<Object> find_object(NativeHandle handle) { return open_object(handle).object; }

/// The object behind a handle for the length of one call that makes no other use of handles and runs no user code.
/// Programs use the same handle over and over: a thread keeps the reference to the last one, and a call that comes back
/// with it writes to no shared memory at all. The price is that a closed object may stay in memory until the thread
/// uses another handle or ends; an object that other processes use, which must be gone then, is not kept.
class BorrowedObject {
 public:
    explicit BorrowedObject(NativeHandle handle) {
        const auto id = reinterpret_cast<uintptr_t>(handle);
        Thread* const thread = &current_thread();  // throws std::bad_alloc
        if (thread->last_object && thread->last_handle == id && handle_table().holds(id, *thread->last_object)) {
            object_ = thread->last_object.get();
            access_ = thread->last_access;
            return;
        }
        Opened found = open_object(handle);
        object_ = found.object.get();
        access_ = found.access;
        if (object_ && !object_->shared() && !is_pseudo_handle(handle)) {
            thread->last_handle = id;
            thread->last_access = access_;
            thread->last_object = std::move(found.object);
        } else {
            kept_ = std::move(found.object);
        }
    }
    BorrowedObject(const BorrowedObject&) = delete;
    BorrowedObject& operator=(const BorrowedObject&) = delete;

    Object* get() const noexcept { return object_; }
    bool allows(AccessMask access) const noexcept { return (access & ~access_) == 0; }
    bool allows_any(AccessMask access) const noexcept { return (access & access_) != 0; }
    /// Null when there is no object, or one of another type.
    template <typename T>
    T* as() const noexcept {
        return object_ && object_->type() == T::kType ? static_cast<T*>(object_) : nullptr;
    }
    /// The object, if it is one of this type: else error_invalid_handle. error_access_denied when the handle lacks a
    /// right.
    template <typename T>
    base::Result<T*> as(AccessMask access) const noexcept {
        T* const object = as<T>();
        if (!object) return base::Status::error_invalid_handle;
        if (!allows(access)) return base::Status::error_access_denied;
        return object;
    }

 private:
    Object* object_ = nullptr;
    AccessMask access_ = 0;
    base::Ref<Object> kept_;
};

/// A lasting reference to one type of object; error_invalid_handle when it is none or another type,
/// error_access_denied when the handle lacks one of the rights.
template <typename T>
base::Result<base::Ref<T>> reference(NativeHandle handle, AccessMask access = 0) {
    Opened found = open_object(handle);
    if (!found.object || found.object->type() != T::kType) return base::Status::error_invalid_handle;
    if (access & ~found.access) return base::Status::error_access_denied;
    return base::Ref<T>::adopt(static_cast<T*>(found.object.detach()));
}

}  // namespace handleapi
