// SPDX-License-Identifier: LGPL-2.1-or-later
// Acceptor: one listening socket. Accepts on the accepting loop and turns each stream into a Connection, which the
// reactor serves from then on. Running out of descriptors costs the client that came, not the server.
// Owner: Endpoints, for the life of the process (Windows has no call that closes an endpoint). Threads: made anywhere,
// works on the loop.
#pragma once

#include <memory>
#include <string>

#include "rpcrt4/server/environment.hpp"
#include "rpcrt4/transport/loop.hpp"
#include "rpcrt4/transport/registry.hpp"

namespace rpcrt4::server {

class Acceptor final : private transport::Watcher {
 public:
    Acceptor(Environment& environment, const transport::Mechanism& mechanism, transport::Listening listening);
    Acceptor(const Acceptor&) = delete;
    Acceptor& operator=(const Acceptor&) = delete;

    /// Begins to accept, or says why not; then the acceptor may go. Waits for the loop.
    base::Status start() noexcept;

    const transport::Mechanism& mechanism() const noexcept { return mechanism_; }
    const std::string& endpoint() const noexcept { return listening_.endpoint(); }
    /// Takes the endpoint's name away; nobody new finds it.
    void withdraw() noexcept { listening_.withdraw(); }

 private:
    void ready(bool readable, bool writable) noexcept override;
    bool accept_one() noexcept;
    bool shed_one() noexcept;

    Environment& environment_;
    const transport::Mechanism& mechanism_;
    transport::Listening listening_;
    transport::Socket spare_;  // given up to accept and close a stream when descriptors have run out
};

}  // namespace rpcrt4::server
