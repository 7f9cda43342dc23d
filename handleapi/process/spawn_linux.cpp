// SPDX-License-Identifier: LGPL-2.1-or-later
// See spawn.hpp. clone(2) with CLONE_VM and CLONE_VFORK: the calling thread sleeps until the child has gone into its
// exec or ended, the other threads run on. Between clone and exec the child only makes system calls; it has a stack and
// a signal table of its own, and all signals are blocked until no handler of ours is left in that table.
//
// A suspended child asks to be traced, so that the exec stops it before the first instruction of the new program; its
// tracer, the calling thread, lets go of it at once and leaves it stopped.
//
// The child shares the memory in which TSan keeps the parent's threads and signal table. So clone and sigaction are
// called by their names within the C library: TSan knows nothing of them, and does not take the parent for the child.
#include "handleapi/process/spawn.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "handleapi/base/as_process.hpp"

extern "C" {
int __clone(int (*function)(void*), void* stack, int flags, void* argument, ...) noexcept;    // NOLINT
int __sigaction(int signal, const struct sigaction* action, struct sigaction* old) noexcept;  // NOLINT
}

namespace handleapi {
namespace {

constexpr size_t kStackSize = 64 * 1024;
constexpr idtype_t kByPidfd = static_cast<idtype_t>(3);  // P_PIDFD, younger than some libc headers

enum class Step : uint8_t { setup, directory, tracing, exec };

/// What the child reads, and where it says what went wrong.
struct ChildPlan {
    const SpawnRequest& request;
    Step step = Step::setup;
    int error = 0;
};

void forget_handlers() noexcept {
    for (int signal = 1; signal < NSIG; ++signal) {
        struct sigaction action {};
        if (::__sigaction(signal, nullptr, &action) != 0) continue;
        const bool handled =
            (action.sa_flags & SA_SIGINFO) || (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN);
        if (!handled) continue;
        action = {};
        action.sa_handler = SIG_DFL;
        ::__sigaction(signal, &action, nullptr);
    }
}

bool set_up(const SpawnRequest& request) noexcept {
    if (request.session == Session::new_session && ::setsid() < 0) return false;
    if (request.session == Session::new_group && ::setpgid(0, 0) != 0) return false;
    for (int i = 0; i < 3; ++i) {
        const int source = request.standard[static_cast<size_t>(i)];
        if (source >= 0 && ::dup2(source, i) < 0) return false;
    }
    for (const int descriptor : request.descriptors) {
        if (::fcntl(descriptor, F_SETFD, 0) != 0) return false;
    }
    if (request.nice) static_cast<void>(::setpriority(PRIO_PROCESS, 0, *request.nice));
    const auto id = static_cast<uint32_t>(::getpid());
    return request.id_file < 0 || ::pwrite(request.id_file, &id, sizeof id, request.id_offset) == sizeof id;
}

int child_main(void* argument) noexcept {
    ChildPlan& plan = *static_cast<ChildPlan*>(argument);
    const SpawnRequest& request = plan.request;
    forget_handlers();
    bool good = set_up(request);
    if (good && request.directory) {
        plan.step = Step::directory;
        good = ::chdir(request.directory) == 0;
    }
    if (good && request.suspended) {
        plan.step = Step::tracing;
        good = ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0;
    }
    if (good) {
        plan.step = Step::exec;
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::execve(request.file, request.arguments, request.environment);
    }
    plan.error = errno;
    ::_exit(127);
}

bool has_ended(int pidfd) noexcept {
    pollfd ended{pidfd, POLLIN, 0};
    return ::poll(&ended, 1, 0) == 1;
}

void reap(int pidfd) noexcept {
    siginfo_t info{};
    while (::waitid(kByPidfd, static_cast<id_t>(pidfd), &info, WEXITED | __WALL) != 0 && errno == EINTR) {
    }
}

/// The exec may not have come to its stop yet; a wait for it could be stolen by the program's own wait for any child.
void leave_stopped(pid_t child, int pidfd) noexcept {
    while (::ptrace(PTRACE_DETACH, child, nullptr, SIGSTOP) != 0 && !has_ended(pidfd)) {
        const timespec moment{0, 50'000};
        ::nanosleep(&moment, nullptr);
    }
}

/// All signals off for the length of a spawn, and no cancellation.
class Undisturbed {
 public:
    Undisturbed() noexcept {
        sigset_t all;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &mask_);
        ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state_);
    }
    ~Undisturbed() {
        ::pthread_setcancelstate(cancel_state_, nullptr);
        ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
    }
    Undisturbed(const Undisturbed&) = delete;
    Undisturbed& operator=(const Undisturbed&) = delete;

 private:
    sigset_t mask_;
    int cancel_state_ = 0;
};

}  // namespace

SpawnResult spawn(const SpawnRequest& request) noexcept {
    SpawnResult result;
    void* const stack = ::mmap(nullptr, kStackSize, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) return {.process = {}, .error = ENOMEM};
    const Undisturbed undisturbed;
    const base::AsProcess as_process;  // as on Windows, whomever the thread acts for
    ChildPlan plan{.request = request};
    int pidfd = -1;
    const pid_t child = ::__clone(&child_main, static_cast<char*>(stack) + kStackSize,
                                  CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &plan, &pidfd);
    if (child < 0) {
        result.error = errno;
    } else if (plan.error != 0) {
        result.error = plan.error;
        result.not_in_directory = plan.step == Step::directory;
        result.no_suspending = plan.step == Step::tracing;
        reap(pidfd);
        ::close(pidfd);
    } else {
        if (request.suspended) leave_stopped(child, pidfd);
        result.process = {.id = static_cast<uint32_t>(child), .pidfd = pidfd};
    }
    // What the child's frames have left there would stay with whatever is mapped at this place next.
    ASAN_UNPOISON_MEMORY_REGION(stack, kStackSize);
    ::munmap(stack, kStackSize);
    return result;
}

}  // namespace handleapi
