// SPDX-License-Identifier: LGPL-2.1-or-later
// See remote_thread.hpp.
#include "handleapi/process/remote_thread.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <new>
#include <optional>

#include "handleapi/process/exit_code.hpp"

namespace handleapi {
namespace {

using base::Ref;
using base::Result;
using base::Status;

constexpr unsigned kOfThread = 0x80;  // PIDFD_THREAD

/// The process that a thread belongs to.
std::optional<uint32_t> process_of(uint32_t id) {
    char path[40];
    char line[128];
    std::snprintf(path, sizeof path, "/proc/%u/status", id);
    std::FILE* const status = std::fopen(path, "re");
    if (!status) return std::nullopt;
    unsigned process = 0;
    while (std::fgets(line, sizeof line, status)) {
        if (std::sscanf(line, "Tgid: %u", &process) == 1) break;
    }
    std::fclose(status);
    return process != 0 ? std::optional<uint32_t>(process) : std::nullopt;
}

Status status_of(int error) noexcept {
    if (error == EMFILE || error == ENFILE) return Status::error_too_many_open_files;
    return error == EINVAL ? Status::error_not_supported : Status::error_invalid_parameter;
}

}  // namespace

Result<Ref<RemoteThread>> RemoteThread::open(uint32_t id) {
    const auto info = id != 0 ? process_info(id) : std::nullopt;
    if (!info) return Status::error_invalid_parameter;
    if (::geteuid() != 0 && info->owner != ::geteuid()) return Status::error_access_denied;
    const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(id), kOfThread));
    if (pidfd < 0) return status_of(errno);
    const auto process_id = process_of(id);
    const auto thread = Ref<RemoteThread>::adopt(new RemoteThread(id, process_id.value_or(0), pidfd));
    // What was read is of this thread if that lives: its id is nobody else's then.
    const auto again = process_info(id);
    if (!process_id || !again || again->start_ticks != info->start_ticks || thread->has_ended()) {
        return Status::error_invalid_parameter;
    }
    if (*process_id == static_cast<uint32_t>(::getpid())) return Status::error_access_denied;
    thread->last_times_ = again->times;
    if (failed(thread->watch_.arm(pidfd, {.readable = true}))) throw std::bad_alloc();
    return thread;
}

RemoteThread::~RemoteThread() {
    watch_.cancel();
    ::close(pidfd_);
}

bool RemoteThread::has_ended() const noexcept {
    pollfd ended{pidfd_, POLLIN, 0};
    return ::poll(&ended, 1, 0) == 1;
}

Result<uint32_t> RemoteThread::exit_code() {
    return signaled() || has_ended() ? Result<uint32_t>(Status::error_not_supported) : kStillActive;
}

/// Of one that has ended, what was known when it was opened: the system has forgotten the rest.
ProcessTimes RemoteThread::times() {
    const auto info = process_info(id_);
    return info && !has_ended() ? info->times : last_times_;
}

}  // namespace handleapi
