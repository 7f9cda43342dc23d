// SPDX-License-Identifier: LGPL-2.1-or-later
// Acceptor: one listening socket. Accepts on the accepting loop and turns each stream into a Connection, which the
// reactor serves from then on. Running out of descriptors costs the client that came, not the server.
// Owner: Server; only the endpoints of interface groups are ever closed (Windows has no call for others). Threads: made
// anywhere, works on the loop.
#pragma once

#include <memory>
#include <string>

#include "rpcrt4/server/environment.hpp"
#include "rpcrt4/server/realm.hpp"
#include "rpcrt4/transport/loop.hpp"
#include "rpcrt4/transport/registry.hpp"

namespace rpcrt4::server {

class Acceptor final : private transport::Watcher {
 public:
    Acceptor(Environment& environment, const transport::Mechanism& mechanism, transport::Listening listening,
             base::Ref<Realm> realm);
    Acceptor(const Acceptor&) = delete;
    Acceptor& operator=(const Acceptor&) = delete;

    /// Begins to accept, or says why not; then the acceptor may go. Waits for the loop.
    base::Status start() noexcept;
    /// Ends a started acceptor and frees its endpoint. Waits for the loop.
    static void retire(std::unique_ptr<Acceptor> acceptor) noexcept;

    const transport::Mechanism& mechanism() const noexcept { return mechanism_; }
    /// Null: the endpoint leads to the interfaces that are in no realm.
    const Realm* realm() const noexcept { return realm_.get(); }
    const std::string& endpoint() const noexcept { return listening_.endpoint(); }
    /// Takes the endpoint's name away; nobody new finds it.
    void withdraw() noexcept { listening_.withdraw(); }

 private:
    void ready(bool readable, bool writable) noexcept override;
    bool accept_one() noexcept;
    bool shed_one() noexcept;
    void rest() noexcept;

    Environment& environment_;
    const transport::Mechanism& mechanism_;
    transport::Listening listening_;
    const base::Ref<Realm> realm_;
    transport::Watch* watch_ = nullptr;  // of the loop
    transport::Socket spare_;            // given up to accept and close a stream when descriptors have run out
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // of the loop: until it is retired
};

}  // namespace rpcrt4::server
