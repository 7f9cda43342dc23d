// SPDX-License-Identifier: LGPL-2.1-or-later
// What needs no handle: last error, critical sections, thread local storage, heap, clocks, small string functions.
#include <atomic>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "handleapi/boundary.hpp"
#include "tests/unit/handleapi/support.hpp"

using namespace testing;

TEST_SUITE("handleapi/last_error") {
    TEST_CASE("the last error belongs to the thread") {
        SetLastError(5);
        Worker([] {
            CHECK(GetLastError() == 0);
            SetLastError(6);
            return DWORD{0};
        }).result();
        CHECK(GetLastError() == 5);
    }
}

TEST_SUITE("handleapi/critical_section") {
    TEST_CASE("a critical section is recursive for its owner and closed to others") {
        CRITICAL_SECTION section;
        InitializeCriticalSection(&section);
        EnterCriticalSection(&section);
        EnterCriticalSection(&section);
        CHECK(TryEnterCriticalSection(&section));
        const auto others_try = [&] {
            return Worker([&] {
                       const BOOL entered = TryEnterCriticalSection(&section);
                       if (entered) LeaveCriticalSection(&section);
                       return static_cast<DWORD>(entered);
                   })
                .result();
        };
        CHECK(others_try() == 0);
        LeaveCriticalSection(&section);
        LeaveCriticalSection(&section);
        CHECK(others_try() == 0);
        LeaveCriticalSection(&section);
        CHECK(others_try() == 1);
        DeleteCriticalSection(&section);
    }

    TEST_CASE("a waiter gets in when the owner leaves") {
        CRITICAL_SECTION section;
        CHECK(InitializeCriticalSectionAndSpinCount(&section, 100));
        EnterCriticalSection(&section);
        Worker waiter([&] {
            EnterCriticalSection(&section);
            LeaveCriticalSection(&section);
            return DWORD{1};
        });
        REQUIRE(waiter.asleep());
        LeaveCriticalSection(&section);
        CHECK(waiter.result() == 1);
        DeleteCriticalSection(&section);
    }

    TEST_CASE("it excludes under load") {
        CRITICAL_SECTION section;
        CHECK(InitializeCriticalSectionEx(&section, 50, CRITICAL_SECTION_NO_DEBUG_INFO));
        long counter = 0;
        {
            std::vector<std::unique_ptr<Worker>> workers;
            for (int i = 0; i < 4; ++i) {
                workers.push_back(std::make_unique<Worker>([&] {
                    for (int k = 0; k < 20000; ++k) {
                        EnterCriticalSection(&section);
                        ++counter;
                        LeaveCriticalSection(&section);
                    }
                    return DWORD{0};
                }));
            }
        }
        CHECK(counter == 80000);
        CHECK_FALSE(InitializeCriticalSectionEx(&section, 0, 1));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }
}

TEST_SUITE("handleapi/tls") {
    TEST_CASE("a value belongs to the thread that stored it") {
        const DWORD slot = TlsAlloc();
        REQUIRE(slot != TLS_OUT_OF_INDEXES);
        int mine = 0;
        CHECK(TlsSetValue(slot, &mine));
        Worker([&] {
            CHECK(TlsGetValue(slot) == nullptr);
            CHECK(GetLastError() == ERROR_SUCCESS);
            CHECK(TlsSetValue(slot, &mine + 1));
            return DWORD{0};
        }).result();
        SetLastError(77);
        CHECK(TlsGetValue(slot) == &mine);
        CHECK(GetLastError() == ERROR_SUCCESS);
        CHECK(TlsFree(slot));
    }

    TEST_CASE("a slot given out again reads as null in every thread") {
        const DWORD slot = TlsAlloc();
        int value = 0;
        CHECK(TlsSetValue(slot, &value));
        CHECK(TlsFree(slot));
        CHECK(TlsAlloc() == slot);
        CHECK(TlsGetValue(slot) == nullptr);
        CHECK(TlsFree(slot));
    }

    TEST_CASE("slots that cannot be are ERROR_INVALID_PARAMETER, and they run out at 1088") {
        for (const DWORD bad : {DWORD{1088}, TLS_OUT_OF_INDEXES}) {
            CHECK_FALSE(TlsSetValue(bad, nullptr));
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
            CHECK(TlsGetValue(bad) == nullptr);
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
            CHECK_FALSE(TlsFree(bad));
        }
        std::vector<DWORD> slots;
        for (DWORD slot; (slot = TlsAlloc()) != TLS_OUT_OF_INDEXES;) slots.push_back(slot);
        CHECK(GetLastError() == ERROR_NO_MORE_ITEMS);
        CHECK(slots.size() <= 1088);
        CHECK(slots.size() > 1000);
        for (const DWORD slot : slots) CHECK(TlsFree(slot));
        CHECK_FALSE(TlsFree(slots[0]));
    }
}

TEST_SUITE("handleapi/heap") {
    TEST_CASE("HeapSize is what was asked for, and HEAP_ZERO_MEMORY zeroes") {
        HANDLE heap = GetProcessHeap();
        for (const SIZE_T size : {SIZE_T{0}, SIZE_T{1}, SIZE_T{17}, SIZE_T{100000}}) {
            auto* block = static_cast<unsigned char*>(HeapAlloc(heap, HEAP_ZERO_MEMORY, size));
            REQUIRE(block != nullptr);
            CHECK(reinterpret_cast<uintptr_t>(block) % 16 == 0);
            CHECK(HeapSize(heap, 0, block) == size);
            for (SIZE_T i = 0; i < size; ++i) REQUIRE(block[i] == 0);
            CHECK(HeapFree(heap, 0, block));
        }
    }

    TEST_CASE("HeapReAlloc keeps the content and zeroes only what is new") {
        HANDLE heap = GetProcessHeap();
        auto* block = static_cast<char*>(HeapAlloc(heap, 0, 4));
        std::memcpy(block, "abc", 4);
        block = static_cast<char*>(HeapReAlloc(heap, HEAP_ZERO_MEMORY, block, 5000));
        CHECK(std::string(block) == "abc");
        for (int i = 4; i < 5000; ++i) REQUIRE(block[i] == 0);
        CHECK(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 600000) == nullptr);
        CHECK(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 5000) == block);
        CHECK(HeapSize(heap, 0, block) == 5000);
        CHECK(HeapFree(heap, 0, block));
    }

    TEST_CASE("freeing null is fine; a wrong heap or a wrong block is an error") {
        HANDLE heap = GetProcessHeap();
        CHECK(HeapFree(heap, 0, nullptr));
        CHECK_FALSE(HeapFree(nullptr, 0, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        auto* block = static_cast<char*>(HeapAlloc(heap, 0, 64));
        std::memset(block, 0, 64);
        CHECK_FALSE(HeapFree(heap, 0, block + 32));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(HeapSize(heap, 0, block + 32) == ~SIZE_T{0});
        CHECK(HeapFree(heap, 0, block));
    }

    TEST_CASE("no memory is null without a last error, or STATUS_NO_MEMORY when asked for") {
        HANDLE heap = GetProcessHeap();
        SetLastError(99);
        CHECK(HeapAlloc(heap, 0, ~SIZE_T{0}) == nullptr);
        CHECK(GetLastError() == 99);
        const base::Status raised =
            handleapi::call_user([&] { HeapAlloc(heap, HEAP_GENERATE_EXCEPTIONS, ~SIZE_T{0}); });
        CHECK(static_cast<uint32_t>(raised) == STATUS_NO_MEMORY);
    }
}

TEST_SUITE("handleapi/misc") {
    TEST_CASE("clocks go forward, and the file time counts from 1601") {
        LARGE_INTEGER frequency, before, after;
        CHECK(QueryPerformanceFrequency(&frequency));
        CHECK(frequency.QuadPart == 10'000'000);
        CHECK(QueryPerformanceCounter(&before));
        const ULONGLONG ticks = GetTickCount64();
        Sleep(2);
        CHECK(QueryPerformanceCounter(&after));
        CHECK(after.QuadPart - before.QuadPart >= frequency.QuadPart / 500);
        CHECK(GetTickCount64() >= ticks + 1);
        CHECK(GetTickCount() - static_cast<DWORD>(ticks) < 10000);
        FILETIME now{};
        GetSystemTimeAsFileTime(&now);
        const ULONGLONG value = ULONGLONG{now.dwHighDateTime} << 32 | now.dwLowDateTime;
        CHECK(value / 10'000'000 > 11'644'473'600ull + 1'700'000'000ull);
        CHECK(value / 10'000'000 < 11'644'473'600ull + 4'000'000'000ull);
    }

    TEST_CASE("lstr functions survive null") {
        CHECK(lstrlenA(nullptr) == 0);
        CHECK(lstrlenW(nullptr) == 0);
        CHECK(lstrlenA("four") == 4);
        CHECK(lstrlenW(u"three") == 5);
        char narrow[16];
        char16_t wide[16];
        CHECK(lstrcpyA(nullptr, "x") == nullptr);
        CHECK(std::string(lstrcatA(lstrcpyA(narrow, "ab"), "cd")) == "abcd");
        CHECK(std::u16string(lstrcatW(lstrcpyW(wide, u"ab"), u"cd")) == u"abcd");
    }
}
