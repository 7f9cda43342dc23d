// SPDX-License-Identifier: LGPL-2.1-or-later
// Threads of other processes, opened by their ids; and whether a debugger traces another process.
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include <thread>

#include "tests/unit/handleapi/shared/child.hpp"

using namespace testing;

namespace {

DWORD error_of(BOOL result) {
    CHECK_FALSE(result);
    return GetLastError();
}

/// A process with two threads: the second ends when told to, the first stays.
class TwoThreads {
 public:
    struct Ids {
        DWORD process;
        DWORD thread;
    };

    TwoThreads() : child_([this] { return run(); }) { REQUIRE(read(pipe_.out, &ids, sizeof ids) == sizeof ids); }
    void end_second() { SetEvent(go_); }
    void kill_all() { child_.kill_now(); }

    Ids ids{};

 private:
    struct Pipe {
        Pipe() {
            int ends[2];
            REQUIRE(pipe(ends) == 0);
            out = ends[0];
            in = ends[1];
        }
        ~Pipe() {
            close(out);
            close(in);
        }
        int out = -1;
        int in = -1;
    };

    int run() {
        std::thread([this] {
            const Ids own{static_cast<DWORD>(getpid()), static_cast<DWORD>(syscall(SYS_gettid))};
            if (write(pipe_.in, &own, sizeof own) == sizeof own) WaitForSingleObject(go_, INFINITE);
        }).detach();
        for (;;) pause();
    }

    Pipe pipe_;
    Handle go_ = CreateEventA(nullptr, TRUE, FALSE, fresh_name("go").c_str());
    Child child_;
};

}  // namespace

TEST_SUITE("handleapi/remote_thread" * doctest::skip(UNDER_TSAN)) {
    TEST_CASE("a thread of another process is waited for, and asked what the system knows of it") {
        TwoThreads other;
        Handle thread = OpenThread(THREAD_ALL_ACCESS, FALSE, other.ids.thread);
        REQUIRE(static_cast<HANDLE>(thread) != nullptr);
        CHECK(GetThreadId(thread) == other.ids.thread);
        CHECK(GetProcessIdOfThread(thread) == other.ids.process);
        DWORD code = 0;
        CHECK(GetExitCodeThread(thread, &code));
        CHECK(code == STILL_ACTIVE);
        FILETIME created{}, ended{}, kernel{}, user{};
        CHECK(GetThreadTimes(thread, &created, &ended, &kernel, &user));
        CHECK(created.dwHighDateTime != 0);
        CHECK(ended.dwHighDateTime == 0);
        CHECK(SetThreadAffinityMask(thread, 1) != 0);
        CHECK(WaitForSingleObject(thread, 0) == WAIT_TIMEOUT);
        Worker waiter([&] { return WaitForSingleObject(thread, kLimit); });
        CHECK(waiter.asleep());
        other.end_second();
        CHECK(waiter.result() == WAIT_OBJECT_0);
        CHECK(WaitForSingleObject(thread, 0) == WAIT_OBJECT_0);
        CHECK(error_of(GetExitCodeThread(thread, &code)) == ERROR_NOT_SUPPORTED);
        Handle process = OpenProcess(SYNCHRONIZE, FALSE, other.ids.process);
        CHECK(WaitForSingleObject(process, 0) == WAIT_TIMEOUT);
        CHECK(OpenThread(THREAD_ALL_ACCESS, FALSE, other.ids.thread) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("threads of another process end with it when it is killed, the first one too") {
        TwoThreads other;
        Handle both[] = {OpenThread(SYNCHRONIZE, FALSE, other.ids.thread),
                         OpenThread(SYNCHRONIZE, FALSE, other.ids.process)};
        const HANDLE handles[] = {both[0], both[1]};
        Worker waiter([&] { return WaitForMultipleObjects(2, handles, TRUE, kLimit); });
        CHECK(waiter.asleep());
        other.kill_all();
        CHECK(waiter.result() == WAIT_OBJECT_0);
    }

    TEST_CASE("what is within the other process, or nobody can do to a thread alone, is refused") {
        TwoThreads other;
        Handle thread = OpenThread(THREAD_ALL_ACCESS, FALSE, other.ids.thread);
        CHECK(SuspendThread(thread) == ~DWORD{0});
        CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
        CHECK(ResumeThread(thread) == ~DWORD{0});
        CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
        CHECK(error_of(TerminateThread(thread, 1)) == ERROR_ACCESS_DENIED);
        CHECK(error_of(SetThreadPriority(thread, 1)) == ERROR_ACCESS_DENIED);
        CHECK(GetThreadPriority(thread) == THREAD_PRIORITY_ERROR_RETURN);
        CHECK(QueueUserAPC([](ULONG_PTR) {}, thread, 0) == 0);
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
        Handle limited = OpenThread(THREAD_QUERY_LIMITED_INFORMATION, FALSE, other.ids.thread);
        CHECK(WaitForSingleObject(limited, 0) == WAIT_FAILED);
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
        CHECK(SuspendThread(limited) == ~DWORD{0});
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
        CHECK(SetThreadAffinityMask(limited, 1) == 0);
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
    }
}

TEST_SUITE("handleapi/debugger") {
    TEST_CASE("whether another process is traced is seen as long as it runs") {
        const pid_t id = fork();
        REQUIRE(id >= 0);
        if (id == 0) {
            ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
            raise(SIGSTOP);
            for (;;) pause();
        }
        int status = 0;
        REQUIRE(waitpid(id, &status, 0) == id);
        REQUIRE(WIFSTOPPED(status));
        Handle process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, static_cast<DWORD>(id));
        BOOL traced = FALSE;
        CHECK(CheckRemoteDebuggerPresent(process, &traced));
        CHECK(traced);
        REQUIRE(ptrace(PTRACE_DETACH, id, nullptr, nullptr) == 0);
        CHECK(CheckRemoteDebuggerPresent(process, &traced));
        CHECK_FALSE(traced);
        kill(id, SIGKILL);
        REQUIRE(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);  // whoever reaps it, the test or the library
        waitpid(id, &status, WNOHANG);
        traced = TRUE;
        CHECK(CheckRemoteDebuggerPresent(process, &traced));
        CHECK_FALSE(traced);
        CHECK(error_of(CheckRemoteDebuggerPresent(Handle(auto_event()), &traced)) == ERROR_INVALID_HANDLE);
    }
}
