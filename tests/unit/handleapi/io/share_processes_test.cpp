// SPDX-License-Identifier: LGPL-2.1-or-later
// Share modes between processes: who has a file open decides what others may do with it, until he closes it or dies.
#include <sys/stat.h>

#include <vector>

#include "tests/unit/handleapi/io/pipe_support.hpp"
#include "tests/unit/handleapi/process/processes.hpp"

using namespace testing;

namespace {

std::string arguments(const char* what, const std::string& path, DWORD access, DWORD share) {
    return std::string(what) + " " + path + " " + std::to_string(access) + " " + std::to_string(share);
}

/// A process that has the file open until it is killed.
class Holder {
 public:
    Holder(const std::string& path, DWORD access, DWORD share)
        : opened_(inheritable_event()), process_(line(path, access, share), {.inherit = true}) {
        REQUIRE(WaitForSingleObject(opened_, kLimit) == WAIT_OBJECT_0);
    }
    void kill() {
        TerminateProcess(process_.process, 1);
        CHECK(process_.result() == 1);
    }

 private:
    static HANDLE inheritable_event() {
        SECURITY_ATTRIBUTES attributes{sizeof attributes, nullptr, TRUE};
        return CreateEventA(&attributes, TRUE, FALSE, nullptr);
    }
    std::string line(const std::string& path, DWORD access, DWORD share) const {
        return arguments("hold-file", path, access, share) + " " +
               std::to_string(reinterpret_cast<uintptr_t>(static_cast<HANDLE>(opened_)));
    }
    Handle opened_;
    ChildProcess process_;
};

DWORD try_open(const std::string& path, DWORD access, DWORD share) {
    const HANDLE file = CreateFileA(path.c_str(), access, share, nullptr, OPEN_EXISTING, 0, nullptr);
    if (file == INVALID_HANDLE_VALUE) return GetLastError();
    CloseHandle(file);
    return 0;
}

}  // namespace

TEST_SUITE("handleapi/io/share_processes") {
    TEST_CASE("what one process denies another cannot have, and the other way round") {
        PipeWorld world;
        Directory directory;
        const std::string path = directory / "file";
        { Handle file = open_file(path); }
        struct Use {
            DWORD access, share;
        };
        const Use holders[] = {{GENERIC_READ, FILE_SHARE_READ},
                               {GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE},
                               {GENERIC_READ | GENERIC_WRITE, 0},
                               {GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE},
                               {FILE_READ_ATTRIBUTES, 0}};
        const auto conflict = [](const Use& one, const Use& other) {
            const DWORD uses = (one.access & GENERIC_READ ? FILE_SHARE_READ : 0) |
                               (one.access & GENERIC_WRITE ? FILE_SHARE_WRITE : 0) |
                               (one.access & DELETE ? FILE_SHARE_DELETE : 0);
            const bool counts = (other.access & (GENERIC_READ | GENERIC_WRITE | DELETE)) != 0;
            return counts && (uses & ~other.share) != 0;
        };
        for (const Use& holder : holders) {
            Holder process(path, holder.access, holder.share);
            for (const DWORD access :
                 {DWORD{GENERIC_READ}, DWORD{GENERIC_WRITE}, DWORD{DELETE}, DWORD{FILE_READ_ATTRIBUTES}}) {
                for (DWORD share = 0; share < 8; ++share) {
                    const Use wanted{access, share};
                    const bool refused =
                        conflict(wanted, holder) || (access != FILE_READ_ATTRIBUTES && conflict(holder, wanted));
                    CAPTURE(holder.access);
                    CAPTURE(holder.share);
                    CAPTURE(access);
                    CAPTURE(share);
                    CHECK(try_open(path, access, share) == (refused ? DWORD{ERROR_SHARING_VIOLATION} : 0));
                }
            }
        }
    }

    TEST_CASE("closing, and being killed, gives the file free; several holders count each") {
        PipeWorld world;
        Directory directory;
        const std::string path = directory / "file";
        { Handle file = open_file(path); }
        Holder first(path, GENERIC_READ, FILE_SHARE_READ), second(path, GENERIC_READ, FILE_SHARE_READ);
        CHECK(try_open(path, GENERIC_READ, FILE_SHARE_READ) == 0);
        CHECK(try_open(path, GENERIC_WRITE, kShareAll) == ERROR_SHARING_VIOLATION);
        first.kill();
        CHECK(try_open(path, GENERIC_WRITE, kShareAll) == ERROR_SHARING_VIOLATION);
        second.kill();
        CHECK(try_open(path, GENERIC_WRITE, kShareAll) == 0);
        Handle own = open_file(path, GENERIC_READ, OPEN_EXISTING, 0, FILE_SHARE_READ);
        Handle again = open_file(path, GENERIC_READ, OPEN_EXISTING, 0, FILE_SHARE_READ);
        const auto other = [&] { return ChildProcess(arguments("try-file", path, GENERIC_WRITE, kShareAll)).result(); };
        CHECK(other() == ERROR_SHARING_VIOLATION);
        own = Handle();
        CHECK(other() == ERROR_SHARING_VIOLATION);
        again = Handle();
        CHECK(other() == 0);
    }

    TEST_CASE("a file another process has open without FILE_SHARE_DELETE is not deleted") {
        PipeWorld world;
        Directory directory;
        const std::string path = directory / "file";
        { Handle file = open_file(path); }
        {
            Holder holder(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE);
            CHECK(error_of([&] { DeleteFileA(path.c_str()); }) == ERROR_SHARING_VIOLATION);
        }
        Holder holder(path, GENERIC_READ, kShareAll);
        CHECK(DeleteFileA(path.c_str()));
    }

    TEST_CASE("a child goes on denying what the handle it inherited denies, from before its parent closes it") {
        PipeWorld world;
        Directory directory;
        const std::string path = directory / "file";
        Handle file = open_file(path, GENERIC_READ | GENERIC_WRITE, CREATE_ALWAYS, 0, 0);
        REQUIRE(SetHandleInformation(file, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
        ChildProcess child("hang", {.inherit = true});
        file = Handle();
        CHECK(try_open(path, GENERIC_READ, kShareAll) == ERROR_SHARING_VIOLATION);
        TerminateProcess(child.process, 1);
        CHECK(child.result() == 1);
        CHECK(try_open(path, GENERIC_READ, kShareAll) == 0);
    }

    TEST_CASE("the same for a child that knows nothing of handles") {
        PipeWorld world;
        Directory directory;
        const std::string path = directory / "file";
        Handle file = open_file(path, GENERIC_READ | GENERIC_WRITE, CREATE_ALWAYS, 0, 0);
        REQUIRE(SetHandleInformation(file, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
        std::string line = "sleep 1000";
        STARTUPINFOA startup{};
        PROCESS_INFORMATION information{};
        REQUIRE(
            CreateProcessA(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup, &information));
        Handle process(information.hProcess), thread(information.hThread);
        file = Handle();
        CHECK(try_open(path, GENERIC_READ, kShareAll) == ERROR_SHARING_VIOLATION);
        TerminateProcess(process, 1);
        CHECK(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);
        CHECK(try_open(path, GENERIC_READ, kShareAll) == 0);
    }

    TEST_CASE("without a runtime directory files open all the same") {
        Directory directory;
        const std::string path = directory / "file";
        const char* before = getenv("RPCRT4_RUNTIME_DIR");
        const std::string old = before ? before : "";
        setenv("RPCRT4_RUNTIME_DIR", (directory / "missing/deeper").c_str(), 1);
        Handle first = open_file(path, GENERIC_READ, CREATE_ALWAYS, 0, FILE_SHARE_READ);
        CHECK(static_cast<HANDLE>(first) != nullptr);
        CHECK(try_open(path, GENERIC_WRITE, kShareAll) == ERROR_SHARING_VIOLATION);  // within the process
        CHECK(try_open(path, GENERIC_READ, FILE_SHARE_READ) == 0);
        if (old.empty()) {
            unsetenv("RPCRT4_RUNTIME_DIR");
        } else {
            setenv("RPCRT4_RUNTIME_DIR", old.c_str(), 1);
        }
    }

    TEST_CASE("what another process has locked is not read, until it unlocks or is killed") {
        PipeWorld world;
        Directory directory;
        const std::string path = directory / "file";
        Handle file = open_file(path);
        REQUIRE(write_text(file, "0123456789"));
        Overlapped at(false);
        CHECK(read_text(file, 2, &at) == "01");
        {
            ChildProcess locker("lock-and-hang " + path);
            CHECK(eventually([&] { return read_text(file, 2, &at) == "!33"; }));
            at.at(5);
            CHECK(read_text(file, 2, &at) == "56");
        }
        at.at(0);
        CHECK(read_text(file, 2, &at) == "01");
    }

    TEST_CASE("four processes take turns in LockFileEx, waiting synchronously or not") {
        PipeWorld world;
        Directory directory;
        const std::string path = directory / "file";
        { Handle file = open_file(path); }
        constexpr DWORD kTimes = 100;
        ChildProcess first(arguments("count-under-lock", path, kTimes, 0));
        ChildProcess second(arguments("count-under-lock", path, kTimes, FILE_FLAG_OVERLAPPED));
        ChildProcess third(arguments("count-under-lock", path, kTimes, 0));
        ChildProcess fourth(arguments("count-under-lock", path, kTimes, FILE_FLAG_OVERLAPPED));
        for (ChildProcess* process : {&first, &second, &third, &fourth}) CHECK(process->result() == 0);
        Handle file = open_file(path, GENERIC_READ, OPEN_EXISTING);
        DWORD count = 0, size = 0;
        CHECK(ReadFile(file, &count, sizeof count, &size, nullptr));
        CHECK(count == 4 * kTimes);
    }

    TEST_CASE(
        "a child is not granted what its parent has locked through the handle it inherits, and takes nothing away") {
        PipeWorld world;
        Directory directory;
        Handle file = open_file(directory / "file"), other = open_file(directory / "file");
        REQUIRE(SetHandleInformation(file, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
        REQUIRE(LockFile(file, 0, 0, 10, 0));
        const std::string handle = std::to_string(reinterpret_cast<uintptr_t>(static_cast<HANDLE>(file)));
        CHECK(ChildProcess("lock-inherited " + handle, {.inherit = true}).result() == 0);
        CHECK(error_of([&] { LockFile(other, 5, 0, 1, 0); }) == ERROR_LOCK_VIOLATION);
        CHECK(LockFile(other, 10, 0, 10, 0));  // the child's went with it
    }

    TEST_CASE("two processes that open at once do not both get what only one may have") {
        PipeWorld world;
        Directory directory;
        const std::string path = directory / "file";
        { Handle file = open_file(path); }
        // Each adds to a file without any lock but the share mode.
        ChildProcess first(arguments("count-in-file", path, 300, 0)), second(arguments("count-in-file", path, 300, 0));
        CHECK(first.result() == 0);
        CHECK(second.result() == 0);
        Handle file = open_file(path, GENERIC_READ, OPEN_EXISTING);
        DWORD count = 0, size = 0;
        CHECK(ReadFile(file, &count, sizeof count, &size, nullptr));
        CHECK(count == 600);
    }
}
