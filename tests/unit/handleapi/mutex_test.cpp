// SPDX-License-Identifier: LGPL-2.1-or-later
// Mutexes and semaphores: ownership, abandonment, limits, and their part in multiple waits.
#include <thread>
#include <vector>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

Handle mutex(bool owned = false) { return CreateMutexA(nullptr, owned, nullptr); }
Handle semaphore(LONG initial, LONG maximum) { return CreateSemaphoreA(nullptr, initial, maximum, nullptr); }

DWORD error_of(BOOL result) {
    CHECK_FALSE(result);
    return GetLastError();
}

/// What a wait of another thread that does not wait says; what it takes it gives back.
DWORD other_thread_gets(HANDLE handle) {
    return Worker([=] {
               const DWORD outcome = WaitForSingleObject(handle, 0);
               if (outcome != WAIT_TIMEOUT) ReleaseMutex(handle);
               return outcome;
           }).result();
}

}  // namespace

TEST_SUITE("handleapi/mutex") {
    TEST_CASE("T8: a mutex is its thread's as often as it waited, and nobody else's") {
        Handle m = mutex();
        CHECK(WaitForSingleObject(m, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(m, 0) == WAIT_OBJECT_0);
        CHECK(other_thread_gets(m) == WAIT_TIMEOUT);
        CHECK(ReleaseMutex(m));
        CHECK(other_thread_gets(m) == WAIT_TIMEOUT);
        CHECK(ReleaseMutex(m));
        CHECK(other_thread_gets(m) == WAIT_OBJECT_0);
        CHECK(error_of(ReleaseMutex(m)) == ERROR_NOT_OWNER);
    }

    TEST_CASE("T8: a thread that does not own the mutex cannot release it") {
        Handle m = mutex(true);
        Worker other([&] { return ReleaseMutex(m) ? 0 : GetLastError(); });
        CHECK(other.result() == ERROR_NOT_OWNER);
        CHECK(ReleaseMutex(m));
    }

    TEST_CASE("T8: a mutex whose owner ended goes to the next waiter as abandoned, once") {
        Handle m = mutex();
        Worker([&] { return WaitForSingleObject(m, 0); }).result();
        CHECK(WaitForSingleObject(m, kLimit) == WAIT_ABANDONED);
        CHECK(ReleaseMutex(m));
        CHECK(WaitForSingleObject(m, 0) == WAIT_OBJECT_0);
        CHECK(ReleaseMutex(m));
    }

    TEST_CASE("T8: an owner that ends while others wait leaves the mutex to one of them") {
        Handle m = mutex();
        Handle go = manual_event();
        Worker owner([&] {
            WaitForSingleObject(m, 0);
            return WaitForSingleObject(go, kLimit);
        });
        CHECK(owner.asleep());
        Worker waiter([&] {
            const DWORD outcome = WaitForSingleObject(m, kLimit);
            ReleaseMutex(m);
            return outcome;
        });
        CHECK(waiter.asleep());
        SetEvent(go);
        CHECK(waiter.result() == WAIT_ABANDONED);
        CHECK(other_thread_gets(m) == WAIT_OBJECT_0);
    }

    TEST_CASE("a released mutex goes to a sleeping waiter, which owns it") {
        Handle m = mutex(true);
        Worker waiter([&] {
            const DWORD outcome = WaitForSingleObject(m, kLimit);
            return ReleaseMutex(m) ? outcome : 77;
        });
        CHECK(waiter.asleep());
        CHECK(ReleaseMutex(m));
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(error_of(ReleaseMutex(m)) == ERROR_NOT_OWNER);
    }

    TEST_CASE("T2: of several objects the abandoned mutex says its index") {
        Handle event = manual_event();
        Handle m = mutex();
        Worker([&] { return WaitForSingleObject(m, 0); }).result();
        const HANDLE both[] = {event, m};
        CHECK(WaitForMultipleObjects(2, both, FALSE, kLimit) == WAIT_ABANDONED_0 + 1);
        CHECK(ReleaseMutex(m));
    }

    TEST_CASE("a wait for all takes a mutex its thread owns already, and counts it") {
        Handle event = manual_event(true);
        Handle m = mutex(true);
        const HANDLE both[] = {event, m};
        CHECK(WaitForMultipleObjects(2, both, TRUE, 0) == WAIT_OBJECT_0);
        CHECK(ReleaseMutex(m));
        CHECK(other_thread_gets(m) == WAIT_TIMEOUT);
        CHECK(ReleaseMutex(m));
        CHECK(other_thread_gets(m) == WAIT_OBJECT_0);
    }

    TEST_CASE("a wait for all with an owned mutex sleeps for the rest and then owns it twice") {
        Handle event = auto_event();
        Handle m = mutex();
        Worker waiter([&]() -> DWORD {
            WaitForSingleObject(m, 0);
            const HANDLE both[] = {m, event};
            if (WaitForMultipleObjects(2, both, TRUE, kLimit) != WAIT_OBJECT_0) return 1;
            if (!ReleaseMutex(m) || !ReleaseMutex(m)) return 2;
            return ReleaseMutex(m) ? 3 : GetLastError();
        });
        CHECK(waiter.asleep());
        SetEvent(event);
        CHECK(waiter.result() == ERROR_NOT_OWNER);
    }

    TEST_CASE("T4: a wait for all that includes an abandoned mutex says so") {
        Handle event = manual_event();
        Handle m = mutex();
        Worker([&] { return WaitForSingleObject(m, 0); }).result();
        Worker waiter([&] {
            const HANDLE both[] = {event, m};
            return WaitForMultipleObjects(2, both, TRUE, kLimit);
        });
        CHECK(waiter.asleep());
        CHECK(WaitForSingleObject(waiter.handle(), 0) == WAIT_TIMEOUT);
        SetEvent(event);
        CHECK(waiter.result() == WAIT_ABANDONED_0);
    }

    TEST_CASE("a mutex closed by its owner does no harm when the owner ends") {
        Worker([] {
            CloseHandle(CreateMutexA(nullptr, TRUE, nullptr));
            return DWORD{0};
        }).result();
    }

    TEST_CASE("64 threads of a mutex each count in turn") {
        Handle m = mutex();
        int count = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 64; ++i) {
            threads.emplace_back([&] {
                for (int turn = 0; turn < 200; ++turn) {
                    if (WaitForSingleObject(m, kLimit) != WAIT_OBJECT_0) return;
                    ++count;
                    ReleaseMutex(m);
                }
            });
        }
        for (auto& thread : threads) thread.join();
        CHECK(count == 64 * 200);
    }

    TEST_CASE("T10: releasing a mutex and waiting for an event is one step") {
        Handle m = mutex(true);
        Handle event = auto_event();
        Worker other([&] {
            const DWORD outcome = WaitForSingleObject(m, kLimit);
            PulseEvent(event);  // lost on anyone who does not wait yet
            ReleaseMutex(m);
            return outcome;
        });
        CHECK(other.asleep());
        CHECK(SignalObjectAndWait(m, event, kLimit, FALSE) == WAIT_OBJECT_0);
        CHECK(other.result() == WAIT_OBJECT_0);
    }

    TEST_CASE("signaling that fails is no wait, and takes nothing") {
        Handle m = mutex();
        Handle event = auto_event(true);
        CHECK(SignalObjectAndWait(m, event, 0, FALSE) == WAIT_FAILED);
        CHECK(GetLastError() == ERROR_NOT_OWNER);
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        Handle full = semaphore(1, 1);
        CHECK(SignalObjectAndWait(full, event, 0, FALSE) == WAIT_FAILED);
        CHECK(GetLastError() == ERROR_TOO_MANY_POSTS);
    }

    TEST_CASE("an event may be signaled and waited for by the same call") {
        Handle event = auto_event();
        CHECK(SignalObjectAndWait(event, event, kLimit, FALSE) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        CHECK(SignalObjectAndWait(event, manual_event(), 0, FALSE) == WAIT_TIMEOUT);
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    }
}

TEST_SUITE("handleapi/semaphore") {
    TEST_CASE("T9: a semaphore lets as many through as its count, and never counts beyond its maximum") {
        Handle s = semaphore(1, 2);
        LONG previous = 77;
        CHECK(ReleaseSemaphore(s, 1, &previous));
        CHECK(previous == 1);
        CHECK(error_of(ReleaseSemaphore(s, 1, &previous)) == ERROR_TOO_MANY_POSTS);
        CHECK(previous == 1);
        CHECK(WaitForSingleObject(s, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(s, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(s, 0) == WAIT_TIMEOUT);
        CHECK(error_of(ReleaseSemaphore(s, 3, nullptr)) == ERROR_TOO_MANY_POSTS);
        CHECK(WaitForSingleObject(s, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("a release of several wakes that many sleepers") {
        Handle s = semaphore(0, 10);
        Worker a([&] { return WaitForSingleObject(s, kLimit); });
        Worker b([&] { return WaitForSingleObject(s, kLimit); });
        CHECK(a.asleep());
        CHECK(b.asleep());
        CHECK(ReleaseSemaphore(s, 3, nullptr));
        CHECK(a.result() == WAIT_OBJECT_0);
        CHECK(b.result() == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(s, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(s, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("T9: the same semaphore twice in one wait counts once") {
        Handle s = semaphore(2, 2);
        const HANDLE twice[] = {s, s};
        CHECK(WaitForMultipleObjects(2, twice, FALSE, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(s, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(s, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("what producers release, consumers take, no more and no less") {
        Handle s = semaphore(0, 1000);
        std::vector<std::thread> threads;
        std::atomic<int> taken{0};
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int turn = 0; turn < 1000; ++turn) {
                    if (WaitForSingleObject(s, kLimit) == WAIT_OBJECT_0) ++taken;
                }
            });
        }
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int turn = 0; turn < 1000; ++turn) {
                    while (!ReleaseSemaphore(s, 2, nullptr)) SwitchToThread();
                }
            });
        }
        for (auto& thread : threads) thread.join();
        CHECK(taken == 8000);
        CHECK(WaitForSingleObject(s, 0) == WAIT_TIMEOUT);
    }
}

TEST_SUITE("handleapi/access") {
    TEST_CASE("a handle without the right to wait or to signal is denied just that") {
        Handle deaf = CreateEventExA(nullptr, nullptr, 0, EVENT_MODIFY_STATE);
        CHECK(SetEvent(deaf));
        CHECK(WaitForSingleObject(deaf, 0) == WAIT_FAILED);
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
        HANDLE twice[] = {deaf};
        CHECK(WaitForMultipleObjects(1, twice, FALSE, 0) == WAIT_FAILED);
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
        Handle mute = CreateEventExA(nullptr, nullptr, CREATE_EVENT_INITIAL_SET, SYNCHRONIZE);
        CHECK(WaitForSingleObject(mute, 0) == WAIT_OBJECT_0);
        CHECK(error_of(SetEvent(mute)) == ERROR_ACCESS_DENIED);
        CHECK(error_of(ResetEvent(mute)) == ERROR_ACCESS_DENIED);
        Handle full = CreateSemaphoreExA(nullptr, 0, 1, nullptr, 0, SYNCHRONIZE);
        CHECK(error_of(ReleaseSemaphore(full, 1, nullptr)) == ERROR_ACCESS_DENIED);
    }

    TEST_CASE("a copy has the rights asked for, generic ones by kind") {
        Handle event = manual_event();
        HANDLE raw = nullptr;
        const HANDLE self = GetCurrentProcess();
        CHECK(DuplicateHandle(self, event, self, &raw, GENERIC_READ, FALSE, 0));
        Handle reading = raw;
        CHECK(error_of(SetEvent(reading)) == ERROR_ACCESS_DENIED);
        CHECK(DuplicateHandle(self, reading, self, &raw, 0, FALSE, DUPLICATE_SAME_ACCESS));
        Handle same = raw;
        CHECK(error_of(SetEvent(same)) == ERROR_ACCESS_DENIED);
        CHECK(DuplicateHandle(self, event, self, &raw, GENERIC_WRITE, FALSE, 0));
        Handle writing = raw;
        CHECK(SetEvent(writing));
    }
}
