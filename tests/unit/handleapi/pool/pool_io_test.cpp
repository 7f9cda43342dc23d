// SPDX-License-Identifier: LGPL-2.1-or-later
// PTP_IO and BindIoCompletionCallback: one callback per operation, for success, failure and cancellation.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "tests/unit/handleapi/pool/pool_support.hpp"

using namespace testing;

namespace {

/// A file with some text, opened for overlapped reading, and a FIFO likewise, of which the other end is a descriptor.
class TestFile {
 public:
    TestFile() {
        char name[] = "/tmp/pool_io_XXXXXX";
        const int made = mkstemp(name);
        REQUIRE(made >= 0);
        CHECK(write(made, "0123456789", 10) == 10);
        close(made);
        name_ = name;
        handle_ = CreateFileA(name, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING,
                              FILE_FLAG_OVERLAPPED, nullptr);
        REQUIRE(static_cast<HANDLE>(handle_) != INVALID_HANDLE_VALUE);
    }
    ~TestFile() { unlink(name_.c_str()); }
    operator HANDLE() const { return handle_; }

 private:
    std::string name_;
    Handle handle_;
};

struct Seen {
    Handle called = auto_event();
    std::atomic<int> calls{0};
    DWORD result = 0xDEAD;
    ULONG_PTR bytes = 0;
    void* overlapped = nullptr;

    void note(DWORD its_result, ULONG_PTR its_bytes, void* its_overlapped) {
        result = its_result;
        bytes = its_bytes;
        overlapped = its_overlapped;
        ++calls;
        SetEvent(called);
    }
    bool come() { return WaitForSingleObject(called, kLimit) == WAIT_OBJECT_0; }
};

void CALLBACK on_io(PTP_CALLBACK_INSTANCE, void* context, void* overlapped, ULONG result, ULONG_PTR bytes, PTP_IO) {
    static_cast<Seen*>(context)->note(result, bytes, overlapped);
}

class TestIo {
 public:
    TestIo(HANDLE file, Seen& seen, PTP_CALLBACK_ENVIRON environment = nullptr)
        : io_(CreateThreadpoolIo(file, &on_io, &seen, environment)) {
        REQUIRE(io_ != nullptr);
    }
    ~TestIo() {
        WaitForThreadpoolIoCallbacks(io_, TRUE);
        CloseThreadpoolIo(io_);
    }
    PTP_IO get() const { return io_; }

 private:
    const PTP_IO io_;
};

}  // namespace

TEST_SUITE("handleapi/pool/io") {
    TEST_CASE("a callback comes for each announced operation, with its outcome") {
        TestFile file;
        Seen seen;
        TestIo io(file, seen);
        char text[20] = {};
        OVERLAPPED overlapped{};
        overlapped.Offset = 3;
        StartThreadpoolIo(io.get());
        const BOOL done = ReadFile(file, text, 4, nullptr, &overlapped);
        CHECK((done || GetLastError() == ERROR_IO_PENDING));
        CHECK(seen.come());
        CHECK(seen.result == NO_ERROR);
        CHECK(seen.bytes == 4);
        CHECK(seen.overlapped == &overlapped);
        CHECK(std::string(text) == "3456");
    }

    TEST_CASE("an operation that was not announced is ignored, and an announcement can be taken back once") {
        TestFile file;
        Seen seen;
        TestIo io(file, seen);
        char text[20];
        OVERLAPPED overlapped{};
        overlapped.hEvent = CreateEventA(nullptr, TRUE, FALSE, nullptr);
        const Handle event(overlapped.hEvent);
        StartThreadpoolIo(io.get());
        CancelThreadpoolIo(io.get());
        static_cast<void>(ReadFile(file, text, 4, nullptr, &overlapped));
        CHECK(WaitForSingleObject(event, kLimit) == WAIT_OBJECT_0);
        WaitForThreadpoolIoCallbacks(io.get(), FALSE);
        CHECK(seen.calls == 0);
        CHECK(raised_by([&] { CancelThreadpoolIo(io.get()); }) == STATUS_INVALID_PARAMETER);
    }

    TEST_CASE("waiting without cancel waits for the operation, too; a cancelled one reports ERROR_OPERATION_ABORTED") {
        std::string name = "/tmp/pool_io_fifo_" + std::to_string(getpid());
        REQUIRE(mkfifo(name.c_str(), 0600) == 0);
        Handle fifo(CreateFileA(name.c_str(), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr));
        unlink(name.c_str());
        REQUIRE(static_cast<HANDLE>(fifo) != INVALID_HANDLE_VALUE);
        Seen seen;
        TestIo io(fifo, seen);
        char text[20];
        OVERLAPPED overlapped{};
        StartThreadpoolIo(io.get());
        CHECK_FALSE(ReadFile(fifo, text, sizeof text, nullptr, &overlapped));
        CHECK(GetLastError() == ERROR_IO_PENDING);
        Worker waiter([&] {
            WaitForThreadpoolIoCallbacks(io.get(), FALSE);
            return DWORD{static_cast<DWORD>(seen.calls.load())};
        });
        CHECK(waiter.asleep());
        CHECK(CancelIoEx(fifo, &overlapped));
        CHECK(waiter.result() == 1);
        CHECK(seen.result == ERROR_OPERATION_ABORTED);
    }

    TEST_CASE("what cannot be bound is refused with its code") {
        TestFile file;
        Seen seen;
        TestIo io(file, seen);
        Handle event = auto_event();
        CHECK(CreateThreadpoolIo(file, &on_io, nullptr, nullptr) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(CreateThreadpoolIo(event, &on_io, nullptr, nullptr) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(CreateThreadpoolIo(nullptr, &on_io, nullptr, nullptr) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(CreateThreadpoolIo(file, nullptr, nullptr, nullptr) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(raised_by([] { StartThreadpoolIo(nullptr); }) == STATUS_INVALID_PARAMETER);
        CHECK(raised_by([] { CloseThreadpoolIo(nullptr); }) == STATUS_INVALID_PARAMETER);
    }

    TEST_CASE("BindIoCompletionCallback calls for every operation") {
        static Seen seen;
        TestFile file;
        const auto routine = [](DWORD error, DWORD bytes, OVERLAPPED* overlapped) {
            seen.note(error, bytes, overlapped);
        };
        CHECK(BindIoCompletionCallback(file, routine, 0));
        char text[20] = {};
        for (int i = 1; i <= 3; ++i) {
            OVERLAPPED overlapped{};
            static_cast<void>(ReadFile(file, text, 7, nullptr, &overlapped));
            CHECK(seen.come());
            CHECK(seen.calls == i);
            CHECK(seen.result == 0);
            CHECK(seen.bytes == 7);
            CHECK(seen.overlapped == &overlapped);
        }
        CHECK_FALSE(BindIoCompletionCallback(file, routine, 0));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(BindIoCompletionCallback(file, routine, 1));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(BindIoCompletionCallback(nullptr, routine, 0));
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
    }
}
