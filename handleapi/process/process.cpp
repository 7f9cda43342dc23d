// SPDX-License-Identifier: LGPL-2.1-or-later
// See process.hpp. Reference: pidfd_open(2), waitid(2).
#include "handleapi/process/process.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <new>
#include <utility>

#include "handleapi/child_description.hpp"
#include "handleapi/process/delivery.hpp"
#include "handleapi/process/startup.hpp"
#include "handleapi/table.hpp"

namespace handleapi {
namespace {

using base::Ref;
using base::Result;
using base::Status;

constexpr uint32_t kMaximumSuspendCount = 127;
constexpr idtype_t kByPidfd = static_cast<idtype_t>(3);  // P_PIDFD, younger than some libc headers

uint64_t from_timeval(const timeval& time) noexcept {
    return static_cast<uint64_t>(time.tv_sec) * 10'000'000 + static_cast<uint64_t>(time.tv_usec) * 10;
}

int open_pidfd(uint32_t id) noexcept { return static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(id), 0)); }

int wait_status_of(const siginfo_t& info) noexcept {
    return info.si_code == CLD_EXITED ? W_EXITCODE(info.si_status & 0xFF, 0) : W_EXITCODE(0, info.si_status);
}

/// The status of a process that its parent has reaped, from kernels that keep it (PIDFD_GET_INFO, Linux 6.15).
std::optional<int> status_after_reaping(int pidfd) noexcept {
    struct Information {
        uint64_t mask;
        uint64_t cgroup;
        uint32_t ids[11];
        int32_t exit_code;
    } information{};
    constexpr uint64_t kExit = 1 << 3;
    information.mask = kExit;
    if (::ioctl(pidfd, _IOWR(0xFF, 11, Information), &information) != 0) return std::nullopt;
    if (!(information.mask & kExit)) return std::nullopt;
    return information.exit_code;
}

}  // namespace

Process& Process::current() noexcept {
    // Never destroyed: handles and threads may outlive static destructors.
    alignas(Process) static unsigned char storage[sizeof(Process)];
    static Process* const process = new (storage) Process;
    return *process;
}

Object& current_process_object() noexcept { return Process::current(); }

Process::Process() noexcept : Object(kType, Consume::nothing, 0) {}

Process::Process(uint32_t id, int pidfd, std::unique_ptr<ExitRecord> record) noexcept
    : Object(kType, Consume::nothing, 0), id_(id), pidfd_(pidfd), record_(std::move(record)) {}

Process::~Process() {
    watch_.cancel();
    if (pidfd_ >= 0) ::close(pidfd_);
}

Ref<Process> Process::watched(uint32_t id, int pidfd, std::unique_ptr<ExitRecord> record) {
    Ref<Process> process = Ref<Process>::adopt(new Process(id, pidfd, std::move(record)));
    if (process->has_ended()) {
        process->settle();
    } else if (failed(process->watch_.arm(pidfd, {.readable = true}))) {
        throw std::bad_alloc();
    }
    return process;
}

Result<Ref<Process>> Process::open(uint32_t id) {
    if (id == 0) return Status::error_invalid_parameter;
    if (id == current().id()) return Ref<Process>(current());
    const int pidfd = open_pidfd(id);
    if (pidfd < 0) {
        return errno == EMFILE || errno == ENFILE ? Status::error_too_many_open_files : Status::error_invalid_parameter;
    }
    const auto info = process_info(id);
    const bool allowed = info && (::geteuid() == 0 || info->owner == ::geteuid());
    if (!allowed) {
        ::close(pidfd);
        return info ? Status::error_access_denied : Status::error_invalid_parameter;
    }
    return watched(id, pidfd, ExitRecord::open(id, info->start_ticks));
}

Ref<Process> Process::inherit(uint32_t id, int pidfd) {
    const bool is_pidfd = ::syscall(SYS_pidfd_send_signal, pidfd, 0, nullptr, 0) == 0 || errno == ESRCH;
    if (!is_pidfd) {
        ::close(pidfd);
        return nullptr;
    }
    const auto info = process_info(id);
    return watched(id, pidfd, info ? ExitRecord::open(id, info->start_ticks) : nullptr);
}

Ref<MainThread> Process::adopt_child(uint32_t id, int pidfd, std::unique_ptr<ExitRecord> record, bool suspended) {
    Ref<Process> process = Ref<Process>::adopt(new Process(id, pidfd, std::move(record)));
    auto thread = base::make_ref<MainThread>(*process, suspended);
    process->thread_ = thread;
    process->self_ = process;
    // Without a watch nobody notices the end until somebody asks; that is still better than a child nobody knows.
    static_cast<void>(process->watch_.arm(pidfd, {.readable = true}));
    return thread;
}

uint32_t Process::id() const noexcept { return id_ != 0 ? id_ : static_cast<uint32_t>(::getpid()); }

bool Process::has_ended() const noexcept {
    pollfd ended{pidfd_, POLLIN, 0};
    return pidfd_ >= 0 && ::poll(&ended, 1, 0) == 1;
}

Result<uint32_t> Process::exit_code() {
    // Looked at here too, and not only by the watch: in a process forked from the one that armed it there is none.
    if (!signaled()) {
        if (!has_ended()) return kStillActive;
        settle();
    }
    std::lock_guard lock(lock_);
    if (!exit_code_) return Status::error_not_supported;
    return *exit_code_;
}

ProcessTimes Process::times() {
    if (is_current()) return own_process_times();
    if (!signaled() && has_ended()) settle();
    {
        std::lock_guard lock(lock_);
        if (settled_) return times_;
    }
    const auto info = process_info(id_);
    return info ? info->times : ProcessTimes{};
}

Status Process::send(int signal) const noexcept {
    if (::syscall(SYS_pidfd_send_signal, pidfd_, signal, nullptr, 0) == 0) return Status::ok;
    return Status::error_access_denied;  // ended, or not ours
}

Status Process::terminate(uint32_t code) {
    if (is_current()) {
        leave_exit_code(code);
        ::_exit(static_cast<int>(code));
    }
    if (has_ended()) return Status::error_access_denied;
    if (const Status allowed = send(0); failed(allowed)) return allowed;
    if (record_) record_->publish(code);
    return send(SIGKILL);
}

Status Process::stop() { return send(SIGSTOP); }
Status Process::resume() { return send(SIGCONT); }

bool Process::describe_for_child(ChildDescription& description) {
    description.descriptor = is_current() ? open_pidfd(id()) : pidfd_;
    description.close_descriptor = is_current();
    description.number = id();
    return description.descriptor >= 0;
}

std::optional<int> Process::reap(ProcessTimes& times) noexcept {
    siginfo_t info{};
    rusage usage{};
    int result = 0;
    do {
        result = static_cast<int>(::syscall(SYS_waitid, kByPidfd, pidfd_, &info, WEXITED | WNOHANG, &usage));
    } while (result != 0 && errno == EINTR);
    if (result == 0 && info.si_pid != 0) {
        times.user = from_timeval(usage.ru_utime);
        times.kernel = from_timeval(usage.ru_stime);
        return wait_status_of(info);
    }
    return status_after_reaping(pidfd_);
}

void Process::settle() noexcept {
    Ref<Process> self;
    Ref<MainThread> thread;
    {
        std::lock_guard lock(lock_);
        if (std::exchange(settled_, true)) return;
        // Before reaping: afterwards there is nothing to read.
        const auto info = process_info(id_);
        if (info) times_ = info->times;
        times_.ended = now_as_file_time();
        auto status = reap(times_);
        if (!status && info) status = info->wait_status;
        exit_code_ = exit_code_of(status, record_ ? record_->code() : std::nullopt);
        self = std::move(self_);
        thread = std::move(thread_);
    }
    if (self) delivery::close_way_to(id_);
    if (thread) thread->signal(1);  // first: ExitProcess signals the process last
    signal(1);
}

Result<uint32_t> MainThread::suspend() {
    std::lock_guard lock(lock_);
    if (suspend_count_ == kMaximumSuspendCount) return Status::error_signal_refused;
    if (suspend_count_ == 0) {
        if (const Status status = process_->stop(); failed(status)) return status;
    }
    return suspend_count_++;
}

Result<uint32_t> MainThread::resume() {
    std::lock_guard lock(lock_);
    if (suspend_count_ == 0) return uint32_t{0};
    if (suspend_count_ == 1) {
        if (const Status status = process_->resume(); failed(status)) return status;
    }
    return suspend_count_--;
}

}  // namespace handleapi
