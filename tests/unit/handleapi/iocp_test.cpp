// SPDX-License-Identifier: LGPL-2.1-or-later
// Completion ports; behaviours V1-V13 as far as they concern ports without files.
#include <unistd.h>

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "handleapi/iocp.hpp"
#include "handleapi/table.hpp"
#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

struct Packet {
    BOOL result = FALSE;
    DWORD bytes = 0xAAAA;
    ULONG_PTR key = 0xBBBB;
    LPOVERLAPPED overlapped = reinterpret_cast<LPOVERLAPPED>(0xCCCC);
    DWORD error = 0;
};

Packet get(HANDLE port, DWORD milliseconds = 0) {
    Packet packet;
    SetLastError(0);
    packet.result = GetQueuedCompletionStatus(port, &packet.bytes, &packet.key, &packet.overlapped, milliseconds);
    packet.error = GetLastError();
    return packet;
}

LPOVERLAPPED overlapped_of(uintptr_t value) { return reinterpret_cast<LPOVERLAPPED>(value); }

}  // namespace

TEST_SUITE("handleapi/iocp") {
    TEST_CASE("V1: INVALID_HANDLE_VALUE and no port creates one; with a port it is ERROR_INVALID_PARAMETER") {
        Handle first = port();
        CHECK(static_cast<HANDLE>(first) != nullptr);
        CHECK(CreateIoCompletionPort(INVALID_HANDLE_VALUE, first, 0, 0) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("V1: what is not a file cannot be bound to a port") {
        Handle first = port(), event = auto_event();
        for (HANDLE file : {static_cast<HANDLE>(event), HANDLE{}}) {
            CHECK(CreateIoCompletionPort(file, first, 0, 0) == nullptr);
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        }
    }

    TEST_CASE("V3: no handle is bound to a second port, nor what cannot be bound to a first one") {
        // Files are what ports take (io/overlapped_test.cpp); every other kind is refused, by either port.
        Handle first = port(), second = port(), event = auto_event();
        for (HANDLE file : {static_cast<HANDLE>(event), static_cast<HANDLE>(first), GetCurrentThread()}) {
            for (HANDLE target : {static_cast<HANDLE>(first), static_cast<HANDLE>(second)}) {
                CHECK(CreateIoCompletionPort(file, target, 1, 0) == nullptr);
                CHECK(GetLastError() == ERROR_INVALID_HANDLE);
            }
        }
        REQUIRE(PostQueuedCompletionStatus(first, 1, 2, nullptr));
        CHECK(get(second).error == WAIT_TIMEOUT);
        CHECK(get(first).key == 2);
    }

    TEST_CASE("V4: packets leave in the order they came") {
        Handle completion = port();
        for (ULONG_PTR i = 0; i < 1000; ++i) REQUIRE(PostQueuedCompletionStatus(completion, 0, i, nullptr));
        for (ULONG_PTR i = 0; i < 1000; ++i) REQUIRE(get(completion).key == i);
        CHECK(get(completion).error == WAIT_TIMEOUT);
    }

    TEST_CASE("V4: the thread that waited last is released first") {
        Handle completion = port(3);
        std::atomic<int> next = 0;
        std::array<std::atomic<int>, 3> order{};
        std::vector<std::unique_ptr<Worker>> threads;
        for (int i = 0; i < 3; ++i) {
            threads.push_back(std::make_unique<Worker>([&, i] {
                const Packet packet = get(completion, kLimit);
                order[static_cast<size_t>(i)] = ++next;
                return static_cast<DWORD>(packet.key);
            }));
            REQUIRE(threads.back()->asleep());
        }
        for (int i = 1; i <= 3; ++i) {
            REQUIRE(PostQueuedCompletionStatus(completion, 0, static_cast<ULONG_PTR>(i), nullptr));
            REQUIRE(eventually([&] { return next == i; }));
        }
        CHECK(order[2] == 1);
        CHECK(order[1] == 2);
        CHECK(order[0] == 3);
    }

    TEST_CASE("V2, V5: no more threads than the concurrency value run on packets") {
        Handle completion = port(1);
        std::atomic<bool> release = false;
        std::atomic<int> taken = 0;
        const auto body = [&] {
            const Packet packet = get(completion, kLimit);
            ++taken;
            while (!release) sched_yield();
            return static_cast<DWORD>(packet.key);
        };
        Worker first(body), second(body);
        REQUIRE(first.asleep());
        REQUIRE(second.asleep());
        CHECK(PostQueuedCompletionStatus(completion, 0, 1, nullptr));
        CHECK(PostQueuedCompletionStatus(completion, 0, 2, nullptr));
        REQUIRE(eventually([&] { return taken == 1; }));
        for (int i = 0; i < 1000; ++i) sched_yield();  // ample chance to take the second packet wrongly
        CHECK(taken == 1);
        release = true;
        CHECK(first.result() + second.result() == 3);
    }

    TEST_CASE("V5: a running thread that blocks in a wait frees its place") {
        Handle completion = port(1), resume = manual_event();
        std::atomic<int> taken = 0;
        const auto body = [&] {
            const Packet packet = get(completion, kLimit);
            ++taken;
            WaitForSingleObject(resume, kLimit);
            return static_cast<DWORD>(packet.key);
        };
        Worker first(body), second(body);
        REQUIRE(first.asleep());
        REQUIRE(second.asleep());
        CHECK(PostQueuedCompletionStatus(completion, 0, 1, nullptr));
        CHECK(PostQueuedCompletionStatus(completion, 0, 2, nullptr));
        CHECK(eventually([&] { return taken == 2; }));
        SetEvent(resume);
        CHECK(first.result() + second.result() == 3);
    }

    TEST_CASE("V5: a running thread that blocks in a system call frees its place too") {
        Handle completion = port(1);
        int pipe_ends[2];
        REQUIRE(pipe(pipe_ends) == 0);
        std::atomic<int> taken = 0;
        const auto body = [&] {
            const Packet packet = get(completion, kLimit);
            ++taken;
            char byte = 0;
            return static_cast<DWORD>(packet.key) + static_cast<DWORD>(read(pipe_ends[0], &byte, 1) - 1);
        };
        Worker first(body), second(body), third(body);
        for (const Worker* worker : {&first, &second, &third}) REQUIRE(worker->asleep());
        for (ULONG_PTR key = 1; key <= 3; ++key) CHECK(PostQueuedCompletionStatus(completion, 0, key, nullptr));
        CHECK(eventually([&] { return taken == 3; }));
        CHECK(write(pipe_ends[1], "abc", 3) == 3);
        CHECK(first.result() + second.result() + third.result() == 6);
        close(pipe_ends[0]);
        close(pipe_ends[1]);
    }

    TEST_CASE("V6: a running thread that comes back takes the next packet, the other stays asleep") {
        Handle completion = port(1);
        Handle done = manual_event();
        std::atomic<int> packets_of_runner = 0;
        Worker sleeper([&] { return static_cast<DWORD>(get(completion, kLimit).key); });
        REQUIRE(sleeper.asleep());
        Worker runner([&] {
            while (get(completion, kLimit).key != 99) ++packets_of_runner;
            SetEvent(done);
            return DWORD{0};
        });
        REQUIRE(runner.asleep());
        for (ULONG_PTR i = 0; i < 50; ++i) CHECK(PostQueuedCompletionStatus(completion, 0, i, nullptr));
        CHECK(PostQueuedCompletionStatus(completion, 0, 99, nullptr));
        CHECK(WaitForSingleObject(done, kLimit) == WAIT_OBJECT_0);
        CHECK(packets_of_runner == 50);
        CHECK(runner.result() == 0);
        CHECK(PostQueuedCompletionStatus(completion, 0, 7, nullptr));
        CHECK(sleeper.result() == 7);
    }

    TEST_CASE("V7: a thread that goes to another port or ends frees its place on the first") {
        Handle a = port(1), b = port(1);
        CHECK(PostQueuedCompletionStatus(a, 0, 1, nullptr));
        CHECK(get(a).key == 1);
        CHECK(get(b).error == WAIT_TIMEOUT);
        CHECK(PostQueuedCompletionStatus(a, 0, 2, nullptr));
        CHECK(Worker([&] { return static_cast<DWORD>(get(a, kLimit).key); }).result() == 2);
        CHECK(PostQueuedCompletionStatus(a, 0, 3, nullptr));
        CHECK(Worker([&] { return static_cast<DWORD>(get(a, kLimit).key); }).result() == 3);
    }

    TEST_CASE("V8: the three posted values arrive untouched, whatever they are") {
        Handle completion = port();
        CHECK(PostQueuedCompletionStatus(completion, 0xFFFFFFFF, ~ULONG_PTR{0}, overlapped_of(1)));
        CHECK(PostQueuedCompletionStatus(completion, 0, 0, nullptr));
        Packet packet = get(completion);
        CHECK(packet.result);
        CHECK(packet.bytes == 0xFFFFFFFF);
        CHECK(packet.key == ~ULONG_PTR{0});
        CHECK(packet.overlapped == overlapped_of(1));
        packet = get(completion);
        CHECK(packet.result);
        CHECK(packet.bytes == 0);
        CHECK(packet.key == 0);
        CHECK(packet.overlapped == nullptr);
    }

    TEST_CASE("V9: the packet of a failed operation is FALSE with its error and all outputs set") {
        Handle completion = port();
        auto reference = handleapi::reference<handleapi::CompletionPort>(completion);
        REQUIRE(reference);
        CHECK(succeeded((*reference)->post(3, 4, overlapped_of(8), ERROR_OPERATION_ABORTED)));
        const Packet packet = get(completion);
        CHECK_FALSE(packet.result);
        CHECK(packet.error == ERROR_OPERATION_ABORTED);
        CHECK(packet.bytes == 3);
        CHECK(packet.key == 4);
        CHECK(packet.overlapped == overlapped_of(8));
    }

    TEST_CASE("V9, V10: a timeout is FALSE with WAIT_TIMEOUT and a null overlapped; bytes and key are not written") {
        Handle completion = port();
        for (const DWORD milliseconds : {0u, 1u}) {
            const Packet packet = get(completion, milliseconds);
            CHECK_FALSE(packet.result);
            CHECK(packet.error == WAIT_TIMEOUT);
            CHECK(packet.overlapped == nullptr);
            CHECK(packet.bytes == 0xAAAA);
            CHECK(packet.key == 0xBBBB);
        }
    }

    TEST_CASE("V9: a bad handle is FALSE with ERROR_INVALID_HANDLE and a null overlapped") {
        const Packet packet = get(reinterpret_cast<HANDLE>(uintptr_t{0x7770}));
        CHECK_FALSE(packet.result);
        CHECK(packet.error == ERROR_INVALID_HANDLE);
        CHECK(packet.overlapped == nullptr);
    }

    TEST_CASE("V11: closing the port wakes every waiter with ERROR_ABANDONED_WAIT_0") {
        HANDLE completion = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
        std::vector<std::unique_ptr<Worker>> threads;
        for (int i = 0; i < 3; ++i) {
            threads.push_back(std::make_unique<Worker>([&] {
                const Packet packet = get(completion, INFINITE);
                return packet.result || packet.overlapped ? DWORD{0} : packet.error;
            }));
        }
        threads.push_back(std::make_unique<Worker>([&] {
            OVERLAPPED_ENTRY entries[4];
            ULONG count = 9;
            return GetQueuedCompletionStatusEx(completion, entries, 4, &count, INFINITE, TRUE) ? 0 : GetLastError();
        }));
        for (auto& thread : threads) REQUIRE(thread->asleep());
        CHECK(CloseHandle(completion));
        for (auto& thread : threads) CHECK(thread->result() == ERROR_ABANDONED_WAIT_0);
        CHECK_FALSE(PostQueuedCompletionStatus(completion, 0, 0, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("V12: the port works until its last handle is closed") {
        Handle completion = port();
        HANDLE copy = nullptr;
        REQUIRE(DuplicateHandle(GetCurrentProcess(), completion, GetCurrentProcess(), &copy, 0, FALSE, 2));
        HANDLE original = completion.detach();
        Worker waiter([original] { return static_cast<DWORD>(get(original, kLimit).key); });
        REQUIRE(waiter.asleep());
        CHECK(CloseHandle(original));
        CHECK(PostQueuedCompletionStatus(copy, 0, 5, nullptr));
        CHECK(waiter.result() == 5);
        CHECK(CloseHandle(copy));
    }

    TEST_CASE("V13: GetQueuedCompletionStatusEx takes many at once, in order") {
        Handle completion = port();
        for (ULONG_PTR i = 0; i < 100; ++i) {
            REQUIRE(PostQueuedCompletionStatus(completion, static_cast<DWORD>(i), i, overlapped_of(i)));
        }
        std::array<OVERLAPPED_ENTRY, 64> entries{};
        ULONG count = 0;
        CHECK(GetQueuedCompletionStatusEx(completion, entries.data(), 64, &count, 0, FALSE));
        CHECK(count == 64);
        for (ULONG i = 0; i < count; ++i) {
            CHECK(entries[i].lpCompletionKey == i);
            CHECK(entries[i].dwNumberOfBytesTransferred == i);
            CHECK(entries[i].lpOverlapped == overlapped_of(i));
            CHECK(entries[i].Internal == 0);
        }
        CHECK(GetQueuedCompletionStatusEx(completion, entries.data(), 64, &count, 0, FALSE));
        CHECK(count == 36);
        CHECK_FALSE(GetQueuedCompletionStatusEx(completion, entries.data(), 64, &count, 0, FALSE));
        CHECK(GetLastError() == WAIT_TIMEOUT);
    }

    TEST_CASE("V13: a blocked GetQueuedCompletionStatusEx returns with what there is") {
        Handle completion = port();
        Worker waiter([&] {
            std::array<OVERLAPPED_ENTRY, 8> entries{};
            ULONG count = 0;
            GetQueuedCompletionStatusEx(completion, entries.data(), 8, &count, kLimit, FALSE);
            return static_cast<DWORD>(entries[0].lpCompletionKey);
        });
        REQUIRE(waiter.asleep());
        CHECK(PostQueuedCompletionStatus(completion, 0, 17, nullptr));
        CHECK(waiter.result() == 17);
    }

    TEST_CASE("null outputs and a capacity of zero are ERROR_INVALID_PARAMETER") {
        Handle completion = port();
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        OVERLAPPED_ENTRY entry{};
        ULONG count = 0;
        CHECK_FALSE(GetQueuedCompletionStatus(completion, &bytes, &key, nullptr, 0));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(GetQueuedCompletionStatusEx(completion, &entry, 0, &count, 0, FALSE));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(GetQueuedCompletionStatusEx(completion, nullptr, 1, &count, 0, FALSE));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("a timed-out or alerted waiter does not swallow a packet") {
        Handle completion = port();
        CHECK(get(completion, 1).error == WAIT_TIMEOUT);
        CHECK(PostQueuedCompletionStatus(completion, 0, 3, nullptr));
        CHECK(get(completion).key == 3);
    }

    TEST_CASE("a thread that waits for a packet says so to who counts its running threads") {
        struct Observer final : handleapi::BlockObserver {
            void blocks() noexcept override { ++begun; }
            void goes_on() noexcept override { ++ended; }
            int begun = 0;
            int ended = 0;
        };
        Handle completion_port = port();
        Worker worker([&] {
            Observer observer;
            handleapi::current_thread().observer = &observer;
            static_cast<void>(get(completion_port, 0));
            const bool quiet = observer.begun == 0;
            const Packet packet = get(completion_port, kLimit);
            handleapi::current_thread().observer = nullptr;
            return quiet && packet.key == 7 && observer.begun == 1 && observer.ended == 1 ? DWORD{0} : DWORD{1};
        });
        CHECK(worker.asleep());
        CHECK(PostQueuedCompletionStatus(completion_port, 0, 7, nullptr));
        CHECK(worker.result() == 0);
    }
}
