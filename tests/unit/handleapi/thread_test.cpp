// SPDX-License-Identifier: LGPL-2.1-or-later
// CreateThread and what belongs to it, threads of other makes, thread ids.
#include <pthread.h>

#include <atomic>
#include <thread>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;

TEST_SUITE("handleapi/thread") {
    TEST_CASE("a thread runs, is signaled when it ends, and leaves its exit code") {
        Handle go = manual_event();
        Worker worker([&] {
            WaitForSingleObject(go, kLimit);
            return DWORD{42};
        });
        DWORD code = 0;
        CHECK(GetExitCodeThread(worker.handle(), &code));
        CHECK(code == STILL_ACTIVE);
        CHECK(WaitForSingleObject(worker.handle(), 0) == WAIT_TIMEOUT);
        SetEvent(go);
        CHECK(worker.result() == 42);
        CHECK(WaitForSingleObject(worker.handle(), 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("ExitThread ends the thread from any depth with its code") {
        Worker worker([]() -> DWORD {
            ExitThread(9);
            return 1;
        });
        CHECK(worker.result() == 9);
    }

    TEST_CASE("ExitThread works inside an APC, through the wait that runs it") {
        Handle event = auto_event();
        Worker worker([&]() -> DWORD {
            QueueUserAPC([](ULONG_PTR) { ExitThread(11); }, GetCurrentThread(), 0);
            WaitForSingleObjectEx(event, kLimit, TRUE);
            return 1;
        });
        CHECK(worker.result() == 11);
    }

    TEST_CASE("a thread created suspended runs when its count reaches zero") {
        std::atomic<bool> ran = false;
        Worker worker(
            [&] {
                ran = true;
                return DWORD{1};
            },
            CREATE_SUSPENDED);
        REQUIRE(worker.asleep());
        CHECK_FALSE(ran);
        CHECK(ResumeThread(worker.handle()) == 1);
        CHECK(worker.result() == 1);
        CHECK(ran);
        CHECK(ResumeThread(worker.handle()) == 0);
    }

    TEST_CASE("CreateThread reports the id that the thread sees itself") {
        std::atomic<DWORD> seen = 0;
        Worker worker([&] {
            seen = GetCurrentThreadId();
            return DWORD{0};
        });
        worker.result();
        CHECK(seen == worker.id());
        CHECK(GetThreadId(worker.handle()) == worker.id());
        CHECK(GetCurrentThreadId() != worker.id());
        CHECK(GetThreadId(GetCurrentThread()) == GetCurrentThreadId());
    }

    TEST_CASE("bad arguments have their documented errors") {
        CHECK(CreateThread(nullptr, 0, nullptr, nullptr, 0, nullptr) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(CreateThread(
                  nullptr, 0, [](void*) -> DWORD { return 0; }, nullptr, 0x80000000u, nullptr) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        DWORD code = 0;
        CHECK_FALSE(GetExitCodeThread(nullptr, &code));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        Handle event = auto_event();
        CHECK_FALSE(GetExitCodeThread(event, &code));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(ResumeThread(event) == ~DWORD{0});
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("a small stack size still gives a thread that can run") {
        for (const SIZE_T size : {SIZE_T{1}, SIZE_T{4096}, SIZE_T{100000}}) {
            Handle thread = CreateThread(
                nullptr, size, [](void*) -> DWORD { return 5; }, nullptr, STACK_SIZE_PARAM_IS_A_RESERVATION, nullptr);
            REQUIRE(static_cast<HANDLE>(thread) != nullptr);
            CHECK(WaitForSingleObject(thread, kLimit) == WAIT_OBJECT_0);
        }
    }

    TEST_CASE("a thread not made by CreateThread has a handle, takes APCs and is signaled at its end") {
        std::atomic<HANDLE> self = nullptr;
        std::atomic<DWORD> outcome = 0;
        std::thread foreign([&] {
            HANDLE copy = nullptr;
            DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &copy, 0, FALSE, 2);
            self = copy;
            outcome = SleepEx(kLimit, TRUE);
        });
        REQUIRE(eventually([&] { return self != nullptr; }));
        Handle owner(self.load());
        CHECK(WaitForSingleObject(owner, 0) == WAIT_TIMEOUT);
        CHECK(QueueUserAPC([](ULONG_PTR) {}, owner, 0));
        CHECK(WaitForSingleObject(owner, kLimit) == WAIT_OBJECT_0);
        foreign.join();
        CHECK(outcome == WAIT_IO_COMPLETION);
        DWORD code = 1;
        CHECK(GetExitCodeThread(owner, &code));
        CHECK(code == 0);
    }

    TEST_CASE("waits in another key's destructor, after the thread object is gone, still work") {
        static std::atomic<DWORD> outcome{0};
        outcome = 77;
        pthread_key_t key;
        REQUIRE(pthread_key_create(&key, [](void*) {
                    Handle event = auto_event();
                    outcome = WaitForSingleObject(event, 1);
                }) == 0);
        Worker worker([&] {
            pthread_setspecific(key, &key);
            return DWORD{0};
        });
        worker.result();
        CHECK(eventually([] { return outcome == WAIT_TIMEOUT; }));
        CHECK(pthread_key_delete(key) == 0);
    }

    TEST_CASE("many threads come and go") {
        for (int i = 0; i < 100; ++i) {
            Worker worker([i] { return static_cast<DWORD>(i); });
            REQUIRE(worker.result() == static_cast<DWORD>(i));
        }
    }
}
