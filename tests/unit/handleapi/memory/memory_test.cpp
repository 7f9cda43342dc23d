// SPDX-License-Identifier: LGPL-2.1-or-later
// Private heaps, movable memory, pages; what needs more than one thread or a look inside.
#include <cstring>
#include <map>
#include <string>

#include "handleapi/boundary.hpp"
#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

uint32_t code_raised_by(const std::function<void()>& body) {
    return static_cast<uint32_t>(handleapi::call_user([&] { body(); }));
}

MEMORY_BASIC_INFORMATION information_of(const void* address) {
    MEMORY_BASIC_INFORMATION information{};
    CHECK(VirtualQuery(address, &information, sizeof information) == sizeof information);
    return information;
}

}  // namespace

TEST_SUITE("handleapi/heap") {
    TEST_CASE("a block belongs to its heap, and other heaps refuse it") {
        HANDLE first = HeapCreate(0, 0, 0), second = HeapCreate(0, 4096, 0);
        REQUIRE(first != nullptr);
        auto* block = static_cast<char*>(HeapAlloc(first, HEAP_ZERO_MEMORY, 64));
        CHECK(HeapSize(first, 0, block) == 64);
        for (HANDLE wrong : {second, GetProcessHeap()}) {
            CHECK(HeapSize(wrong, 0, block) == ~SIZE_T{0});
            CHECK_FALSE(HeapValidate(wrong, 0, block));
            CHECK_FALSE(HeapFree(wrong, 0, block));
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
            CHECK(HeapReAlloc(wrong, 0, block, 10) == nullptr);
        }
        CHECK(HeapFree(first, 0, block));
        CHECK_FALSE(HeapFree(first, 0, block));
        CHECK(HeapDestroy(first));
        CHECK(HeapDestroy(second));
    }

    TEST_CASE("a handle that is no heap is ERROR_INVALID_HANDLE everywhere") {
        HANDLE gone = HeapCreate(0, 0, 0);
        CHECK(HeapDestroy(gone));
        int variable = 0;
        for (HANDLE bad : {HANDLE{}, HANDLE(reinterpret_cast<HANDLE>(uintptr_t{0x1230})), HANDLE(&variable), gone}) {
            SetLastError(0);
            CHECK(HeapAlloc(bad, 0, 1) == nullptr);
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
            for (const BOOL failed : {HeapFree(bad, 0, nullptr), HeapLock(bad), HeapUnlock(bad), HeapDestroy(bad)}) {
                CHECK_FALSE(failed);
                CHECK(GetLastError() == ERROR_INVALID_HANDLE);
            }
            CHECK_FALSE(HeapValidate(bad, 0, nullptr));
            CHECK(HeapSize(bad, 0, nullptr) == ~SIZE_T{0});
        }
        CHECK_FALSE(HeapDestroy(GetProcessHeap()));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("a maximum is kept: by the sum of blocks and by the largest block") {
        HANDLE heap = HeapCreate(0, 0, 0x10000);
        void* half = HeapAlloc(heap, 0, 0x8000);
        CHECK(half != nullptr);
        SetLastError(77);
        CHECK(HeapAlloc(heap, 0, 0x9000) == nullptr);
        CHECK(GetLastError() == 77);
        CHECK(HeapFree(heap, 0, half));
        CHECK(HeapAlloc(heap, 0, 0x9000) != nullptr);
        CHECK(HeapDestroy(heap));
        HANDLE large = HeapCreate(0, 0, 0x1000000);
        CHECK(HeapAlloc(large, 0, 0x100000) == nullptr);
        CHECK(HeapAlloc(large, 0, 0xF0000) != nullptr);
        CHECK(HeapDestroy(large));
    }

    TEST_CASE("a heap made to raise raises STATUS_NO_MEMORY") {
        HANDLE heap = HeapCreate(HEAP_GENERATE_EXCEPTIONS, 0, 0x1000);
        CHECK(code_raised_by([&] { HeapAlloc(heap, 0, 0x2000); }) == STATUS_NO_MEMORY);
        CHECK(HeapDestroy(heap));
        CHECK(HeapCreate(HEAP_CREATE_ENABLE_EXECUTE, 0, 0) == nullptr);
        CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
    }

    TEST_CASE("a locked heap keeps other threads waiting, the process heap too") {
        HANDLE made = HeapCreate(0, 0, 0);
        for (HANDLE heap : {made, GetProcessHeap()}) {
            REQUIRE(HeapLock(heap));
            REQUIRE(HeapLock(heap));
            Worker other([heap] {
                void* block = HeapAlloc(heap, 0, 8);
                return DWORD{block && HeapFree(heap, 0, block)};
            });
            REQUIRE(other.asleep());
            CHECK(HeapUnlock(heap));
            CHECK(WaitForSingleObject(other.handle(), 0) == WAIT_TIMEOUT);
            CHECK(HeapUnlock(heap));
            CHECK(other.result() == 1);
            CHECK_FALSE(HeapUnlock(heap));
        }
        CHECK(HeapDestroy(made));
    }

    TEST_CASE("walking a private heap visits its blocks in use, and ends") {
        HANDLE heap = HeapCreate(0, 0, 0);
        std::map<void*, DWORD> blocks;
        for (const DWORD size : {0u, 1u, 100u, 100'000u}) blocks[HeapAlloc(heap, 0, size)] = size;
        CHECK(HeapFree(heap, 0, HeapAlloc(heap, 0, 7)));
        PROCESS_HEAP_ENTRY entry{};
        while (HeapWalk(heap, &entry)) {
            CHECK(entry.wFlags == PROCESS_HEAP_ENTRY_BUSY);
            REQUIRE(blocks.count(entry.lpData) == 1);
            CHECK(entry.cbData == blocks[entry.lpData]);
            blocks.erase(entry.lpData);
        }
        CHECK(GetLastError() == ERROR_NO_MORE_ITEMS);
        CHECK(blocks.empty());
        int elsewhere = 0;
        entry.lpData = &elsewhere;
        CHECK_FALSE(HeapWalk(heap, &entry));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(HeapWalk(heap, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(HeapDestroy(heap));
        entry = {};
        CHECK_FALSE(HeapWalk(nullptr, &entry));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK_FALSE(HeapWalk(GetProcessHeap(), &entry));
        CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
    }
}

TEST_SUITE("handleapi/movable") {
    TEST_CASE("the handle stays while the block moves, and stale handles are refused") {
        HLOCAL memory = LocalAlloc(LHND, 4);
        auto* block = static_cast<char*>(LocalLock(memory));
        std::memcpy(block, "abc", 4);
        CHECK_FALSE(LocalUnlock(memory));
        CHECK(GetLastError() == NO_ERROR);
        CHECK(LocalReAlloc(memory, 100000, LMEM_MOVEABLE | LMEM_ZEROINIT) == memory);
        block = static_cast<char*>(LocalLock(memory));
        CHECK(std::string(block) == "abc");
        CHECK(block[99999] == 0);
        CHECK(LocalHandle(block) == memory);
        CHECK(LocalFree(memory) == nullptr);
        CHECK(LocalFree(memory) == memory);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(LocalLock(memory) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(LocalFlags(memory) == LMEM_INVALID_HANDLE);
    }

    TEST_CASE("a fixed block can be made movable, with its content") {
        auto* fixed = static_cast<char*>(LocalAlloc(LMEM_FIXED, 4));
        std::memcpy(fixed, "abc", 4);
        HLOCAL memory = LocalReAlloc(fixed, 0, LMEM_MODIFY | LMEM_MOVEABLE);
        REQUIRE(memory != nullptr);
        CHECK(memory != fixed);
        CHECK(LocalSize(memory) == 4);
        CHECK(std::string(static_cast<char*>(LocalLock(memory))) == "abc");
        CHECK(LocalFlags(memory) == 1);
        CHECK(LocalReAlloc(memory, 0, LMEM_MODIFY | LMEM_MOVEABLE | LMEM_DISCARDABLE) == memory);
        CHECK(LocalFlags(memory) == (1 | GMEM_DISCARDABLE));
        CHECK(LocalFree(memory) == nullptr);
    }

    TEST_CASE("without leave to move, a fixed block grows in place or not at all") {
        auto* block = static_cast<char*>(LocalAlloc(LMEM_FIXED, 16));
        CHECK(LocalReAlloc(block, 8, 0) == block);
        CHECK(LocalSize(block) == 8);
        CHECK(LocalReAlloc(block, 1000000, 0) == nullptr);
        CHECK(GetLastError() == ERROR_NOT_ENOUGH_MEMORY);
        CHECK(LocalSize(block) == 8);
        CHECK(LocalFree(block) == nullptr);
    }
}

TEST_SUITE("handleapi/virtual_memory") {
    TEST_CASE("reserved pages fault, committed ones are zero, protected ones fault again") {
        auto* memory = static_cast<volatile char*>(VirtualAlloc(nullptr, 0x10000, MEM_RESERVE, PAGE_READWRITE));
        void* address = const_cast<char*>(memory);
        REQUIRE(address != nullptr);
        CHECK(code_raised_by([&] { static_cast<void>(memory[0x1000]); }) == STATUS_ACCESS_VIOLATION);
        CHECK(VirtualAlloc(address, 0x10000, MEM_COMMIT, PAGE_READWRITE) == address);
        CHECK(memory[0x1000] == 0);
        memory[0x1000] = 5;
        DWORD old = 0;
        CHECK(VirtualProtect(address, 0x10000, PAGE_READONLY, &old));
        CHECK(old == PAGE_READWRITE);
        CHECK(code_raised_by([&] { memory[0x1000] = 6; }) == STATUS_ACCESS_VIOLATION);
        CHECK(memory[0x1000] == 5);
        CHECK(VirtualFree(address, 0, MEM_RELEASE));
        CHECK(code_raised_by([&] { static_cast<void>(memory[0]); }) == STATUS_ACCESS_VIOLATION);
    }

    TEST_CASE("code written into executable pages runs") {
        const unsigned char code[] = {0xB8, 0x2A, 0, 0, 0, 0xC3};  // mov eax, 42; ret
        void* memory = VirtualAlloc(nullptr, 4096, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
        std::memcpy(memory, code, sizeof code);
        DWORD old = 0;
        CHECK(VirtualProtect(memory, 4096, PAGE_EXECUTE_READ, &old));
        CHECK(reinterpret_cast<int (*)()>(memory)() == 42);
        CHECK(VirtualFree(memory, 0, MEM_RELEASE));
    }

    TEST_CASE("pages that others mapped are described too: code, data, heap") {
        static int variable = 1;
        CHECK(information_of(reinterpret_cast<void*>(&GetTickCount)).Protect == PAGE_EXECUTE_READ);
        CHECK(information_of(reinterpret_cast<void*>(&GetTickCount)).Type == MEM_IMAGE);
        CHECK(information_of(&variable).Protect == PAGE_READWRITE);
        CHECK(information_of(&variable).State == MEM_COMMIT);
        CHECK(information_of(reinterpret_cast<void*>(uintptr_t{0x1000})).State == MEM_FREE);
    }

    TEST_CASE("a vast region costs nothing until it is used") {
        const SIZE_T size = SIZE_T{1} << (UNDER_TSAN ? 36 : 40);  // TSan has little room for programs
        auto* memory = static_cast<char*>(VirtualAlloc(nullptr, size, MEM_RESERVE, PAGE_NOACCESS));
        REQUIRE(memory != nullptr);
        CHECK(VirtualAlloc(memory + size / 2, 1, MEM_COMMIT, PAGE_READWRITE) == memory + size / 2);
        CHECK(information_of(memory).RegionSize == size / 2);
        CHECK(information_of(memory + size / 2).RegionSize == 4096);
        CHECK(VirtualFree(memory, 0, MEM_RELEASE));
    }

    TEST_CASE("what cannot be made is ERROR_NOT_SUPPORTED") {
        for (const DWORD type : {MEM_WRITE_WATCH, MEM_PHYSICAL, MEM_LARGE_PAGES}) {
            CHECK(VirtualAlloc(nullptr, 4096, MEM_RESERVE | type, PAGE_READWRITE) == nullptr);
            CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
        }
        CHECK(VirtualAlloc(nullptr, 4096, MEM_COMMIT, PAGE_READWRITE | PAGE_GUARD) == nullptr);
        CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
    }

    TEST_CASE("an address asked for is taken when it is free") {
        auto* memory = static_cast<char*>(VirtualAlloc(nullptr, 0x40000, MEM_RESERVE, PAGE_READWRITE));
        CHECK(VirtualFree(memory, 0, MEM_RELEASE));
        CHECK(VirtualAlloc(memory + 0x12345, 0x1000, MEM_RESERVE, PAGE_READWRITE) == memory + 0x10000);
        CHECK(information_of(memory + 0x10000).RegionSize == 0x4000);
        CHECK(VirtualFree(memory + 0x10000, 0, MEM_RELEASE));
    }
}
