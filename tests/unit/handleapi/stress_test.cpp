// SPDX-License-Identifier: LGPL-2.1-or-later
// Races: many threads against one object, handles closed under waits, timeouts against signals. Meant for the
// sanitizers above all; each case also checks that nothing is lost and nothing counted twice.
#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

using Crew = std::vector<std::unique_ptr<Worker>>;

template <typename Body>
void add(Crew& crew, int count, Body body) {
    for (int i = 0; i < count; ++i) {
        crew.push_back(std::make_unique<Worker>([body, i] {
            body(i);
            return DWORD{0};
        }));
    }
}

}  // namespace

TEST_SUITE("handleapi/stress") {
    TEST_CASE("an auto-reset event is never consumed more often than it was set") {
        Handle event = auto_event();
        std::atomic<int> sets = 0, consumed = 0;
        std::atomic<bool> stop = false;
        Crew consumers, producers;
        add(consumers, 3, [&](int i) {
            while (!stop) consumed += WaitForSingleObject(event, i == 0 ? 0 : 1) == WAIT_OBJECT_0;
        });
        add(producers, 2, [&](int) {
            for (int k = 0; k < 5000; ++k) {
                ++sets;
                SetEvent(event);
            }
        });
        producers.clear();
        CHECK(eventually([&] { return WaitForSingleObject(event, 0) == WAIT_TIMEOUT; }));
        stop = true;
        consumers.clear();
        CHECK(consumed <= sets);
        CHECK(consumed > 0);
    }

    TEST_CASE("a token passed through two events is neither lost nor doubled") {
        Handle ping = auto_event(), pong = auto_event();
        int token = 0;  // unprotected: the events order the accesses, which is what TSan checks
        constexpr int kRounds = 5000;
        Worker other([&] {
            for (int i = 0; i < kRounds; ++i) {
                if (WaitForSingleObject(ping, kLimit) != WAIT_OBJECT_0) return DWORD{1};
                ++token;
                SetEvent(pong);
            }
            return DWORD{0};
        });
        for (int i = 0; i < kRounds; ++i) {
            ++token;
            SetEvent(ping);
            REQUIRE(WaitForSingleObject(pong, kLimit) == WAIT_OBJECT_0);
        }
        CHECK(other.result() == 0);
        CHECK(token == 2 * kRounds);
    }

    TEST_CASE("waits for all over shared events never take half of them") {
        std::array<Handle, 3> events{auto_event(true), auto_event(true), auto_event(true)};
        std::atomic<int> inside = 0, entered = 0;
        std::atomic<bool> bad = false;
        Crew crew;
        add(crew, 4, [&](int i) {
            const HANDLE all[] = {events[static_cast<size_t>(i % 3)], events[static_cast<size_t>((i + 1) % 3)],
                                  events[static_cast<size_t>((i + 2) % 3)]};
            for (int k = 0; k < 500; ++k) {
                if (WaitForMultipleObjects(3, all, TRUE, kLimit) != WAIT_OBJECT_0) bad = true;
                if (++inside != 1) bad = true;
                ++entered;
                --inside;
                for (HANDLE each : all) SetEvent(each);
            }
        });
        crew.clear();
        CHECK_FALSE(bad);
        CHECK(entered == 2000);
        for (HANDLE each : events) CHECK(WaitForSingleObject(each, 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("waits for any, for all and for one mix on the same events") {
        std::array<Handle, 4> events{auto_event(), auto_event(), auto_event(), auto_event()};
        const std::array<HANDLE, 4> all{events[0], events[1], events[2], events[3]};
        std::atomic<bool> stop = false;
        std::atomic<int> bad = 0;
        Crew crew;
        add(crew, 3, [&](int i) {
            while (!stop) {
                const DWORD outcome = i == 0   ? WaitForMultipleObjects(4, all.data(), FALSE, 1)
                                      : i == 1 ? WaitForMultipleObjects(4, all.data(), TRUE, 1)
                                               : WaitForSingleObjectEx(all[0], 1, TRUE);
                if (outcome > 3 && outcome != WAIT_TIMEOUT) ++bad;
            }
        });
        for (int k = 0; k < 5000; ++k) SetEvent(all[static_cast<size_t>(k) % 4]);
        stop = true;
        crew.clear();
        CHECK(bad == 0);
    }

    TEST_CASE("events are closed while others wait for them, set them and close them too") {
        std::atomic<HANDLE> shared = CreateEventA(nullptr, TRUE, FALSE, nullptr);
        std::atomic<bool> stop = false;
        std::atomic<int> closed_twice = 0;
        Crew crew;
        add(crew, 3, [&](int i) {
            while (!stop) {
                HANDLE event = shared;
                if (i == 0) {
                    SetEvent(event);
                } else {
                    WaitForSingleObject(event, 1);
                }
            }
        });
        for (int k = 0; k < 2000; ++k) {
            HANDLE old = shared.exchange(CreateEventA(nullptr, TRUE, FALSE, nullptr));
            if (!CloseHandle(old)) ++closed_twice;
            if (CloseHandle(old)) ++closed_twice;
        }
        stop = true;
        crew.clear();
        CHECK(closed_twice == 0);
        CHECK(CloseHandle(shared));
    }

    TEST_CASE("every packet of many producers reaches exactly one of many consumers") {
        Handle completion = port(0);
        constexpr int kProducers = 3, kConsumers = 3;
        constexpr ULONG_PTR kEach = 3000;
        std::atomic<ULONG_PTR> sum = 0, count = 0;
        Crew consumers, producers;
        add(consumers, kConsumers, [&](int i) {
            for (;;) {
                std::array<OVERLAPPED_ENTRY, 7> entries{};
                ULONG got = 0;
                if (!GetQueuedCompletionStatusEx(completion, entries.data(), i == 0 ? 7 : 1, &got, kLimit, FALSE))
                    return;
                for (ULONG k = 0; k < got; ++k) {
                    if (entries[k].lpCompletionKey == 0) {
                        // A stop packet for each consumer: one taken too many is passed on.
                        for (ULONG rest = k + 1; rest < got; ++rest) {
                            PostQueuedCompletionStatus(completion, 0, entries[rest].lpCompletionKey, nullptr);
                        }
                        return;
                    }
                    sum += entries[k].lpCompletionKey;
                    ++count;
                }
            }
        });
        add(producers, kProducers, [&](int) {
            for (ULONG_PTR k = 1; k <= kEach; ++k) PostQueuedCompletionStatus(completion, 0, k, nullptr);
        });
        producers.clear();
        for (int i = 0; i < kConsumers; ++i) PostQueuedCompletionStatus(completion, 0, 0, nullptr);
        consumers.clear();
        CHECK(count == kProducers * kEach);
        CHECK(sum == kProducers * (kEach * (kEach + 1) / 2));
    }

    TEST_CASE("ports are closed under waiters and posters") {
        for (int round = 0; round < 100; ++round) {
            HANDLE completion = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
            Crew crew;
            std::atomic<int> wrong = 0;
            add(crew, 2, [&](int) {
                for (;;) {
                    DWORD bytes = 0;
                    ULONG_PTR key = 0;
                    LPOVERLAPPED overlapped = nullptr;
                    if (GetQueuedCompletionStatus(completion, &bytes, &key, &overlapped, kLimit)) continue;
                    if (GetLastError() != ERROR_ABANDONED_WAIT_0 && GetLastError() != ERROR_INVALID_HANDLE) ++wrong;
                    return;
                }
            });
            for (int k = 0; k < 10; ++k) PostQueuedCompletionStatus(completion, 0, 1, nullptr);
            CloseHandle(completion);
            crew.clear();
            REQUIRE(wrong == 0);
        }
    }

    TEST_CASE("no APC is lost between queueing and sleeping") {
        static std::atomic<int> ran{0};
        ran = 0;
        constexpr int kCalls = 5000;
        Worker worker([&] {
            while (ran < kCalls) {
                if (SleepEx(kLimit, TRUE) != WAIT_IO_COMPLETION) return DWORD{1};
            }
            return DWORD{0};
        });
        for (int i = 0; i < kCalls; ++i) {
            while (!QueueUserAPC([](ULONG_PTR) { ++ran; }, worker.handle(), 0)) sched_yield();
        }
        CHECK(worker.result() == 0);
        CHECK(ran == kCalls);
    }
}
