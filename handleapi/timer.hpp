// SPDX-License-Identifier: LGPL-2.1-or-later
// Timer: signaled when its time has come, then perhaps again and again. A manual-reset timer stays signaled until it is
// set anew; a synchronization timer releases one waiter. Relative times and periods pass on the monotonic clock,
// absolute ones follow whoever sets the system's clock. The completion routine is an APC to the thread that set the
// timer, queued at most once at a time; setting or cancelling the timer takes it back. Reference: learn.microsoft.com,
// Waitable Timer Objects; SetWaitableTimer.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "handleapi/alarm_clock.hpp"
#include "handleapi/apc.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/event.hpp"
#include "handleapi/object.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {

/// PTIMERAPCROUTINE: the time is a FILETIME, low and high half.
using TimerRoutine = void (*)(void* argument, uint32_t low, uint32_t high);

class Timer final : public Object, private Alarm {
 public:
    static constexpr ObjectType kType = ObjectType::timer;

    explicit Timer(Reset reset) noexcept : Object(kType, consume_for(reset), 0, true) {}
    Timer(Reset reset, shared::SharedObject* state) noexcept : Object(state, kType, consume_for(reset), true) {}
    ~Timer() override;

    struct Completion {
        TimerRoutine routine = nullptr;
        void* argument = nullptr;
        base::Ref<Thread> thread;
    };
    /// `due` in nanoseconds on `clock`; `period` in nanoseconds, 0 is once. The timer is not signaled until then.
    /// error_not_enough_memory when no thread can be had to keep the time.
    base::Status set(base::Clock clock, int64_t due, int64_t period, Completion completion);
    /// Stops it; whether it is signaled does not change.
    void cancel() noexcept;
    base::Status share() noexcept override;
    /// A timer that nobody can ask any more calls nobody either.
    void handle_opened() noexcept override { handles_.fetch_add(1, std::memory_order_relaxed); }
    void handle_closed() noexcept override;

 private:
    static Consume consume_for(Reset reset) noexcept {
        return reset == Reset::manual ? Consume::nothing : Consume::all;
    }
    class CompletionApc final : public Apc {
     public:
        explicit CompletionApc(Timer& timer) noexcept : timer_(timer) {}
        base::Status run() override;
        void discard() noexcept override;

     private:
        Timer& timer_;
    };
    struct Plan {
        base::Clock clock = base::Clock::monotonic;
        int64_t due = 0;
        int64_t period = 0;
        Completion completion;
        uint64_t rang = 0;  // FILETIME
        bool queued = false;
    };

    void ring() noexcept override;
    void come_due() noexcept;
    void queue_completion() noexcept;
    void stop() noexcept;
    void stop_calling() noexcept;
    void take_back_completion() noexcept;

    std::atomic<uint32_t> handles_{0};
    base::Lock setting_;  // held by who sets or cancels; never by ring()
    base::Lock lock_;     // protects plan_
    Plan plan_;
    CompletionApc apc_{*this};
};

}  // namespace handleapi
