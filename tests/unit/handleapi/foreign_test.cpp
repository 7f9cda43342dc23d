// SPDX-License-Identifier: LGPL-2.1-or-later
// Handles of another library (foreign_peer.c, loaded behind this program, has functions of the same names): calls with
// them go there, and nothing that is not one does. The peer aborts on a handle that is not its own.
#include "handleapi/foreign.hpp"

#include <sys/mman.h>

#include <array>
#include <string>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;
using handleapi::all_foreign;
using handleapi::is_foreign;

extern "C" {
void* PeerNew();
extern const char* PeerCalled;
int GetEventFileDescriptor(HANDLE);
int SetEventFileDescriptor(HANDLE, int, ULONG);
void* GetEventWaitObject(HANDLE);
int GetNamePipeFileDescriptor(HANDLE);
HANDLE _GetCurrentProcess();
HANDLE _GetCurrentThread();
}

namespace {

HANDLE handle_of(intptr_t value) { return reinterpret_cast<HANDLE>(value); }

/// What the peer was called by since the last time asked.
std::string called() { return std::exchange(PeerCalled, ""); }

struct Peer {
    HANDLE handle = PeerNew();
    ~Peer() { CHECK(CloseHandle(handle)); }
};

/// Memory that was mapped, and is no more.
HANDLE unmapped() {
    void* const page = mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page, 4096);
    return page;
}

}  // namespace

TEST_SUITE("handleapi/foreign") {
    TEST_CASE("a readable, aligned pointer can be a foreign handle; nothing else is") {
        alignas(16) static char object[32];
        CHECK(is_foreign(object));
        CHECK(is_foreign(object + 8));
        CHECK_FALSE(is_foreign(object + 1));
        CHECK_FALSE(is_foreign(object + 4));
        CHECK_FALSE(is_foreign(unmapped()));
        for (const intptr_t value : {intptr_t{0}, intptr_t{4}, intptr_t{0x7FFFFFF8}, intptr_t{0xFFFFFFF8}, intptr_t{-1},
                                     intptr_t{-2}, intptr_t{-16}, INT64_MIN, intptr_t{1} << 47, intptr_t{1} << 32}) {
            CHECK_FALSE(is_foreign(handle_of(value)));
        }
    }

    TEST_CASE("a set is foreign when every handle is, and an empty one is not") {
        const Peer a, b;
        const Handle own = manual_event();
        CHECK(all_foreign(std::array<HANDLE, 2>{a.handle, b.handle}));
        CHECK_FALSE(all_foreign(std::array<HANDLE, 2>{a.handle, own}));
        CHECK_FALSE(all_foreign({}));
    }

    TEST_CASE("calls with a foreign handle reach the next definition with all arguments and return what it does") {
        const Peer peer;
        HANDLE const handle = peer.handle;
        CHECK(SetEvent(handle));
        CHECK(called() == "SetEvent");
        CHECK(ReleaseMutex(handle));
        CHECK(called() == "ReleaseMutex");
        LONG previous = 0;
        CHECK(ReleaseSemaphore(handle, 6, &previous));
        CHECK((called() == "ReleaseSemaphore" && previous == 7));
        HANDLE copy = nullptr;
        HANDLE const here = GetCurrentProcess();
        CHECK(DuplicateHandle(here, handle, here, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
        CHECK((called() == "DuplicateHandle" && copy == handle));
        DWORD value = 0;
        CHECK(GetExitCodeThread(handle, &value));
        CHECK((called() == "GetExitCodeThread" && value == 77));
        CHECK(ResumeThread(handle) == 5);
        CHECK(called() == "ResumeThread");
        CHECK(QueueUserAPC([](ULONG_PTR) {}, handle, 0) == 1);
        CHECK(called() == "QueueUserAPC");
        CHECK(GetHandleInformation(handle, &value));
        CHECK((called() == "GetHandleInformation" && value == 3));
        CHECK(SetHandleInformation(handle, 1, 1));
        CHECK(called() == "SetHandleInformation");
    }

    TEST_CASE("files of the other library are read, written and positioned there") {
        const Peer peer;
        HANDLE const handle = peer.handle;
        char buffer[4] = {};
        DWORD count = 0;
        CHECK(ReadFile(handle, buffer, 4, &count, nullptr));
        CHECK((called() == "ReadFile" && count == 4 && buffer[3] == 'r'));
        CHECK(WriteFile(handle, buffer, 3, &count, nullptr));
        CHECK((called() == "WriteFile" && count == 3));
        CHECK(FlushFileBuffers(handle));
        CHECK(called() == "FlushFileBuffers");
        CHECK((GetFileSize(handle, &count) == 2 && count == 1));
        CHECK(called() == "GetFileSize");
        CHECK(SetFilePointer(handle, 9, nullptr, FILE_BEGIN) == 9);
        CHECK(called() == "SetFilePointer");
        LARGE_INTEGER distance, position;
        distance.QuadPart = int64_t{1} << 40;
        CHECK(SetFilePointerEx(handle, distance, &position, FILE_BEGIN));
        CHECK((called() == "SetFilePointerEx" && position.QuadPart == distance.QuadPart));
        CHECK(SetEndOfFile(handle));
        CHECK(called() == "SetEndOfFile");
    }

    TEST_CASE("a wait that the other library passes to another function of ours ends, in the other library") {
        const Peer peer;
        CHECK(WaitForSingleObject(peer.handle, INFINITE) == WAIT_TIMEOUT);
        CHECK(called() == "WaitForSingleObjectEx");
        CHECK(WaitForSingleObjectEx(peer.handle, INFINITE, TRUE) == WAIT_TIMEOUT);
        CHECK(called() == "WaitForSingleObjectEx");
    }

    TEST_CASE("foreign handles alone are waited for by the other library; together with ours they are refused") {
        const Peer a, b;
        const Handle own = manual_event(true);
        const std::array<HANDLE, 2> foreign{a.handle, b.handle};
        CHECK(WaitForMultipleObjects(2, foreign.data(), FALSE, INFINITE) == 1);
        CHECK(called() == "WaitForMultipleObjects");
        CHECK(WaitForMultipleObjectsEx(2, foreign.data(), TRUE, INFINITE, FALSE) == 1);
        CHECK(called() == "WaitForMultipleObjectsEx");
        for (const auto& mixed : {std::array<HANDLE, 2>{own, a.handle}, std::array<HANDLE, 2>{a.handle, own}}) {
            CHECK(WaitForMultipleObjects(2, mixed.data(), FALSE, INFINITE) == WAIT_FAILED);
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
            CHECK(WaitForMultipleObjectsEx(2, mixed.data(), TRUE, INFINITE, TRUE) == WAIT_FAILED);
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        }
        CHECK(SignalObjectAndWait(a.handle, own, 0, FALSE) == WAIT_FAILED);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(called() == "");
    }

    TEST_CASE("the last error is the other library's") {
        const Peer peer;
        SetLastError(ERROR_ACCESS_DENIED);
        CHECK(SetEvent(peer.handle));
        CHECK(GetLastError() == ERROR_SUCCESS);
        CHECK_FALSE(ResetEvent(peer.handle));
        CHECK(GetLastError() == 0x1234);
    }

    TEST_CASE("values of ours, pseudo handles and junk never reach the other library") {
        HANDLE stale = manual_event().detach();
        CHECK(CloseHandle(stale));
        const Handle own = manual_event();
        called();
        for (HANDLE junk : {stale, HANDLE{}, handle_of(0x7FFFFFFC), handle_of(-8), handle_of(-2), unmapped(),
                            handle_of(reinterpret_cast<intptr_t>(&stale) | 4), handle_of(int64_t{1} << 60)}) {
            CHECK_FALSE(SetEvent(junk));
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
            CHECK_FALSE(ReadFile(junk, nullptr, 0, nullptr, nullptr));
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
            CHECK(GetEventFileDescriptor(junk) == -1);
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        }
        CHECK_FALSE(ReleaseMutex(own));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(called() == "");
    }

    TEST_CASE("a function that no other library has fails with ERROR_INVALID_HANDLE") {
        const Peer peer;
        CHECK_FALSE(SetFileCompletionNotificationModes(peer.handle, 0));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(handleapi::next_definition("NoLibraryHasThis") == nullptr);
        CHECK_FALSE(PostQueuedCompletionStatus(peer.handle, 0, 0, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("the inside of a handle is told of the other library's and refused for ours") {
        const Peer peer;
        const Handle own = manual_event();
        CHECK(GetEventFileDescriptor(peer.handle) == 42);
        CHECK(SetEventFileDescriptor(peer.handle, 0, 0) == 0);
        CHECK(GetEventWaitObject(peer.handle) == peer.handle);
        CHECK(GetNamePipeFileDescriptor(peer.handle) == 43);
        called();
        CHECK(GetEventFileDescriptor(own) == -1);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(SetEventFileDescriptor(own, 0, 0) == -1);
        CHECK(GetEventWaitObject(own) == nullptr);
        CHECK(GetNamePipeFileDescriptor(own) == -1);
        CHECK(called() == "");
        CHECK(_GetCurrentProcess() == GetCurrentProcess());
        CHECK(_GetCurrentThread() == GetCurrentThread());
    }
}
