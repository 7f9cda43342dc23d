// SPDX-License-Identifier: LGPL-2.1-or-later
// Timers and waits while somebody sets the clock: dates follow it, spans of time and periods do not notice.
#include <atomic>

#include "tests/unit/handleapi/shared/child.hpp"
#include "tests/unit/handleapi/stepped_clock.hpp"

using namespace testing;

namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kHour = 3600 * kSecond;

/// Sets the clock, and sets it right again at the end.
class Step {
 public:
    explicit Step(int64_t nanoseconds) : nanoseconds_(nanoseconds) { step_clock(nanoseconds_); }
    ~Step() { step_clock(-nanoseconds_); }
    Step(const Step&) = delete;

 private:
    const int64_t nanoseconds_;
};

LARGE_INTEGER date_after(int64_t nanoseconds) {
    FILETIME now;
    GetSystemTimePreciseAsFileTime(&now);
    LARGE_INTEGER date;
    date.QuadPart = static_cast<LONGLONG>(ULONGLONG{now.dwHighDateTime} << 32 | now.dwLowDateTime) + nanoseconds / 100;
    return date;
}

LARGE_INTEGER span_of(int64_t nanoseconds) {
    LARGE_INTEGER span;
    span.QuadPart = -(nanoseconds / 100);
    return span;
}

Handle timer_named(const std::string& name = {}) {
    return CreateWaitableTimerA(nullptr, FALSE, name.empty() ? nullptr : name.c_str());
}

bool set(HANDLE timer, LARGE_INTEGER due, LONG period = 0) {
    return SetWaitableTimer(timer, &due, period, nullptr, nullptr, FALSE);
}

FILETIME file_time(LARGE_INTEGER time) { return {time.LowPart, static_cast<DWORD>(time.HighPart)}; }

}  // namespace

TEST_SUITE("handleapi/clock_step") {
    TEST_CASE("the clock of this program can be set, and the steady one stays") {
        const ULONGLONG ticks = GetTickCount64();
        const LARGE_INTEGER before = date_after(0);
        const Step step(10 * kHour);
        CHECK(date_after(0).QuadPart - before.QuadPart >= 10 * kHour / 100);
        CHECK(GetTickCount64() - ticks < 3'600'000);
    }

    TEST_CASE("a timer set to a date comes due when the clock is set past it") {
        std::string name;
        SUBCASE("of this process") {}
        SUBCASE("named") { name = fresh_name("timer"); }
        Handle timer = timer_named(name);
        CHECK(set(timer, date_after(kHour)));
        Worker waiter([&] { return WaitForSingleObject(timer, kLimit); });
        CHECK(waiter.asleep());
        const Step step(2 * kHour);
        CHECK(waiter.result() == WAIT_OBJECT_0);
    }

    TEST_CASE("a timer set to a date waits again when the clock is set back") {
        Handle timer = timer_named();
        Handle other = timer_named();
        CHECK(set(timer, date_after(kSecond)));
        {
            const Step step(-kHour);
            CHECK(set(other, span_of(kSecond * 5 / 4)));
            CHECK(WaitForSingleObject(other, kLimit) == WAIT_OBJECT_0);
            CHECK(WaitForSingleObject(timer, 0) == WAIT_TIMEOUT);
        }
        CHECK(WaitForSingleObject(timer, kLimit) == WAIT_OBJECT_0);
    }

    TEST_CASE("a timer set to a span of time does not notice, nor do the periods of one set to a date") {
        Handle span = timer_named();
        Handle date = timer_named();
        Handle periodic = timer_named();
        CHECK(set(span, span_of(kHour)));
        CHECK(set(date, date_after(kHour)));
        CHECK(set(periodic, date_after(0), 10));
        CHECK(WaitForSingleObject(periodic, kLimit) == WAIT_OBJECT_0);
        {
            const Step step(2 * kHour);
            CHECK(WaitForSingleObject(date, kLimit) == WAIT_OBJECT_0);
            CHECK(WaitForSingleObject(span, 0) == WAIT_TIMEOUT);
            CHECK(WaitForSingleObject(periodic, kLimit) == WAIT_OBJECT_0);
        }
        const Step step(-2 * kHour);
        CHECK(WaitForSingleObject(periodic, kLimit) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(periodic, kLimit) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(span, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("a pool timer, and the time limit of a pool wait, follow the clock when they are dates") {
        std::atomic<int> timers{0};
        std::atomic<DWORD> result{0xDEAD};
        Handle event = auto_event();
        PTP_TIMER timer = CreateThreadpoolTimer(
            [](PTP_CALLBACK_INSTANCE, void* count, PTP_TIMER) { ++*static_cast<std::atomic<int>*>(count); }, &timers,
            nullptr);
        PTP_WAIT wait =
            CreateThreadpoolWait([](PTP_CALLBACK_INSTANCE, void* seen, PTP_WAIT,
                                    TP_WAIT_RESULT why) { *static_cast<std::atomic<DWORD>*>(seen) = why; },
                                 &result, nullptr);
        FILETIME due = file_time(date_after(kHour));
        SetThreadpoolTimer(timer, &due, 0, 0);
        SetThreadpoolWait(wait, event, &due);
        CHECK(IsThreadpoolTimerSet(timer));
        const Step step(2 * kHour);
        CHECK(eventually([&] { return timers == 1 && result == WAIT_TIMEOUT; }));
        CloseThreadpoolTimer(timer);
        CloseThreadpoolWait(wait);
    }

    TEST_CASE("the time limit of a wait is a span of time") {
        Handle event = auto_event();
        Worker waiter([&] { return WaitForSingleObject(event, 3'600'000); });
        CHECK(waiter.asleep());
        const Step forward(2 * kHour);
        Handle timer = timer_named();
        CHECK(set(timer, span_of(20'000'000)));
        CHECK(WaitForSingleObject(timer, kLimit) == WAIT_OBJECT_0);
        CHECK(waiter.asleep());
        CHECK(SetEvent(event));
        CHECK(waiter.result() == WAIT_OBJECT_0);
    }
}
