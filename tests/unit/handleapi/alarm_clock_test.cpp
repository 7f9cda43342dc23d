// SPDX-License-Identifier: LGPL-2.1-or-later
// The service that calls things at deadlines: order, cancelling against ringing, both clocks, many alarms, fork.
#include "handleapi/alarm_clock.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;
using base::Status;
using handleapi::Alarm;
using handleapi::AlarmClock;
using handleapi::Clock;

namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kHour = 3600 * 1000 * kMillisecond;

class Call final : public Alarm {
 public:
    explicit Call(std::function<void()> what = [] {}) : what_(std::move(what)) {}
    ~Call() { AlarmClock::cancel(*this); }
    void ring() noexcept override {
        what_();
        ++rings;
    }
    std::atomic<int> rings{0};

 private:
    std::function<void()> what_;
};

int64_t from_now(Clock clock, int64_t nanoseconds) { return base::now(clock) + nanoseconds; }
bool set(Alarm& alarm, int64_t nanoseconds, Clock clock = Clock::monotonic) {
    return AlarmClock::set(alarm, clock, from_now(clock, nanoseconds)) == Status::ok;
}

/// Keeps the service of one clock busy: until it is opened no other alarm of that clock rings.
class Gate {
 public:
    explicit Gate(Clock clock = Clock::monotonic) {
        CHECK(AlarmClock::set(call_, clock, INT64_MIN) == Status::ok);
        CHECK(WaitForSingleObject(entered_, kLimit) == WAIT_OBJECT_0);
    }
    ~Gate() { open(); }
    void open() { SetEvent(opened_); }

 private:
    Handle entered_ = manual_event();
    Handle opened_ = manual_event();
    Call call_{[this] {
        SetEvent(entered_);
        WaitForSingleObject(opened_, kLimit);
    }};
};

}  // namespace

TEST_SUITE("handleapi/alarm_clock") {
    TEST_CASE("alarms ring in the order of their deadlines, equal ones in the order of setting") {
        for (const Clock clock : {Clock::monotonic, Clock::real_time}) {
            std::mutex mutex;
            std::vector<int> order;
            std::vector<std::unique_ptr<Call>> calls;
            for (int i = 0; i < 5; ++i) {
                calls.push_back(std::make_unique<Call>([&, i] {
                    const std::lock_guard lock(mutex);
                    order.push_back(i);
                }));
            }
            Gate gate(clock);
            const int64_t due = from_now(clock, 0);
            for (const int i : {3, 4, 0, 2, 1}) CHECK(AlarmClock::set(*calls[i], clock, due + i / 3) == Status::ok);
            gate.open();
            CHECK(eventually([&] { return calls[4]->rings == 1; }));
            CHECK(order == std::vector<int>{0, 2, 1, 3, 4});
        }
    }

    TEST_CASE("an alarm whose time has passed rings at once, even before time began") {
        Call past;
        CHECK(AlarmClock::set(past, Clock::monotonic, -5) == Status::ok);
        CHECK(eventually([&] { return past.rings == 1; }));
        CHECK(AlarmClock::set(past, Clock::real_time, INT64_MIN) == Status::ok);
        CHECK(eventually([&] { return past.rings == 2; }));
        CHECK_FALSE(AlarmClock::is_armed(past));
    }

    TEST_CASE("cancel says whether the alarm was armed, and a cancelled alarm does not ring") {
        Call cancelled;
        Call later;
        CHECK_FALSE(AlarmClock::cancel(cancelled));
        Gate gate;
        CHECK(set(cancelled, 0));
        CHECK(AlarmClock::is_armed(cancelled));
        CHECK(AlarmClock::cancel(cancelled));
        CHECK_FALSE(AlarmClock::is_armed(cancelled));
        CHECK_FALSE(AlarmClock::cancel(cancelled));
        CHECK(set(later, kMillisecond));
        gate.open();
        CHECK(eventually([&] { return later.rings == 1; }));
        CHECK(cancelled.rings == 0);
        CHECK_FALSE(AlarmClock::cancel(later));
    }

    TEST_CASE("setting an armed alarm moves it, also to the other clock") {
        Call moved;
        Call after;
        CHECK(set(moved, kHour));
        CHECK(set(moved, kMillisecond, Clock::real_time));
        CHECK(eventually([&] { return moved.rings == 1; }));
        Gate gate;
        CHECK(set(moved, 0));
        CHECK(set(moved, kHour));
        CHECK(set(after, kMillisecond));
        gate.open();
        CHECK(eventually([&] { return after.rings == 1; }));
        CHECK(moved.rings == 1);
        CHECK(AlarmClock::cancel(moved));
    }

    TEST_CASE("an alarm far off on one clock does not delay a near one on the same or the other clock") {
        for (const Clock far : {Clock::monotonic, Clock::real_time}) {
            for (const Clock near : {Clock::monotonic, Clock::real_time}) {
                Call distant;
                Call soon;
                CHECK(set(distant, kHour, far));
                CHECK(set(soon, kMillisecond, near));
                CHECK(eventually([&] { return soon.rings == 1; }));
                CHECK(AlarmClock::cancel(distant));
            }
        }
    }

    TEST_CASE("cancel waits for a ring that is running; the other form does not") {
        Handle entered = manual_event();
        Handle leave = manual_event();
        Call slow([&] {
            SetEvent(entered);
            WaitForSingleObject(leave, kLimit);
        });
        CHECK(set(slow, 0));
        CHECK(WaitForSingleObject(entered, kLimit) == WAIT_OBJECT_0);
        CHECK_FALSE(AlarmClock::cancel_without_waiting(slow));
        std::atomic<int> rings_seen{-1};
        Worker canceller([&] {
            const bool was_armed = AlarmClock::cancel(slow);
            rings_seen = slow.rings.load();
            return DWORD{was_armed};
        });
        CHECK(canceller.asleep());
        CHECK(rings_seen == -1);
        SetEvent(leave);
        CHECK(canceller.result() == 0);
        CHECK(rings_seen == 1);
    }

    TEST_CASE("cancel also takes back what the ring it waited for has armed again") {
        Handle entered = manual_event();
        Handle leave = manual_event();
        Alarm* self = nullptr;
        Call again([&] {
            SetEvent(entered);
            WaitForSingleObject(leave, kLimit);
            set(*self, kHour);
        });
        self = &again;
        CHECK(set(again, 0));
        CHECK(WaitForSingleObject(entered, kLimit) == WAIT_OBJECT_0);
        Worker canceller([&] { return DWORD{AlarmClock::cancel(again)}; });
        CHECK(canceller.asleep());
        SetEvent(leave);
        CHECK(canceller.result() == 1);
        CHECK(again.rings == 1);
        CHECK_FALSE(AlarmClock::is_armed(again));
    }

    TEST_CASE("a ring may arm its alarm again, cancel it, and destroy it") {
        Alarm* self = nullptr;
        std::atomic<int> left{3};
        Call periodic([&] {
            if (--left > 0) set(*self, kMillisecond / 10);
            if (left == 0) CHECK_FALSE(AlarmClock::cancel(*self));
        });
        self = &periodic;
        CHECK(set(periodic, 0));
        CHECK(eventually([&] { return periodic.rings == 3; }));

        class Vanishing final : public Alarm {
         public:
            explicit Vanishing(std::atomic<bool>& gone) : gone_(gone) {}
            void ring() noexcept override { delete this; }
            ~Vanishing() { gone_ = true; }

         private:
            std::atomic<bool>& gone_;
        };
        std::atomic<bool> gone{false};
        CHECK(set(*new Vanishing(gone), 0));
        CHECK(eventually([&] { return gone.load(); }));
    }

    TEST_CASE("a hundred thousand alarms ring in order, save those that were cancelled") {
        struct Numbered final : Alarm {
            int64_t number = 0;
            bool rang = false;
            int64_t* last = nullptr;
            bool* ordered = nullptr;
            std::atomic<int>* count = nullptr;
            void ring() noexcept override {
                *ordered = *ordered && number > *last;
                *last = number;
                rang = true;
                ++*count;
            }
        };
        constexpr int kCount = 100'000;
        std::vector<int> order(kCount);
        for (int i = 0; i < kCount; ++i) order[i] = i;
        std::mt19937 random(1);
        std::shuffle(order.begin(), order.end(), random);
        std::unique_ptr<Numbered[]> alarms(new Numbered[kCount]);
        std::atomic<int> count{0};
        int64_t last = -1;
        bool ordered = true;
        bool set_all = true;
        const int64_t base = from_now(Clock::monotonic, kHour);
        for (const int i : order) {
            alarms[i].number = i;
            alarms[i].last = &last;
            alarms[i].ordered = &ordered;
            alarms[i].count = &count;
            set_all &= AlarmClock::set(alarms[i], Clock::monotonic, base + i) == Status::ok;
        }
        CHECK(set_all);
        int cancelled = 0;
        for (const int i : order) {
            if (i % 3 == 0) cancelled += AlarmClock::cancel(alarms[i]);
        }
        CHECK(cancelled == (kCount + 2) / 3);
        // All moved to now, last one first: nothing may ring before all are there.
        Gate gate;
        for (int i = kCount - 1; i >= 0; --i) {
            if (i % 3 != 0) static_cast<void>(AlarmClock::set(alarms[i], Clock::monotonic, 1 + i));
        }
        gate.open();
        CHECK(eventually([&] { return count == kCount - cancelled; }));
        CHECK(ordered);
        bool right = true;
        for (int i = 0; i < kCount; ++i) right &= alarms[i].rang == (i % 3 != 0);
        CHECK(right);
    }

    TEST_CASE("threads that set and cancel the same alarms at once leave nothing behind") {
        constexpr int kAlarms = 16;
        std::vector<std::unique_ptr<Call>> calls;
        for (int i = 0; i < kAlarms; ++i) calls.push_back(std::make_unique<Call>());
        {
            std::vector<std::jthread> threads;
            for (unsigned seed = 0; seed < 4; ++seed) {
                threads.emplace_back([&calls, seed] {
                    std::mt19937 random(seed);
                    for (int i = 0; i < 3000; ++i) {
                        Call& call = *calls[random() % kAlarms];
                        const Clock clock = random() % 2 ? Clock::monotonic : Clock::real_time;
                        if (random() % 3 == 0) {
                            AlarmClock::cancel(call);
                        } else {
                            static_cast<void>(set(call, random() % 50'000, clock));
                        }
                    }
                });
            }
        }
        for (auto& call : calls) {
            AlarmClock::cancel(*call);
            CHECK_FALSE(AlarmClock::is_armed(*call));
        }
        Call last;
        CHECK(set(last, 0));
        CHECK(eventually([&] { return last.rings == 1; }));
    }

    TEST_CASE("a child of fork starts with nothing armed and can arm what was armed in its parent" *
              doctest::skip(UNDER_TSAN)) {
        Call pending;
        Call other;
        Gate gate;
        CHECK(set(pending, 0));
        CHECK(set(other, kHour, Clock::real_time));
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            alarm(20);
            if (AlarmClock::is_armed(pending) || AlarmClock::cancel(other)) _exit(1);
            Call fresh;
            if (!set(fresh, kMillisecond)) _exit(2);
            while (fresh.rings == 0) sched_yield();
            if (pending.rings != 0) _exit(3);
            if (!set(pending, 0, Clock::real_time)) _exit(4);
            while (pending.rings == 0) sched_yield();
            _exit(0);
        }
        int status = -1;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(status == 0);
        CHECK(pending.rings == 0);
        gate.open();
        CHECK(eventually([&] { return pending.rings == 1; }));
        CHECK(AlarmClock::cancel(other));
    }
}
