// SPDX-License-Identifier: LGPL-2.1-or-later
// CloseHandle, DuplicateHandle, handle information; behaviours S1-S9.
#include <cstdint>
#include <set>

#include "handleapi/event.hpp"
#include "handleapi/table.hpp"
#include "handleapi/thread.hpp"
#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

HANDLE handle_of(intptr_t value) { return reinterpret_cast<HANDLE>(value); }
DWORD error_of(BOOL result) {
    CHECK_FALSE(result);
    return GetLastError();
}

}  // namespace

TEST_SUITE("handleapi/handle") {
    TEST_CASE("S1: CloseHandle succeeds once; the second time it fails with ERROR_INVALID_HANDLE") {
        HANDLE event = CreateEventA(nullptr, TRUE, FALSE, nullptr);
        REQUIRE(event != nullptr);
        SetLastError(0x1234);
        CHECK(CloseHandle(event));
        CHECK(GetLastError() == 0x1234);
        CHECK(error_of(CloseHandle(event)) == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("S1: null, misaligned, pointer and invented handles are ERROR_INVALID_HANDLE everywhere") {
        int local = 0;
        for (HANDLE junk : {HANDLE{}, handle_of(1), handle_of(3), handle_of(0x7FFFFFFC), handle_of(INT64_MIN),
                            static_cast<HANDLE>(&local), handle_of(0x100000004)}) {
            CHECK(error_of(CloseHandle(junk)) == ERROR_INVALID_HANDLE);
            CHECK(error_of(SetEvent(junk)) == ERROR_INVALID_HANDLE);
            CHECK(error_of(ResetEvent(junk)) == ERROR_INVALID_HANDLE);
            CHECK(WaitForSingleObject(junk, 0) == WAIT_FAILED);
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
            CHECK(error_of(PostQueuedCompletionStatus(junk, 0, 0, nullptr)) == ERROR_INVALID_HANDLE);
            CHECK(error_of(QueueUserAPC([](ULONG_PTR) {}, junk, 0) != 0) == ERROR_INVALID_HANDLE);
            DWORD flags = 0;
            CHECK(error_of(GetHandleInformation(junk, &flags)) == ERROR_INVALID_HANDLE);
            CHECK(error_of(SetHandleInformation(junk, 1, 1)) == ERROR_INVALID_HANDLE);
            HANDLE copy = nullptr;
            CHECK(error_of(DuplicateHandle(GetCurrentProcess(), junk, GetCurrentProcess(), &copy, 0, FALSE,
                                           DUPLICATE_SAME_ACCESS)) == ERROR_INVALID_HANDLE);
        }
    }

    TEST_CASE("a handle of another type is ERROR_INVALID_HANDLE") {
        Handle completion = port();
        Handle event = auto_event();
        CHECK(error_of(SetEvent(completion)) == ERROR_INVALID_HANDLE);
        CHECK(error_of(SetEvent(GetCurrentThread())) == ERROR_INVALID_HANDLE);
        CHECK(error_of(SetEvent(INVALID_HANDLE_VALUE)) == ERROR_INVALID_HANDLE);
        CHECK(error_of(PostQueuedCompletionStatus(event, 0, 0, nullptr)) == ERROR_INVALID_HANDLE);
        CHECK(WaitForSingleObject(completion, 0) == WAIT_FAILED);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("closing a pseudo handle has no effect") {
        CHECK(CloseHandle(GetCurrentThread()));
        CHECK(CloseHandle(GetCurrentProcess()));
        CHECK(WaitForSingleObject(GetCurrentThread(), 0) == WAIT_TIMEOUT);
        CHECK(WaitForSingleObject(GetCurrentProcess(), 0) == WAIT_TIMEOUT);
    }

    TEST_CASE("S2: an event closed while a thread waits for it can still release that thread through another handle") {
        Handle event = auto_event();
        HANDLE alias = nullptr;
        REQUIRE(
            DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &alias, 0, FALSE, DUPLICATE_SAME_ACCESS));
        HANDLE waited = event.detach();
        Worker waiter([&] { return WaitForSingleObject(waited, kLimit); });
        REQUIRE(waiter.asleep());
        CHECK(CloseHandle(waited));
        CHECK(error_of(SetEvent(waited)) == ERROR_INVALID_HANDLE);
        CHECK(SetEvent(alias));
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(CloseHandle(alias));
    }

    TEST_CASE("S2: an event whose last handle is closed during a wait stays alive until the wait ends") {
        HANDLE event = CreateEventA(nullptr, FALSE, FALSE, nullptr);
        Worker waiter([&] { return WaitForSingleObjectEx(event, kLimit, TRUE); });
        REQUIRE(waiter.asleep());
        CHECK(CloseHandle(event));
        CHECK(QueueUserAPC([](ULONG_PTR) {}, waiter.handle(), 0));
        CHECK(waiter.result() == WAIT_IO_COMPLETION);
    }

    TEST_CASE("S3: closing a thread's handle does not end the thread, and others can still wait for it") {
        Handle go = manual_event();
        Handle second;
        std::atomic<bool> ran = false;
        struct Shared {
            HANDLE go;
            std::atomic<bool>* ran;
        } shared{go, &ran};
        HANDLE first = CreateThread(
            nullptr, 0,
            [](void* argument) -> DWORD {
                auto* s = static_cast<Shared*>(argument);
                WaitForSingleObject(s->go, kLimit);
                *s->ran = true;
                return 7;
            },
            &shared, 0, nullptr);
        HANDLE copy = nullptr;
        REQUIRE(
            DuplicateHandle(GetCurrentProcess(), first, GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
        second = Handle(copy);
        CHECK(CloseHandle(first));
        CHECK(WaitForSingleObject(second, 0) == WAIT_TIMEOUT);
        SetEvent(go);
        CHECK(WaitForSingleObject(second, kLimit) == WAIT_OBJECT_0);
        CHECK(ran);
        DWORD code = 0;
        CHECK(GetExitCodeThread(second, &code));
        CHECK(code == 7);
    }

    TEST_CASE("S4: a handle stays open after the thread that made it has ended") {
        HANDLE event = nullptr;
        Worker([&] { return (event = CreateEventA(nullptr, TRUE, TRUE, nullptr)) != nullptr; }).result();
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        CHECK(CloseHandle(event));
    }

    TEST_CASE("S5: the two low bits of a handle are ignored, and a handle survives a cast to 32 bits and back") {
        Handle event = manual_event(true);
        const auto value = reinterpret_cast<intptr_t>(static_cast<HANDLE>(event));
        for (intptr_t bit = 0; bit < 4; ++bit) CHECK(WaitForSingleObject(handle_of(value | bit), 0) == WAIT_OBJECT_0);
        CHECK((value & 3) == 0);
        CHECK(WaitForSingleObject(handle_of(static_cast<int32_t>(value)), 0) == WAIT_OBJECT_0);
    }

    TEST_CASE("a stale handle does not reach the object that was created after it") {
        HANDLE stale = CreateEventA(nullptr, TRUE, FALSE, nullptr);
        REQUIRE(CloseHandle(stale));
        for (int i = 0; i < 5000; ++i) {
            Handle fresh = manual_event();
            REQUIRE(static_cast<HANDLE>(fresh) != stale);
            REQUIRE_FALSE(SetEvent(stale));
        }
    }

    TEST_CASE("a handle used over and over is refused as soon as another thread has closed it") {
        SleepEx(1, TRUE);  // from here on this thread remembers its last handle
        HANDLE event = CreateEventA(nullptr, TRUE, FALSE, nullptr);
        for (int i = 0; i < 3; ++i) CHECK(SetEvent(event));
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        CHECK(Worker([event] { return static_cast<DWORD>(CloseHandle(event)); }).result() == TRUE);
        CHECK(error_of(SetEvent(event)) == ERROR_INVALID_HANDLE);
        CHECK(WaitForSingleObject(event, 0) == WAIT_FAILED);
        CHECK(error_of(PostQueuedCompletionStatus(event, 0, 0, nullptr)) == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("S6: a handle protected from closing cannot be closed until the protection is removed") {
        Handle event = manual_event();
        CHECK(SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE));
        CHECK(error_of(CloseHandle(event)) == ERROR_INVALID_HANDLE);
        CHECK(SetEvent(event));
        CHECK(SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0));
        CHECK(CloseHandle(event.detach()));
    }

    TEST_CASE("S6: the mask selects which handle flags change") {
        Handle event = manual_event();
        DWORD flags = 9;
        CHECK(GetHandleInformation(event, &flags));
        CHECK(flags == 0);
        CHECK(SetHandleInformation(event, HANDLE_FLAG_INHERIT, 3));
        CHECK(GetHandleInformation(event, &flags));
        CHECK(flags == HANDLE_FLAG_INHERIT);
        CHECK(SetHandleInformation(event, 0, 3));
        CHECK(GetHandleInformation(event, &flags));
        CHECK(flags == HANDLE_FLAG_INHERIT);
        CHECK(SetHandleInformation(event, 4, 4) == TRUE);  // undocumented; what Wine does: conformance/handles
    }

    TEST_CASE("S7: bInheritHandle of the security attributes marks the new handle as inheritable") {
        SECURITY_ATTRIBUTES attributes{sizeof attributes, nullptr, TRUE};
        Handle event = CreateEventA(&attributes, TRUE, FALSE, nullptr);
        DWORD flags = 0;
        CHECK(GetHandleInformation(event, &flags));
        CHECK(flags == HANDLE_FLAG_INHERIT);
    }

    TEST_CASE("S8: DuplicateHandle gives a new value for the same object") {
        Handle event = auto_event();
        HANDLE copy = nullptr;
        REQUIRE(
            DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &copy, 0, TRUE, DUPLICATE_SAME_ACCESS));
        CHECK(copy != static_cast<HANDLE>(event));
        CHECK(CompareObjectHandles(copy, event));
        DWORD flags = 0;
        CHECK(GetHandleInformation(copy, &flags));
        CHECK(flags == HANDLE_FLAG_INHERIT);
        CHECK(SetEvent(copy));
        CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
        CHECK(CloseHandle(copy));
        CHECK(SetEvent(event));
    }

    TEST_CASE("S8: a duplicated pseudo handle is a real handle to the thread that duplicated it") {
        HANDLE self = nullptr;
        Handle done = manual_event();
        Worker worker([&] {
            if (!DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0, FALSE,
                                 DUPLICATE_SAME_ACCESS)) {
                return DWORD{1};
            }
            SetEvent(done);
            return WaitForSingleObjectEx(GetCurrentThread(), kLimit, TRUE);
        });
        REQUIRE(WaitForSingleObject(done, kLimit) == WAIT_OBJECT_0);
        CHECK(CompareObjectHandles(self, worker.handle()));
        CHECK_FALSE(CompareObjectHandles(self, GetCurrentThread()));
        CHECK(GetLastError() == ERROR_NOT_SAME_OBJECT);
        CHECK(QueueUserAPC([](ULONG_PTR) {}, self, 0));
        CHECK(worker.result() == WAIT_IO_COMPLETION);
        CHECK(WaitForSingleObject(self, kLimit) == WAIT_OBJECT_0);
        CHECK(CloseHandle(self));
    }

    TEST_CASE("S10: duplicating a completion port succeeds, and closing the duplicate leaves the port alone") {
        const HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
        REQUIRE(port != nullptr);
        HANDLE copy = nullptr;
        REQUIRE(
            DuplicateHandle(GetCurrentProcess(), port, GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
        CHECK(copy != port);
        CHECK(CloseHandle(copy));
        CHECK(PostQueuedCompletionStatus(port, 7, 8, nullptr));
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        LPOVERLAPPED overlapped = nullptr;
        CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0));
        CHECK(key == 8);
        CHECK(CloseHandle(port));
    }

    TEST_CASE("S8: DUPLICATE_CLOSE_SOURCE closes the source, also when duplicating fails; a null target is allowed") {
        Handle event = auto_event();
        HANDLE source = event.detach();
        HANDLE copy = nullptr;
        CHECK(DuplicateHandle(GetCurrentProcess(), source, GetCurrentProcess(), &copy, 0, FALSE,
                              DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
        CHECK(error_of(SetEvent(source)) == ERROR_INVALID_HANDLE);
        CHECK(SetEvent(copy));
        CHECK(
            DuplicateHandle(GetCurrentProcess(), copy, GetCurrentProcess(), nullptr, 0, FALSE, DUPLICATE_SAME_ACCESS));
        HANDLE unused = nullptr;
        CHECK(error_of(DuplicateHandle(GetCurrentProcess(), copy, handle_of(0x7770), &unused, 0, FALSE,
                                       DUPLICATE_CLOSE_SOURCE)) == ERROR_INVALID_HANDLE);
        CHECK(error_of(SetEvent(copy)) == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("S9: source process, no target and DUPLICATE_CLOSE_SOURCE closes a handle") {
        HANDLE event = CreateEventA(nullptr, FALSE, FALSE, nullptr);
        CHECK(DuplicateHandle(GetCurrentProcess(), event, nullptr, nullptr, 0, FALSE, DUPLICATE_CLOSE_SOURCE));
        CHECK(error_of(CloseHandle(event)) == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("DuplicateHandle wants a real source process and known options") {
        Handle event = auto_event();
        HANDLE copy = nullptr;
        CHECK(error_of(DuplicateHandle(event, event, GetCurrentProcess(), &copy, 0, FALSE, 2)) == ERROR_INVALID_HANDLE);
        CHECK(error_of(DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &copy, 0, FALSE, 0x100)) ==
              ERROR_INVALID_PARAMETER);
        HANDLE process = nullptr;
        REQUIRE(DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), &process, 0, FALSE, 2));
        CHECK(DuplicateHandle(process, event, process, &copy, 0, FALSE, 2));
        CHECK(CloseHandle(copy));
        CHECK(CloseHandle(process));
    }

    TEST_CASE("a reference taken from a handle works without it") {
        HANDLE handle = CreateEventA(nullptr, TRUE, FALSE, nullptr);
        auto event = handleapi::reference<handleapi::Event>(handle);
        REQUIRE(event);
        CHECK_FALSE(handleapi::reference<handleapi::Thread>(handle));
        CHECK(CloseHandle(handle));
        (*event)->set();
        CHECK((*event)->signaled());
    }
}
