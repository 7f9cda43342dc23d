// SPDX-License-Identifier: LGPL-2.1-or-later
// Waitable timers. Times are long where the test must come first and short where the timer must.
#include <atomic>

#include "handleapi/table.hpp"
#include "tests/unit/handleapi/shared/child.hpp"

using namespace testing;

namespace {

Handle timer(bool manual = false) { return CreateWaitableTimerA(nullptr, manual, nullptr); }

bool set(HANDLE timer, LONGLONG due, LONG period = 0, PTIMERAPCROUTINE routine = nullptr, void* argument = nullptr) {
    LARGE_INTEGER time;
    time.QuadPart = due;
    return SetWaitableTimer(timer, &time, period, routine, argument, FALSE);
}

constexpr LONGLONG kMillisecond = -10'000;
constexpr LONGLONG kHour = -36'000'000'000;
// The last date that nanoseconds since 1970 count.
constexpr LONGLONG kYear2262 = 116'444'736'000'000'000 + INT64_MAX / 100 - 1;

struct Rang {
    std::atomic<int> times{0};
    std::atomic<DWORD> thread{0};
    std::atomic<ULONGLONG> when{0};
};
VOID CALLBACK note(LPVOID argument, DWORD low, DWORD high) {
    auto& rang = *static_cast<Rang*>(argument);
    rang.thread = GetCurrentThreadId();
    rang.when = ULONGLONG{high} << 32 | low;
    ++rang.times;
}

ULONGLONG now() {
    FILETIME time;
    GetSystemTimePreciseAsFileTime(&time);
    return ULONGLONG{time.dwHighDateTime} << 32 | time.dwLowDateTime;
}

}  // namespace

TEST_SUITE("handleapi/timer") {
    TEST_CASE("a timer that is not set, or not due, is not signaled") {
        Handle t = timer();
        CHECK(WaitForSingleObject(t, 0) == WAIT_TIMEOUT);
        CHECK(set(t, kHour));
        CHECK(WaitForSingleObject(t, 0) == WAIT_TIMEOUT);
        CHECK(CancelWaitableTimer(t));
        CHECK(CancelWaitableTimer(t));
    }

    TEST_CASE("T7: a synchronization timer releases one waiter, a manual-reset timer all until it is set again") {
        Handle once = timer();
        Handle manual = timer(true);
        CHECK(set(once, kMillisecond));
        CHECK(set(manual, kMillisecond));
        CHECK(WaitForSingleObject(once, kLimit) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(once, 0) == WAIT_TIMEOUT);
        CHECK(WaitForSingleObject(manual, kLimit) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(manual, 0) == WAIT_OBJECT_0);
        CHECK(CancelWaitableTimer(manual));
        CHECK(WaitForSingleObject(manual, 0) == WAIT_OBJECT_0);  // cancelling leaves the signal
        CHECK(set(manual, kHour));
        CHECK(WaitForSingleObject(manual, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("a time in the past is now, absolute times are those of the system's clock") {
        Handle t = timer();
        CHECK(set(t, 0));
        CHECK(WaitForSingleObject(t, 0) == WAIT_OBJECT_0);
        CHECK(set(t, 1));
        CHECK(WaitForSingleObject(t, 0) == WAIT_OBJECT_0);
        const ULONGLONG due = now() + 20'000;
        CHECK(set(t, static_cast<LONGLONG>(due)));
        CHECK(WaitForSingleObject(t, kLimit) == WAIT_OBJECT_0);
        CHECK(now() >= due);
    }

    TEST_CASE("the far future, absolute or relative, is neither now nor an error") {
        const std::string name = fresh_name("far");
        const Handle timers[] = {timer(), timer(true), CreateWaitableTimerA(nullptr, FALSE, name.c_str())};
        for (HANDLE t : timers) {
            for (const LONGLONG far : {INT64_MAX, INT64_MAX - 1, kYear2262, INT64_MIN, INT64_MIN + 1}) {
                for (const LONG period : {0, 1, INT32_MAX}) {
                    CHECK(set(t, 0));
                    CHECK(set(t, far, period));
                    CHECK(WaitForSingleObject(t, 0) == WAIT_TIMEOUT);
                    CHECK(WaitForSingleObject(t, 1) == WAIT_TIMEOUT);
                }
            }
            CHECK(CancelWaitableTimer(t));
        }
    }

    TEST_CASE("the far past is now, once, and the periods after it are counted from now") {
        const std::string name = fresh_name("past");
        const Handle timers[] = {timer(), CreateWaitableTimerA(nullptr, FALSE, name.c_str())};
        for (HANDLE t : timers) {
            for (const LONGLONG past : {0ll, 1ll, 116'444'736'000'000'000ll - 1, 116'444'736'000'000'000ll}) {
                for (const LONG period : {0, INT32_MAX}) {
                    CHECK(set(t, past, period));
                    CHECK(WaitForSingleObject(t, 0) == WAIT_OBJECT_0);
                    CHECK(WaitForSingleObject(t, 0) == WAIT_TIMEOUT);
                }
                CHECK(set(t, past, 1));
                for (int i = 0; i < 3; ++i) CHECK(WaitForSingleObject(t, kLimit) == WAIT_OBJECT_0);
            }
            CHECK(CancelWaitableTimer(t));
        }
    }

    TEST_CASE("a periodic timer comes again until it is cancelled") {
        Handle t = timer();
        CHECK(set(t, kMillisecond, 1));
        for (int i = 0; i < 5; ++i) CHECK(WaitForSingleObject(t, kLimit) == WAIT_OBJECT_0);
        CHECK(CancelWaitableTimer(t));
        static_cast<void>(WaitForSingleObject(t, 0));
        CHECK(WaitForSingleObject(t, 5) == WAIT_TIMEOUT);
    }

    TEST_CASE("the completion routine runs on the thread that set the timer, in an alertable wait") {
        Handle t = timer();
        Rang rang;
        const ULONGLONG before = now();
        CHECK(set(t, kMillisecond, 0, &note, &rang));
        CHECK(SleepEx(kLimit, TRUE) == WAIT_IO_COMPLETION);
        CHECK(rang.times == 1);
        CHECK(rang.thread == GetCurrentThreadId());
        CHECK(rang.when >= before);
        CHECK(rang.when <= now());
        CHECK(WaitForSingleObject(t, 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("cancelling or setting a timer takes back the completion routine that has not run") {
        Handle t = timer();
        Rang rang;
        CHECK(set(t, kMillisecond, 0, &note, &rang));
        CHECK(WaitForSingleObject(t, kLimit) == WAIT_OBJECT_0);
        CHECK(CancelWaitableTimer(t));
        CHECK(SleepEx(0, TRUE) == 0);
        CHECK(set(t, 0, 0, &note, &rang));
        CHECK(set(t, kHour));
        CHECK(SleepEx(0, TRUE) == 0);
        CHECK(rang.times == 0);
    }

    TEST_CASE("a periodic timer nobody listens to queues its routine once") {
        Handle t = timer();
        Rang rang;
        CHECK(set(t, 0, 1, &note, &rang));
        for (int i = 0; i < 3; ++i) CHECK(WaitForSingleObject(t, kLimit) == WAIT_OBJECT_0);
        CHECK(CancelWaitableTimer(t));
        CHECK(SleepEx(0, TRUE) == 0);
        CHECK(set(t, 0, 0, &note, &rang));
        CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
        CHECK(rang.times == 1);
    }

    TEST_CASE("a timer closed while it runs, or with its routine queued, is gone") {
        Rang rang;
        for (int i = 0; i < 50; ++i) {
            Handle t = timer();
            CHECK(set(t, i % 2 ? kMillisecond / 10 : 0, 1, &note, &rang));
            static_cast<void>(WaitForSingleObject(t, 0));  // even for the one that the thread remembers
        }
        while (SleepEx(0, TRUE) == WAIT_IO_COMPLETION) {
        }
        const int times = rang.times;
        CHECK(SleepEx(5, TRUE) == 0);
        CHECK(rang.times == times);
    }

    TEST_CASE("a thread that ends takes its completion routines along") {
        Handle t = timer();
        Rang rang;
        Worker([&] { return set(t, 0, 1, &note, &rang) ? 0 : 1; }).result();
        CHECK(WaitForSingleObject(t, kLimit) == WAIT_OBJECT_0);
        CHECK(SleepEx(0, TRUE) == 0);
        CHECK(rang.times == 0);
    }

    TEST_CASE("a named timer set by one process comes due in another, also when the first is killed") {
        const std::string name = fresh_name("timer");
        Handle mine = CreateWaitableTimerA(nullptr, TRUE, name.c_str());
        Worker waiter([&] { return WaitForSingleObject(mine, kLimit); });
        CHECK(waiter.asleep());
        Child child([&] {
            Handle theirs = OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, name.c_str());
            return set(theirs, 20 * kMillisecond) ? 0 : 1;
        });
        CHECK(child.result() == 0);
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(set(mine, kHour));
        CHECK(WaitForSingleObject(mine, 0) == WAIT_TIMEOUT);
        Rang rang;
        CHECK(set(mine, kMillisecond, 0, &note, &rang));
        CHECK(SleepEx(kLimit, TRUE) == WAIT_IO_COMPLETION);
        CHECK(WaitForSingleObject(mine, kLimit) == WAIT_OBJECT_0);
    }

    TEST_CASE("a timer that becomes shared keeps its time") {
        Handle t = timer();
        Handle periodic = timer();
        CHECK(set(t, 20 * kMillisecond));
        CHECK(set(periodic, kMillisecond, 1));
        CHECK(succeeded(handleapi::find_object(t)->share()));
        CHECK(succeeded(handleapi::find_object(periodic)->share()));
        CHECK(WaitForSingleObject(t, kLimit) == WAIT_OBJECT_0);
        for (int i = 0; i < 3; ++i) CHECK(WaitForSingleObject(periodic, kLimit) == WAIT_OBJECT_0);
    }
}
