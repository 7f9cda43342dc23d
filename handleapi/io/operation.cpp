// SPDX-License-Identifier: LGPL-2.1-or-later
// See operation.hpp.
#include "handleapi/io/operation.hpp"

#include <atomic>
#include <new>

#include "handleapi/boundary.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/file.hpp"
#include "handleapi/table.hpp"
#include "handleapi/thread.hpp"

#include <winnt.h>

namespace handleapi::io {

using base::Ref;
using base::Result;
using base::Status;

/// The completion routine of ReadFileEx and its like, queued to the thread that started the call.
class Completion::RoutineCall final : public Apc {
 public:
    RoutineCall(LPOVERLAPPED_COMPLETION_ROUTINE routine, OVERLAPPED* overlapped)
        : thread_(current_thread()), routine_(routine), overlapped_(overlapped) {}

    /// Owned by the thread's queue from here on; a thread that has ended makes no calls.
    static void queue(std::unique_ptr<RoutineCall> call, Status status, uint32_t bytes) noexcept {
        call->status_ = status;
        call->bytes_ = bytes;
        const Ref<Thread> thread = call->thread_;
        if (succeeded(thread->queue_apc(*call))) static_cast<void>(call.release());
    }
    Status run() override {
        const auto routine = routine_;
        const auto error = static_cast<DWORD>(status_);
        const uint32_t bytes = bytes_;
        OVERLAPPED* const overlapped = overlapped_;
        delete this;
        return call_user([&] { routine(error, bytes, overlapped); });
    }
    void discard() noexcept override { delete this; }

 private:
    const Ref<Thread> thread_;
    const LPOVERLAPPED_COMPLETION_ROUTINE routine_;
    OVERLAPPED* const overlapped_;
    Status status_ = Status::ok;
    uint32_t bytes_ = 0;
};

Completion::Completion() noexcept = default;
Completion::Completion(Completion&&) noexcept = default;
Completion& Completion::operator=(Completion&&) noexcept = default;
Completion::~Completion() = default;

Result<Completion> Completion::begin(OVERLAPPED& overlapped, LPOVERLAPPED_COMPLETION_ROUTINE routine) {
    Completion completion;
    completion.overlapped_ = &overlapped;
    if (routine) {  // hEvent is the caller's to use as he likes
        completion.routine_ = std::make_unique<RoutineCall>(routine, &overlapped);
        completion.packet_wanted_ = false;
    } else if (overlapped.hEvent) {
        auto event = reference<Event>(overlapped.hEvent);
        if (!event) return event.status();
        completion.event_ = std::move(*event);
        completion.event_->reset();
        completion.packet_wanted_ = (reinterpret_cast<uintptr_t>(overlapped.hEvent) & 1) == 0;
    }
    overlapped.InternalHigh = 0;
    std::atomic_ref(overlapped.Internal).store(STATUS_PENDING, std::memory_order_release);
    return completion;
}

uint64_t Completion::offset() const noexcept { return uint64_t{overlapped_->OffsetHigh} << 32 | overlapped_->Offset; }

void Completion::write_status(Status status, uint32_t bytes) noexcept {
    overlapped_->InternalHigh = bytes;
    std::atomic_ref(overlapped_->Internal).store(nt_status_from(status), std::memory_order_release);
}

void Completion::refuse(Status status) noexcept { write_status(status, 0); }

void Completion::finish(File& file, const Outcome& outcome, bool was_pending) noexcept {
    // Who sees the event may bind the file next: this call is none of that port's.
    const bool reports =
        packet_wanted_ && file.bound() && (was_pending || !file.skips(FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    // From write_status on the OVERLAPPED may be gone; only its address is used.
    write_status(outcome.status, outcome.bytes);
    if (event_) {
        event_->set();
    } else if (!file.skips(FILE_SKIP_SET_EVENT_ON_HANDLE)) {
        file.set_signaled();
    }
    if (routine_) {
        RoutineCall::queue(std::move(routine_), outcome.status, outcome.bytes);
    } else if (reports) {
        file.report(overlapped_, outcome);
    }
}

}  // namespace handleapi::io
