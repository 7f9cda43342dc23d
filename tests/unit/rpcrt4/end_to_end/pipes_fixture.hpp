// SPDX-License-Identifier: LGPL-2.1-or-later
// A server of the interface with pipes, for the synchronous and the asynchronous cases.
#pragma once

#include <chrono>

#include "fixture.hpp"
#include "pipes.h"

namespace end_to_end {

/// A name that is one token.
using Hyper = hyper;

/// A status that a manager routine notes and a test waits for.
class Noted {
 public:
    RPC_STATUS operator=(RPC_STATUS status) {
        const std::lock_guard lock(mutex_);
        status_ = status;
        changed_.notify_all();
        return status;
    }
    /// What was noted, waited for while it is RPC_S_OK.
    RPC_STATUS failure() {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::milliseconds(kLimit), [this] { return status_ != RPC_S_OK; });
        return status_;
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    RPC_STATUS status_ = RPC_S_OK;
};

class PipeServer {
 public:
    explicit PipeServer(const char* protseq) : server_(protseq), binding_(server_.string_binding()) {
        REQUIRE(RpcServerRegisterIf(Pipes_v1_0_s_ifspec, nullptr, nullptr) == RPC_S_OK);
    }
    ~PipeServer() { CHECK(RpcServerUnregisterIf(Pipes_v1_0_s_ifspec, nullptr, TRUE) == RPC_S_OK); }
    operator handle_t() const { return binding_; }

 private:
    Server server_;
    Binding binding_;
};

template <typename F>
void on_every_pipe_server(F&& body) {
    for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc", "ncacn_np"}) {
        CAPTURE(protseq);
        PipeServer server(protseq);
        body(server);
    }
}

}  // namespace end_to_end
