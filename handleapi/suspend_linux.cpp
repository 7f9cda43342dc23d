// SPDX-License-Identifier: LGPL-2.1-or-later
// See suspend.hpp. Interrupted system calls are restarted, so that a thread does not notice.
#include "handleapi/suspend.hpp"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "handleapi/base/no_stop.hpp"

namespace handleapi {
namespace {

int suspend_signal() noexcept { return SIGRTMAX - 3; }

void on_suspend(int) {
    if (base::put_off_stop()) return;
    const int error = errno;
    park_if_suspended();
    errno = error;
}

bool install() noexcept {
    base::set_stop(&park_if_suspended);
    struct sigaction action {};
    action.sa_handler = on_suspend;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    return ::sigaction(suspend_signal(), &action, nullptr) == 0;
}

}  // namespace

bool send_suspend_signal(uint32_t id) noexcept {
    static const bool installed = install();
    return installed && ::syscall(SYS_tgkill, ::getpid(), static_cast<pid_t>(id), suspend_signal()) == 0;
}

SuspendSignalOpen::SuspendSignalOpen() noexcept {
    sigset_t signal;
    sigemptyset(&signal);
    sigaddset(&signal, suspend_signal());
    pthread_sigmask(SIG_UNBLOCK, &signal, &before_);
}

SuspendSignalOpen::~SuspendSignalOpen() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace handleapi
