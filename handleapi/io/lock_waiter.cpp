// SPDX-License-Identifier: LGPL-2.1-or-later
// See lock_waiter.hpp.
#include "handleapi/io/lock_waiter.hpp"

#include <fcntl.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <new>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/per_process.hpp"
#include "handleapi/base/signals_blocked.hpp"
#include "handleapi/io/disk_file.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/suspend.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::io {

using base::Ref;
using base::Result;
using base::Status;

namespace {

constexpr size_t kStackSize = 128 * 1024;

/// One call that waits.
struct Waiting {
    Waiting(DiskFile& on, const FileRange& wanted, LockMode how, OwnedDescriptor description)
        : file(on),
          range(wanted),
          mode(how),
          own(std::move(description)),
          request(lock_request(wanted, lock_type(how))) {
        operation.file = Ref<File>(on);
        operation.thread_id = current_thread_id();
    }

    const Ref<DiskFile> file;
    const FileRange range;
    const LockMode mode;
    OwnedDescriptor own;
    Operation operation;   // who began it; its completion, of a pending call
    struct flock request;  // see lock_waiter.hpp
    base::Link link;       // this and the rest under the list's lock
    uint32_t sleeper = 0;  // the thread, once it is about to sleep
    bool cancelled = false;

    bool pending() const noexcept { return operation.completion.overlapped() != nullptr; }
};

struct AllWaiting {
    base::IntrusiveList<Waiting, &Waiting::link> list;

    static base::Guarded<AllWaiting>& instance() {
        static constinit base::PerProcess<base::Guarded<AllWaiting>> all;
        return all.get([] { return new base::Guarded<AllWaiting>; });
    }
};

/// With the list's lock held.
void cancel_one(Waiting& waiting) noexcept {
    waiting.cancelled = true;
    std::atomic_ref(waiting.request.l_type).store(F_UNLCK);
    if (waiting.sleeper != 0) send_suspend_signal(waiting.sleeper);
}

template <typename Selects>
size_t cancel_all(Selects selects) noexcept {
    return AllWaiting::instance().with([&](AllWaiting& all) {
        size_t count = 0;
        for (Waiting* at = all.list.front(); at; at = all.list.after(*at)) {
            if (at->cancelled || !selects(*at)) continue;
            cancel_one(*at);
            ++count;
        }
        return count;
    });
}

void enlist(Waiting& waiting) {
    AllWaiting::instance().with([&](AllWaiting& all) { all.list.push_back(waiting); });
}

/// Sleeps until the call has its range or is cancelled, and takes it off the list.
Status serve(Waiting& waiting) noexcept {
    const SuspendSignalOpen open;
    AllWaiting::instance().with([&](AllWaiting&) { waiting.sleeper = current_thread_id(); });
    int result;
    do {
        result = ::fcntl(waiting.own.get(), F_OFD_SETLKW, &waiting.request);
    } while (result != 0 && errno == EINTR && std::atomic_ref(waiting.request.l_type).load() != F_UNLCK);
    const int error = result == 0 ? 0 : errno;
    const bool cancelled = AllWaiting::instance().with([&](AllWaiting& all) {
        all.list.remove(waiting);
        return waiting.cancelled;
    });
    if (cancelled) return Status::error_operation_aborted;
    if (error != 0) return status_from(error);
    return waiting.file->adopt_lock(waiting.range, waiting.mode, std::move(waiting.own));
}

void* serve_pending(void* argument) {
    const std::unique_ptr<Waiting> waiting(static_cast<Waiting*>(argument));
    const Status status = serve(*waiting);
    waiting->operation.completion.finish(*waiting->file, {status}, true);
    return nullptr;
}

bool start_thread(Waiting& waiting) noexcept {
    const base::SignalsBlocked blocked;
    pthread_attr_t attributes;
    ::pthread_attr_init(&attributes);
    ::pthread_attr_setstacksize(&attributes, kStackSize);
    ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    const bool started = ::pthread_create(&thread, &attributes, &serve_pending, &waiting) == 0;
    ::pthread_attr_destroy(&attributes);
    return started;
}

/// Where CancelSynchronousIo finds the call.
class BlockedHere final : public Cancellable {
 public:
    explicit BlockedHere(Waiting& waiting) : waiting_(waiting) {
        current_thread().blocked_in.with([this](Cancellable*& current) { current = this; });
    }
    ~BlockedHere() {
        current_thread().blocked_in.with([](Cancellable*& current) { current = nullptr; });
    }
    void cancel() noexcept override {
        AllWaiting::instance().with([this](AllWaiting&) { cancel_one(waiting_); });
    }

 private:
    Waiting& waiting_;
};

Result<OwnedDescriptor> own_description(const DiskFile& file, LockMode mode) noexcept {
    const Ref<Descriptor> descriptor = file.shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    return description_for_lock(descriptor->number(), mode);
}

}  // namespace

Status LockWaiter::wait(DiskFile& file, const FileRange& range, LockMode mode) {
    auto own = own_description(file, mode);
    if (!own) return own.status();
    Waiting waiting(file, range, mode, std::move(*own));
    enlist(waiting);
    const BlockedHere here(waiting);
    const BlockingScope blocking;
    return serve(waiting);
}

Outcome LockWaiter::start(DiskFile& file, const FileRange& range, LockMode mode, Completion completion) {
    auto own = own_description(file, mode);
    if (!own) {
        completion.refuse(own.status());
        return {own.status()};
    }
    cancel_io_when_thread_ends();
    auto waiting = std::make_unique<Waiting>(file, range, mode, std::move(*own));
    waiting->operation.completion = std::move(completion);
    file.set_unsignaled();
    enlist(*waiting);
    if (start_thread(*waiting)) {
        static_cast<void>(waiting.release());
        return {Status::error_io_pending};
    }
    AllWaiting::instance().with([&](AllWaiting& all) { all.list.remove(*waiting); });
    file.set_signaled();
    waiting->operation.completion.refuse(Status::error_no_system_resources);
    return {Status::error_no_system_resources};
}

size_t LockWaiter::cancel(const DiskFile& file, const CancelFilter& filter) noexcept {
    return cancel_all(
        [&](const Waiting& waiting) { return waiting.file.get() == &file && filter.selects(waiting.operation); });
}

void LockWaiter::cancel_thread(uint32_t thread_id) noexcept {
    cancel_all([&](const Waiting& waiting) {
        return waiting.pending() && waiting.operation.thread_id == thread_id && !waiting.file->bound();
    });
}

}  // namespace handleapi::io
