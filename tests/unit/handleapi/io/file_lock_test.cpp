// SPDX-License-Identifier: LGPL-2.1-or-later
// Locks on ranges of files: between handles, between processes, waiting and cancelled.
#include "handleapi/io/disk_file.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/handleapi/io/support.hpp"

using namespace testing;

namespace {

constexpr DWORD kNow = LOCKFILE_FAIL_IMMEDIATELY;
constexpr DWORD kExclusive = LOCKFILE_EXCLUSIVE_LOCK;

DWORD lock(HANDLE file, DWORD flags, ULONGLONG offset, DWORD size) {
    Overlapped overlapped(false);
    overlapped.at(offset);
    SetLastError(0);
    return LockFileEx(file, flags, 0, size, 0, &overlapped) ? 0 : GetLastError();
}

DWORD unlock(HANDLE file, ULONGLONG offset, DWORD size) {
    Overlapped overlapped(false);
    overlapped.at(offset);
    SetLastError(0);
    return UnlockFileEx(file, 0, size, 0, &overlapped) ? 0 : GetLastError();
}

}  // namespace

TEST_SUITE("handleapi/io/file_lock") {
    TEST_CASE("exclusive locks exclude, shared ones share, by handle") {
        Directory directory;
        Handle first = open_file(directory / "file"), second = open_file(directory / "file");
        CHECK(lock(first, kNow | kExclusive, 0, 10) == 0);
        CHECK(lock(second, kNow, 5, 10) == ERROR_LOCK_VIOLATION);
        CHECK(lock(second, kNow, 10, 10) == 0);
        CHECK(lock(first, kNow, 15, 1) == 0);
        CHECK(lock(first, kNow | kExclusive, 5, 1) == ERROR_LOCK_VIOLATION);  // its own
        CHECK(error_of([&] { LockFile(second, 0, 0, 1, 0); }) == ERROR_LOCK_VIOLATION);
    }

    TEST_CASE("unlocking names exactly what was locked, else it is ERROR_NOT_LOCKED") {
        Directory directory;
        Handle file = open_file(directory / "file"), other = open_file(directory / "file");
        CHECK(unlock(file, 0, 10) == ERROR_NOT_LOCKED);
        CHECK(LockFile(file, 0, 0, 10, 0));
        CHECK(unlock(file, 0, 5) == ERROR_NOT_LOCKED);
        CHECK(unlock(other, 0, 10) == ERROR_NOT_LOCKED);
        CHECK(UnlockFile(file, 0, 0, 10, 0));
        CHECK(lock(other, kNow | kExclusive, 0, 10) == 0);
    }

    TEST_CASE("bad arguments are ERROR_INVALID_PARAMETER, a range beyond everything ERROR_INVALID_LOCK_RANGE") {
        Directory directory;
        Handle file = open_file(directory / "file");
        OVERLAPPED overlapped{};
        CHECK(error_of([&] { LockFileEx(file, 0, 0, 1, 0, nullptr); }) == ERROR_INVALID_PARAMETER);
        CHECK(error_of([&] { LockFileEx(file, 0, 1, 1, 0, &overlapped); }) == ERROR_INVALID_PARAMETER);
        CHECK(error_of([&] { UnlockFileEx(file, 1, 1, 0, &overlapped); }) == ERROR_INVALID_PARAMETER);
        CHECK(error_of([&] { LockFile(file, 0xFFFFFFFF, 0xFFFFFFFF, 2, 0); }) == ERROR_INVALID_LOCK_RANGE);
    }

    TEST_CASE("closing the handle gives its locks up") {
        Directory directory;
        Handle first = open_file(directory / "file"), second = open_file(directory / "file");
        CHECK(lock(first, kNow | kExclusive, 0, 10) == 0);
        first = Handle();
        CHECK(lock(second, kNow | kExclusive, 0, 10) == 0);
    }

    TEST_CASE("a synchronous lock waits until the range is free") {
        Directory directory;
        Handle first = open_file(directory / "file"), second = open_file(directory / "file");
        CHECK(lock(first, kNow | kExclusive, 0, 10) == 0);
        Worker waiter([&] { return lock(second, kExclusive, 0, 10); });
        REQUIRE(waiter.asleep());
        CHECK(unlock(first, 0, 10) == 0);
        CHECK(waiter.result() == 0);
    }

    TEST_CASE("a waiting lock is cancelled by CancelSynchronousIo") {
        Directory directory;
        Handle first = open_file(directory / "file"), second = open_file(directory / "file");
        CHECK(lock(first, kNow | kExclusive, 0, 10) == 0);
        Worker waiter([&] { return lock(second, kExclusive, 0, 10); });
        CHECK(eventually([&] { return CancelSynchronousIo(waiter.handle()) != 0; }));
        CHECK(waiter.result() == ERROR_OPERATION_ABORTED);
    }

    TEST_CASE("an overlapped lock is pending until the range is free, or it is cancelled") {
        Directory directory;
        Handle first = open_file(directory / "file");
        Handle second =
            open_file(directory / "file", GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
        CHECK(lock(first, kNow | kExclusive, 0, 10) == 0);
        Overlapped wanted;
        CHECK(error_of([&] { LockFileEx(second, kExclusive, 0, 10, 0, &wanted); }) == ERROR_IO_PENDING);
        CHECK(is_pending(wanted));
        CHECK(unlock(first, 0, 10) == 0);
        CHECK(wanted.result(second) == 0);
        CHECK(lock(first, kNow, 0, 10) == ERROR_LOCK_VIOLATION);
        Overlapped again, closed;
        Handle third = open_file(directory / "file", GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
        CHECK(error_of([&] { LockFileEx(third, 0, 0, 10, 0, &again); }) == ERROR_IO_PENDING);
        CHECK(CancelIoEx(third, &again));
        CHECK(again.result(third) == -LONGLONG{ERROR_OPERATION_ABORTED});
        CHECK(error_of([&] { LockFileEx(third, 0, 0, 10, 0, &closed); }) == ERROR_IO_PENDING);
        third = Handle();
        CHECK(closed.result(nullptr) == -LONGLONG{ERROR_OPERATION_ABORTED});
    }

    TEST_CASE("locks hold between processes, and end with the process that is killed") {
        Directory directory;
        const std::string path = directory / "file";
        Handle file = open_file(path);
        int ready[2];
        REQUIRE(pipe(ready) == 0);
        const pid_t child = fork();
        if (child == 0) {
            HANDLE own =
                CreateFileA(path.c_str(), GENERIC_READ | GENERIC_WRITE, kShareAll, nullptr, OPEN_EXISTING, 0, nullptr);
            const char locked = LockFile(own, 0, 0, 10, 0) ? 'y' : 'n';
            static_cast<void>(!write(ready[1], &locked, 1));
            pause();
            _exit(0);
        }
        char locked = 0;
        REQUIRE(read(ready[0], &locked, 1) == 1);
        CHECK(locked == 'y');
        CHECK(lock(file, kNow, 0, 10) == ERROR_LOCK_VIOLATION);
        Worker waiter([&] { return lock(file, kExclusive, 0, 10); });
        REQUIRE(waiter.asleep());
        kill(child, SIGKILL);
        CHECK(waitpid(child, nullptr, 0) == child);
        CHECK(waiter.result() == 0);
        close(ready[0]);
        close(ready[1]);
    }
}
