// SPDX-License-Identifier: LGPL-2.1-or-later
// ListenState: RpcServerListen, RpcMgmtStopServerListening, RpcMgmtWaitServerListen. A listening session goes
// listening -> stopped -> over, the last step being taken by whoever waits for it; a new session may begin as soon as
// the last one is stopped. The gate counts the calls of interfaces that are not auto-listen.
// Threads: any; stop() is allowed inside a manager routine and never waits.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "handleapi/base/status.hpp"
#include "rpcrt4/server/call_gate.hpp"

namespace rpcrt4::server {

class ListenState {
 public:
    explicit ListenState(CallGate& gate) noexcept : gate_(gate) {}

    /// rpc_s_already_listening while a session is listening.
    base::Status start();
    /// rpc_s_not_listening unless a session is listening.
    base::Status stop();
    /// Until the session is stopped and its calls are over. rpc_s_not_listening when there is none,
    /// rpc_s_already_listening when somebody else waits.
    base::Status wait();
    bool listening() const noexcept { return gate_.is_open(); }

 private:
    enum class Stage : uint8_t { over, listening, stopped };

    CallGate& gate_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Stage stage_ = Stage::over;
    uint32_t session_ = 0;
    bool waiter_ = false;
};

}  // namespace rpcrt4::server
