// SPDX-License-Identifier: LGPL-2.1-or-later
// Apc: a call queued to a thread, which makes it in its next alertable wait. An Apc is a link in the queue and may be
// part of a larger object (an asynchronous call), so queueing it cannot fail for want of memory.
// Reference: learn.microsoft.com, Asynchronous Procedure Calls; QueueUserAPC.
#pragma once

#include <cstdint>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/schedule.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/wait_block.hpp"

namespace handleapi {

/// PAPCFUNC.
using ApcRoutine = void (*)(uintptr_t parameter);

/// Owned by the queue from the moment it is queued until exactly one of run and discard is called.
class Apc {
 public:
    Apc(const Apc&) = delete;
    Apc& operator=(const Apc&) = delete;

    /// On the thread itself, no lock held. Makes the call (through call_user) and disposes of this object. Returns
    /// what the user's code raised, or ok.
    virtual base::Status run() = 0;
    /// The thread has ended without making the call.
    virtual void discard() noexcept = 0;

    base::Link link;

 protected:
    Apc() noexcept = default;
    virtual ~Apc() = default;
};

class ApcQueue {
 public:
    /// error_gen_failure, and the Apc stays the caller's, once the queue is closed. Ends the alertable wait that the
    /// thread is in, before the call can be made: a later wait is not ended by a call that an earlier one has made.
    /// `alerted`: there was such a wait, and its thread is to be woken.
    base::Status push(Apc& apc, WaitBlock& block, bool& alerted);
    /// Takes the Apc out of the queue; false when it is not in it (any more).
    bool remove(Apc& apc) noexcept;
    bool pending() const noexcept { return pending_.load(std::memory_order_seq_cst); }
    /// Makes all queued calls in order, also those queued meanwhile. Stops after one that raised and returns its code;
    /// the rest stays queued.
    base::Status run_all();
    /// Discards what is queued; from now on push fails.
    void close() noexcept;

 private:
    struct State {
        base::IntrusiveList<Apc, &Apc::link> queue;
        bool closed = false;
    };
    Apc* pop();

    base::Guarded<State> state_;
    base::Atomic<bool> pending_{false};
};

}  // namespace handleapi
