// SPDX-License-Identifier: LGPL-2.1-or-later
// Getting a connection to the point where it carries calls of an interface: connect, bind, alter_context, all blocking
// on the calling thread. Both kinds of connection start here.
// Threads: the calling one; nobody else may use the socket meanwhile.
#pragma once

#include <memory>

#include "rpcrt4/association/request.hpp"
#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/protocol/client_session.hpp"
#include "rpcrt4/transport/socket.hpp"

namespace rpcrt4::association {

/// A connected socket and its session, bound to at least one interface.
struct BoundStream {
    transport::Socket socket;
    std::unique_ptr<protocol::ClientSession> session;
};

enum class Sharing : uint8_t { one_call, many_calls };

/// Who gives up first, and with which word: the call's own timeout, or the patience of the binding.
struct Patience {
    transport::Deadline deadline;
    std::chrono::milliseconds length{0};
    base::Status expired = base::Status::rpc_s_server_unavailable;

    explicit Patience(const binding::Options& options);
    bool of_the_call() const noexcept { return expired == base::Status::rpc_s_call_cancelled; }
    bool over() const noexcept { return transport::poll_timeout(deadline) == 0; }
};

/// Connects and binds. `group` is the association group to join (0 = a new one) and becomes the one joined; it is 0
/// after a failure when the server does not know the group. Can be cancelled (CancelPoint).
base::Result<BoundStream> open_stream(const binding::Target& target, const Request& request, Sharing sharing,
                                      uint32_t& group);

struct Negotiated {
    base::Status status = base::Status::ok;
    uint16_t context_id = 0;
    bool connection_lost = false;  ///< not usable any more
    bool bind_refused = false;     ///< the server answered bind_nak
};

/// The presentation context of the request's interface, negotiated when it is new to this connection.
Negotiated ensure_context(int descriptor, protocol::ClientSession& session, const Request& request);

/// A visitor made of lambdas, for the events of a session.
template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

}  // namespace rpcrt4::association
