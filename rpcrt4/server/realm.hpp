// SPDX-License-Identifier: LGPL-2.1-or-later
// Realm: the interfaces that are callable over a set of endpoints and over no other, and the clients connected there.
// An active interface group has one; the endpoints and interfaces that belong to no group do without.
// Owner: the group while it is active, its endpoints, its connections. Threads: any. The listener is told with no lock
// held, and not any more once close() has returned.
// Reference: RpcServerInterfaceGroupCreate.
#pragma once

#include <functional>
#include <unordered_set>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/ref.hpp"
#include "rpcrt4/server/interface_registry.hpp"

namespace rpcrt4::server {

class Connection;

class Realm final : public base::RefCounted {
 public:
    enum class Change : uint8_t { occupied, empty };
    using Listener = std::function<void(Change)>;

    explicit Realm(Listener listener) : state_(State{std::move(listener), {}, false}) {}

    InterfaceRegistry interfaces;

    /// A connection comes; false when nobody is let in any more. Throws std::bad_alloc.
    bool enter(Connection& connection);
    void leave(Connection& connection) noexcept;
    bool empty() const noexcept;

    enum class Close : uint8_t { if_empty, always };
    /// Lets nobody in from now on. False, and nothing happens, when there are connections and that matters.
    bool close(Close when) noexcept;
    void disconnect_all();

 private:
    struct State {
        Listener listener;
        std::unordered_set<Connection*> connections;
        bool closed;
    };
    base::Guarded<State> state_;
};

}  // namespace rpcrt4::server
