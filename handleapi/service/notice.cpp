// SPDX-License-Identifier: LGPL-2.1-or-later
// See notice.hpp.
#include "handleapi/service/notice.hpp"

#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "handleapi/io/error_code.hpp"
#include "handleapi/process/environment.hpp"

#include <winerror.h>

namespace handleapi::service {

namespace {

constexpr const char* kSocket = "NOTIFY_SOCKET";

bool has_terminal() noexcept {
    const int terminal = ::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) return false;
    ::close(terminal);
    return true;
}

/// The errno that means this code; 0 when there is none.
int errno_of(DWORD code) noexcept {
    for (int error = 1; error < 134; ++error) {
        const auto status = static_cast<DWORD>(io::status_from(error));
        if (status == code && code != static_cast<DWORD>(base::Status::error_gen_failure)) return error;
    }
    return 0;
}

const char* name_of_state(DWORD state) noexcept {
    switch (state) {
        case SERVICE_STOPPED:
            return "stopped";
        case SERVICE_START_PENDING:
            return "starting";
        case SERVICE_STOP_PENDING:
            return "stopping";
        case SERVICE_RUNNING:
            return "running";
        case SERVICE_CONTINUE_PENDING:
            return "continuing";
        case SERVICE_PAUSE_PENDING:
            return "pausing";
        default:
            return "paused";
    }
}

bool is_pending(DWORD state) noexcept {
    return state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING || state == SERVICE_CONTINUE_PENDING ||
           state == SERVICE_PAUSE_PENDING;
}

/// "NAME is stopped: error 5", in one line whatever the name.
std::string state_text(const Reported& service) {
    std::string text(service.name);
    std::ranges::replace(text, '\n', ' ');
    text += std::string(" is ") + name_of_state(service.status.dwCurrentState);
    if (is_pending(service.status.dwCurrentState) && service.status.dwCheckPoint != 0) {
        text += ", checkpoint " + std::to_string(service.status.dwCheckPoint);
    }
    if (service.status.dwWin32ExitCode == ERROR_SERVICE_SPECIFIC_ERROR) {
        text += ": its error " + std::to_string(service.status.dwServiceSpecificExitCode);
    } else if (service.status.dwWin32ExitCode != NO_ERROR) {
        text += ": error " + std::to_string(service.status.dwWin32ExitCode);
    }
    return text;
}

}  // namespace

bool started_by_manager() {
    const auto has = [](const char* name) {
        const char* value = ::getenv(name);
        return value != nullptr && *value != '\0';
    };
    if (has(kSocket)) return true;
    if (has("SYSTEMD_EXEC_PID")) return std::strtol(::getenv("SYSTEMD_EXEC_PID"), nullptr, 10) == ::getpid();
    return has("INVOCATION_ID") && ::getppid() == 1 && !has_terminal();
}

NoticeSocket::NoticeSocket() {
    const auto name = environment_variable(kSocket);
    if (!name || name->empty()) return;
    static_cast<void>(set_environment_variable(kSocket, std::nullopt));
    sockaddr_un address{};
    if ((*name)[0] != '/' && (*name)[0] != '@') return;
    if (name->size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::copy(name->begin(), name->end(), address.sun_path);
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    descriptor_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name->size());
    if (descriptor_ < 0 || ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), size) == 0) return;
    ::close(descriptor_);
    descriptor_ = -1;
}

NoticeSocket::~NoticeSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void NoticeSocket::send(std::string_view lines) const noexcept {
    if (descriptor_ < 0) return;
    while (::send(descriptor_, lines.data(), lines.size(), MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

std::string notice_of(const Reported& changed, std::span<const Reported> all, Told& told) {
    const SERVICE_STATUS& status = changed.status;
    std::string lines;
    const auto all_are = [&](auto is) {
        return std::ranges::all_of(all, [&](const Reported& each) { return is(each.status.dwCurrentState); });
    };
    const bool stopping =
        all_are([](DWORD state) { return state == SERVICE_STOPPED || state == SERVICE_STOP_PENDING; });
    const bool started = !stopping && all_are([](DWORD state) { return state != SERVICE_START_PENDING; });
    if (started && !told.ready) lines += "READY=1\n";
    if (stopping && !told.stopping) lines += "STOPPING=1\n";
    told.ready = told.ready || started;
    told.stopping = told.stopping || stopping;
    if (is_pending(status.dwCurrentState) && status.dwWaitHint != 0) {
        lines += "EXTEND_TIMEOUT_USEC=" + std::to_string(uint64_t{status.dwWaitHint} * 1000) + '\n';
    }
    const int error = status.dwCurrentState == SERVICE_STOPPED ? errno_of(status.dwWin32ExitCode) : 0;
    if (error != 0) lines += "ERRNO=" + std::to_string(error) + '\n';
    return lines + "STATUS=" + state_text(changed) + '\n';
}

}  // namespace handleapi::service
