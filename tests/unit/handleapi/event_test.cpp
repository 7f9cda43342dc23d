// SPDX-License-Identifier: LGPL-2.1-or-later
// Events; behaviour T1 and the functions' documented failures.
#include <fcntl.h>

#include <atomic>
#include <memory>
#include <vector>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;

TEST_SUITE("handleapi/event") {
    TEST_CASE("T1: a manual-reset event stays signaled until it is reset") {
        Handle event = manual_event();
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        CHECK(SetEvent(event));
        CHECK(SetEvent(event));
        for (int i = 0; i < 3; ++i) CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        CHECK(ResetEvent(event));
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("T1: an auto-reset event satisfies one wait per signal, however often it was set") {
        Handle event = auto_event(true);
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        CHECK(SetEvent(event));
        CHECK(SetEvent(event));
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        CHECK(SetEvent(event));
        CHECK(ResetEvent(event));
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("T1: setting an auto-reset event releases exactly one of several waiters") {
        Handle event = auto_event();
        std::atomic<int> released = 0;
        std::vector<std::unique_ptr<Worker>> waiters;
        for (int i = 0; i < 4; ++i) {
            waiters.push_back(std::make_unique<Worker>([&] {
                const DWORD outcome = WaitForSingleObject(event, kLimit);
                ++released;
                return outcome;
            }));
        }
        for (auto& waiter : waiters) REQUIRE(waiter->asleep());
        for (int i = 1; i <= 4; ++i) {
            CHECK(SetEvent(event));
            REQUIRE(eventually([&] { return released == i; }));
            CHECK(released == i);
        }
        for (auto& waiter : waiters) CHECK(waiter->result() == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("T1: setting and at once resetting a manual-reset event releases everybody who waited") {
        Handle event = manual_event();
        std::vector<std::unique_ptr<Worker>> waiters;
        for (int i = 0; i < 4; ++i) {
            waiters.push_back(std::make_unique<Worker>([&] { return WaitForSingleObject(event, kLimit); }));
        }
        for (auto& waiter : waiters) REQUIRE(waiter->asleep());
        CHECK(SetEvent(event));
        CHECK(ResetEvent(event));
        for (auto& waiter : waiters) CHECK(waiter->result() == WAIT_OBJECT_0);
    }

    TEST_CASE("PulseEvent releases who waits now and leaves the event not signaled") {
        Handle event = manual_event();
        CHECK(PulseEvent(event));
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        Worker first([&] { return WaitForSingleObject(event, kLimit); });
        Worker second([&] {
            const HANDLE one[] = {event};
            return WaitForMultipleObjects(1, one, TRUE, kLimit);
        });
        REQUIRE(first.asleep());
        REQUIRE(second.asleep());
        CHECK(PulseEvent(event));
        CHECK(first.result() == WAIT_OBJECT_0);
        CHECK(second.result() == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("CreateEventEx takes its two flags and refuses others") {
        Handle event =
            CreateEventExW(nullptr, nullptr, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET, EVENT_ALL_ACCESS);
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        Handle automatic = CreateEventExA(nullptr, nullptr, CREATE_EVENT_INITIAL_SET, EVENT_ALL_ACCESS);
        CHECK(WaitForSingleObject(automatic, 0) == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(automatic, 0) == WAIT_TIMEOUT);
        CHECK(CreateEventExA(nullptr, nullptr, 8, EVENT_ALL_ACCESS) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("creating and closing events uses no file descriptors") {
        const auto descriptors = [] {
            int open = 0;
            for (int fd = 0; fd < 64; ++fd) open += fcntl(fd, F_GETFD) >= 0;
            return open;
        };
        const int before = descriptors();
        std::vector<Handle> events;
        for (int i = 0; i < 100; ++i) events.push_back(auto_event());
        CHECK(descriptors() == before);
    }
}
