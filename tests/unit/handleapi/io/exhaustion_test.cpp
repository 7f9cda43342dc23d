// SPDX-License-Identifier: LGPL-2.1-or-later
// With all descriptors in use: what needs one fails with the documented code and leaves nothing behind, what needs none
// goes on, what waits still ends, and everything works again afterwards.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iterator>
#include <vector>

#include "tests/unit/handleapi/io/pipe_support.hpp"
#include "tests/unit/handleapi/process/processes.hpp"

using namespace testing;

namespace {

/// While it lives no descriptor can be opened.
class NoDescriptors {
 public:
    NoDescriptors() {
        REQUIRE(getrlimit(RLIMIT_NOFILE, &before_) == 0);
        const int lowest = fcntl(0, F_DUPFD_CLOEXEC, 0);
        REQUIRE(lowest >= 0);
        close(lowest);
        rlimit few = before_;
        few.rlim_cur = static_cast<rlim_t>(lowest);  // all below are in use
        REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
    }
    ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
    rlimit before_{};
};

size_t open_descriptors() {
    size_t count = 0;
    for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
    return count;
}

}  // namespace

TEST_SUITE("handleapi/io/exhaustion") {
    TEST_CASE("without descriptors every Create that needs one says so, leaves none open, and works again later") {
        PipeWorld world;
        Directory directory;
        const std::string path = directory / "file";
        Handle file = open_file(path);
        Handle pipe = serve();
        const auto create_pipe = [] {
            HANDLE reader, writer;
            if (CreatePipe(&reader, &writer, nullptr, 0)) CloseHandle(reader), CloseHandle(writer);
        };
        const auto create_process = [] {
            std::string line = "true";
            STARTUPINFOA startup{};
            PROCESS_INFORMATION made{};
            if (!CreateProcessA(nullptr, line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup, &made))
                return;
            WaitForSingleObject(made.hProcess, kLimit);
            CloseHandle(made.hProcess);
            CloseHandle(made.hThread);
        };
        const std::function<void()> creations[] = {
            [&] { open_file(path, GENERIC_READ, OPEN_EXISTING); },
            [&] { open_file(path + "2", GENERIC_WRITE, CREATE_ALWAYS); },
            create_pipe,
            [] { serve(0, 0, PIPE_UNLIMITED_INSTANCES, R"(\\.\pipe\Other)"); },
            [] { join(); },
            [] { WaitNamedPipeA(kPipe, 10); },
            [] { Handle named = CreateEventA(nullptr, FALSE, FALSE, "exhaustion"); },
            [] { Handle named = CreateMutexA(nullptr, FALSE, "exhaustion-mutex"); },
            create_process,
            [] {
                Handle process =
                    OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, static_cast<DWORD>(getppid()));
            },
            [&] { Handle again = ReOpenFile(file, GENERIC_READ, kShareAll, 0); },
        };
        // Once before: what the library opens for itself is open then.
        for (const auto& create : creations) create();
        const size_t before = open_descriptors();
        std::vector<DWORD> errors(std::size(creations));
        {
            const NoDescriptors none;  // UBSan wants descriptors, too, so nothing is checked in here
            std::transform(std::begin(creations), std::end(creations), errors.begin(),
                           [](const auto& create) { return error_of(create); });
        }
        for (size_t which = 0; which < errors.size(); ++which) {
            CAPTURE(which);
            CHECK(errors[which] == ERROR_TOO_MANY_OPEN_FILES);
        }
        CHECK(open_descriptors() == before);
        Handle second = serve();
        Handle client = join();
        REQUIRE(static_cast<HANDLE>(client) != nullptr);
        CHECK(write_text(client, "works"));
        CHECK(read_text(second) == "works");
        Handle again = open_file(path, GENERIC_READ, OPEN_EXISTING);
        CHECK(static_cast<HANDLE>(again) != nullptr);
        create_process();
        CHECK(GetLastError() == 0);
    }

    TEST_CASE("without descriptors events, threads and ports are made, and what waits in a pipe still ends") {
        PipeWorld world;
        NamedPair pair(0, 0, FILE_FLAG_OVERLAPPED);
        Directory directory;
        Handle first = open_file(directory / "file"), second = open_file(directory / "file");
        OVERLAPPED range{};
        REQUIRE(LockFileEx(first, LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &range));
        const NoDescriptors none;
        CHECK(static_cast<HANDLE>(auto_event()) != nullptr);
        CHECK(static_cast<HANDLE>(port()) != nullptr);
        CHECK(static_cast<HANDLE>(Handle(CreateSemaphoreA(nullptr, 0, 1, nullptr))) != nullptr);
        CHECK(static_cast<HANDLE>(Handle(CreateWaitableTimerA(nullptr, FALSE, nullptr))) != nullptr);
        const HANDLE server = pair.server;
        std::atomic<bool> begun = false;
        Worker reader([&] {
            begun = true;
            return DWORD{read_text(server) == "text"};
        });
        CHECK(eventually([&] { return begun.load(); }));
        Overlapped overlapped(false);
        DWORD written = 0;
        CHECK(WriteFile(pair.client, "text", 4, &written, &overlapped));
        CHECK(reader.result() == 1);
        OVERLAPPED wanted{};
        CHECK(error_of([&] { LockFileEx(second, LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &wanted); }) ==
              ERROR_TOO_MANY_OPEN_FILES);
        CHECK(error_of([&] {
                  LockFileEx(second, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 10, 0, &wanted);
              }) == ERROR_LOCK_VIOLATION);
    }
}
