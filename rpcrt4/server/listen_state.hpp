// SPDX-License-Identifier: LGPL-2.1-or-later
// ListenState: RpcServerListen, RpcMgmtStopServerListening, RpcMgmtWaitServerListen. A listening session goes
// listening -> stopped -> over, the last step being taken by whoever waits for it; a new session may begin as soon as
// the last one is stopped, even while somebody waits for its calls. Each session has its own waiter and its own gate,
// which counts the calls of interfaces that are not auto-listen. Sessions that are over are used again and never freed:
// a call finds the gate without a lock, and enters at worst that of a later session.
// Threads: any; stop() is allowed inside a manager routine and never waits.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>

#include "handleapi/base/status.hpp"
#include "rpcrt4/server/call_gate.hpp"

namespace rpcrt4::server {

class ListenState {
 public:
    class Session {
        friend class ListenState;
        enum class Stage : uint8_t { over, listening, stopped };

        CallGate gate_{false};
        Stage stage_ = Stage::over;
        bool waiter_ = false;
    };

    /// `gate` is where calls find the gate of the latest session; null until there is one.
    explicit ListenState(std::atomic<CallGate*>& gate) noexcept : gate_(gate) {}

    /// Begins a session in which at most `maximum_calls` run at once. `waiting`: the caller is its waiter and calls
    /// wait_for() next. rpc_s_already_listening while a session is listening. Throws std::bad_alloc.
    base::Result<Session*> start(uint32_t maximum_calls, bool waiting);
    /// rpc_s_not_listening unless a session is listening.
    base::Status stop();
    /// Until the latest session is stopped and its calls are over. rpc_s_not_listening when there is none,
    /// rpc_s_already_listening when somebody else waits.
    base::Status wait();
    /// By the waiter of the session.
    void wait_for(Session& session);
    bool listening() const noexcept {
        const CallGate* gate = gate_.load(std::memory_order_acquire);
        return gate && gate->is_open();
    }

 private:
    Session& idle_session();

    std::atomic<CallGate*>& gate_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    std::deque<Session> sessions_;  // a session never moves
    Session* latest_ = nullptr;
};

}  // namespace rpcrt4::server
