// SPDX-License-Identifier: LGPL-2.1-or-later
// Processes: starting, waiting, exit codes, ending, opening, and what happens when children and parents misbehave.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <vector>

#include "tests/unit/handleapi/process/processes.hpp"

using namespace testing;

namespace {

DWORD error_of(BOOL result) {
    CHECK_FALSE(result);
    return GetLastError();
}

size_t open_descriptors() {
    size_t open = 0;
    for (int fd = 0; fd < 1024; ++fd) open += fcntl(fd, F_GETFD) >= 0;
    return open;
}

/// The state letter of a process.
char state_of(DWORD id) {
    std::ifstream in("/proc/" + std::to_string(id) + "/stat");
    std::string text;
    std::getline(in, text);
    const size_t at = text.rfind(')');
    return at == std::string::npos ? '-' : text[at + 2];
}

}  // namespace

TEST_SUITE("handleapi/process") {
    TEST_CASE("a child's handle is signaled when it ends, and all 32 bits of its exit code come back") {
        for (const DWORD code : {0u, 1u, 255u, 256u, 259u, 0x7FFFFFFFu, 0x80000000u, 0xC0000005u, 0xFFFFFFFFu}) {
            CAPTURE(code);
            CHECK(ChildProcess("exit " + std::to_string(code)).result() == code);
            CHECK(ChildProcess("return " + std::to_string(code)).result() == code);
            CHECK(ChildProcess("terminate " + std::to_string(code)).result() == code);
        }
    }

    TEST_CASE("the main thread's handle is signaled with the process and has its exit code") {
        ChildProcess child("exit 70000");
        DWORD code = 0;
        CHECK(WaitForSingleObject(child.thread, kLimit) == WAIT_OBJECT_0);
        CHECK(GetExitCodeThread(child.thread, &code));
        CHECK(code == 70000);
        CHECK(GetThreadId(child.thread) == child.id);
        CHECK(GetProcessIdOfThread(child.thread) == child.id);
        const HANDLE both[] = {child.process, child.thread};
        CHECK(WaitForMultipleObjects(2, both, TRUE, kLimit) == WAIT_OBJECT_0);
    }

    TEST_CASE("who has seen the process end finds its main thread signaled") {
        for (int i = 0; i < 20; ++i) {
            ChildProcess child("exit 0");
            child.result();
            CHECK(WaitForSingleObject(child.thread, 0) == WAIT_OBJECT_0);
        }
    }

    TEST_CASE("a child that leaves without a word has the eight bits the system keeps") {
        CHECK(ChildProcess("at-once 513").result() == 1);
        CHECK(ChildProcess("at-once 200").result() == 200);
    }

    TEST_CASE("death by a signal has the code of the exception it stands for") {
        CHECK(ChildProcess("signal " + std::to_string(SIGSEGV)).result() == STATUS_ACCESS_VIOLATION);
        CHECK(ChildProcess("signal " + std::to_string(SIGILL)).result() == STATUS_ILLEGAL_INSTRUCTION);
        CHECK(ChildProcess("signal " + std::to_string(SIGFPE)).result() == STATUS_INTEGER_DIVIDE_BY_ZERO);
        CHECK(ChildProcess("signal " + std::to_string(SIGABRT)).result() == 3);
        CHECK(ChildProcess("signal " + std::to_string(SIGTERM)).result() == 128 + SIGTERM);
    }

    TEST_CASE("a running child is STILL_ACTIVE, times out, and ends by TerminateProcess with its code") {
        ChildProcess child("hang");
        DWORD code = 0;
        CHECK(GetExitCodeProcess(child.process, &code));
        CHECK(code == STILL_ACTIVE);
        CHECK(WaitForSingleObject(child.process, 0) == WAIT_TIMEOUT);
        CHECK(GetProcessId(child.process) == child.id);
        CHECK(TerminateProcess(child.process, 0xABCD1234));
        CHECK(child.result() == 0xABCD1234);
        CHECK(error_of(TerminateProcess(child.process, 1)) == ERROR_ACCESS_DENIED);
        CHECK(child.result() == 0xABCD1234);
    }

    TEST_CASE("a child killed with -9 in the middle of a wait ends the wait") {
        ChildProcess child("hang");
        Worker waiter([&] { return WaitForSingleObject(child.process, kLimit); });
        REQUIRE(waiter.asleep());
        CHECK(kill(static_cast<pid_t>(child.id), SIGKILL) == 0);
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(child.result() == 128 + SIGKILL);
    }

    TEST_CASE("a child created suspended does not run before ResumeThread") {
        ReportFile file;
        ChildProcess child("report " + file.path, {.flags = CREATE_SUSPENDED});
        CHECK(eventually([&] { return state_of(child.id) == 'T'; }));
        CHECK(file.text().empty());
        CHECK(WaitForSingleObject(child.process, 0) == WAIT_TIMEOUT);
        CHECK(SuspendThread(child.thread) == 1);
        CHECK(ResumeThread(child.thread) == 2);
        CHECK(state_of(child.id) == 'T');
        CHECK(ResumeThread(child.thread) == 1);
        CHECK(child.result() == 0);
        CHECK(file.has("startup=(none)"));
        CHECK(ResumeThread(child.thread) == 0);
    }

    TEST_CASE("a running child is stopped by SuspendThread, at most 127 deep") {
        ChildProcess child("hang");
        for (DWORD depth = 0; depth < 127; ++depth) REQUIRE(SuspendThread(child.thread) == depth);
        CHECK(SuspendThread(child.thread) == ~DWORD{0});
        CHECK(GetLastError() == ERROR_SIGNAL_REFUSED);
        CHECK(eventually([&] { return state_of(child.id) == 'T'; }));
        for (DWORD depth = 127; depth > 0; --depth) REQUIRE(ResumeThread(child.thread) == depth);
        CHECK(eventually([&] { return state_of(child.id) == 'S'; }));
    }

    TEST_CASE("a suspended child can be terminated") {
        ChildProcess child("exit 1", {.flags = CREATE_SUSPENDED});
        CHECK(TerminateProcess(child.process, 300));
        CHECK(child.result() == 300);
    }

    TEST_CASE("no zombie and no descriptor is left of a thousand children whose handles were closed at once") {
        ChildProcess("exit 0").result();  // what is made once is made
        const size_t before = open_descriptors();
        std::vector<DWORD> ids;
        for (int i = 0; i < 1000; ++i) {
            std::string line = "/bin/true";
            STARTUPINFOA startup{};
            PROCESS_INFORMATION information{};
            REQUIRE(CreateProcessA(nullptr, line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup,
                                   &information));
            CHECK(CloseHandle(information.hThread));
            CHECK(CloseHandle(information.hProcess));
            ids.push_back(information.dwProcessId);
        }
        CHECK(eventually([&] {
            for (const DWORD id : ids) {
                if (state_of(id) != '-') return false;
            }
            return true;
        }));
        CHECK(eventually([&] { return open_descriptors() == before; }));
    }

    TEST_CASE("children that the program made with fork are left to the program") {
        const pid_t own = fork();
        if (own == 0) _exit(5);
        CHECK(ChildProcess("exit 6").result() == 6);
        int status = 0;
        CHECK(waitpid(own, &status, 0) == own);
        CHECK(WEXITSTATUS(status) == 5);
    }

    TEST_CASE("a child that is reaped by the program itself still has its exit code") {
        ChildProcess child("exit 123456");
        int status = 0;
        const pid_t reaped = waitpid(static_cast<pid_t>(child.id), &status, 0);
        CHECK((reaped == static_cast<pid_t>(child.id) || reaped == -1));
        CHECK(child.result() == 123456);
    }

    TEST_CASE("in a forked copy of this process an exit code is found by asking, and nothing of ours is disturbed" *
              doctest::skip(UNDER_TSAN)) {
        ChildProcess child("exit 54321");
        const pid_t copy = fork();
        if (copy == 0) {
            DWORD code = STILL_ACTIVE;
            while (GetExitCodeProcess(child.process, &code) && code == STILL_ACTIVE) sched_yield();
            _exit(code == 54321 ? 0 : 1);
        }
        int status = 0;
        CHECK(waitpid(copy, &status, 0) == copy);
        CHECK(status == 0);
        CHECK(child.result() == 54321);
    }

    TEST_CASE("a child that closes all descriptors, or forks, leaves its own code") {
        CHECK(ChildProcess("close-all 77777").result() == 77777);
        CHECK(ChildProcess("fork 88888").result() == 88888);
    }

    TEST_CASE("a process opened by number is waited for and asked like a child") {
        ChildProcess child("hang");
        Handle opened(OpenProcess(PROCESS_ALL_ACCESS, FALSE, child.id));
        REQUIRE(static_cast<HANDLE>(opened) != nullptr);
        CHECK(GetProcessId(opened) == child.id);
        DWORD code = 0;
        CHECK(GetExitCodeProcess(opened, &code));
        CHECK(code == STILL_ACTIVE);
        Worker waiter([&] { return WaitForSingleObject(opened, kLimit); });
        REQUIRE(waiter.asleep());
        CHECK(TerminateProcess(opened, 4000));
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(GetExitCodeProcess(opened, &code));
        CHECK(code == 4000);
        CHECK(child.result() == 4000);
    }

    TEST_CASE("OpenProcess knows this process and refuses what is none") {
        Handle self(OpenProcess(PROCESS_QUERY_INFORMATION | SYNCHRONIZE, FALSE, GetCurrentProcessId()));
        REQUIRE(static_cast<HANDLE>(self) != nullptr);
        CHECK(CompareObjectHandles(self, GetCurrentProcess()));
        CHECK(WaitForSingleObject(self, 0) == WAIT_TIMEOUT);
        for (const DWORD id : {0u, 0x7FFFFFF0u, 0xFFFFFFFFu}) {
            CHECK(OpenProcess(PROCESS_ALL_ACCESS, FALSE, id) == nullptr);
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        }
    }

    TEST_CASE("handles that are none, stale, or of other types are ERROR_INVALID_HANDLE everywhere") {
        Handle event = auto_event();
        HANDLE stale = OpenProcess(PROCESS_ALL_ACCESS, FALSE, GetCurrentProcessId());
        REQUIRE(CloseHandle(stale));
        DWORD value = 0;
        DWORD_PTR mask = 0;
        FILETIME time{};
        for (const HANDLE bad : {HANDLE{}, static_cast<HANDLE>(event), stale, GetCurrentThread()}) {
            CHECK(error_of(GetExitCodeProcess(bad, &value)) == ERROR_INVALID_HANDLE);
            CHECK(error_of(TerminateProcess(bad, 1)) == ERROR_INVALID_HANDLE);
            CHECK(error_of(GetProcessId(bad) != 0) == ERROR_INVALID_HANDLE);
            CHECK(error_of(GetProcessTimes(bad, &time, &time, &time, &time)) == ERROR_INVALID_HANDLE);
            CHECK(error_of(GetPriorityClass(bad) != 0) == ERROR_INVALID_HANDLE);
            CHECK(error_of(SetPriorityClass(bad, NORMAL_PRIORITY_CLASS)) == ERROR_INVALID_HANDLE);
            CHECK(error_of(GetProcessHandleCount(bad, &value)) == ERROR_INVALID_HANDLE);
            CHECK(error_of(GetProcessAffinityMask(bad, &mask, &mask)) == ERROR_INVALID_HANDLE);
            CHECK(error_of(SetProcessAffinityMask(bad, 1)) == ERROR_INVALID_HANDLE);
        }
    }

    TEST_CASE("a forked process has a thread id of its own") { CHECK(ChildProcess("forked-id").result() == 0); }

    TEST_CASE("handles cannot be copied out of another process") {
        ChildProcess child("hang");
        Handle event = auto_event();
        HANDLE copy = nullptr;
        CHECK(error_of(DuplicateHandle(child.process, event, GetCurrentProcess(), &copy, 0, FALSE,
                                       DUPLICATE_SAME_ACCESS)) == ERROR_ACCESS_DENIED);
        CHECK(copy == nullptr);
    }

    TEST_CASE("CreateProcess without a descriptor to spare fails with ERROR_TOO_MANY_OPEN_FILES and starts nothing") {
        ChildProcess("exit 0").result();
        rlimit before{};
        getrlimit(RLIMIT_NOFILE, &before);
        rlimit none = before;
        none.rlim_cur = 3;
        setrlimit(RLIMIT_NOFILE, &none);
        std::string line = "/bin/true";
        STARTUPINFOA startup{};
        PROCESS_INFORMATION information{};
        const BOOL made =
            CreateProcessA(nullptr, line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup, &information);
        const DWORD error = GetLastError();
        setrlimit(RLIMIT_NOFILE, &before);
        CHECK_FALSE(made);
        CHECK(error == ERROR_TOO_MANY_OPEN_FILES);
        CHECK(ChildProcess("exit 3").result() == 3);
    }

    TEST_CASE("times, priority class, handle count, session and affinity of this process make sense") {
        FILETIME created{}, ended{}, kernel{}, user{};
        CHECK(GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user));
        FILETIME now{};
        GetSystemTimeAsFileTime(&now);
        CHECK(created.dwHighDateTime > 0);
        CHECK(created.dwHighDateTime <= now.dwHighDateTime);
        DWORD before = 0, after = 0;
        CHECK(GetProcessHandleCount(GetCurrentProcess(), &before));
        Handle event = auto_event();
        CHECK(GetProcessHandleCount(GetCurrentProcess(), &after));
        CHECK(after == before + 1);
        DWORD session = 9;
        CHECK(ProcessIdToSessionId(GetCurrentProcessId(), &session));
        CHECK(session == 0);
        DWORD_PTR own = 0, system = 0;
        CHECK(GetProcessAffinityMask(GetCurrentProcess(), &own, &system));
        CHECK(own != 0);
        CHECK((own & ~system) == 0);
        CHECK(SetProcessAffinityMask(GetCurrentProcess(), own));
        CHECK(error_of(SetProcessAffinityMask(GetCurrentProcess(), 0)) == ERROR_INVALID_PARAMETER);
        CHECK(error_of(SetPriorityClass(GetCurrentProcess(), 7)) == ERROR_INVALID_PARAMETER);
        CHECK(GetProcessVersion(0) == 0x000A0000);
        CHECK(error_of(GetProcessVersion(0x7FFFFFF0) != 0) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("a child's times are known while it runs and after it has ended") {
        ChildProcess child("hang");
        FILETIME created{}, ended{}, kernel{}, user{};
        CHECK(GetProcessTimes(child.process, &created, &ended, &kernel, &user));
        CHECK(ended.dwHighDateTime == 0);
        const DWORD start = created.dwLowDateTime;
        CHECK(TerminateProcess(child.process, 0));
        child.result();
        CHECK(GetProcessTimes(child.process, &created, &ended, &kernel, &user));
        CHECK(ended.dwHighDateTime >= created.dwHighDateTime);
        CHECK(ended.dwHighDateTime != 0);
        CHECK(created.dwLowDateTime - start + 1'000'000u < 2'000'000u);  // the same to a tenth of a second
    }
}
