// SPDX-License-Identifier: LGPL-2.1-or-later
// Fiber local storage: its callbacks, its end, its limits.
#include <pthread.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

std::atomic<uintptr_t> sum;
std::atomic<DWORD> caller;
DWORD tls_slot;
DWORD chained_slot;

void CALLBACK add_up(PVOID value) {
    sum += reinterpret_cast<uintptr_t>(value);
    caller = GetCurrentThreadId();
}

PVOID number(uintptr_t value) { return reinterpret_cast<PVOID>(value); }

}  // namespace

TEST_SUITE("handleapi/fls") {
    TEST_CASE("a value's callback runs in the thread that ends, however it was made") {
        const DWORD slot = FlsAlloc(add_up);
        REQUIRE(slot != FLS_OUT_OF_INDEXES);
        sum = 0;
        Worker worker([&] { return DWORD(FlsSetValue(slot, number(3))); });
        CHECK(worker.result() == TRUE);
        CHECK(sum == 3);
        CHECK(caller == worker.id());
        std::thread([&] { CHECK(FlsSetValue(slot, number(4))); }).join();
        CHECK(sum == 7);
        CHECK(FlsFree(slot));
        CHECK(sum == 7);
    }

    TEST_CASE("the callback still sees the thread's TLS values, and has run when the thread is signaled") {
        tls_slot = TlsAlloc();
        const DWORD slot = FlsAlloc([](PVOID) { sum = reinterpret_cast<uintptr_t>(TlsGetValue(tls_slot)); });
        sum = 0;
        Worker([&] {
            TlsSetValue(tls_slot, number(11));
            FlsSetValue(slot, number(1));
            return DWORD{0};
        }).result();
        CHECK(sum == 11);
        CHECK(FlsFree(slot));
        CHECK(TlsFree(tls_slot));
    }

    TEST_CASE("FlsFree runs the callback for every thread's value, in its own thread, once") {
        const DWORD slot = FlsAlloc(add_up);
        Handle go = manual_event();
        Worker first([&] {
            FlsSetValue(slot, number(1));
            WaitForSingleObject(go, kLimit);
            return DWORD(FlsGetValue(slot) == nullptr);
        });
        Worker second([&] {
            FlsSetValue(slot, number(2));
            return WaitForSingleObject(go, kLimit);
        });
        REQUIRE(first.asleep());
        REQUIRE(second.asleep());
        CHECK(FlsSetValue(slot, number(4)));
        sum = 0;
        CHECK(FlsFree(slot));
        CHECK(sum == 7);
        CHECK(caller == GetCurrentThreadId());
        CHECK(FlsGetValue(slot) == nullptr);
        SetEvent(go);
        CHECK(first.result() == 1);
        second.result();
        CHECK(sum == 7);
    }

    TEST_CASE("a callback that stores, frees or raises harms nobody") {
        chained_slot = FlsAlloc([](PVOID) {
            FlsSetValue(chained_slot, number(1));
            FlsFree(chained_slot);
        });
        const DWORD raising = FlsAlloc([](PVOID) { RaiseException(0xC0001234, 0, 0, nullptr); });
        const DWORD after = FlsAlloc(add_up);
        sum = 0;
        Worker([&] {
            for (const DWORD slot : {chained_slot, raising, after}) FlsSetValue(slot, number(9));
            return DWORD{0};
        }).result();
        CHECK(sum == 9);
        CHECK_FALSE(FlsFree(chained_slot));
        CHECK(FlsFree(raising));
        CHECK(FlsFree(after));
    }

    TEST_CASE("the numbers run out at FLS_MAXIMUM_AVAILABLE, 0 not among them") {
        std::vector<DWORD> slots;
        for (DWORD slot; (slot = FlsAlloc(nullptr)) != FLS_OUT_OF_INDEXES;) slots.push_back(slot);
        CHECK(GetLastError() == ERROR_NO_MORE_ITEMS);
        CHECK(slots.size() == FLS_MAXIMUM_AVAILABLE - 1);
        for (const DWORD slot : slots) {
            CHECK(slot != 0);
            CHECK(FlsFree(slot));
        }
        for (const DWORD bad : {DWORD{0}, DWORD{FLS_MAXIMUM_AVAILABLE}, FLS_OUT_OF_INDEXES}) {
            CHECK_FALSE(FlsSetValue(bad, nullptr));
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
            CHECK(FlsGetValue(bad) == nullptr);
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
            CHECK_FALSE(FlsFree(bad));
        }
        CHECK_FALSE(IsThreadAFiber());
    }
}

TEST_SUITE("handleapi/tls") {
    TEST_CASE("a number that is not in use keeps what is stored until it is allocated") {
        const DWORD slot = TlsAlloc();
        CHECK(TlsFree(slot));
        CHECK(TlsSetValue(slot, number(5)));
        CHECK(TlsGetValue(slot) == number(5));
        CHECK(TlsAlloc() == slot);
        CHECK(TlsGetValue(slot) == nullptr);
        CHECK(TlsFree(slot));
    }
}
