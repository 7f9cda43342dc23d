// SPDX-License-Identifier: LGPL-2.1-or-later
// Stream: a file that can make a caller wait. Calls queue up by direction; the one at the head of a queue is the only
// one that may move data, so bytes and messages of two calls never mix. A queue is served by whoever has time: the
// caller itself while it waits (synchronous.hpp), or the reactor's thread for overlapped calls.
//
// When a thread ends, what it began and is still pending is cancelled, as on Windows; not on a file that is bound to a
// completion port, whose operations are nobody's in particular.
//
// All state, and attempt(), is under one lock; system calls made there never block. With the lock held nothing is
// completed: ended operations are collected, the lock is left, and then everybody is told.
#pragma once

#include <array>

#include "handleapi/io/file.hpp"
#include "handleapi/io/synchronous.hpp"

namespace handleapi::io {

class Stream : public File, protected ReadinessListener {
 public:
    Outcome run(Request& request, bool at_offset) override;
    Outcome start(Request& request, Completion completion) override;
    size_t cancel(const CancelFilter& filter) noexcept override;
    /// Pending calls a thread began that ends.
    static void cancel_thread(uint32_t thread_id) noexcept;

 protected:
    /// Where a call waits. A transaction begins as a write and ends as a read.
    enum Direction : uint8_t { kReads, kWrites, kConnects, kFlushes };
    static constexpr std::array kDirections = {kReads, kWrites, kConnects, kFlushes};
    /// What a queue waits for in the kernel; no descriptor: for nothing the kernel knows of. A synchronous call looks
    /// again by itself after so many milliseconds, -1: never.
    struct Need {
        base::Ref<Descriptor> descriptor;
        short events = 0;
        int look_again = -1;
    };

    Stream(uint32_t access, uint32_t flags) noexcept;
    ~Stream() override;
    /// For the Stream's descriptors.
    ReadinessListener* as_listener() noexcept { return this; }

    // Called with the lock held.

    /// Goes on with the call as far as it goes without blocking; error_io_pending when it must wait.
    virtual Outcome attempt(Request& request, Direction direction) noexcept = 0;
    virtual Need need(Direction direction) noexcept = 0;
    /// A call leaves its queue unfinished; false when it has gone too far and will be completed instead.
    virtual bool abandon(Request&) noexcept { return true; }
    /// The file whose calls these are.
    virtual File& reported() noexcept { return *this; }
    /// Sends what abandoned calls have left; true when some is left still, and must be waited for.
    virtual bool unsent() noexcept { return false; }
    /// The next attempt may do better than the last: overlapped calls ask the reactor.
    void arm() noexcept;

    /// Operations that have ended; they are told when the list is destroyed, after the lock has been left.
    class Ended {
     public:
        /// `own` belongs to the calling thread, which needs no waking.
        explicit Ended(const Operation* own = nullptr) noexcept : own_(own) {}
        Ended(const Ended&) = delete;
        Ended& operator=(const Ended&) = delete;
        ~Ended();
        void add(Operation& operation, const Outcome& outcome) noexcept;

     private:
        const Operation* const own_;
        OperationQueue overlapped_;
    };
    /// Serves one queue as far as it goes.
    void serve(Direction direction, Ended& ended) noexcept;
    void serve_all(Ended& ended) noexcept;
    /// Ends what waits in a queue.
    void end_all(Direction direction, base::Status status, Ended& ended) noexcept;
    bool empty(Direction direction) const noexcept { return queues_[direction].empty(); }
    /// The last handle is closed.
    bool closed() const noexcept { return closed_; }

    mutable base::Lock lock_;

    // Called without it.

    void last_handle_closed() noexcept override;
    /// Goes on after `last_handle_closed` has ended what was pending.
    virtual void close_stream() noexcept = 0;

 private:
    class BlockedHere;
    void descriptor_ready(Readiness readiness) noexcept final;
    void enqueue(Operation& operation) noexcept;
    Outcome wait_for(Operation& operation, Direction direction, SynchronousWait& wait);
    size_t cancel_in(Direction direction, const CancelFilter& filter, Ended& ended) noexcept;
    bool cancel_one(Operation& operation) noexcept;

    std::array<OperationQueue, kDirections.size()> queues_;
    bool closed_ = false;
    base::Link all_link_;  // among all streams, for threads that end
    friend struct AllStreams;
};

}  // namespace handleapi::io
