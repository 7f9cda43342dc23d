// SPDX-License-Identifier: LGPL-2.1-or-later
// A server of the interface with pipes, for the synchronous and the asynchronous cases.
#pragma once

#include "fixture.hpp"
#include "pipes.h"

namespace end_to_end {

/// A name that is one token.
using Hyper = hyper;

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
    for (const char* protseq : {"ncacn_ip_tcp", "ncalrpc"}) {
        CAPTURE(protseq);
        PipeServer server(protseq);
        body(server);
    }
}

}  // namespace end_to_end
