// SPDX-License-Identifier: LGPL-2.1-or-later
// Another process for a test: a fork that runs a callable and ends. It may be killed, and it may be killed after a
// given number of machine instructions. Its names are its own and those of the test, in a runtime directory of the
// test program.
#pragma once

#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/unit/handleapi/support.hpp"

namespace testing {

/// A name that no other test uses.
inline std::string fresh_name(const char* what) {
    static int count = 0;
    return std::string("Local\\") + what + "-" + std::to_string(getpid()) + "-" + std::to_string(++count);
}

class Child {
 public:
    template <typename Body>
    explicit Child(Body body) : id_(fork()) {
        REQUIRE(id_ >= 0);
        if (id_ == 0) _exit(static_cast<int>(body()));
    }
    Child(const Child&) = delete;
    ~Child() {
        if (id_ > 0) kill_now();
    }
    /// Its exit code (eight bits), once it has ended.
    int result() {
        int status = 0;
        REQUIRE(waitpid(id_, &status, 0) == id_);
        id_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    DWORD id() const { return static_cast<DWORD>(id_); }
    void kill_now() {
        kill(id_, SIGKILL);
        waitpid(id_, nullptr, 0);
        id_ = 0;
    }

 private:
    pid_t id_;
};

/// How much coarser than every few instructions: the sanitizers make many out of one.
constexpr int kCoarse = UNDER_SANITIZER ? 61 : 1;

enum class Ended { killed, finished, untraceable };

/// Runs `prepare` and then `body` in another process that is killed after `steps` instructions of `body`. finished:
/// `body` was done before.
template <typename Prepare, typename Body>
Ended kill_after(int steps, Prepare prepare, Body body) {
    const pid_t child = fork();
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(99);
        prepare();
        raise(SIGSTOP);
        body();
        raise(SIGSTOP);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFSTOPPED(status)) return Ended::untraceable;
    Ended ended = Ended::killed;
    for (int i = 0; i < steps && ended == Ended::killed; ++i) {
        if (ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) != 0) return Ended::untraceable;
        waitpid(child, &status, 0);
        if (!WIFSTOPPED(status) || WSTOPSIG(status) == SIGSTOP) ended = Ended::finished;
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return ended;
}

}  // namespace testing
