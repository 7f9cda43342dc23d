// SPDX-License-Identifier: LGPL-2.1-or-later
// The end of an alertable wait that found APCs: they run here, after the wait has been left and its references dropped.
#pragma once

#include "handleapi/seh.hpp"
#include "handleapi/thread.hpp"

namespace handleapi {

/// A wait that the program called, as opposed to one inside another function of ours: the thread may be terminated in
/// it, and ends when the scope is left, so nothing of ours may be held outside. A wait of user code that runs within a
/// wait (a server's routine, called while the thread waits) is none.
class TerminableWait {
 public:
    TerminableWait() noexcept : thread_(current_thread_pointer) {
        if (!thread_) return;
        before_ = thread_->enter_wait(true);
        if (before_) thread_->enter_wait(false);
    }
    TerminableWait(const TerminableWait&) = delete;
    TerminableWait& operator=(const TerminableWait&) = delete;
    ~TerminableWait() {
        if (thread_) thread_->leave_wait(before_);
    }

 private:
    Thread* const thread_;
    bool before_ = false;
};

/// Makes the calling thread's queued calls. What one of them raises goes to the caller's caller, as on Windows.
inline void deliver_apcs() {
    const base::Status raised = current_thread().run_apcs();
    if (failed(raised)) raise(static_cast<uint32_t>(raised));
}

}  // namespace handleapi
