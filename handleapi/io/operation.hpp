// SPDX-License-Identifier: LGPL-2.1-or-later
// One call that moves data: what it asks for (Request), where its outcome goes (Completion), and both together while
// it waits for its turn (Operation).
//
// Invariants of an overlapped call
//  - hEvent is looked up and reset, and the status block says STATUS_PENDING, before anything else happens.
//  - The status block is written once, at the end, InternalHigh before Internal. Whoever then sees Internal, the
//    event, the packet or the routine finds it final, and may free the OVERLAPPED: it is not touched again.
//  - A call that fails at once, without having been pending, sets no event and sends no packet; its status block holds
//    the error. A call that succeeds at once is reported like one that was pending.
// Reference: learn.microsoft.com, Synchronization and Overlapped Input and Output.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "handleapi/apc.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/event.hpp"

#include <minwinbase.h>

namespace handleapi::io {

class File;

enum class RequestKind : uint8_t { read, write, connect, transact, flush };

struct Request {
    RequestKind kind;
    std::byte* buffer = nullptr;  // not written through by a write
    uint32_t size = 0;
    uint64_t offset = 0;             // of a file that has positions
    uint32_t moved = 0;              // bytes so far
    bool framed = false;             // part of a message has been sent
    bool waited = false;             // it could not end at once
    const std::byte* out = nullptr;  // transact: what is written first
    uint32_t out_size = 0;
};

/// What a call came to. error_io_pending: it will end later.
struct Outcome {
    base::Status status = base::Status::ok;
    uint32_t bytes = 0;
};

/// Where the outcome of an overlapped call goes.
class Completion {
 public:
    Completion() noexcept;
    Completion(Completion&&) noexcept;
    Completion& operator=(Completion&&) noexcept;
    ~Completion();

    /// Begins an overlapped call. error_invalid_handle when hEvent is no event; nothing has been written then.
    static base::Result<Completion> begin(OVERLAPPED& overlapped, LPOVERLAPPED_COMPLETION_ROUTINE routine = nullptr);

    OVERLAPPED* overlapped() const noexcept { return overlapped_; }
    uint64_t offset() const noexcept;
    /// The call failed before it was pending.
    void refuse(base::Status status) noexcept;
    /// The call has ended: everybody who wants to know is told. No lock held.
    void finish(File& file, const Outcome& outcome, bool was_pending) noexcept;

 private:
    class RoutineCall;
    void write_status(base::Status status, uint32_t bytes) noexcept;

    OVERLAPPED* overlapped_ = nullptr;
    base::Ref<Event> event_;
    std::unique_ptr<RoutineCall> routine_;
    bool packet_wanted_ = true;
};

/// A thread that waits for its own synchronous call. Lives on that thread's stack.
class SynchronousWait;

/// A call that waits for its turn. Its file lives as long.
struct Operation {
    base::Link link;
    Request request;
    Completion completion;
    base::Ref<File> file;
    uint32_t thread_id = 0;
    SynchronousWait* waiting = nullptr;  // a synchronous call's; null for overlapped ones, which are on the heap
    Outcome outcome;
};
using OperationQueue = base::IntrusiveList<Operation, &Operation::link>;

}  // namespace handleapi::io
