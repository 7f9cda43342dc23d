// SPDX-License-Identifier: LGPL-2.1-or-later
// The signal that stops a thread where it is. The library takes one real-time signal for it, from the first use on; a
// program that uses that one for itself must not suspend threads. One file per kind of system (suspend_linux.cpp).
#pragma once

#include <signal.h>

#include <cstdint>

namespace handleapi {

/// Makes thread `id` of this process call park_if_suspended, wherever it is but where it must not be stopped
/// (base/no_stop.hpp). False when there is no such thread.
bool send_suspend_signal(uint32_t id) noexcept;

/// While it lives the calling thread takes the signal, whatever it has blocked: a system call it sleeps in can be
/// interrupted.
class SuspendSignalOpen {
 public:
    SuspendSignalOpen() noexcept;
    ~SuspendSignalOpen();
    SuspendSignalOpen(const SuspendSignalOpen&) = delete;
    SuspendSignalOpen& operator=(const SuspendSignalOpen&) = delete;

 private:
    sigset_t before_;
};

/// Called in the signal's handler, or by the thread itself soon after; see thread.cpp. Only system calls.
void park_if_suspended() noexcept;

}  // namespace handleapi
