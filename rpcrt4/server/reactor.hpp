// SPDX-License-Identifier: LGPL-2.1-or-later
// Reactor: the threads that serve calls. All of them sleep in epoll_wait on one descriptor; Linux wakes the one that
// fell asleep last, so a quiet server works with one warm thread. The thread that is told of a readable connection
// reads it, runs the manager routine and writes the reply: no hop. Events are edge-triggered, one per wake-up, so a
// thread that blocks in a manager routine holds nobody else's work.
// A thread is added when the last sleeping one is taken, threads that slept through a whole minute end. Where the
// system has no more threads to give, or there are as many as there may be, one of them enters no routine any more
// (may_block): it goes on reading and refusing, so a server whose routines all block says so.
// Owner: Server. Threads: any may call the members; Source::ready and help run on workers only.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/slot_table.hpp"
#include "handleapi/base/status.hpp"
#include "rpcrt4/transport/socket.hpp"

namespace rpcrt4::server {

/// What a worker is sent to. The reactor holds a reference between reserve and remove.
class Source : public base::RefCounted {
 public:
    /// `hangup`: the other end is gone, which is reported once; what it sent before is still to be read.
    virtual void ready(bool readable, bool writable, bool hangup) noexcept = 0;
    /// Answer to Reactor::request_help.
    virtual void help() noexcept = 0;

 private:
    friend class Reactor;
    base::Link help_link_;
    uint32_t helps_wanted_ = 0;  // under the reactor's lock
};

class Reactor {
 public:
    using Id = uintptr_t;
    /// Far more than a server should have; each is 8 MiB of addresses and some 20 KiB of memory.
    static constexpr uint32_t kMaxWorkers = 16384;
    /// So many stay, however long they sleep.
    static constexpr uint32_t kSpareWorkers = 2;

    /// `rest`: how long a thread may be one too many.
    explicit Reactor(std::chrono::milliseconds rest = std::chrono::minutes(1));
    /// Ends the workers; none may be in a manager routine that never returns. Sources still there are released.
    ~Reactor();

    /// The id under which the source will be known; 0 when there is no memory.
    Id reserve(base::Ref<Source> source) noexcept;
    /// Starts watching; fails too when not even one worker can be made. The descriptor stays open until the Source
    /// goes. After a failure, remove() the source.
    bool start(Id id, int descriptor) noexcept;
    /// From now on these are reported, at once when they are there; the end of the stream in any case. A source begins
    /// with readability alone. Calls for one source must not overlap.
    void want(Id id, int descriptor, bool readable, bool writable) noexcept;
    void remove(Id id, int descriptor) noexcept;

    /// Of a worker that is about to enter a routine which may block for good: false when no other is left to go on
    /// with, and none comes back for a moment.
    bool may_block() noexcept;
    /// So many threads at most, from now on.
    void limit_workers(uint32_t most) noexcept { most_.store(most, std::memory_order_relaxed); }

    /// Sends one more worker to source.help().
    void request_help(base::Ref<Source> source) noexcept;

    /// Stack of threads made from now on; 0 is the system's default.
    void set_stack_size(size_t bytes) noexcept { stack_size_.store(bytes, std::memory_order_relaxed); }
    /// Workers that are there before the first call; a hint.
    void prepare_workers(uint32_t count) noexcept;
    uint32_t workers() const noexcept { return total_.load(std::memory_order_relaxed); }

 private:
    using HelpList = base::IntrusiveList<Source, &Source::help_link_>;

    static void* worker_main(void* reactor) noexcept;
    void work() noexcept;
    bool handle(uint64_t tag, uint32_t events) noexcept;
    bool handle_kick() noexcept;
    /// False when the thread could not be made. One on its way counts as parked.
    bool add_worker() noexcept;
    bool await_worker() noexcept;
    void on_tick() noexcept;
    void arm_tick() noexcept;
    void kick() noexcept;

    const std::chrono::milliseconds rest_;
    transport::Socket epoll_;
    transport::Socket kick_;
    transport::Socket timer_;
    base::SlotTable<Source> sources_;
    base::Guarded<HelpList> help_wanted_;  // each holds a reference
    std::atomic<uint32_t> parked_{0};
    std::atomic<uint32_t> total_{0};
    std::atomic<uint32_t> most_{kMaxWorkers};
    std::atomic<bool> exhausted_{false};  // all block; until one of them comes back
    std::atomic<uint32_t> retiring_{0};
    std::atomic<uint32_t> spare_at_last_tick_{0};
    std::atomic<size_t> stack_size_{0};
    std::atomic<bool> has_worker_{false};  // the first one was made; one at least stays
    std::atomic<bool> stopping_{false};
    std::mutex end_mutex_;
    std::condition_variable ended_;
};

}  // namespace rpcrt4::server
