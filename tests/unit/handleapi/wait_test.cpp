// SPDX-License-Identifier: LGPL-2.1-or-later
// Single and multiple waits; behaviours T2-T7 and T11.
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

template <size_t N>
DWORD wait_any(const std::array<HANDLE, N>& handles, DWORD milliseconds = 0) {
    return WaitForMultipleObjects(N, handles.data(), FALSE, milliseconds);
}
template <size_t N>
DWORD wait_all(const std::array<HANDLE, N>& handles, DWORD milliseconds = 0) {
    return WaitForMultipleObjects(N, handles.data(), TRUE, milliseconds);
}
bool signaled(HANDLE manual) { return WaitForSingleObject(manual, 0) == WAIT_OBJECT_0; }

}  // namespace

TEST_SUITE("handleapi/wait") {
    TEST_CASE("T2: outcomes have the documented values") {
        CHECK(WAIT_OBJECT_0 == 0);
        CHECK(WAIT_ABANDONED_0 == 0x80);
        CHECK(WAIT_IO_COMPLETION == 0xC0);
        CHECK(WAIT_TIMEOUT == 0x102);
        CHECK(WAIT_FAILED == 0xFFFFFFFF);
    }

    TEST_CASE("T3: a wait for any returns the lowest signaled index and changes only that object") {
        Handle a = auto_event(), b = auto_event(true), c = auto_event(true);
        const std::array<HANDLE, 3> all{a, b, c};
        CHECK(wait_any(all) == WAIT_OBJECT_0 + 1);
        CHECK(wait_any(all) == WAIT_OBJECT_0 + 2);
        CHECK(wait_any(all) == WAIT_TIMEOUT);
    }

    TEST_CASE("T3: a blocked wait for any names the object that was signaled and leaves the others alone") {
        Handle a = auto_event(), b = auto_event(), c = auto_event();
        const std::array<HANDLE, 3> all{a, b, c};
        Worker waiter([&] { return wait_any(all, kLimit); });
        REQUIRE(waiter.asleep());
        SetEvent(c);
        CHECK(waiter.result() == WAIT_OBJECT_0 + 2);
        CHECK_FALSE(signaled(c));
        SetEvent(a);
        CHECK(signaled(a));
    }

    TEST_CASE("T4: a wait for all takes nothing until everything is signaled at once") {
        Handle a = auto_event(true), b = auto_event(), c = auto_event(true);
        const std::array<HANDLE, 3> all{a, b, c};
        CHECK(wait_all(all) == WAIT_TIMEOUT);
        CHECK(wait_all(all, 1) == WAIT_TIMEOUT);
        Worker waiter([&] { return wait_all(all, kLimit); });
        REQUIRE(waiter.asleep());
        CHECK(signaled(a));  // still there to be taken by others, and now it is gone
        SetEvent(b);
        CHECK(WaitForSingleObject(waiter.handle(), 0) == WAIT_TIMEOUT);
        SetEvent(a);
        CHECK(waiter.result() == WAIT_OBJECT_0);
        for (HANDLE each : all) CHECK(WaitForSingleObject(each, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("T4: a wait for all that times out has changed nothing") {
        Handle a = auto_event(true), b = auto_event();
        CHECK(wait_all(std::array<HANDLE, 2>{a, b}, 5) == WAIT_TIMEOUT);
        CHECK(signaled(a));
    }

    TEST_CASE("T4: signaling and at once resetting completes a wait for all that lacked only that object") {
        Handle a = manual_event(true), b = manual_event();
        Worker waiter([&] { return wait_all(std::array<HANDLE, 2>{a, b}, kLimit); });
        REQUIRE(waiter.asleep());
        SetEvent(b);
        ResetEvent(b);
        CHECK(waiter.result() == WAIT_OBJECT_0);
    }

    TEST_CASE("T4: two waits for all with overlapping objects are satisfied one after the other, not halfway") {
        Handle a = auto_event(), b = auto_event(), c = auto_event();
        Worker first([&] { return wait_all(std::array<HANDLE, 2>{a, b}, kLimit); });
        Worker second([&] { return wait_all(std::array<HANDLE, 2>{b, c}, kLimit); });
        REQUIRE(first.asleep());
        REQUIRE(second.asleep());
        SetEvent(a);
        SetEvent(c);
        SetEvent(b);
        REQUIRE(eventually([&] { return signaled(first.handle()) || signaled(second.handle()); }));
        CHECK(signaled(first.handle()) != signaled(second.handle()));
        SetEvent(b);
        CHECK(first.result() == WAIT_OBJECT_0);
        CHECK(second.result() == WAIT_OBJECT_0);
    }

    TEST_CASE("T5: sixty-four objects can be waited for, any and all") {
        std::array<HANDLE, MAXIMUM_WAIT_OBJECTS> handles;
        std::vector<Handle> owners;
        for (auto& handle : handles) handle = owners.emplace_back(auto_event());
        SetEvent(handles[63]);
        CHECK(wait_any(handles) == WAIT_OBJECT_0 + 63);
        Worker waiter([&] { return wait_all(handles, kLimit); });
        REQUIRE(waiter.asleep());
        for (HANDLE handle : handles) SetEvent(handle);
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(wait_any(handles) == WAIT_TIMEOUT);
    }

    TEST_CASE(
        "T5: no objects, too many, no array, or the same object twice in a wait for all: ERROR_INVALID_PARAMETER") {
        Handle event = manual_event(true);
        HANDLE alias = nullptr;
        REQUIRE(DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &alias, 0, FALSE, 2));
        Handle owner(alias);
        std::vector<HANDLE> many(65, event);
        const auto refused = [](DWORD count, const HANDLE* handles, BOOL all) {
            SetLastError(0);
            return WaitForMultipleObjects(count, handles, all, 0) == WAIT_FAILED &&
                   GetLastError() == ERROR_INVALID_PARAMETER;
        };
        CHECK(refused(0, many.data(), FALSE));
        CHECK(refused(65, many.data(), FALSE));
        CHECK(refused(2, nullptr, FALSE));
        CHECK(refused(2, many.data(), TRUE));
        const HANDLE aliased[] = {event, alias};
        CHECK(refused(2, aliased, TRUE));
    }

    TEST_CASE("one bad handle among good ones fails the whole wait and changes nothing") {
        Handle event = auto_event(true);
        const std::array<HANDLE, 2> handles{event, nullptr};
        CHECK(wait_any(handles) == WAIT_FAILED);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(wait_all(handles) == WAIT_FAILED);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(signaled(event));
    }

    TEST_CASE("T6: a timeout of zero never blocks") {
        Handle event = auto_event();
        for (int i = 0; i < 1000; ++i) REQUIRE(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        CHECK(WaitForMultipleObjects(1, std::array<HANDLE, 1>{event}.data(), TRUE, 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("T7: waiting changes auto-reset events and nothing else") {
        Handle automatic = auto_event(true), manual = manual_event(true);
        Worker ended([] { return DWORD{3}; });
        ended.result();
        const std::array<HANDLE, 3> all{automatic, manual, ended.handle()};
        CHECK(wait_all(all) == WAIT_OBJECT_0);
        CHECK_FALSE(signaled(automatic));
        CHECK(signaled(manual));
        CHECK(signaled(ended.handle()));
    }

    TEST_CASE("T11: a wait does not end before its timeout") {
        Handle event = auto_event();
        for (const DWORD milliseconds : {1u, 7u, 20u}) {
            const auto begin = std::chrono::steady_clock::now();
            CHECK(WaitForSingleObject(event, milliseconds) == WAIT_TIMEOUT);
            CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(milliseconds));
        }
        const auto begin = std::chrono::steady_clock::now();
        Sleep(5);
        CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(5));
    }

    TEST_CASE("a wait that times out leaves the object usable by others") {
        Handle event = auto_event();
        CHECK(WaitForSingleObject(event, 1) == WAIT_TIMEOUT);
        Worker waiter([&] { return WaitForSingleObject(event, INFINITE); });
        REQUIRE(waiter.asleep());
        SetEvent(event);
        CHECK(waiter.result() == WAIT_OBJECT_0);
    }
}
