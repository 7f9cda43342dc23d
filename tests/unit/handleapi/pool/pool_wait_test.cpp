// SPDX-License-Identifier: LGPL-2.1-or-later
// PTP_WAIT: what satisfies a wait, what ends it, ten thousand of them.
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "handleapi/event.hpp"
#include "handleapi/table.hpp"
#include "tests/unit/handleapi/pool/pool_support.hpp"

using namespace testing;

namespace {

class TestWait {
 public:
    explicit TestWait(PTP_CALLBACK_ENVIRON environment = nullptr)
        : wait_(CreateThreadpoolWait(&run, this, environment)) {
        REQUIRE(wait_ != nullptr);
    }
    ~TestWait() {
        SetThreadpoolWait(wait_, nullptr, nullptr);
        WaitForThreadpoolWaitCallbacks(wait_, TRUE);
        CloseThreadpoolWait(wait_);
    }
    BOOL set(HANDLE object) { return SetThreadpoolWaitEx(wait_, object, nullptr, nullptr); }
    BOOL set(HANDLE object, FILETIME timeout) { return SetThreadpoolWaitEx(wait_, object, &timeout, nullptr); }
    bool called(int times) {
        return eventually([&] { return signaled + expired == times; });
    }
    PTP_WAIT get() const { return wait_; }
    std::atomic<int> signaled{0};
    std::atomic<int> expired{0};

 private:
    static void CALLBACK run(PTP_CALLBACK_INSTANCE, void* context, PTP_WAIT, TP_WAIT_RESULT result) {
        auto& self = *static_cast<TestWait*>(context);
        CHECK((result == WAIT_OBJECT_0 || result == WAIT_TIMEOUT || result == WAIT_ABANDONED_0));
        ++(result == WAIT_TIMEOUT ? self.expired : self.signaled);
    }
    const PTP_WAIT wait_;
};

std::string unique_name(const char* what) {
    return std::string("pool_wait_") + what + "_" + std::to_string(GetCurrentProcessId());
}

}  // namespace

TEST_SUITE("handleapi/pool/wait") {
    TEST_CASE("a wait calls back once for each time it is set, and takes the signal") {
        Handle event = auto_event();
        TestWait wait;
        CHECK_FALSE(wait.set(event));
        CHECK(wait.signaled == 0);
        SetEvent(event);
        CHECK(wait.called(1));
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        SetEvent(event);  // not set again: nobody takes it
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        SetEvent(event);
        CHECK_FALSE(wait.set(event));
        CHECK(wait.called(2));
        CHECK(wait.expired == 0);
    }

    TEST_CASE("a wait expires after a span, and at zero even where the object is signaled, whose signal it leaves") {
        Handle event = auto_event();
        TestWait wait;
        wait.set(event, from_now(2));
        CHECK(wait.called(1));
        wait.set(event, FILETIME{0, 0});
        CHECK(wait.called(2));
        CHECK(wait.expired == 2);
        SetEvent(event);
        wait.set(event, FILETIME{0, 0});
        CHECK(wait.called(3));
        CHECK(wait.expired == 3);
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("a null handle ends the wait, setting replaces it, and both tell whether it was still on") {
        Handle first = auto_event();
        Handle second = auto_event();
        TestWait wait;
        CHECK_FALSE(wait.set(nullptr));
        CHECK_FALSE(wait.set(first, from_now(3'600'000)));
        CHECK(wait.set(second));
        SetEvent(first);
        CHECK(WaitForSingleObject(first, 0) == WAIT_OBJECT_0);
        CHECK(wait.set(nullptr));
        CHECK_FALSE(wait.set(nullptr));
        SetEvent(second);
        CHECK(WaitForSingleObject(second, 0) == WAIT_OBJECT_0);
        CHECK(wait.signaled + wait.expired == 0);
    }

    TEST_CASE("threads and waits of the pool share an object in the order of coming") {
        Handle event = auto_event();
        TestWait before;
        before.set(event);
        Worker thread([&] { return WaitForSingleObject(event, kLimit); });
        CHECK(thread.asleep());
        TestWait after;
        after.set(event);
        SetEvent(event);
        CHECK(before.called(1));
        CHECK(thread.asleep());
        SetEvent(event);
        CHECK(thread.result() == WAIT_OBJECT_0);
        CHECK(after.signaled == 0);
        SetEvent(event);
        CHECK(after.called(1));
    }

    TEST_CASE("the end of a thread satisfies a wait") {
        Handle leave = manual_event();
        Worker thread([&] { return WaitForSingleObject(leave, kLimit); });
        TestWait wait;
        wait.set(thread.handle());
        SetEvent(leave);
        CHECK(wait.called(1));
        CHECK(wait.signaled == 1);
    }

    TEST_CASE("an object whose handle was closed is still waited for") {
        Handle event = manual_event();
        HANDLE copy = nullptr;
        CHECK(DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
        TestWait wait;
        wait.set(copy);
        CHECK(CloseHandle(copy));
        SetEvent(event);
        CHECK(wait.called(1));
    }

    TEST_CASE("what is no waitable object raises STATUS_INVALID_HANDLE and leaves the wait as it was") {
        Handle completion_port = port();
        Handle event = auto_event();
        TestWait wait;
        wait.set(event);
        CHECK(raised_by([&] { wait.set(reinterpret_cast<HANDLE>(0x12340)); }) == STATUS_INVALID_HANDLE);
        CHECK(raised_by([&] { wait.set(completion_port); }) == STATUS_INVALID_HANDLE);
        CHECK(raised_by([&] { wait.set(reinterpret_cast<HANDLE>(wait.get())); }) == STATUS_INVALID_HANDLE);
        SetEvent(event);
        CHECK(wait.called(1));
        CHECK(raised_by([] { SetThreadpoolWait(nullptr, nullptr, nullptr); }) == STATUS_INVALID_PARAMETER);
    }

    TEST_CASE("the thread of the callback owns a mutex that was waited for, and learns that it was abandoned") {
        std::string name;
        SUBCASE("of this process") {}
        SUBCASE("named") { name = unique_name("mutex"); }
        struct Seen {
            Handle mutex;
            Handle done = auto_event();
            std::atomic<DWORD> result{0xDEAD};
            std::atomic<BOOL> released{FALSE};
        } seen;
        seen.mutex = CreateMutexA(nullptr, TRUE, name.empty() ? nullptr : name.c_str());
        PTP_WAIT wait = CreateThreadpoolWait(
            [](PTP_CALLBACK_INSTANCE, void* context, PTP_WAIT, TP_WAIT_RESULT result) {
                auto& s = *static_cast<Seen*>(context);
                s.result = result;
                s.released = ReleaseMutex(s.mutex);
                SetEvent(s.done);
            },
            &seen, nullptr);
        SetThreadpoolWait(wait, seen.mutex, nullptr);
        CHECK(ReleaseMutex(seen.mutex));
        CHECK(WaitForSingleObject(seen.done, kLimit) == WAIT_OBJECT_0);
        CHECK(seen.result == WAIT_OBJECT_0);
        CHECK(seen.released);
        Worker([&] { return WaitForSingleObject(seen.mutex, kLimit); }).result();  // and ends without releasing
        SetThreadpoolWait(wait, seen.mutex, nullptr);
        CHECK(WaitForSingleObject(seen.done, kLimit) == WAIT_OBJECT_0);
        CHECK(seen.result == WAIT_ABANDONED_0);
        CHECK(seen.released);
        CHECK(WaitForSingleObject(seen.mutex, 0) == WAIT_OBJECT_0);
        CHECK(ReleaseMutex(seen.mutex));
        CloseThreadpoolWait(wait);
    }

    TEST_CASE("a mutex taken for a callback that is cancelled is free again") {
        std::string name;
        SUBCASE("of this process") {}
        SUBCASE("named") { name = unique_name("mutex"); }
        OwnPool pool(1);
        Handle mutex = CreateMutexA(nullptr, FALSE, name.empty() ? nullptr : name.c_str());
        TestWait wait(pool.environment());
        Blockade blockade(pool.environment());
        wait.set(mutex);
        CHECK(eventually([&] {
            const bool taken = WaitForSingleObject(mutex, 0) == WAIT_TIMEOUT;
            return taken || !ReleaseMutex(mutex);
        }));
        SetThreadpoolWait(wait.get(), nullptr, nullptr);  // returns when who took it has submitted the call
        WaitForThreadpoolWaitCallbacks(wait.get(), TRUE);
        CHECK(WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0);
        CHECK(ReleaseMutex(mutex));
        CHECK(wait.signaled == 0);
    }

    TEST_CASE("a semaphore gives one callback per count") {
        Handle semaphore = CreateSemaphoreA(nullptr, 0, 10, nullptr);
        TestWait first;
        TestWait second;
        first.set(semaphore);
        second.set(semaphore);
        CHECK(ReleaseSemaphore(semaphore, 1, nullptr));
        CHECK(first.called(1));
        CHECK(second.signaled == 0);
        CHECK(ReleaseSemaphore(semaphore, 2, nullptr));
        CHECK(second.called(1));
        CHECK(WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(semaphore, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("a handle without the right to wait raises STATUS_ACCESS_DENIED, or fails with ERROR_ACCESS_DENIED") {
        Handle event = CreateEventExA(nullptr, nullptr, 0, EVENT_MODIFY_STATE);
        TestWait wait;
        CHECK(raised_by([&] { wait.set(event); }) == 0xC0000022);
        HANDLE registered = nullptr;
        CHECK_FALSE(RegisterWaitForSingleObject(
            &registered, event, [](void*, BOOLEAN) {}, nullptr, INFINITE, 0));
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
    }

    TEST_CASE("a closed wait does not call back, and takes no signal") {
        Handle event = auto_event();
        std::atomic<int> calls{0};
        PTP_WAIT wait = CreateThreadpoolWait([](PTP_CALLBACK_INSTANCE, void* context, PTP_WAIT,
                                                TP_WAIT_RESULT) { ++*static_cast<std::atomic<int>*>(context); },
                                             &calls, nullptr);
        SetThreadpoolWait(wait, event, nullptr);
        CloseThreadpoolWait(wait);
        SetEvent(event);
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        CHECK(calls == 0);
    }

    TEST_CASE("ten thousand waits on one event, and on ten thousand, are all called") {
        constexpr int kCount = 10'000;
        Handle all = manual_event();
        std::vector<Handle> events;
        std::vector<std::unique_ptr<TestWait>> waits;
        for (int i = 0; i < kCount; ++i) {
            events.push_back(auto_event());
            waits.push_back(std::make_unique<TestWait>());
            waits.back()->set(i % 2 ? static_cast<HANDLE>(all) : static_cast<HANDLE>(events.back()));
        }
        SetEvent(all);
        for (int i = 0; i < kCount; i += 2) SetEvent(events[i]);
        bool right = true;
        for (auto& wait : waits) right &= wait->called(1) && wait->expired == 0;
        CHECK(right);
    }

    TEST_CASE("signals, timeouts, setting and ending at once give each set wait one outcome") {
        Handle event = auto_event();
        TestWait wait;
        std::atomic<bool> stop{false};
        int outcomes = 0;
        {
            std::jthread signaller([&] {
                while (!stop) {
                    SetEvent(event);
                    sched_yield();
                }
            });
            std::mt19937 random(7);
            for (int i = 0; i < 3000; ++i) {
                const unsigned how = random() % 4;
                if (how == 0) {
                    if (wait.set(nullptr)) --outcomes;
                } else {
                    if (how == 1 ? wait.set(event) : wait.set(event, from_now(how - 2))) --outcomes;
                    ++outcomes;
                }
            }
            if (wait.set(nullptr)) --outcomes;
            stop = true;
        }
        WaitForThreadpoolWaitCallbacks(wait.get(), FALSE);
        CHECK(wait.signaled + wait.expired == outcomes);
    }
}

TEST_SUITE("handleapi/pool/wait, objects of several processes") {
    TEST_CASE("a named event calls back, expires and is let go like any other") {
        const std::string name = unique_name("event");
        Handle event = CreateEventA(nullptr, FALSE, FALSE, name.c_str());
        Handle other = OpenEventA(EVENT_ALL_ACCESS, FALSE, name.c_str());
        REQUIRE(static_cast<HANDLE>(other) != nullptr);
        TestWait wait;
        wait.set(event);
        SetEvent(other);
        CHECK(wait.called(1));
        CHECK(WaitForSingleObject(other, 0) == WAIT_TIMEOUT);
        wait.set(event, from_now(2));
        CHECK(wait.called(2));
        CHECK(wait.expired == 1);
        wait.set(event);
        CHECK(wait.set(nullptr));
        SetEvent(event);
        CHECK(WaitForSingleObject(other, 0) == WAIT_OBJECT_0);
        SetEvent(event);
        wait.set(other);
        CHECK(wait.called(3));
    }

    TEST_CASE("a hundred named events, more than one thread waits for, are all called") {
        std::vector<Handle> events;
        std::vector<std::unique_ptr<TestWait>> waits;
        for (int i = 0; i < 100; ++i) {
            events.push_back(CreateEventA(nullptr, FALSE, FALSE, unique_name(std::to_string(i).c_str()).c_str()));
            waits.push_back(std::make_unique<TestWait>());
            waits.back()->set(events.back());
        }
        for (auto& event : events) SetEvent(event);
        for (auto& wait : waits) CHECK(wait->called(1));
    }

    TEST_CASE("a wait goes on when its object becomes one of several processes") {
        Handle event = auto_event();
        TestWait first;
        TestWait second;
        first.set(event);
        second.set(event);
        CHECK((*handleapi::reference<handleapi::Event>(event))->share() == base::Status::ok);
        CHECK(first.signaled + second.signaled == 0);
        SetEvent(event);
        CHECK(eventually([&] { return first.signaled + second.signaled == 1; }));
        SetEvent(event);
        CHECK(first.called(1));
        CHECK(second.called(1));
        CHECK(first.set(event) == FALSE);
        CHECK(first.set(nullptr));
    }

    TEST_CASE("signals, timeouts, setting and ending a shared wait at once give each set wait one outcome") {
        Handle event = auto_event();
        CHECK((*handleapi::reference<handleapi::Event>(event))->share() == base::Status::ok);
        TestWait wait;
        std::atomic<bool> stop{false};
        int outcomes = 0;
        {
            std::jthread signaller([&] {
                while (!stop) {
                    SetEvent(event);
                    sched_yield();
                }
            });
            std::mt19937 random(7);
            for (int i = 0; i < 500; ++i) {
                const unsigned how = random() % 4;
                const BOOL was_set = how == 0   ? wait.set(nullptr)
                                     : how == 1 ? wait.set(event)
                                                : wait.set(event, from_now(how - 2));
                outcomes += (how != 0) - (was_set != 0);
            }
            if (wait.set(nullptr)) --outcomes;
            stop = true;
        }
        WaitForThreadpoolWaitCallbacks(wait.get(), FALSE);
        CHECK(wait.signaled + wait.expired == outcomes);
    }
}
