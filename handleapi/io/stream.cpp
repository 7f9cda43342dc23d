// SPDX-License-Identifier: LGPL-2.1-or-later
// See stream.hpp.
#include "handleapi/io/stream.hpp"

#include <poll.h>

#include <memory>
#include <mutex>
#include <new>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::io {

using base::Ref;
using base::Status;

namespace {

constexpr Outcome kPending{Status::error_io_pending};

bool pending(const Outcome& outcome) noexcept { return outcome.status == Status::error_io_pending; }

}  // namespace

/// Every stream of the process.
struct AllStreams {
    base::IntrusiveList<Stream, &Stream::all_link_> list;

    static base::Guarded<AllStreams>& instance() {
        static auto* const all = new base::Guarded<AllStreams>;  // never destroyed: threads may end at exit
        return *all;
    }
};

Stream::Stream(uint32_t access, uint32_t flags) noexcept : File(access, flags) {
    AllStreams::instance().with([this](AllStreams& all) { all.list.push_back(*this); });
}

Stream::~Stream() {
    AllStreams::instance().with([this](AllStreams& all) { all.list.remove(*this); });
}

void Stream::cancel_thread(uint32_t thread_id) noexcept {
    std::vector<Ref<Stream>> streams;
    AllStreams::instance().with([&](AllStreams& all) {
        for (Stream* stream = all.list.front(); stream; stream = all.list.after(*stream)) {
            if (stream->try_retain()) streams.push_back(Ref<Stream>::adopt(stream));
        }
    });
    for (const Ref<Stream>& stream : streams) stream->cancel({.thread_id = thread_id, .unbound_only = true});
}

Stream::Ended::~Ended() {
    while (Operation* operation = overlapped_.pop_front()) {
        const std::unique_ptr<Operation> owned(operation);
        owned->completion.finish(*owned->file, owned->outcome, true);
    }
}

void Stream::Ended::add(Operation& operation, const Outcome& outcome) noexcept {
    operation.outcome = outcome;
    if (&operation == own_) return;
    if (operation.waiting) {
        operation.waiting->wake();  // the operation is on that thread's stack, safe while the stream's lock is held
    } else {
        overlapped_.push_back(operation);
    }
}

/// Where CancelSynchronousIo finds the call of a thread.
class Stream::BlockedHere final : public Cancellable {
 public:
    BlockedHere(Stream& stream, Operation& operation) : stream_(stream), operation_(operation) {
        current_thread().blocked_in.with([this](Cancellable*& current) { current = this; });
    }
    ~BlockedHere() {
        current_thread().blocked_in.with([](Cancellable*& current) { current = nullptr; });
    }
    void cancel() noexcept override { stream_.cancel_one(operation_); }

 private:
    Stream& stream_;
    Operation& operation_;
};

namespace {

size_t direction_of(RequestKind kind) noexcept {
    switch (kind) {
        case RequestKind::read:
            return 0;
        case RequestKind::connect:
            return 2;
        case RequestKind::flush:
            return 3;
        default:
            return 1;
    }
}

}  // namespace

Outcome Stream::run(Request& request, bool) {
    const auto direction = static_cast<Direction>(direction_of(request.kind));
    Operation operation;
    {
        std::lock_guard lock(lock_);
        if (closed_) return {Status::error_invalid_handle};
        if (queues_[direction].empty()) {
            const Outcome outcome = attempt(request, direction);
            if (!pending(outcome)) return outcome;
        }
    }
    const Ref<File> keep(*this), keep_reported(reported());
    SynchronousWait wait;
    operation.thread_id = current_thread_id();
    operation.waiting = &wait;
    const BlockedHere here(*this, operation);
    {
        std::lock_guard lock(lock_);
        if (closed_) return {Status::error_operation_aborted};
        operation.request = request;
        operation.request.waited = true;
        operation.outcome = kPending;
        enqueue(operation);
    }
    const Outcome outcome = wait_for(operation, direction, wait);
    request = operation.request;
    return outcome;
}

/// A transaction that has been written waits among the reads.
void Stream::enqueue(Operation& operation) noexcept {
    const bool reply = operation.request.kind == RequestKind::transact && !operation.request.out;
    queues_[reply ? size_t{kReads} : direction_of(operation.request.kind)].push_back(operation);
}

/// Serves the queue itself until the operation has ended.
Outcome Stream::wait_for(Operation& operation, Direction direction, SynchronousWait& wait) {
    for (;;) {
        Need needed;
        {
            Ended ended(&operation);
            std::lock_guard lock(lock_);
            if (!pending(operation.outcome)) return operation.outcome;
            serve(direction, ended);
            if (operation.request.kind == RequestKind::transact && !operation.request.out && direction != kReads) {
                direction = kReads;
                serve(direction, ended);
            }
            if (!pending(operation.outcome)) return operation.outcome;
            needed = need(direction);
        }
        wait.sleep(needed.descriptor ? needed.descriptor->number() : -1, needed.events, needed.look_again);
    }
}

Outcome Stream::start(Request& request, Completion completion) {
    cancel_io_when_thread_ends();
    const auto direction = static_cast<Direction>(direction_of(request.kind));
    Outcome outcome = kPending;
    {
        std::lock_guard lock(lock_);
        if (closed_) {
            outcome = {Status::error_invalid_handle};
        } else if (queues_[direction].empty()) {
            outcome = attempt(request, direction);
        }
        if (pending(outcome)) {
            auto* operation = new (std::nothrow) Operation{
                {}, request, std::move(completion), Ref<File>(reported()), current_thread_id(), nullptr, kPending};
            if (!operation) throw std::bad_alloc();
            operation->request.waited = true;
            reported().set_unsignaled();
            enqueue(*operation);
            arm();
            return outcome;
        }
    }
    // More data than the buffer holds is a warning of the kernel's, reported like success.
    if (succeeded(outcome.status) || outcome.status == Status::error_more_data) {
        completion.finish(reported(), outcome, false);
    } else {
        completion.refuse(outcome.status);
    }
    return outcome;
}

void Stream::serve(Direction direction, Ended& ended) noexcept {
    OperationQueue& queue = queues_[direction];
    while (Operation* operation = queue.front()) {
        const bool to_write = operation->request.out != nullptr;
        const Outcome outcome = attempt(operation->request, direction);
        if (to_write && !operation->request.out) {  // a transaction's first half is done
            queue.remove(*operation);
            queues_[kReads].push_back(*operation);
            if (operation->waiting) operation->waiting->wake();
            continue;
        }
        if (pending(outcome)) return;
        queue.remove(*operation);
        ended.add(*operation, outcome);
    }
}

void Stream::serve_all(Ended& ended) noexcept {
    for (const Direction direction : {kConnects, kWrites, kReads}) serve(direction, ended);
}

void Stream::end_all(Direction direction, Status status, Ended& ended) noexcept {
    while (Operation* operation = queues_[direction].pop_front()) {
        const bool abandoned = abandon(operation->request);
        ended.add(*operation, {abandoned ? status : Status::ok, operation->request.moved});
    }
}

void Stream::arm() noexcept {
    if (closed_) return;  // whoever closes stops listening, without the lock
    // Both directions of one descriptor are asked for in one call; the listener of a pipe has its own descriptor.
    Ref<Descriptor> descriptor;
    Readiness wanted;
    for (const Direction direction : {kReads, kWrites, kConnects}) {
        bool overlapped = false;
        for (Operation* at = queues_[direction].front(); at && !overlapped; at = queues_[direction].after(*at)) {
            overlapped = !at->waiting;
        }
        if (direction == kWrites) overlapped |= unsent();
        if (!overlapped) continue;
        const Need needed = need(direction);
        if (!needed.descriptor) continue;
        if (descriptor && descriptor != needed.descriptor) {
            static_cast<void>(descriptor->listen(wanted));
            wanted = {};
        }
        descriptor = needed.descriptor;
        wanted.readable |= (needed.events & POLLIN) != 0;
        wanted.writable |= (needed.events & POLLOUT) != 0;
    }
    if (descriptor) static_cast<void>(descriptor->listen(wanted));
}

void Stream::descriptor_ready(Readiness) noexcept {
    if (!try_retain()) return;
    const auto self = Ref<Stream>::adopt(this);
    Ended ended;
    std::lock_guard lock(lock_);
    serve_all(ended);
    arm();
}

size_t Stream::cancel_in(Direction direction, const CancelFilter& filter, Ended& ended) noexcept {
    size_t count = 0;
    OperationQueue& queue = queues_[direction];
    for (Operation* next = queue.front(); next;) {
        Operation& operation = *next;
        next = queue.after(operation);
        if (!filter.selects(operation)) continue;
        ++count;
        queue.remove(operation);
        const bool abandoned = abandon(operation.request);
        ended.add(operation, {abandoned ? Status::error_operation_aborted : Status::ok, operation.request.moved});
    }
    return count;
}

size_t Stream::cancel(const CancelFilter& filter) noexcept {
    Ended ended;
    std::lock_guard lock(lock_);
    size_t count = 0;
    for (const Direction direction : kDirections) count += cancel_in(direction, filter, ended);
    return count;
}

bool Stream::cancel_one(Operation& operation) noexcept {
    std::lock_guard lock(lock_);
    if (!pending(operation.outcome) || !operation.link.linked()) return false;
    for (OperationQueue& queue : queues_) {
        for (Operation* at = queue.front(); at; at = queue.after(*at)) {
            if (at != &operation) continue;
            queue.remove(operation);
            const bool abandoned = abandon(operation.request);
            operation.outcome = {abandoned ? Status::error_operation_aborted : Status::ok, operation.request.moved};
            operation.waiting->wake();
            return true;
        }
    }
    return false;
}

void Stream::last_handle_closed() noexcept {
    {
        Ended ended;
        std::lock_guard lock(lock_);
        closed_ = true;
        for (const Direction direction : kDirections) end_all(direction, Status::error_operation_aborted, ended);
    }
    close_stream();
}

}  // namespace handleapi::io
