// SPDX-License-Identifier: LGPL-2.1-or-later
// ContextLock: who may use a context handle at the same time: one call alone, or several that share it. First come,
// first served. Held by calls, not by threads: an asynchronous call unlocks on whichever thread completes it.
// Reference: [context_handle_serialize], [context_handle_noserialize], RpcSsContextLockExclusive.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace rpcrt4::server {

class ContextLock {
 public:
    enum class Mode : uint8_t { exclusive, shared };

    /// A place in the queue; on the stack of the thread that waits.
    struct Waiter {
        const Mode mode;
        bool granted = false;
        Waiter* next = nullptr;
    };

    /// True when the lock was taken at once; otherwise `waiter` is queued and await() must follow.
    bool request(Waiter& waiter) noexcept;
    void await(Waiter& waiter) noexcept;
    void unlock(Mode mode) noexcept;

    /// From shared to exclusive; waits. False when somebody else became exclusive before: what was known about the
    /// context is void.
    bool upgrade() noexcept;
    /// From exclusive to shared.
    void downgrade() noexcept;

 private:
    bool admits(Mode mode) const noexcept { return !writer_ && (mode == Mode::shared || readers_ == 0); }
    void hold(Mode mode) noexcept;
    void append(Waiter& waiter) noexcept;
    void grant() noexcept;

    std::mutex mutex_;
    std::condition_variable granted_;
    bool writer_ = false;
    uint32_t readers_ = 0;
    Waiter* upgrading_ = nullptr;  // a reader that waits for the others to leave, before everybody in the queue
    Waiter* first_ = nullptr;
    Waiter* last_ = nullptr;
};

}  // namespace rpcrt4::server
