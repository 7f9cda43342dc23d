// SPDX-License-Identifier: LGPL-2.1-or-later
// Slim locks and condition variables, and what critical sections share with them.
#include <atomic>
#include <memory>
#include <vector>

#include "handleapi/boundary.hpp"
#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

uint32_t code_raised_by(const std::function<void()>& body) {
    return static_cast<uint32_t>(handleapi::call_user([&] { body(); }));
}

/// What another thread's try answers; it gives back what it got.
bool others_get_exclusive(SRWLOCK& lock) {
    return Worker([&] {
               const BOOLEAN got = TryAcquireSRWLockExclusive(&lock);
               if (got) ReleaseSRWLockExclusive(&lock);
               return DWORD{got};
           }).result() != 0;
}
bool others_get_shared(SRWLOCK& lock) {
    return Worker([&] {
               const BOOLEAN got = TryAcquireSRWLockShared(&lock);
               if (got) ReleaseSRWLockShared(&lock);
               return DWORD{got};
           }).result() != 0;
}

}  // namespace

TEST_SUITE("handleapi/srw_lock") {
    TEST_CASE("an exclusive owner keeps everybody out, a shared one only the exclusive") {
        SRWLOCK lock = SRWLOCK_INIT;
        AcquireSRWLockExclusive(&lock);
        CHECK_FALSE(others_get_exclusive(lock));
        CHECK_FALSE(others_get_shared(lock));
        CHECK_FALSE(TryAcquireSRWLockExclusive(&lock));
        ReleaseSRWLockExclusive(&lock);
        AcquireSRWLockShared(&lock);
        CHECK_FALSE(others_get_exclusive(lock));
        CHECK(others_get_shared(lock));
        ReleaseSRWLockShared(&lock);
        CHECK(others_get_exclusive(lock));
        CHECK(lock.Ptr == nullptr);
    }

    TEST_CASE("a waiting writer keeps new readers out and gets the lock when the last reader leaves") {
        SRWLOCK lock = SRWLOCK_INIT;
        AcquireSRWLockShared(&lock);
        AcquireSRWLockShared(&lock);
        Worker writer([&] {
            AcquireSRWLockExclusive(&lock);
            ReleaseSRWLockExclusive(&lock);
            return DWORD{1};
        });
        REQUIRE(writer.asleep());
        CHECK_FALSE(others_get_shared(lock));
        ReleaseSRWLockShared(&lock);
        CHECK(WaitForSingleObject(writer.handle(), 0) == WAIT_TIMEOUT);
        ReleaseSRWLockShared(&lock);
        CHECK(writer.result() == 1);
        CHECK(lock.Ptr == nullptr);
    }

    TEST_CASE("when a writer leaves, all waiting readers get in together") {
        SRWLOCK lock = SRWLOCK_INIT;
        AcquireSRWLockExclusive(&lock);
        std::atomic<int> inside = 0;
        std::vector<std::unique_ptr<Worker>> readers;
        for (int i = 0; i < 3; ++i) {
            readers.push_back(std::make_unique<Worker>([&] {
                AcquireSRWLockShared(&lock);
                ++inside;
                const bool together = eventually([&] { return inside == 3; });
                ReleaseSRWLockShared(&lock);
                return DWORD{together};
            }));
        }
        for (auto& reader : readers) REQUIRE(reader->asleep());
        ReleaseSRWLockExclusive(&lock);
        for (auto& reader : readers) CHECK(reader->result() == 1);
        CHECK(others_get_exclusive(lock));
    }

    TEST_CASE("a writer and readers that wait together all get their turn") {
        SRWLOCK lock = SRWLOCK_INIT;
        AcquireSRWLockExclusive(&lock);
        std::vector<std::unique_ptr<Worker>> waiters;
        for (int i = 0; i < 6; ++i) {
            waiters.push_back(std::make_unique<Worker>([&lock, exclusive = i % 3 == 0] {
                exclusive ? AcquireSRWLockExclusive(&lock) : AcquireSRWLockShared(&lock);
                exclusive ? ReleaseSRWLockExclusive(&lock) : ReleaseSRWLockShared(&lock);
                return DWORD{1};
            }));
        }
        for (auto& waiter : waiters) REQUIRE(waiter->asleep());
        ReleaseSRWLockExclusive(&lock);
        for (auto& waiter : waiters) CHECK(waiter->result() == 1);
        CHECK(lock.Ptr == nullptr);
    }

    TEST_CASE("writers exclude each other and readers see whole updates under load") {
        SRWLOCK lock = SRWLOCK_INIT;
        long first = 0, second = 0;
        std::atomic<int> torn = 0;
        {
            std::vector<std::unique_ptr<Worker>> workers;
            for (int i = 0; i < 4; ++i) {
                workers.push_back(std::make_unique<Worker>([&, writer = i % 2 == 0] {
                    for (int k = 0; k < 20000; ++k) {
                        if (writer) {
                            AcquireSRWLockExclusive(&lock);
                            ++first;
                            ++second;
                            ReleaseSRWLockExclusive(&lock);
                        } else {
                            AcquireSRWLockShared(&lock);
                            if (first != second) ++torn;
                            ReleaseSRWLockShared(&lock);
                        }
                    }
                    return DWORD{0};
                }));
            }
        }
        CHECK(first == 40000);
        CHECK(second == 40000);
        CHECK(torn == 0);
        CHECK(lock.Ptr == nullptr);
    }

    TEST_CASE("the thread that takes a lock over may free it at once") {
        for (int round = 0; round < 300; ++round) {
            auto lock = std::make_unique<SRWLOCK>();
            InitializeSRWLock(lock.get());
            AcquireSRWLockExclusive(lock.get());
            Worker next([&] {
                AcquireSRWLockExclusive(lock.get());
                ReleaseSRWLockExclusive(lock.get());
                lock.reset();
                return DWORD{1};
            });
            ReleaseSRWLockExclusive(lock.get());
            CHECK(next.result() == 1);
        }
    }

    TEST_CASE("releasing what is not held raises STATUS_RESOURCE_NOT_OWNED and changes nothing") {
        SRWLOCK lock = SRWLOCK_INIT;
        CHECK(code_raised_by([&] { ReleaseSRWLockExclusive(&lock); }) == STATUS_RESOURCE_NOT_OWNED);
        CHECK(code_raised_by([&] { ReleaseSRWLockShared(&lock); }) == STATUS_RESOURCE_NOT_OWNED);
        AcquireSRWLockShared(&lock);
        CHECK(code_raised_by([&] { ReleaseSRWLockExclusive(&lock); }) == STATUS_RESOURCE_NOT_OWNED);
        ReleaseSRWLockShared(&lock);
        CHECK(others_get_exclusive(lock));
    }
}

TEST_SUITE("handleapi/condition_variable") {
    TEST_CASE("sleeping leaves the critical section and returns with it") {
        CRITICAL_SECTION section;
        InitializeCriticalSection(&section);
        CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;
        bool ready = false;
        Worker sleeper([&] {
            EnterCriticalSection(&section);
            BOOL woken = TRUE;
            while (!ready && woken) woken = SleepConditionVariableCS(&condition, &section, kLimit);
            LeaveCriticalSection(&section);
            return static_cast<DWORD>(woken);
        });
        REQUIRE(sleeper.asleep());
        EnterCriticalSection(&section);
        ready = true;
        LeaveCriticalSection(&section);
        WakeConditionVariable(&condition);
        CHECK(sleeper.result() == TRUE);
        DeleteCriticalSection(&section);
    }

    TEST_CASE("a timeout is FALSE with ERROR_TIMEOUT, and the lock is held again") {
        SRWLOCK lock = SRWLOCK_INIT;
        CONDITION_VARIABLE condition;
        InitializeConditionVariable(&condition);
        for (const ULONG mode : {ULONG{0}, ULONG{CONDITION_VARIABLE_LOCKMODE_SHARED}}) {
            CAPTURE(mode);
            mode ? AcquireSRWLockShared(&lock) : AcquireSRWLockExclusive(&lock);
            for (const DWORD time : {DWORD{0}, DWORD{1}}) {
                SetLastError(0);
                CHECK_FALSE(SleepConditionVariableSRW(&condition, &lock, time, mode));
                CHECK(GetLastError() == ERROR_TIMEOUT);
            }
            CHECK_FALSE(others_get_exclusive(lock));
            CHECK(others_get_shared(lock) == (mode != 0));
            mode ? ReleaseSRWLockShared(&lock) : ReleaseSRWLockExclusive(&lock);
        }
        CRITICAL_SECTION section;
        InitializeCriticalSection(&section);
        EnterCriticalSection(&section);
        CHECK_FALSE(SleepConditionVariableCS(&condition, &section, 1));
        CHECK(GetLastError() == ERROR_TIMEOUT);
        CHECK(section.RecursionCount == 1);
        LeaveCriticalSection(&section);
        DeleteCriticalSection(&section);
    }

    TEST_CASE("an unknown lock mode is ERROR_INVALID_PARAMETER and leaves the lock alone") {
        SRWLOCK lock = SRWLOCK_INIT;
        CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;
        AcquireSRWLockExclusive(&lock);
        CHECK_FALSE(SleepConditionVariableSRW(&condition, &lock, 0, 2));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        ReleaseSRWLockExclusive(&lock);
    }

    TEST_CASE("waking one releases at least one sleeper, waking all releases everybody") {
        SRWLOCK lock = SRWLOCK_INIT;
        CONDITION_VARIABLE condition = CONDITION_VARIABLE_INIT;
        int tickets = 0;
        std::atomic<int> done = 0;
        std::vector<std::unique_ptr<Worker>> sleepers;
        for (int i = 0; i < 4; ++i) {
            sleepers.push_back(std::make_unique<Worker>([&] {
                AcquireSRWLockExclusive(&lock);
                BOOL woken = TRUE;
                while (tickets == 0 && woken) woken = SleepConditionVariableSRW(&condition, &lock, kLimit, 0);
                --tickets;
                ReleaseSRWLockExclusive(&lock);
                ++done;
                return static_cast<DWORD>(woken);
            }));
        }
        const auto give = [&](int count) {
            AcquireSRWLockExclusive(&lock);
            tickets += count;
            ReleaseSRWLockExclusive(&lock);
        };
        for (auto& sleeper : sleepers) REQUIRE(sleeper->asleep());
        give(1);
        WakeConditionVariable(&condition);
        CHECK(eventually([&] { return done == 1; }));
        give(3);
        WakeAllConditionVariable(&condition);
        for (auto& sleeper : sleepers) CHECK(sleeper->result() == TRUE);
        CHECK(tickets == 0);
    }

    TEST_CASE("a bounded queue between threads loses nothing") {
        CRITICAL_SECTION section;
        InitializeCriticalSection(&section);
        CONDITION_VARIABLE filled = CONDITION_VARIABLE_INIT, emptied = CONDITION_VARIABLE_INIT;
        constexpr int kItems = 10000;
        int queued = 0;
        std::atomic<int> taken = 0;
        const auto produce = [&] {
            for (int i = 0; i < kItems; ++i) {
                EnterCriticalSection(&section);
                while (queued == 3) SleepConditionVariableCS(&emptied, &section, INFINITE);
                ++queued;
                LeaveCriticalSection(&section);
                WakeConditionVariable(&filled);
            }
            return DWORD{0};
        };
        const auto consume = [&] {
            for (int i = 0; i < kItems; ++i) {
                EnterCriticalSection(&section);
                while (queued == 0) SleepConditionVariableCS(&filled, &section, INFINITE);
                --queued;
                LeaveCriticalSection(&section);
                ++taken;
                WakeConditionVariable(&emptied);
            }
            return DWORD{0};
        };
        { Worker first(produce), second(produce), third(consume), fourth(consume); }
        CHECK(taken == 2 * kItems);
        CHECK(queued == 0);
        DeleteCriticalSection(&section);
    }

    TEST_CASE("a thread blocked in a lock leaves its place on the completion port to another") {
        SRWLOCK lock = SRWLOCK_INIT;
        AcquireSRWLockExclusive(&lock);
        Handle one = port(1);
        std::atomic<int> packets = 0;
        const auto take = [&](bool block) {
            DWORD bytes;
            ULONG_PTR key;
            LPOVERLAPPED overlapped;
            const BOOL got = GetQueuedCompletionStatus(one, &bytes, &key, &overlapped, kLimit);
            ++packets;
            if (block) {
                AcquireSRWLockExclusive(&lock);
                ReleaseSRWLockExclusive(&lock);
            }
            return static_cast<DWORD>(got);
        };
        Worker blocking([&] { return take(true); });
        REQUIRE(blocking.asleep());
        CHECK(PostQueuedCompletionStatus(one, 0, 0, nullptr));
        REQUIRE(eventually([&] { return packets == 1; }));
        Worker following([&] { return take(false); });
        CHECK(PostQueuedCompletionStatus(one, 0, 0, nullptr));
        CHECK(following.result() == TRUE);
        ReleaseSRWLockExclusive(&lock);
        CHECK(blocking.result() == TRUE);
    }
}

TEST_SUITE("handleapi/critical_section") {
    TEST_CASE("its members are where Windows' debuggers look for them") {
        CRITICAL_SECTION section;
        InitializeCriticalSectionAndSpinCount(&section, 0);
        CHECK(section.LockCount == -1);
        CHECK(section.RecursionCount == 0);
        EnterCriticalSection(&section);
        EnterCriticalSection(&section);
        CHECK(section.LockCount == -2);
        CHECK(section.RecursionCount == 2);
        CHECK(section.OwningThread == ULongToHandle(GetCurrentThreadId()));
        LeaveCriticalSection(&section);
        LeaveCriticalSection(&section);
        CHECK(section.OwningThread == nullptr);
        CHECK(section.LockCount == -1);
        DeleteCriticalSection(&section);
    }

    TEST_CASE("leaving a section of another thread changes nothing") {
        CRITICAL_SECTION section;
        InitializeCriticalSection(&section);
        EnterCriticalSection(&section);
        Worker([&] {
            LeaveCriticalSection(&section);
            return DWORD{0};
        }).result();
        CHECK(section.RecursionCount == 1);
        CHECK(section.OwningThread == ULongToHandle(GetCurrentThreadId()));
        LeaveCriticalSection(&section);
        DeleteCriticalSection(&section);
    }

    TEST_CASE("the spin count is 24 bits, and the previous one is returned") {
        CRITICAL_SECTION section;
        InitializeCriticalSectionAndSpinCount(&section, 0x12345678);
        const DWORD first = SetCriticalSectionSpinCount(&section, 7);
        CHECK((first == 0x345678 || first == 0));  // 0 on one processor, as documented
        const DWORD second = SetCriticalSectionSpinCount(&section, 0);
        CHECK((second == 7 || second == 0));
        DeleteCriticalSection(&section);
    }
}
