// SPDX-License-Identifier: LGPL-2.1-or-later
// Thread handles are to threads of this process, or of others, which can do less.
#pragma once

#include <utility>

#include "handleapi/api/outcome.hpp"
#include "handleapi/process/remote_thread.hpp"
#include "handleapi/table.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {

/// What a thread handle stands for: exactly one of own() and foreign(), unless status() says that it is none or lacks a
/// right.
class ThreadHandle {
 public:
    ThreadHandle(NativeHandle handle, AccessMask access) {
        Opened opened = open_object(handle);
        if (!opened.object) return;
        const ObjectType type = opened.object->type();
        if (type != Thread::kType && type != ForeignThread::kType) return;
        status_ = access & ~opened.access ? base::Status::error_access_denied : base::Status::ok;
        object_ = std::move(opened.object);
        if (failed(status_)) return;
        if (type == Thread::kType) own_ = static_cast<Thread*>(object_.get());
        if (type == ForeignThread::kType) foreign_ = static_cast<ForeignThread*>(object_.get());
    }

    base::Status status() const noexcept { return status_; }
    Thread* own() const noexcept { return own_; }
    ForeignThread* foreign() const noexcept { return foreign_; }

 private:
    base::Ref<Object> object_;
    base::Status status_ = base::Status::error_invalid_handle;
    Thread* own_ = nullptr;
    ForeignThread* foreign_ = nullptr;
};

/// Calls f with the thread, which must be one of this process; for another's it is access denied.
template <typename R, typename F>
R with_thread(NativeHandle handle, AccessMask access, R failure, F&& f) {
    return or_no_memory(failure, [&] {
        const ThreadHandle thread(handle, access);
        if (thread.own()) return std::forward<F>(f)(*thread.own());
        return failing(thread.foreign() ? base::Status::error_access_denied : thread.status(), failure);
    });
}

}  // namespace handleapi
