// SPDX-License-Identifier: LGPL-2.1-or-later
// Locks on ranges of files: between handles, between processes, waiting and cancelled.
#include "handleapi/io/disk_file.hpp"

#include <signal.h>
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

    TEST_CASE("what is locked exclusively is read and written through that handle alone") {
        Directory directory;
        const std::string path = directory / "file";
        Handle own = open_file(path), other = open_file(path);
        REQUIRE(write_text(own, "0123456789"));
        CHECK(lock(own, kNow | kExclusive, 2, 3) == 0);
        Overlapped at(false);
        CHECK(read_text(own, 10, &at) == "0123456789");
        CHECK(write_text(own, "x", &at));
        CHECK(read_text(other, 2, &at) == "x1");
        CHECK(read_text(other, 3, &at) == "!33");
        at.at(4);
        CHECK(read_text(other, 1, &at) == "!33");
        DWORD moved = 9;
        CHECK(error_of([&] { WriteFile(other, "y", 1, &moved, &at); }) == ERROR_LOCK_VIOLATION);
        CHECK(moved == 0);
        at.at(5);
        CHECK(write_text(other, "y", &at));
        // The same by position, which a refused call leaves alone.
        CHECK(SetFilePointer(other, 2, nullptr, FILE_BEGIN) == 2);
        CHECK(read_text(other, 1) == "!33");
        CHECK(SetFilePointer(other, 0, nullptr, FILE_CURRENT) == 2);
        Handle overlapped = open_file(path, GENERIC_READ, OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
        Overlapped refused;
        char byte;
        refused.at(2);
        CHECK(error_of([&] { ReadFile(overlapped, &byte, 1, nullptr, &refused); }) == ERROR_LOCK_VIOLATION);
        CHECK(unlock(own, 2, 3) == 0);
        CHECK(read_text(other, 3) == "234");
    }

    TEST_CASE("what is locked for sharing is read by all and written by nobody") {
        Directory directory;
        Handle own = open_file(directory / "file"), other = open_file(directory / "file");
        REQUIRE(write_text(own, "0123456789"));
        CHECK(lock(own, kNow, 0, 5) == 0);
        CHECK(lock(other, kNow, 2, 5) == 0);
        Overlapped at(false);
        CHECK(read_text(own, 10, &at) == "0123456789");
        CHECK(read_text(other, 10, &at) == "0123456789");
        for (const HANDLE file : {static_cast<HANDLE>(own), static_cast<HANDLE>(other)}) {
            for (const ULONGLONG offset : {0, 3, 6}) {
                at.at(offset);
                CHECK(error_of([&] { WriteFile(file, "y", 1, nullptr, &at); }) == ERROR_LOCK_VIOLATION);
            }
        }
        at.at(7);
        CHECK(write_text(own, "y", &at));
        Handle appender = open_file(directory / "file", FILE_APPEND_DATA, OPEN_EXISTING);
        CHECK(write_text(appender, "end"));  // its position is in what is locked, its bytes are not
        CHECK(LockFile(own, 13, 0, 1, 0));
        CHECK(error_of([&] { WriteFile(appender, "y", 1, nullptr, nullptr); }) == ERROR_LOCK_VIOLATION);
        // Shared over exclusive: reading, by the owner.
        CHECK(lock(own, kNow, 13, 1) == 0);
        at.at(13);
        CHECK(error_of([&] { WriteFile(own, "y", 1, nullptr, &at); }) == ERROR_LOCK_VIOLATION);
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

    TEST_CASE("shared locks of one handle overlap, also over its exclusive one; exclusive ones overlap nothing") {
        Directory directory;
        Handle own = open_file(directory / "file"), other = open_file(directory / "file");
        CHECK(lock(own, kNow, 0, 10) == 0);
        CHECK(lock(own, kNow, 5, 10) == 0);
        CHECK(lock(own, kNow | kExclusive, 0, 5) == ERROR_LOCK_VIOLATION);
        CHECK(unlock(own, 0, 10) == 0);
        CHECK(lock(other, kNow | kExclusive, 0, 5) == 0);
        CHECK(lock(other, kNow | kExclusive, 5, 1) == ERROR_LOCK_VIOLATION);  // the second lock's still
        CHECK(unlock(own, 5, 10) == 0);
        CHECK(unlock(other, 0, 5) == 0);
        CHECK(lock(own, kNow | kExclusive, 0, 10) == 0);
        CHECK(lock(own, kNow, 5, 10) == 0);
        CHECK(lock(other, kNow, 12, 1) == 0);
        CHECK(lock(other, kNow | kExclusive, 13, 1) == ERROR_LOCK_VIOLATION);
        CHECK(lock(other, kNow, 9, 1) == ERROR_LOCK_VIOLATION);
        CHECK(unlock(own, 0, 10) == 0);  // what the shared one covers stays locked
        CHECK(lock(other, kNow, 9, 1) == 0);
        CHECK(lock(other, kNow | kExclusive, 5, 1) == ERROR_LOCK_VIOLATION);
        CHECK(lock(other, kNow | kExclusive, 4, 1) == 0);
    }

    TEST_CASE("of an exclusive and a shared lock on one range the first unlocking gives up the exclusive one") {
        Directory directory;
        Handle own = open_file(directory / "file"), other = open_file(directory / "file");
        CHECK(lock(own, kNow | kExclusive, 0, 10) == 0);
        CHECK(lock(own, kNow, 0, 10) == 0);
        CHECK(unlock(own, 0, 10) == 0);
        CHECK(lock(other, kNow, 0, 10) == 0);
        CHECK(unlock(other, 0, 10) == 0);
        CHECK(lock(other, kNow | kExclusive, 0, 10) == ERROR_LOCK_VIOLATION);
        CHECK(unlock(own, 0, 10) == 0);
        CHECK(lock(other, kNow | kExclusive, 0, 10) == 0);
        CHECK(unlock(own, 0, 10) == ERROR_NOT_LOCKED);
    }

    TEST_CASE("either right of the handle is enough for either kind of lock") {
        Directory directory;
        const std::string path = directory / "file";
        Handle both = open_file(path);
        Handle reader = open_file(path, GENERIC_READ, OPEN_EXISTING);
        Handle writer = open_file(path, GENERIC_WRITE, OPEN_EXISTING);
        CHECK(lock(reader, kNow | kExclusive, 0, 10) == 0);
        CHECK(lock(both, kNow, 0, 1) == ERROR_LOCK_VIOLATION);
        CHECK(lock(writer, kNow, 10, 10) == 0);
        CHECK(lock(both, kNow, 10, 10) == 0);
        CHECK(lock(both, kNow | kExclusive, 15, 1) == ERROR_LOCK_VIOLATION);
        CHECK(unlock(reader, 0, 10) == 0);
        writer = Handle();
        CHECK(lock(both, kNow | kExclusive, 0, 10) == 0);
        Handle attributes = open_file(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING);
        CHECK(lock(attributes, kNow, 20, 1) == ERROR_ACCESS_DENIED);
    }

    TEST_CASE("ranges far beyond the file can be locked") {
        Directory directory;
        Handle own = open_file(directory / "file"), other = open_file(directory / "file");
        CHECK(LockFile(own, 0xFFFFFFFF, 0x7FFFFFFF, 100, 0));
        CHECK_FALSE(LockFile(other, 50, 0x80000000, 1, 0));
        CHECK(UnlockFile(own, 0xFFFFFFFF, 0x7FFFFFFF, 100, 0));
        CHECK(LockFile(other, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF));
        CHECK(error_of([&] { LockFile(own, 0, 5, 1, 0); }) == ERROR_LOCK_VIOLATION);
    }

    TEST_CASE("a lock that was waited for is one like others") {
        Directory directory;
        Handle first = open_file(directory / "file"), second = open_file(directory / "file");
        CHECK(lock(first, kNow | kExclusive, 0, 10) == 0);
        Worker waiter([&] { return lock(second, kExclusive, 0, 10); });
        REQUIRE(waiter.asleep());
        CHECK(unlock(first, 0, 10) == 0);
        REQUIRE(waiter.result() == 0);
        CHECK(lock(second, kNow, 5, 10) == 0);
        CHECK(lock(second, kNow | kExclusive, 5, 1) == ERROR_LOCK_VIOLATION);
        CHECK(lock(first, kNow, 0, 1) == ERROR_LOCK_VIOLATION);
        CHECK(unlock(second, 0, 10) == 0);
        CHECK(lock(first, kNow | kExclusive, 0, 5) == 0);
        CHECK(lock(first, kNow | kExclusive, 5, 1) == ERROR_LOCK_VIOLATION);
        CHECK(lock(first, kNow, 5, 1) == 0);
        CHECK(unlock(second, 5, 10) == 0);
        CHECK(lock(first, kNow | kExclusive, 6, 9) == 0);
    }

    TEST_CASE("a handle waits for a range that it has locked itself") {
        Directory directory;
        Handle file = open_file(directory / "file");
        CHECK(lock(file, kNow, 0, 10) == 0);
        Worker waiter([&] { return lock(file, kExclusive, 5, 10); });
        REQUIRE(waiter.asleep());
        CHECK(unlock(file, 0, 10) == 0);
        CHECK(waiter.result() == 0);
        CHECK(lock(file, kNow | kExclusive, 5, 1) == ERROR_LOCK_VIOLATION);
        CHECK(unlock(file, 5, 10) == 0);
    }

    TEST_CASE("closing the handle, and CancelIoEx, end synchronous waits for a range") {
        Directory directory;
        Handle first = open_file(directory / "file"), second = open_file(directory / "file");
        CHECK(lock(first, kNow | kExclusive, 0, 10) == 0);
        const HANDLE waited_for = second;
        Worker cancelled([&] { return lock(waited_for, kExclusive, 0, 10); });
        REQUIRE(cancelled.asleep());
        CHECK(CancelIoEx(waited_for, nullptr));
        CHECK(cancelled.result() == ERROR_OPERATION_ABORTED);
        Worker closed([&] { return lock(waited_for, kExclusive, 0, 10); });
        REQUIRE(closed.asleep());
        second = Handle();
        CHECK(closed.result() == ERROR_OPERATION_ABORTED);
        CHECK(unlock(first, 0, 10) == 0);
        CHECK(lock(first, kNow | kExclusive, 0, 10) == 0);  // nobody got it meanwhile
    }

    TEST_CASE("a thread that blocks every signal can still be cancelled, and keeps them blocked") {
        Directory directory;
        Handle first = open_file(directory / "file"), second = open_file(directory / "file");
        CHECK(lock(first, kNow | kExclusive, 0, 10) == 0);
        Worker waiter([&] {
            sigset_t all, after;
            sigfillset(&all);
            pthread_sigmask(SIG_SETMASK, &all, &all);
            const DWORD error = lock(second, kExclusive, 0, 10);
            pthread_sigmask(SIG_SETMASK, &all, &after);
            return sigismember(&after, SIGRTMAX - 3) ? error : 1;
        });
        CHECK(eventually([&] { return CancelSynchronousIo(waiter.handle()) != 0; }));
        CHECK(waiter.result() == ERROR_OPERATION_ABORTED);
    }

    TEST_CASE("pending locks of a thread that ends are cancelled, and each of many ends once") {
        constexpr size_t kMany = 30;
        Directory directory;
        Handle first = open_file(directory / "file");
        Handle second =
            open_file(directory / "file", GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
        CHECK(lock(first, kNow | kExclusive, 0, kMany) == 0);
        Overlapped wanted[kMany];
        Worker beginner([&] {
            DWORD pending = 0;
            for (size_t i = 0; i < kMany / 2; ++i) {
                wanted[i].at(i);
                pending += error_of([&] { LockFileEx(second, kExclusive, 0, 1, 0, &wanted[i]); }) == ERROR_IO_PENDING;
            }
            return pending;
        });
        for (size_t i = kMany / 2; i < kMany; ++i) {
            wanted[i].at(i);
            CHECK(error_of([&] { LockFileEx(second, kExclusive, 0, 1, 0, &wanted[i]); }) == ERROR_IO_PENDING);
        }
        CHECK(beginner.result() == kMany / 2);
        for (size_t i = 0; i < kMany / 2; ++i) CHECK(wanted[i].result(second) == -LONGLONG{ERROR_OPERATION_ABORTED});
        CHECK(CancelIoEx(second, &wanted[kMany - 1]));
        CHECK(unlock(first, 0, kMany) == 0);
        for (size_t i = kMany / 2; i < kMany - 1; ++i) CHECK(wanted[i].result(second) == 0);
        CHECK(wanted[kMany - 1].result(second) == -LONGLONG{ERROR_OPERATION_ABORTED});
        for (size_t i = 0; i < kMany; ++i) {
            const bool held = i >= kMany / 2 && i < kMany - 1;
            CHECK(lock(first, kNow | kExclusive, i, 1) == (held ? DWORD{ERROR_LOCK_VIOLATION} : 0));
        }
    }

    TEST_CASE("cancelling races with being granted without losing a range") {
        Directory directory;
        Handle first = open_file(directory / "file"), second = open_file(directory / "file");
        for (int round = 0; round < 200; ++round) {
            REQUIRE(lock(first, kNow | kExclusive, 0, 10) == 0);
            Worker waiter([&] {
                const DWORD error = lock(second, kExclusive, 0, 10);
                if (error == 0) unlock(second, 0, 10);
                return error;
            });
            if (round % 2) waiter.asleep();
            Worker canceller([&] { return CancelSynchronousIo(waiter.handle()); });
            CHECK(unlock(first, 0, 10) == 0);
            const DWORD error = waiter.result();
            CHECK((error == 0 || error == ERROR_OPERATION_ABORTED));
        }
        CHECK(lock(first, kNow | kExclusive, 0, 10) == 0);
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
