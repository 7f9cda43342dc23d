// SPDX-License-Identifier: LGPL-2.1-or-later
// One-time initialisation, waiting on an address, interlocked lists, barriers.
#include <sys/mman.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <vector>

#include "handleapi/boundary.hpp"
#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

LPVOID as_context(uintptr_t value) { return reinterpret_cast<LPVOID>(value); }

struct alignas(16) Item {
    SLIST_ENTRY entry;
    int value;
};

template <typename T>
void wake_a_waiter() {
    std::atomic<T> value = 0;
    Worker waiter([&] {
        T undesired = 0;
        while (value.load() == undesired) {
            if (!WaitOnAddress(&value, &undesired, sizeof(T), kLimit)) return DWORD{0};
        }
        return DWORD{1};
    });
    REQUIRE(waiter.asleep());
    value = 1;
    WakeByAddressSingle(&value);
    CHECK(waiter.result() == 1);
}

}  // namespace

TEST_SUITE("handleapi/init_once") {
    TEST_CASE("the function runs once, and everybody gets its context") {
        INIT_ONCE once = INIT_ONCE_STATIC_INIT;
        static std::atomic<int> runs;
        runs = 0;
        const PINIT_ONCE_FN function = [](PINIT_ONCE, PVOID parameter, PVOID* context) -> BOOL {
            ++runs;
            *context = parameter;
            return TRUE;
        };
        std::vector<std::unique_ptr<Worker>> workers;
        for (int i = 0; i < 4; ++i) {
            workers.push_back(std::make_unique<Worker>([&] {
                LPVOID context = nullptr;
                const BOOL done = InitOnceExecuteOnce(&once, function, as_context(0x40), &context);
                return DWORD{done && context == as_context(0x40)};
            }));
        }
        for (auto& worker : workers) CHECK(worker->result() == 1);
        CHECK(runs == 1);
    }

    TEST_CASE("a function that fails is tried again, by a waiting thread too") {
        INIT_ONCE once = INIT_ONCE_STATIC_INIT;
        BOOL pending = FALSE;
        CHECK(InitOnceBeginInitialize(&once, 0, &pending, nullptr));
        CHECK(pending);
        Worker second([&] {
            BOOL mine = FALSE;
            const BOOL begun = InitOnceBeginInitialize(&once, 0, &mine, nullptr);
            return DWORD{begun && mine && InitOnceComplete(&once, 0, as_context(8))};
        });
        REQUIRE(second.asleep());
        CHECK(InitOnceComplete(&once, INIT_ONCE_INIT_FAILED, nullptr));
        CHECK(second.result() == 1);
        LPVOID context = nullptr;
        CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_CHECK_ONLY, &pending, &context));
        CHECK_FALSE(pending);
        CHECK(context == as_context(8));
    }

    TEST_CASE("a function's FALSE and last error reach the caller; what it raises too, and both can be tried again") {
        INIT_ONCE once = INIT_ONCE_STATIC_INIT;
        const PINIT_ONCE_FN failing = [](PINIT_ONCE, PVOID, PVOID*) -> BOOL {
            SetLastError(1234);
            return FALSE;
        };
        CHECK_FALSE(InitOnceExecuteOnce(&once, failing, nullptr, nullptr));
        CHECK(GetLastError() == 1234);
        const PINIT_ONCE_FN raising = [](PINIT_ONCE, PVOID, PVOID*) -> BOOL {
            RaiseException(0xC0001234, 0, 0, nullptr);
            return TRUE;
        };
        const auto raised = handleapi::call_user([&] { InitOnceExecuteOnce(&once, raising, nullptr, nullptr); });
        CHECK(static_cast<uint32_t>(raised) == 0xC0001234);
        CHECK(once.Ptr == nullptr);
    }

    TEST_CASE("asynchronous initialisation: several may try, the first to complete wins") {
        INIT_ONCE once = INIT_ONCE_STATIC_INIT;
        BOOL pending = FALSE;
        CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, nullptr));
        CHECK(pending);
        pending = FALSE;
        CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, nullptr));
        CHECK(pending);
        CHECK_FALSE(InitOnceBeginInitialize(&once, 0, &pending, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(InitOnceComplete(&once, 0, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(InitOnceComplete(&once, INIT_ONCE_ASYNC, as_context(16)));
        CHECK_FALSE(InitOnceComplete(&once, INIT_ONCE_ASYNC, as_context(32)));
        CHECK(GetLastError() == ERROR_GEN_FAILURE);
        LPVOID context = nullptr;
        CHECK(InitOnceBeginInitialize(&once, INIT_ONCE_ASYNC, &pending, &context));
        CHECK_FALSE(pending);
        CHECK(context == as_context(16));
    }

    TEST_CASE("a context with low bits is ERROR_INVALID_PARAMETER, and initialisation stays in progress") {
        INIT_ONCE once = INIT_ONCE_STATIC_INIT;
        BOOL pending = FALSE;
        CHECK(InitOnceBeginInitialize(&once, 0, &pending, nullptr));
        for (const uintptr_t bad : {1, 2, 3, 7}) {
            CHECK_FALSE(InitOnceComplete(&once, 0, as_context(bad)));
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        }
        CHECK_FALSE(InitOnceComplete(&once, INIT_ONCE_ASYNC, as_context(4)));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(InitOnceComplete(&once, 8, as_context(4)));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(InitOnceComplete(&once, 0, as_context(4)));
        CHECK_FALSE(InitOnceBeginInitialize(&once, 8, &pending, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }
}

TEST_SUITE("handleapi/address_wait") {
    TEST_CASE("a value that differs already returns at once; sizes other than 1, 2, 4 and 8 are refused") {
        uint64_t value = 0x0102030405060708;
        uint64_t other = 0x1112131415161718;
        for (const SIZE_T size : {1, 2, 4, 8}) CHECK(WaitOnAddress(&value, &other, size, INFINITE));
        for (const SIZE_T size : {0, 3, 5, 16}) {
            CHECK_FALSE(WaitOnAddress(&value, &other, size, 0));
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        }
        for (const SIZE_T size : {1, 2, 4, 8}) {
            CHECK_FALSE(WaitOnAddress(&value, &value, size, 1));
            CHECK(GetLastError() == ERROR_TIMEOUT);
        }
    }

    TEST_CASE("a waiter is woken at every size") {
        wake_a_waiter<uint8_t>();
        wake_a_waiter<uint16_t>();
        wake_a_waiter<uint32_t>();
        wake_a_waiter<uint64_t>();
    }

    TEST_CASE("waking all wakes everybody on that address and nobody else") {
        std::atomic<uint32_t> values[2] = {0, 0};
        std::vector<std::unique_ptr<Worker>> waiters;
        for (int i = 0; i < 4; ++i) {
            waiters.push_back(std::make_unique<Worker>([&value = values[i % 2]] {
                uint32_t undesired = 0;
                return static_cast<DWORD>(WaitOnAddress(&value, &undesired, sizeof value, kLimit));
            }));
        }
        for (auto& waiter : waiters) REQUIRE(waiter->asleep());
        WakeByAddressAll(&values[0]);
        CHECK(waiters[0]->result() == TRUE);
        CHECK(waiters[2]->result() == TRUE);
        CHECK(WaitForSingleObject(waiters[1]->handle(), 0) == WAIT_TIMEOUT);
        WakeByAddressSingle(&values[1]);
        WakeByAddressSingle(&values[1]);
        CHECK(waiters[1]->result() == TRUE);
        CHECK(waiters[3]->result() == TRUE);
        WakeByAddressAll(values);
        WakeByAddressSingle(nullptr);
    }

    TEST_CASE("no wake-up is lost between two threads that wait for each other") {
        std::atomic<uint32_t> turn = 0;
        const auto play = [&](uint32_t mine) {
            for (int i = 0; i < 5000; ++i) {
                uint32_t theirs = 1 - mine;
                while (turn.load() == theirs) {
                    if (!WaitOnAddress(&turn, &theirs, sizeof turn, kLimit)) return DWORD{0};
                }
                turn = theirs;
                WakeByAddressSingle(&turn);
            }
            return DWORD{1};
        };
        Worker first([&] { return play(0); });
        Worker second([&] { return play(1); });
        CHECK(first.result() == 1);
        CHECK(second.result() == 1);
    }
}

TEST_SUITE("handleapi/slist") {
    TEST_CASE("the last pushed is the first popped, and each call returns what was first before") {
        alignas(16) SLIST_HEADER head;
        InitializeSListHead(&head);
        Item items[3] = {};
        CHECK(InterlockedPopEntrySList(&head) == nullptr);
        CHECK(InterlockedFlushSList(&head) == nullptr);
        CHECK(InterlockedPushEntrySList(&head, &items[0].entry) == nullptr);
        CHECK(InterlockedPushEntrySList(&head, &items[1].entry) == &items[0].entry);
        CHECK(InterlockedPushEntrySList(&head, &items[2].entry) == &items[1].entry);
        CHECK(QueryDepthSList(&head) == 3);
        CHECK(InterlockedPopEntrySList(&head) == &items[2].entry);
        CHECK(InterlockedFlushSList(&head) == &items[1].entry);
        CHECK(items[1].entry.Next == &items[0].entry);
        CHECK(items[0].entry.Next == nullptr);
        CHECK(QueryDepthSList(&head) == 0);
    }

    TEST_CASE("the header has Windows' layout") {
        alignas(16) SLIST_HEADER head;
        InitializeSListHead(&head);
        Item item = {};
        InterlockedPushEntrySList(&head, &item.entry);
        CHECK(ULONGLONG{head.HeaderX64.Depth} == 1);
        CHECK(ULONGLONG{head.HeaderX64.Sequence} == 1);
        CHECK(ULONGLONG{head.HeaderX64.NextEntry} == reinterpret_cast<uintptr_t>(&item.entry) >> 4);
    }

    TEST_CASE("a chain is pushed as a whole") {
        alignas(16) SLIST_HEADER head;
        InitializeSListHead(&head);
        Item items[4] = {};
        InterlockedPushEntrySList(&head, &items[3].entry);
        items[0].entry.Next = &items[1].entry;
        items[1].entry.Next = &items[2].entry;
        CHECK(InterlockedPushListSListEx(&head, &items[0].entry, &items[2].entry, 3) == &items[3].entry);
        CHECK(QueryDepthSList(&head) == 4);
        for (Item& item : items) CHECK(InterlockedPopEntrySList(&head) == &item.entry);
    }

    TEST_CASE("a header that is not aligned raises STATUS_DATATYPE_MISALIGNMENT") {
        alignas(16) char memory[48];
        auto* head = reinterpret_cast<PSLIST_HEADER>(static_cast<void*>(memory + 8));
        const auto raised = handleapi::call_user([&] { InitializeSListHead(head); });
        CHECK(static_cast<uint32_t>(raised) == STATUS_DATATYPE_MISALIGNMENT);
    }

    TEST_CASE("an entry whose memory is gone by the time it is looked at does not fault") {
        const size_t page = 4096;
        void* memory = mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        REQUIRE(memory != MAP_FAILED);
        alignas(16) SLIST_HEADER head;
        InitializeSListHead(&head);
        auto* entry = static_cast<PSLIST_ENTRY>(memory);
        InterlockedPushEntrySList(&head, entry);
        REQUIRE(munmap(memory, page) == 0);
        CHECK(InterlockedPopEntrySList(&head) == entry);
        CHECK(QueryDepthSList(&head) == 0);
    }

    TEST_CASE("entries moved between two lists by four threads are all there in the end") {
        alignas(16) static SLIST_HEADER lists[2];
        InitializeSListHead(&lists[0]);
        InitializeSListHead(&lists[1]);
        std::vector<Item> items(64);
        for (Item& item : items) InterlockedPushEntrySList(&lists[0], &item.entry);
        {
            std::vector<std::unique_ptr<Worker>> workers;
            for (int i = 0; i < 4; ++i) {
                workers.push_back(std::make_unique<Worker>([i] {
                    for (int k = 0; k < 20000; ++k) {
                        PSLIST_ENTRY entry = InterlockedPopEntrySList(&lists[(i + k) % 2]);
                        if (entry) InterlockedPushEntrySList(&lists[(i + k + 1) % 2], entry);
                    }
                    return DWORD{0};
                }));
            }
        }
        CHECK(QueryDepthSList(&lists[0]) + QueryDepthSList(&lists[1]) == 64);
        int found = 0;
        for (SLIST_HEADER& list : lists) {
            while (PSLIST_ENTRY entry = InterlockedPopEntrySList(&list)) {
                reinterpret_cast<Item*>(entry)->value += 1;
                ++found;
            }
        }
        CHECK(found == 64);
        for (const Item& item : items) CHECK(item.value == 1);
    }
}

TEST_SUITE("handleapi/barrier") {
    TEST_CASE("nobody passes before all are there, and one of them is told it was the last") {
        for (const DWORD flags : {DWORD{0}, DWORD{SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY},
                                  DWORD{SYNCHRONIZATION_BARRIER_FLAGS_SPIN_ONLY}}) {
            CAPTURE(flags);
            SYNCHRONIZATION_BARRIER barrier;
            REQUIRE(InitializeSynchronizationBarrier(&barrier, 3, -1));
            std::atomic<int> arrived = 0, early = 0, last = 0;
            std::vector<std::unique_ptr<Worker>> workers;
            for (int i = 0; i < 3; ++i) {
                workers.push_back(std::make_unique<Worker>([&] {
                    for (int round = 1; round <= 200; ++round) {
                        ++arrived;
                        last += EnterSynchronizationBarrier(&barrier, flags);
                        if (arrived < 3 * round) ++early;
                    }
                    return DWORD{0};
                }));
            }
            for (auto& worker : workers) CHECK(worker->result() == 0);
            CHECK(early == 0);
            CHECK(last == 200);
            CHECK(DeleteSynchronizationBarrier(&barrier));
        }
    }

    TEST_CASE("a barrier of one is passed at once; bad arguments are ERROR_INVALID_PARAMETER") {
        SYNCHRONIZATION_BARRIER barrier;
        REQUIRE(InitializeSynchronizationBarrier(&barrier, 1, 0));
        CHECK(EnterSynchronizationBarrier(&barrier, 0));
        CHECK(EnterSynchronizationBarrier(&barrier, SYNCHRONIZATION_BARRIER_FLAGS_NO_DELETE));
        CHECK_FALSE(InitializeSynchronizationBarrier(&barrier, 0, 0));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(InitializeSynchronizationBarrier(&barrier, 2, -2));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(EnterSynchronizationBarrier(&barrier, 8));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(EnterSynchronizationBarrier(&barrier, 3));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }
}
