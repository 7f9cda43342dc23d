// SPDX-License-Identifier: LGPL-2.1-or-later
// CompletionPort: packets wait in order of arrival, threads in order of recency (the last to wait is the first to be
// released), and no packet is handed out while as many threads as the concurrency value are running on what they got.
// A thread stops running for its port when it comes back for more, blocks in a wait of ours (or in a BlockingScope),
// goes to another port, or ends. Closing the last handle releases everybody who waits with `abandoned`.
// All state is behind one lock of the port. Reference: learn.microsoft.com, I/O Completion Ports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/object.hpp"
#include "handleapi/wait_block.hpp"

#include <minwinbase.h>

namespace handleapi {

class Thread;

/// OVERLAPPED_ENTRY, so that many can be taken at once without copying; Internal is the I/O's error, 0 when posted.
using CompletionPacket = OVERLAPPED_ENTRY;

/// First in, first out; grows and keeps what it has grown to.
class PacketQueue {
 public:
    bool empty() const noexcept { return head_ == tail_; }
    /// False when memory is out.
    bool push(const CompletionPacket& packet) noexcept {
        if (tail_ - head_ == capacity_ && !grow()) return false;
        ring_[tail_++ & (capacity_ - 1)] = packet;
        return true;
    }
    const CompletionPacket& front() const noexcept { return ring_[head_ & (capacity_ - 1)]; }
    void pop() noexcept { ++head_; }

 private:
    bool grow() noexcept;

    std::unique_ptr<CompletionPacket[]> ring_;
    size_t capacity_ = 0;  // 0 or a power of two
    size_t head_ = 0;
    size_t tail_ = 0;
};

class CompletionPort final : public Object {
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
        WaitBlock* block = nullptr;
        CompletionPacket packet{};
        bool abandoned = false;
    };

    void join(Thread& thread) noexcept;
    Taken wait(Waiter& waiter, std::span<CompletionPacket> out, uint32_t milliseconds, Alertable alertable);
    size_t pop_packets(std::span<CompletionPacket> out) noexcept;
    void stop_running(Thread& thread) noexcept;
    void start_running(Thread& thread) noexcept;
    void release_waiters(WakeList& wakes) noexcept;

    base::Lock lock_;
    const uint32_t concurrency_;
    uint32_t running_ = 0;  // threads counted as running, released waiters that have not woken yet included
    uint32_t handles_ = 0;
    bool closed_ = false;
    PacketQueue packets_;
    base::IntrusiveList<Waiter, &Waiter::link> waiters_;  // most recent first
};

}  // namespace handleapi
