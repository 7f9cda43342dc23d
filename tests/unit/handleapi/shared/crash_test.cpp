// SPDX-License-Identifier: LGPL-2.1-or-later
// Shared objects while a process that uses them is killed, at every few instructions of what it does.
#include "tests/unit/handleapi/shared/child.hpp"

#include <sys/mman.h>

#include <set>

#include "handleapi/shared/lifeline.hpp"
#include "handleapi/shared/mixed_wait.hpp"
#include "handleapi/shared/page.hpp"

using namespace handleapi::shared;
using namespace testing;

namespace {

Handle event_named(const std::string& name, BOOL manual = FALSE) {
    return CreateEventA(nullptr, manual, FALSE, name.c_str());
}
Handle mutex_named(const std::string& name, BOOL owned = FALSE) { return CreateMutexA(nullptr, owned, name.c_str()); }

/// While it lives, a sleeper whom nobody wakes sleeps on.
class NoRecheck {
 public:
    NoRecheck() { recheck_period = int64_t{3600} * 1'000'000'000; }
    ~NoRecheck() { recheck_period = kRecheck; }
    NoRecheck(const NoRecheck&) = delete;
};

}  // namespace

TEST_SUITE("handleapi/crash") {
    TEST_CASE("a signal whose sender is killed at any instruction of SetEvent reaches all who sleep") {
        const NoRecheck nobody_looks_by_himself;
        const std::string name = fresh_name("k");
        Handle event = event_named(name, TRUE);
        Handle quiet = event_named(name + "q");
        const HANDLE both[] = {quiet, event};
        int delivered = 0;
        Ended ended = Ended::killed;
        for (int step = 0; ended == Ended::killed; step += 3 * kCoarse) {
            Worker one([&] { return WaitForSingleObject(event, kLimit); });
            Worker other([&] { return WaitForMultipleObjects(2, both, FALSE, kLimit) - 1; });
            REQUIRE(one.asleep());
            REQUIRE(other.asleep());
            HANDLE mine = nullptr;
            const auto prepare = [&] {
                mine = OpenEventA(EVENT_ALL_ACCESS, FALSE, name.c_str());
                // Every other time the one whom the kernel wakes may be of the dying process.
                if (step % 2 == 0) return;
                DWORD id = 0;
                CreateThread(
                    nullptr, 0, [](void* own) { return WaitForSingleObject(own, INFINITE); }, mine, 0, &id);
                eventually([&] { return is_asleep(id); });
            };
            ended = kill_after(step, prepare, [&] { SetEvent(mine); });
            REQUIRE(ended != Ended::untraceable);
            const bool set = WaitForSingleObject(event, 0) == WAIT_OBJECT_0;
            delivered += set;
            if (!set) SetEvent(event);
            CHECK(one.result() == WAIT_OBJECT_0);
            CHECK(other.result() == WAIT_OBJECT_0);
            ResetEvent(event);
        }
        CHECK(delivered > 1);
    }

    TEST_CASE("a mutex whose owner is killed at any instruction of ReleaseMutex reaches all who sleep" *
              doctest::skip(UNDER_TSAN)) {
        const NoRecheck nobody_looks_by_himself;
        const std::string name = fresh_name("k");
        Handle mutex = mutex_named(name);
        Ended ended = Ended::killed;
        for (int step = 0; ended == Ended::killed; step += 5 * kCoarse) {
            HANDLE mine = nullptr;
            Handle owned = event_named(name + "o");
            Handle asleep = event_named(name + "a");
            const auto take = [&] {
                const DWORD outcome = WaitForSingleObject(mutex, kLimit);
                ReleaseMutex(mutex);
                return outcome == WAIT_ABANDONED ? WAIT_OBJECT_0 : outcome;
            };
            Worker announcer([&] {
                if (WaitForSingleObject(owned, kLimit) != WAIT_OBJECT_0) return DWORD{77};
                Worker one(take);
                Worker other(take);
                if (!one.asleep() || !other.asleep()) return DWORD{78};
                SetEvent(asleep);
                return one.result() + other.result();
            });
            ended = kill_after(
                step,
                [&] {
                    mine = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name.c_str());
                    WaitForSingleObject(mine, 0);
                    SetEvent(owned);
                    WaitForSingleObject(asleep, kLimit);
                },
                [&] { ReleaseMutex(mine); });
            REQUIRE(ended != Ended::untraceable);
            CHECK(announcer.result() == WAIT_OBJECT_0);
        }
    }

    TEST_CASE("thousands of mutexes of a process that is killed are all recovered") {
        constexpr uint32_t kMany = 5000;
        constexpr size_t kSize = kMany * sizeof(MutexPart);
        void* const memory = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        REQUIRE(memory != MAP_FAILED);
        auto* const mutexes = static_cast<MutexPart*>(memory);
        Handle ready = event_named(fresh_name("many"));
        Child child([&] {
            bool died = false;
            for (uint32_t i = 0; i < kMany; ++i) {
                Lifeline* const lifeline = Lifeline::with_room();
                if (!lifeline || !lifeline->take(mutexes[i], Contended::no, died) || died) return 1u;
            }
            for (uint32_t i = 0; i < kMany; i += 7) Lifeline::owner_of(mutexes[i])->give(mutexes[i]);
            SetEvent(ready);
            return static_cast<unsigned>(WaitForSingleObject(auto_event(), INFINITE));
        });
        CHECK(WaitForSingleObject(ready, kLimit) == WAIT_OBJECT_0);
        CHECK(Lifeline::owner_of(mutexes[1]) == nullptr);
        child.kill_now();
        uint32_t recovered = 0;
        for (uint32_t i = 0; i < kMany; ++i) {
            bool died = false;
            Lifeline* const lifeline = Lifeline::with_room();
            REQUIRE(lifeline != nullptr);
            REQUIRE(lifeline->take(mutexes[i], Contended::no, died));
            CHECK(died == (i % 7 != 0));
            recovered += died;
        }
        CHECK(recovered == kMany - (kMany + 6) / 7);
        for (uint32_t i = 0; i < kMany; ++i) Lifeline::owner_of(mutexes[i])->give(mutexes[i]);
        munmap(memory, kSize);
    }

    TEST_CASE("a process killed at any instruction of SetEvent leaves an event that works") {
        const std::string name = fresh_name("k");
        Handle event = event_named(name);
        Ended ended = Ended::killed;
        for (int step = 0; ended == Ended::killed; step += 3 * kCoarse) {
            Worker waiter([&] { return WaitForSingleObject(event, kLimit); });
            REQUIRE(waiter.asleep());
            HANDLE mine = nullptr;
            ended = kill_after(
                step, [&] { mine = OpenEventA(EVENT_ALL_ACCESS, FALSE, name.c_str()); }, [&] { SetEvent(mine); });
            REQUIRE(ended != Ended::untraceable);
            // Whether the signal got through or not, the next one does.
            CHECK(SetEvent(event));
            CHECK(waiter.result() == WAIT_OBJECT_0);
            static_cast<void>(WaitForSingleObject(event, 0));
        }
    }

    TEST_CASE("a process killed at any instruction of taking and releasing a mutex leaves it free or abandoned" *
              doctest::skip(UNDER_TSAN)) {
        const std::string name = fresh_name("k");
        Handle mutex = mutex_named(name);
        Ended ended = Ended::killed;
        std::set<DWORD> outcomes;
        for (int step = 0; ended == Ended::killed; step += 5 * kCoarse) {
            HANDLE mine = nullptr;
            ended = kill_after(
                step,
                [&] {
                    mine = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, name.c_str());
                    WaitForSingleObject(mine, 0);  // starts what is started once
                    ReleaseMutex(mine);
                },
                [&] {
                    WaitForSingleObject(mine, 0);
                    ReleaseMutex(mine);
                });
            REQUIRE(ended != Ended::untraceable);
            outcomes.insert(WaitForSingleObject(mutex, kLimit));
            REQUIRE(ReleaseMutex(mutex));
        }
        CHECK(outcomes == std::set<DWORD>{WAIT_OBJECT_0, WAIT_ABANDONED});
    }

    TEST_CASE("a process killed at any instruction of a wait for all leaves the objects to others" *
              doctest::skip(UNDER_TSAN)) {
        const std::string name = fresh_name("k");
        Handle event = event_named(name, TRUE);
        Handle semaphore = CreateSemaphoreA(nullptr, 1, 5, (name + "s").c_str());
        Handle mutex = mutex_named(name + "m");
        const HANDLE all[] = {event, semaphore, mutex};
        SetEvent(event);
        Ended ended = Ended::killed;
        for (int step = 0; ended == Ended::killed; step += 53 * kCoarse) {
            ended = kill_after(
                step,
                [&] {
                    WaitForMultipleObjects(3, all, TRUE, 0);
                    ReleaseMutex(mutex);
                    ReleaseSemaphore(semaphore, 1, nullptr);
                },
                [&] { WaitForMultipleObjects(3, all, TRUE, 0); });
            REQUIRE(ended != Ended::untraceable);
            ReleaseSemaphore(semaphore, 1, nullptr);  // in case it was taken
            const DWORD outcome = WaitForMultipleObjects(3, all, TRUE, kLimit);
            REQUIRE((outcome == WAIT_OBJECT_0 || outcome == WAIT_ABANDONED_0));
            REQUIRE(ReleaseMutex(mutex));
            while (WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0) {
            }
            REQUIRE(ReleaseSemaphore(semaphore, 1, nullptr));
        }
    }

    TEST_CASE("a process killed at any instruction of creating and closing leaves a name that can be created") {
        const std::string name = fresh_name("k");
        // TSan writes a shadow for each mapping: millions of instructions.
        constexpr int kStep = 1999 * kCoarse * (UNDER_TSAN ? 16 : 1);
        Ended ended = Ended::killed;
        for (int step = 0; ended == Ended::killed; step += kStep) {
            ended = kill_after(
                step, [] { Handle warm = event_named(fresh_name("warm")); },
                [&] { CloseHandle(CreateEventA(nullptr, TRUE, TRUE, name.c_str())); });
            REQUIRE(ended != Ended::untraceable);
            Handle event = event_named(name);
            REQUIRE(static_cast<HANDLE>(event) != nullptr);
            CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);  // a new one, not what the other left
        }
    }
}
