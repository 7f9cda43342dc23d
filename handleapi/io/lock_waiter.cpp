// SPDX-License-Identifier: LGPL-2.1-or-later
// See lock_waiter.hpp.
#include "handleapi/io/lock_waiter.hpp"

#include <pthread.h>

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "handleapi/base/futex.hpp"
#include "handleapi/base/guarded.hpp"
#include "handleapi/base/per_process.hpp"
#include "handleapi/base/signals_blocked.hpp"
#include "handleapi/io/disk_file.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::io {

using base::Ref;
using base::Status;

namespace {

constexpr int64_t kRetryInterval = 5'000'000;  // nanoseconds

std::atomic<uint32_t> unlocks{0};

struct Waiting {
    Ref<DiskFile> file;
    FileRange range;
    LockMode mode;
    Completion completion;
    uint32_t thread_id;
};
using List = std::vector<std::unique_ptr<Waiting>>;

struct Service {
    struct State {
        List waiting;
        bool has_thread = false;
    };
    base::Guarded<State> state;

    static Service& instance() {
        static constinit base::PerProcess<Service> service;
        return service.get([] { return new Service; });
    }
    static void* main(void* self);
};

/// One that has its lock now, or will never have it.
struct Ended {
    std::unique_ptr<Waiting> waiting;
    Status status;
};

void sleep_until_retry(uint32_t seen) noexcept {
    static_cast<void>(base::futex_wait(&unlocks, seen, base::monotonic_now() + kRetryInterval));
}

void finish(std::vector<Ended>& ended) noexcept {
    for (Ended& one : ended) one.waiting->completion.finish(*one.waiting->file, {one.status}, true);
    ended.clear();
}

std::vector<Ended> try_all(Service::State& state) {
    std::vector<Ended> ended;
    ended.reserve(state.waiting.size());
    std::erase_if(state.waiting, [&](std::unique_ptr<Waiting>& waiting) {
        const Status status = waiting->file->try_lock(waiting->range, waiting->mode);
        if (status == Status::error_lock_violation) return false;
        ended.push_back({std::move(waiting), status});
        return true;
    });
    return ended;
}

void* Service::main(void* self) {
    auto& service = *static_cast<Service*>(self);
    for (bool more = true; more;) {
        const uint32_t seen = unlocks.load(std::memory_order_acquire);
        std::vector<Ended> ended = service.state.with([&](State& state) {
            auto result = try_all(state);
            more = state.has_thread = !state.waiting.empty();
            return result;
        });
        finish(ended);
        if (more) sleep_until_retry(seen);
    }
    return nullptr;
}

bool start_thread(Service& service) noexcept {
    const base::SignalsBlocked blocked;
    pthread_t thread;
    if (::pthread_create(&thread, nullptr, &Service::main, &service) != 0) return false;
    ::pthread_detach(thread);
    return true;
}

class Cancel final : public Cancellable {
 public:
    void cancel() noexcept override {
        cancelled = true;
        LockWaiter::retry();
    }
    std::atomic<bool> cancelled{false};
};

}  // namespace

Status LockWaiter::wait(DiskFile& file, const FileRange& range, LockMode mode) {
    const Ref<DiskFile> keep(file);
    Thread& thread = current_thread();
    Cancel cancel;
    thread.blocked_in.with([&](Cancellable*& current) { current = &cancel; });
    Status status = Status::error_lock_violation;
    {
        const BlockingScope blocking;
        while (status == Status::error_lock_violation) {
            const uint32_t seen = unlocks.load(std::memory_order_acquire);
            status = cancel.cancelled ? Status::error_operation_aborted : file.try_lock(range, mode);
            if (status == Status::error_lock_violation) sleep_until_retry(seen);
        }
    }
    thread.blocked_in.with([&](Cancellable*& current) { current = nullptr; });
    return status == Status::error_invalid_handle ? Status::error_operation_aborted : status;
}

Outcome LockWaiter::start(DiskFile& file, const FileRange& range, LockMode mode, Completion completion) {
    auto waiting = std::make_unique<Waiting>(
        Waiting{Ref<DiskFile>(file), range, mode, std::move(completion), current_thread_id()});
    Service& service = Service::instance();
    return service.state.with([&](Service::State& state) -> Outcome {
        state.waiting.reserve(state.waiting.size() + 1);
        if (!state.has_thread && !(state.has_thread = start_thread(service))) {
            waiting->completion.refuse(Status::error_no_system_resources);
            return {Status::error_no_system_resources};
        }
        file.set_unsignaled();
        state.waiting.push_back(std::move(waiting));
        return {Status::error_io_pending};
    });
}

size_t LockWaiter::cancel(DiskFile& file, const CancelFilter& filter) noexcept {
    std::vector<Ended> ended;
    Service::instance().state.with([&](Service::State& state) {
        ended.reserve(state.waiting.size());
        std::erase_if(state.waiting, [&](std::unique_ptr<Waiting>& waiting) {
            const bool selected = waiting->file.get() == &file &&
                                  (filter.thread_id == 0 || waiting->thread_id == filter.thread_id) &&
                                  (!filter.overlapped || waiting->completion.overlapped() == filter.overlapped);
            if (selected) ended.push_back({std::move(waiting), Status::error_operation_aborted});
            return selected;
        });
    });
    const size_t count = ended.size();
    finish(ended);
    return count;
}

void LockWaiter::retry() noexcept {
    unlocks.fetch_add(1, std::memory_order_release);
    base::futex_wake(&unlocks, INT32_MAX);
}

}  // namespace handleapi::io
