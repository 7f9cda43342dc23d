/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Heaps, pages, critical sections, interlocked lists, one-time initialisation, in C++ and with files. */
#include <windows.h>

#include "wine/test.h"

START_TEST(memory) {
    HANDLE heap = HeapCreate(0, 0, 0);
    ok(heap != nullptr, "error %lu\n", GetLastError());
    auto* block = static_cast<unsigned char*>(HeapAlloc(heap, HEAP_ZERO_MEMORY, 100));
    ok(block && block[0] == 0 && block[99] == 0, "%p\n", block);
    ok(HeapSize(heap, 0, block) == 100, "size %s\n", wine_dbgstr_longlong(HeapSize(heap, 0, block)));
    block[0] = 7;
    block = static_cast<unsigned char*>(HeapReAlloc(heap, HEAP_ZERO_MEMORY, block, 5000));
    ok(block && block[0] == 7 && block[4999] == 0, "%p\n", block);
    ok(HeapValidate(heap, 0, block), "not valid\n");
    ok(HeapFree(heap, 0, block), "error %lu\n", GetLastError());
    ok(HeapFree(heap, 0, nullptr), "NULL is not freed\n");
    ok(HeapDestroy(heap), "error %lu\n", GetLastError());
    auto* page = static_cast<char*>(VirtualAlloc(nullptr, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
    ok(page && page[0] == 0, "error %lu\n", GetLastError());
    MEMORY_BASIC_INFORMATION about;
    ok(VirtualQuery(page, &about, sizeof about) == sizeof about, "error %lu\n", GetLastError());
    ok(about.State == MEM_COMMIT && about.Protect == PAGE_READWRITE, "state %lx protect %lx\n", about.State,
       about.Protect);
    DWORD before = 0;
    ok(VirtualProtect(page, 4096, PAGE_READONLY, &before) && before == PAGE_READWRITE, "before %lx\n", before);
    SetLastError(0xdeadbeef);
    ok(!VirtualFree(page, 4096, MEM_RELEASE), "released with a size\n");
    ok(GetLastError() == ERROR_INVALID_PARAMETER, "error %lu\n", GetLastError());
    ok(VirtualFree(page, 0, MEM_RELEASE), "error %lu\n", GetLastError());
}

static BOOL CALLBACK once(PINIT_ONCE, void* calls, void** result) {
    ++*static_cast<int*>(calls);
    *result = calls;
    return TRUE;
}

START_TEST(locks) {
    CRITICAL_SECTION section;
    InitializeCriticalSection(&section);
    ok(TryEnterCriticalSection(&section) && TryEnterCriticalSection(&section), "not recursive\n");
    LeaveCriticalSection(&section);
    LeaveCriticalSection(&section);
    DeleteCriticalSection(&section);
    SRWLOCK lock = SRWLOCK_INIT;
    AcquireSRWLockShared(&lock);
    ok(!TryAcquireSRWLockExclusive(&lock), "exclusive beside shared\n");
    ok(TryAcquireSRWLockShared(&lock), "not shared\n");
    ReleaseSRWLockShared(&lock);
    ReleaseSRWLockShared(&lock);
    ok(TryAcquireSRWLockExclusive(&lock), "not free\n");
    ReleaseSRWLockExclusive(&lock);
    INIT_ONCE state = INIT_ONCE_STATIC_INIT;
    int calls = 0;
    void* result = nullptr;
    for (int i = 0; i < 3; ++i) {
        winetest_push_context("round %d", i);
        ok(InitOnceExecuteOnce(&state, once, &calls, &result), "error %lu\n", GetLastError());
        ok(calls == 1 && result == &calls, "%d calls\n", calls);
        winetest_pop_context();
    }
    CONDITION_VARIABLE nobody = CONDITION_VARIABLE_INIT;
    AcquireSRWLockExclusive(&lock);
    SetLastError(0xdeadbeef);
    ok(!SleepConditionVariableSRW(&nobody, &lock, 0, 0) && GetLastError() == ERROR_TIMEOUT, "error %lu\n",
       GetLastError());
    ReleaseSRWLockExclusive(&lock);
}

START_TEST(files) {
    char bytes[16] = "";
    DWORD done = 0;
    const char* name = "winetest-file.txt";
    HANDLE file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, nullptr, CREATE_NEW, 0, nullptr);
    ok(file != INVALID_HANDLE_VALUE, "error %lu\n", GetLastError());
    ok(WriteFile(file, "contents", 8, &done, nullptr) && done == 8, "%lu written\n", done);
    ok(GetFileSize(file, nullptr) == 8, "size %lu\n", GetFileSize(file, nullptr));
    ok(SetFilePointer(file, -4, nullptr, FILE_END) == 4, "error %lu\n", GetLastError());
    ok(ReadFile(file, bytes, sizeof bytes, &done, nullptr) && done == 4, "%lu read\n", done);
    ok(!memcmp(bytes, "ents", 4), "read %s\n", wine_dbgstr_an(bytes, static_cast<int>(done)));
    ok(ReadFile(file, bytes, sizeof bytes, &done, nullptr) && done == 0, "%lu read\n", done);
    SetLastError(0xdeadbeef);
    ok(CreateFileA(name, GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, 0, nullptr) == INVALID_HANDLE_VALUE,
       "shared\n");
    ok(GetLastError() == ERROR_SHARING_VIOLATION, "error %lu\n", GetLastError());
    ok(CloseHandle(file), "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(CreateFileA(name, GENERIC_WRITE, 0, nullptr, CREATE_NEW, 0, nullptr) == INVALID_HANDLE_VALUE, "made anew\n");
    ok(GetLastError() == ERROR_FILE_EXISTS, "error %lu\n", GetLastError());
    ok(DeleteFileA(name), "error %lu\n", GetLastError());
    SetLastError(0xdeadbeef);
    ok(!DeleteFileA(name) && GetLastError() == ERROR_FILE_NOT_FOUND, "error %lu\n", GetLastError());
}
