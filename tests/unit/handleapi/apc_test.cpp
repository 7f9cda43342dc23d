// SPDX-License-Identifier: LGPL-2.1-or-later
// APCs; behaviours U1-U8.
#include <array>
#include <string>
#include <vector>

#include "handleapi/apc.hpp"
#include "handleapi/boundary.hpp"
#include "handleapi/seh.hpp"
#include "handleapi/thread.hpp"
#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

std::string log_of_calls;  // only touched by the thread that runs the APCs, and by others after it is done

void append(ULONG_PTR letter) { log_of_calls += static_cast<char>(letter); }
void queue(char letter, HANDLE thread = GetCurrentThread()) {
    REQUIRE(QueueUserAPC(&append, thread, static_cast<ULONG_PTR>(letter)));
}
std::string take_log() { return std::exchange(log_of_calls, {}); }

}  // namespace

TEST_SUITE("handleapi/apc") {
    TEST_CASE("U1: APCs run only in alertable waits") {
        Handle event = auto_event();
        queue('a');
        CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
        CHECK(WaitForSingleObjectEx(event, 0, FALSE) == WAIT_TIMEOUT);
        Sleep(0);
        CHECK(SleepEx(1, FALSE) == 0);
        CHECK(take_log().empty());
        CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
        CHECK(take_log() == "a");
    }

    TEST_CASE("U2: one alertable wait runs all queued APCs in order and returns once") {
        for (const char letter : {'a', 'b', 'c', 'd'}) queue(letter);
        CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION);
        CHECK(take_log() == "abcd");
        CHECK(SleepEx(0, TRUE) == 0);
    }

    TEST_CASE("U2: each alertable wait function delivers") {
        Handle event = auto_event();
        const std::array<HANDLE, 1> one{event};
        queue('1');
        CHECK(WaitForSingleObjectEx(event, INFINITE, TRUE) == WAIT_IO_COMPLETION);
        queue('2');
        CHECK(WaitForMultipleObjectsEx(1, one.data(), FALSE, INFINITE, TRUE) == WAIT_IO_COMPLETION);
        queue('3');
        CHECK(WaitForMultipleObjectsEx(1, one.data(), TRUE, INFINITE, TRUE) == WAIT_IO_COMPLETION);
        queue('4');
        CHECK(WaitForSingleObjectEx(event, 0, TRUE) == WAIT_IO_COMPLETION);
        CHECK(take_log() == "1234");
    }

    TEST_CASE("U2: a wait that is already satisfied is satisfied; the APCs stay queued") {
        Handle event = auto_event(true);
        queue('a');
        CHECK(WaitForSingleObjectEx(event, INFINITE, TRUE) == WAIT_OBJECT_0);
        CHECK(take_log().empty());
        CHECK(WaitForSingleObjectEx(event, INFINITE, TRUE) == WAIT_IO_COMPLETION);
        CHECK(take_log() == "a");
    }

    TEST_CASE("an APC ends a wait that is already asleep, of each kind") {
        Handle event = auto_event(), other = auto_event();
        const std::array<HANDLE, 2> both{event, other};
        const std::vector<std::function<DWORD()>> waits{
            [] { return SleepEx(kLimit, TRUE); },
            [&] { return WaitForSingleObjectEx(event, kLimit, TRUE); },
            [&] { return WaitForMultipleObjectsEx(2, both.data(), FALSE, kLimit, TRUE); },
            [&] { return WaitForMultipleObjectsEx(2, both.data(), TRUE, kLimit, TRUE); },
        };
        for (const auto& wait : waits) {
            Worker worker(wait);
            REQUIRE(worker.asleep());
            queue('x', worker.handle());
            CHECK(worker.result() == WAIT_IO_COMPLETION);
            CHECK(take_log() == "x");
        }
        SetEvent(event);
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("U3: SleepEx returns 0 when its time is over") { CHECK(SleepEx(1, TRUE) == 0); }

    TEST_CASE("U4: an APC queued after the wait was satisfied waits for the next alertable wait") {
        Handle event = auto_event(), next = auto_event();
        Worker worker([&] {
            const DWORD first = WaitForSingleObjectEx(event, kLimit, TRUE);
            WaitForSingleObject(next, kLimit);
            return first << 16 | SleepEx(0, TRUE);
        });
        REQUIRE(worker.asleep());
        SetEvent(event);
        queue('a', worker.handle());
        SetEvent(next);
        const DWORD result = worker.result();
        CHECK((result & 0xFFFF) == (result >> 16 == WAIT_OBJECT_0 ? WAIT_IO_COMPLETION : 0));
        CHECK(take_log() == "a");
    }

    TEST_CASE("U5: a thread begins by running the APCs queued before its start") {
        Worker worker([&] { return static_cast<DWORD>(log_of_calls.size()); }, CREATE_SUSPENDED);
        queue('a', worker.handle());
        queue('b', worker.handle());
        ResumeThread(worker.handle());
        CHECK(worker.result() == 2);
        CHECK(take_log() == "ab");
    }

    TEST_CASE("U6: APCs of an ended thread are lost, and queueing to it fails with ERROR_GEN_FAILURE") {
        Handle go = auto_event();
        Worker worker([&] { return WaitForSingleObject(go, kLimit); });
        REQUIRE(worker.asleep());  // past its start, where it would have run the APC
        queue('a', worker.handle());
        SetEvent(go);
        CHECK(worker.result() == WAIT_OBJECT_0);
        CHECK(QueueUserAPC(&append, worker.handle(), 0) == 0);
        CHECK(GetLastError() == ERROR_GEN_FAILURE);
        CHECK(take_log().empty());
    }

    TEST_CASE("U7: an alertable wait inside an APC runs the APCs queued behind it") {
        REQUIRE(QueueUserAPC(
            [](ULONG_PTR) {
                append('(');
                CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
                append(')');
            },
            GetCurrentThread(), 0));
        queue('a');
        queue('b');
        CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
        CHECK(take_log() == "(ab)");
    }

    TEST_CASE("an APC queued by an APC runs in the same wait") {
        REQUIRE(QueueUserAPC([](ULONG_PTR) { queue('b'); }, GetCurrentThread(), 0));
        CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
        CHECK(take_log() == "b");
    }

    TEST_CASE("U8: GetQueuedCompletionStatus is not alertable, GetQueuedCompletionStatusEx can be") {
        Handle completion = port();
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        LPOVERLAPPED overlapped = nullptr;
        queue('a');
        CHECK_FALSE(GetQueuedCompletionStatus(completion, &bytes, &key, &overlapped, 1));
        CHECK(GetLastError() == WAIT_TIMEOUT);
        OVERLAPPED_ENTRY entry{};
        ULONG count = 0;
        CHECK_FALSE(GetQueuedCompletionStatusEx(completion, &entry, 1, &count, 1, FALSE));
        CHECK(GetLastError() == WAIT_TIMEOUT);
        CHECK(take_log().empty());
        CHECK_FALSE(GetQueuedCompletionStatusEx(completion, &entry, 1, &count, kLimit, TRUE));
        CHECK(GetLastError() == WAIT_IO_COMPLETION);
        CHECK(take_log() == "a");
        queue('b');
        CHECK(PostQueuedCompletionStatus(completion, 1, 2, nullptr));
        CHECK(GetQueuedCompletionStatusEx(completion, &entry, 1, &count, kLimit, TRUE));
        CHECK(take_log().empty());
        CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
        CHECK(take_log() == "b");
    }

    TEST_CASE("what an APC raises reaches the caller of the alertable wait; later APCs stay queued") {
        REQUIRE(QueueUserAPC([](ULONG_PTR) { RaiseException(0xE0000001, 0, 0, nullptr); }, GetCurrentThread(), 0));
        queue('a');
        const base::Status raised = handleapi::call_user([] { SleepEx(0, TRUE); });
        CHECK(static_cast<uint32_t>(raised) == 0xE0000001);
        CHECK(take_log().empty());
        CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
        CHECK(take_log() == "a");
    }

    TEST_CASE("an embedded Apc is run once or discarded once, and is the caller's when refused") {
        struct Counting final : handleapi::Apc {
            base::Status run() override { return ++runs, base::Status::ok; }
            void discard() noexcept override { ++discards; }
            int runs = 0;
            int discards = 0;
        };
        Counting here, there;
        CHECK(succeeded(handleapi::current_thread().queue_apc(here)));
        CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
        CHECK(here.runs == 1);
        Handle go = auto_event();
        base::Ref<handleapi::Thread> thread;
        Worker worker([&] {
            thread = base::Ref<handleapi::Thread>(handleapi::current_thread());
            CHECK(succeeded(thread->queue_apc(there)));
            return DWORD{0};
        });
        worker.result();
        CHECK(there.runs == 0);
        CHECK(there.discards == 1);
        CHECK(thread->queue_apc(here) == base::Status::error_gen_failure);
        CHECK(here.discards == 0);
    }

    TEST_CASE("a null routine is refused") {
        CHECK(QueueUserAPC(nullptr, GetCurrentThread(), 0) == 0);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }
}
