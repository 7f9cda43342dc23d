// SPDX-License-Identifier: LGPL-2.1-or-later
// PTP_TIMER: when its callback comes, and when it does not come any more.
#include <chrono>
#include <memory>
#include <vector>

#include "tests/unit/handleapi/pool/pool_support.hpp"

using namespace testing;

namespace {

FILETIME date_from_now(int64_t milliseconds) {
    FILETIME now;
    GetSystemTimePreciseAsFileTime(&now);
    return file_time((int64_t{now.dwHighDateTime} << 32 | now.dwLowDateTime) + milliseconds * 10'000);
}
constexpr int64_t kHour = 3'600'000;

class TestTimer {
 public:
    explicit TestTimer(
        std::function<void()> body = [] {}, PTP_CALLBACK_ENVIRON environment = nullptr)
        : body_(std::move(body)), timer_(CreateThreadpoolTimer(&run, this, environment)) {
        REQUIRE(timer_ != nullptr);
    }
    ~TestTimer() {
        SetThreadpoolTimer(timer_, nullptr, 0, 0);
        WaitForThreadpoolTimerCallbacks(timer_, TRUE);
        CloseThreadpoolTimer(timer_);
    }
    BOOL set(FILETIME due, DWORD period = 0) { return SetThreadpoolTimerEx(timer_, &due, period, 0); }
    BOOL unset() { return SetThreadpoolTimerEx(timer_, nullptr, 0, 0); }
    bool fired(int times) {
        return eventually([&] { return calls == times; });
    }
    PTP_TIMER get() const { return timer_; }
    std::atomic<int> calls{0};

 private:
    static void CALLBACK run(PTP_CALLBACK_INSTANCE, void* context, PTP_TIMER timer) {
        auto& self = *static_cast<TestTimer*>(context);
        CHECK(timer == self.timer_);
        self.body_();
        ++self.calls;
    }
    std::function<void()> body_;
    const PTP_TIMER timer_;
};

}  // namespace

TEST_SUITE("handleapi/pool/timer") {
    TEST_CASE("a timer fires once after a span, at a date, at a date gone by, and at zero at once") {
        for (const FILETIME due : {from_now(2), date_from_now(2), date_from_now(-kHour), file_time(0), file_time(-1)}) {
            TestTimer timer;
            CHECK_FALSE(timer.set(due));
            CHECK(timer.fired(1));
            CHECK_FALSE(timer.unset());
            CHECK(timer.calls == 1);
        }
    }

    TEST_CASE("a periodic timer fires until it is unset") {
        TestTimer timer;
        CHECK_FALSE(timer.set(from_now(0), 1));
        CHECK(eventually([&] { return timer.calls >= 3; }));
        CHECK(timer.unset());
        WaitForThreadpoolTimerCallbacks(timer.get(), FALSE);
        const int calls = timer.calls;
        TestTimer later;
        later.set(from_now(5));
        CHECK(later.fired(1));
        CHECK(timer.calls == calls);
    }

    TEST_CASE("setting and unsetting tell whether a callback was still to come") {
        TestTimer timer;
        CHECK_FALSE(timer.unset());
        CHECK_FALSE(timer.set(from_now(kHour)));
        CHECK(timer.set(date_from_now(kHour)));
        CHECK(timer.unset());
        CHECK_FALSE(timer.unset());
        CHECK_FALSE(timer.set(from_now(kHour)));
        CHECK(timer.set(file_time(0)));
        CHECK(timer.fired(1));
        CHECK_FALSE(timer.set(from_now(kHour)));
    }

    TEST_CASE("IsThreadpoolTimerSet is true from setting to unsetting, also after it has fired") {
        TestTimer timer;
        CHECK_FALSE(IsThreadpoolTimerSet(timer.get()));
        timer.set(file_time(0));
        CHECK(timer.fired(1));
        CHECK(IsThreadpoolTimerSet(timer.get()));
        timer.unset();
        CHECK_FALSE(IsThreadpoolTimerSet(timer.get()));
    }

    TEST_CASE("the far ends of time are accepted") {
        TestTimer timer;
        CHECK_FALSE(timer.set(file_time(INT64_MAX)));
        CHECK(timer.set(file_time(INT64_MIN)));
        CHECK(timer.set(file_time(INT64_MIN + 1), 0xFFFFFFFF));
        CHECK(timer.unset());
        CHECK(timer.calls == 0);
    }

    TEST_CASE("a callback may set its timer again, and waiting with cancel takes back what is pending") {
        OwnPool pool(1);
        TestTimer* self = nullptr;
        std::atomic<int> left{3};
        TestTimer timer(
            [&] {
                if (--left > 0) self->set(file_time(0));
            },
            pool.environment());
        self = &timer;
        timer.set(file_time(0));
        CHECK(timer.fired(3));
        Blockade blockade(pool.environment());
        timer.set(file_time(0));
        CHECK(eventually([&] { return !SetThreadpoolTimerEx(timer.get(), nullptr, 0, 0); }));
        WaitForThreadpoolTimerCallbacks(timer.get(), TRUE);
        blockade.open();
        CHECK(timer.calls == 3);
    }

    TEST_CASE("a closed timer makes the calls that were due and no other") {
        OwnPool pool(1);
        PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
        SetThreadpoolCallbackCleanupGroup(pool.environment(), group, nullptr);
        std::atomic<int> calls{0};
        PTP_TIMER timer = CreateThreadpoolTimer(
            [](PTP_CALLBACK_INSTANCE, void* context, PTP_TIMER) { ++*static_cast<std::atomic<int>*>(context); }, &calls,
            pool.environment());
        FILETIME due = from_now(0);
        SetThreadpoolTimer(timer, &due, 1, 0);
        CHECK(eventually([&] { return calls >= 2; }));
        CloseThreadpoolTimer(timer);
        CloseThreadpoolCleanupGroupMembers(group, FALSE, nullptr);  // waits for what was due
        CloseThreadpoolCleanupGroup(group);
        const int at_closing = calls;
        TestTimer later;
        later.set(from_now(5));
        CHECK(later.fired(1));
        CHECK(calls == at_closing);
        CHECK(raised_by([&] { SetThreadpoolTimer(timer, &due, 0, 0); }) == STATUS_INVALID_PARAMETER);
    }

    TEST_CASE("twenty thousand timers fire once each") {
        constexpr int kCount = 20'000;
        std::atomic<int> calls{0};
        std::vector<PTP_TIMER> timers;
        for (int i = 0; i < kCount; ++i) {
            timers.push_back(CreateThreadpoolTimer(
                [](PTP_CALLBACK_INSTANCE, void* context, PTP_TIMER) { ++*static_cast<std::atomic<int>*>(context); },
                &calls, nullptr));
            FILETIME due = from_now(i % 7);
            SetThreadpoolTimer(timers.back(), &due, 0, 0);
        }
        CHECK(eventually([&] { return calls == kCount; }));
        for (PTP_TIMER timer : timers) CloseThreadpoolTimer(timer);
    }
}
