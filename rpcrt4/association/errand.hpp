// SPDX-License-Identifier: LGPL-2.1-or-later
// Errand: something that blocks in a library for as long as it likes (Kerberos' asks KDCs and name servers, and waits
// for those that do not answer), done on a thread of its own, so that who waits for it can give up: when the call's
// patience ends, or when it is cancelled. An errand nobody waits for any more goes on to its end, and its result is
// thrown away.
// Threads: any; the caller blocks.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

#include "rpcrt4/association/cancel_point.hpp"
#include "rpcrt4/association/handshake.hpp"

namespace rpcrt4::association {

class Errand final : private CancelPoint::Interruptible {
 public:
    /// `what` owns all that it uses, and shares with the caller where it puts what it finds out: nothing, when memory
    /// runs out.
    explicit Errand(std::function<void()> what);

    /// Ok: it is done. rpc_s_call_cancelled, or what is said when the patience is over. Runs it here where no thread is
    /// to be had.
    base::Status run(const Patience& patience);

 private:
    struct Progress {
        std::function<void()> what;
        std::mutex mutex;
        std::condition_variable changed;
        bool done = false;
    };

    static void go(const std::shared_ptr<Progress>& progress) noexcept;
    void interrupt() noexcept override;

    const std::shared_ptr<Progress> progress_;
};

}  // namespace rpcrt4::association
