// SPDX-License-Identifier: LGPL-2.1-or-later
// CompletionPort: packets wait in order of arrival, threads in order of recency (the last to wait is the first to be
// released), and no packet is handed out while as many threads as the concurrency value are running on what they got.
// A thread stops running for its port when it comes back for more, blocks in a wait of ours (or in a BlockingScope),
// goes to another port, or ends. That it blocks elsewhere (reading a socket) nobody tells us: while packets are held
// back by the concurrency value, one waiter looks every few milliseconds whether the running threads really run.
// Closing the last handle releases everybody who waits with `abandoned`. All state is behind one lock of the port.
//
// What holds whenever that lock is free (tests/model tries all orders of steps):
//   - When packets and waiters are both there, at least `concurrency_` threads run, and one waiter watches them, or has
//     been released and appoints the next as soon as it wakes.
//   - A packet leaves the queue with the thread that takes it, or together with winning the wait it is given to; it is
//     taken once, or dropped with the port.
//   - running_ is the number of threads with runs_for_port; a waiter counts from when it is given its packet.
//   - A closed port lists no waiters. Whoever is taken out of the list by another has been woken, or ended otherwise.
// Reference: learn.microsoft.com, I/O Completion Ports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/completion_sink.hpp"
#include "handleapi/object.hpp"
#include "handleapi/thread.hpp"
#include "handleapi/wait_block.hpp"

#include <minwinbase.h>

namespace handleapi {

/// OVERLAPPED_ENTRY, so that many can be taken at once without copying; Internal is the I/O's error, 0 when posted.
using CompletionPacket = OVERLAPPED_ENTRY;

/// First in, first out, in chunks; a queue that runs empty starts over in the chunk it has.
class PacketQueue {
 public:
    PacketQueue() noexcept = default;
    PacketQueue(const PacketQueue&) = delete;
    PacketQueue& operator=(const PacketQueue&) = delete;
    ~PacketQueue();

    bool empty() const noexcept { return first_ == last_ && begin_ == end_; }
    /// False when memory is out.
    bool push(const CompletionPacket& packet) noexcept {
        if (end_ == kPerChunk && !grow()) return false;
        last_->packets[end_++] = {packet.lpCompletionKey, packet.lpOverlapped, packet.dwNumberOfBytesTransferred,
                                  static_cast<uint32_t>(packet.Internal)};
        return true;
    }
    CompletionPacket front() const noexcept {
        const Packed& packet = first_->packets[begin_];
        return {packet.key, packet.overlapped, packet.error, packet.bytes};
    }
    void pop() noexcept {
        ++begin_;
        if (first_ == last_) {
            if (begin_ == end_) begin_ = end_ = 0;
        } else if (begin_ == kPerChunk) {
            drop_first();
        }
    }

 private:
    struct Packed {  // three quarters of an OVERLAPPED_ENTRY: a long queue is bound by memory (handle.iocp.1to1)
        uintptr_t key;
        LPOVERLAPPED overlapped;
        uint32_t bytes;
        uint32_t error;
    };
    static constexpr size_t kPerChunk = 169;  // with the link just under 4 KiB
    struct Chunk {
        Chunk* next;
        Packed packets[kPerChunk];
    };
    bool grow() noexcept;
    void drop_first() noexcept;

    Chunk* first_ = nullptr;
    Chunk* last_ = nullptr;
    Chunk* spare_ = nullptr;
    size_t begin_ = kPerChunk;  // in first_
    size_t end_ = kPerChunk;    // in last_
};

class CompletionPort final : public Object, public CompletionSink {
 public:
    static constexpr ObjectType kType = ObjectType::completion_port;

    enum class Outcome : uint8_t { packets, timed_out, alerted, abandoned };
    struct Taken {
        Outcome outcome;
        size_t count;  // with `packets`: at least one
    };

    /// At most `concurrency` threads run on packets at a time; 0 means one per processor.
    explicit CompletionPort(uint32_t concurrency) noexcept;

    /// Queues a packet; the three values are passed on untouched. Any thread, never blocks.
    base::Status post(uint32_t bytes, uintptr_t key, void* overlapped, uint32_t error = 0) noexcept;
    /// A packet for an operation of a file that is bound to the port; lost when memory is out.
    void completed(uintptr_t key, OVERLAPPED* overlapped, uint32_t bytes, base::Status status) noexcept override {
        static_cast<void>(post(bytes, key, overlapped, static_cast<uint32_t>(status)));
    }
    /// Takes up to out.size() packets for the calling thread, waiting for the first.
    Taken take(std::span<CompletionPacket> out, uint32_t milliseconds, Alertable alertable);

    // Called by Thread for itself, when it is the port's thread and runs for it (thread_resumes: did).
    void thread_blocks(Thread& thread) noexcept;
    void thread_resumes(Thread& thread) noexcept;
    /// The thread is no longer the port's.
    void leave(Thread& thread) noexcept;

    void handle_opened() noexcept override;
    void handle_closed() noexcept override;

 private:
    struct Waiter {
        base::Link link;
        Thread* thread = nullptr;
        CompletionPacket packet{};
        bool abandoned = false;
        bool watches = false;
    };
    using Threads = base::IntrusiveList<Thread, &Thread::port_link>;

    void join(Thread& thread) noexcept;
    Taken wait(Waiter& waiter, std::span<CompletionPacket> out, uint32_t milliseconds, Alertable alertable);
    size_t pop_packets(std::span<CompletionPacket> out) noexcept;
    void stop_running(Thread& thread) noexcept;
    void start_running(Thread& thread) noexcept;
    void release_waiters(WakeList& wakes) noexcept;
    bool hand_over(Waiter& waiter) noexcept;
    bool held_back() const noexcept { return !packets_.empty() && running_ >= concurrency_; }
    void appoint_watcher(WakeList& wakes) noexcept;
    uint32_t sleep(Waiter& waiter, int64_t deadline) noexcept;
    bool watches(Waiter& waiter) noexcept;
    void look_for_blocked_threads(Waiter& waiter) noexcept;

    base::Lock lock_;
    const uint32_t concurrency_;
    uint32_t running_ = 0;  // threads counted as running, released waiters that have not woken yet included
    uint32_t handles_ = 0;
    bool closed_ = false;
    bool watched_ = false;  // one waiter watches
    PacketQueue packets_;
    base::IntrusiveList<Waiter, &Waiter::link> waiters_;  // most recent first
    Threads threads_;                                     // all whose port this is
};

}  // namespace handleapi
