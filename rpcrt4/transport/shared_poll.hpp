// SPDX-License-Identifier: LGPL-2.1-or-later
// SharedPoll: who is told that a client's connection has something to read. The client loop always is there; a thread
// that waits for an object while few calls are in flight is asked first. It is a guest: it reads the reply that ends
// its own wait, so that no second thread has to be woken and to wake it in turn (rpc.tcp.async.event.k1).
//
// How it works: every descriptor is in two epoll sets, exclusively, in this order: the guest's and the loop's. An
// arrival wakes the first set somebody sleeps on. The loop's set is watched by the loop like any descriptor. There is
// one guest at a time, others sleep on their futex; it runs no routine of the user's, and when something other than an
// arrival ends its wait it is woken through an eventfd in its set.
//
// An arrival while the guest is on its way back to sleep wakes the loop in vain, which costs as much as the call. Where
// one call at a time is made and a guest has been reading the replies, the loop therefore stays away: it looks every
// kAwayTurn, and comes back when no guest has read since, or at once when a second call starts or one that is to run a
// routine. (rpc.tcp.async.event.k1: 4 us more than a synchronous call without, 2 with.)
//
// The loop calls routines of the user's, which may take their time. When one does, a thread of ours stands in for it:
// it becomes the guest until the routine is over, so that only further routines have to wait. It looks every
// kStandInAfter while routines are being called, and sleeps otherwise.
//
// Lock order: sleep() is entered with no lock held; sources take their own locks. Threads: any.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "handleapi/base/per_process.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/slot_table.hpp"
#include "handleapi/idle_work.hpp"
#include "rpcrt4/transport/loop.hpp"
#include "rpcrt4/transport/socket.hpp"

namespace rpcrt4::transport {

enum class Reader : uint8_t { loop, guest };

class ReplySource : public base::RefCounted {
 public:
    /// There is something to read, or was. Two threads may say so at once. All of it must be read, or the loop be told
    /// that there is more: a guest may not come again.
    virtual void readable(Reader reader) noexcept = 0;
};

class SharedPoll final : private handleapi::IdleWork, private Watcher, private Loop::Task {
 public:
    using Id = uintptr_t;
    /// With more calls in flight the loop reads, many replies at a time.
    static constexpr uint32_t kMostCallsForGuest = 4;

    static SharedPoll& instance();

    /// Starts telling `source` of its descriptor. 0 when that cannot be done.
    Id add(base::Ref<ReplySource> source, int descriptor);
    /// The source may be told once more.
    void remove(Id id, int descriptor) noexcept;

    /// Asynchronous calls of this process that wait for their replies.
    void count_call(bool runs_routine) noexcept {
        const bool lone = calls_.fetch_add(1, std::memory_order_seq_cst) == 0 && !runs_routine;
        if (!lone && away_.load(std::memory_order_seq_cst)) call_loop_back();
    }
    void uncount_call() noexcept { calls_.fetch_sub(1, std::memory_order_relaxed); }

    /// While one lives, the loop runs a routine of the user's. On the loop; nested ones do nothing.
    class Routine {
     public:
        Routine() noexcept;
        ~Routine();
        Routine(const Routine&) = delete;
        Routine& operator=(const Routine&) = delete;

     private:
        bool outer_ = false;
    };
    /// That source's routines are next: who stands in for the loop begins by telling it.
    void about_to_call_routines(Id id) noexcept { routines_of_.store(id, std::memory_order_relaxed); }
    /// The loop leaves reading to guests for now.
    bool loop_is_away() const noexcept { return away_.load(std::memory_order_relaxed); }
    /// What the loop is asked for may take long.
    bool in_routine() const noexcept { return (routine_.load(std::memory_order_relaxed) & 1) != 0; }

 private:
    SharedPoll() noexcept = default;
    bool open();
    bool make_sets() noexcept;
    bool sleep(const std::atomic<uint32_t>& word, uint32_t expected, int64_t deadline) noexcept override;
    bool wake(const void* word) noexcept override;
    void ready(bool readable, bool writable) noexcept override;
    /// True when something had arrived.
    bool serve(int epoll, int milliseconds, Reader reader) noexcept;
    void consider_leaving() noexcept;
    void look() noexcept;
    void call_loop_back() noexcept;
    void run() noexcept override;
    bool be_guest(const std::atomic<uint32_t>& word, uint32_t expected, int milliseconds) noexcept;
    void watch_routines() noexcept;
    void stand_in(uint32_t routine) noexcept;

    const uint32_t process_ = base::process_generation();
    Socket guest_set_;
    Socket loop_set_;
    Socket kick_;
    std::atomic<bool> open_{false};
    std::mutex opening_;
    Watch* watch_ = nullptr;                // loop-only
    std::atomic<bool> away_{false};         // the loop does not watch its set
    std::atomic<uint32_t> guest_reads_{0};  // times a guest found something
    uv_timer_t away_timer_{};               // loop-only, as what follows
    uint32_t visits_ = 0;                   // of the loop since it thought of leaving
    uint32_t seen_reads_ = 0;               // guest_reads_ at that time, or when it looked last
    base::SlotTable<ReplySource> sources_;
    std::atomic<uint32_t> calls_{0};
    std::atomic<const void*> guest_{nullptr};  // the word of the thread that is in be_guest()
    std::atomic<uint32_t> routine_{0};         // counts beginnings and ends: odd while one runs
    std::atomic<Id> routines_of_{0};
    std::atomic<uint32_t> watched_{0};  // the thread that stands in looks at times
    bool has_stand_in_ = false;         // of the loop
};

}  // namespace rpcrt4::transport
