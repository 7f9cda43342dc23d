// SPDX-License-Identifier: LGPL-2.1-or-later
// See file.hpp.
#include "handleapi/io/file.hpp"

#include <fcntl.h>

#include <mutex>

#include "handleapi/access.hpp"
#include "handleapi/child_description.hpp"
#include "handleapi/io/lock_waiter.hpp"
#include "handleapi/io/stream.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::io {

using base::Ref;
using base::Status;

bool CancelFilter::selects(const Operation& operation) const noexcept {
    return (thread_id == 0 || operation.thread_id == thread_id) &&
           (!overlapped || operation.completion.overlapped() == overlapped) &&
           (!unbound_only || !operation.file || !operation.file->bound());
}

Ref<Descriptor> File::shared_descriptor() const noexcept {
    std::lock_guard lock(descriptor_lock_);
    return descriptor_;
}

int File::descriptor() const noexcept {
    std::lock_guard lock(descriptor_lock_);
    return descriptor_ ? descriptor_->number() : -1;
}

void File::set_descriptor(Ref<Descriptor> descriptor) noexcept {
    std::lock_guard lock(descriptor_lock_);
    std::swap(descriptor_, descriptor);
}

Ref<Descriptor> File::drop_descriptor() noexcept {
    std::lock_guard lock(descriptor_lock_);
    return std::exchange(descriptor_, nullptr);
}

Status File::bind(Ref<base::RefCounted> owner, CompletionSink& sink, uintptr_t key) noexcept {
    if (!overlapped()) return Status::error_invalid_parameter;
    std::lock_guard lock(binding_lock_);
    if (bound()) return Status::error_invalid_parameter;
    sink_owner_ = std::move(owner);
    sink_key_ = key;
    sink_.store(&sink, std::memory_order_release);
    return Status::ok;
}

void File::report(OVERLAPPED* overlapped, const Outcome& outcome) noexcept {
    CompletionSink* const sink = sink_.load(std::memory_order_acquire);
    if (sink) sink->completed(sink_key_, overlapped, outcome.bytes, outcome.status);
}

void File::handle_closed() noexcept {
    if (handles_.fetch_sub(1, std::memory_order_acq_rel) == 1) last_handle_closed();
}

bool File::describe_for_child(ChildDescription& description) {
    const Ref<Descriptor> shared = inheritable() ? shared_descriptor() : nullptr;
    if (!shared) return false;
    // A copy: another thread may close the file before the child has been started.
    description.descriptor = ::fcntl(shared->number(), F_DUPFD_CLOEXEC, 3);
    description.close_descriptor = true;
    description.number = rights_for_child();
    return description.descriptor >= 0;
}

void cancel_io_when_thread_ends() {
    current_thread().cancel_io = [](uint32_t thread_id) noexcept {
        Stream::cancel_thread(thread_id);
        LockWaiter::cancel_thread(thread_id);
    };
}

uint32_t file_access(uint32_t wanted) noexcept {
    // CreateFile asks for these two in any case.
    return granted_access(ObjectType::file, wanted | SYNCHRONIZE | FILE_READ_ATTRIBUTES);
}

}  // namespace handleapi::io
