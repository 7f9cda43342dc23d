// SPDX-License-Identifier: LGPL-2.1-or-later
// Service threads of the library take no signals, and act for nobody.
#pragma once

#include <pthread.h>
#include <signal.h>

#include "handleapi/base/as_process.hpp"

namespace base {

/// While it lives, threads made by this one have every signal blocked but the processor's faults: signals are the
/// program's business, and none is delivered to a thread it does not know.
class SignalsBlocked {
 public:
    SignalsBlocked() noexcept {
        sigset_t wanted;
        sigfillset(&wanted);
        for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) sigdelset(&wanted, fault);
        pthread_sigmask(SIG_SETMASK, &wanted, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
    const AsProcess as_process_;
    sigset_t before_;
};

}  // namespace base
