// SPDX-License-Identifier: LGPL-2.1-or-later
// A connection that carries one synchronous call at a time, on the thread that makes the call: one send, one receive,
// no hop. Between calls it rests in its association's pool and watches nothing: that it has died is found out by the
// next call, which can tell from the transport whether the server ever got its request.
// Threads: the one that took it from the pool.
#pragma once

#include <memory>

#include "rpcrt4/association/cancel_point.hpp"
#include "rpcrt4/association/handshake.hpp"
#include "rpcrt4/association/request.hpp"

namespace rpcrt4::association {

class SyncConnection {
 public:
    SyncConnection(BoundStream stream, const transport::Mechanism& mechanism) noexcept;

    struct Outcome {
        base::Status status = base::Status::ok;
        bool reusable = true;   ///< the connection may carry further calls
        bool delivered = true;  ///< false: the server certainly did not get the whole request
    };
    /// Sends `stub` as the request and waits; on success `reply` holds the answer. When the request was not delivered
    /// `stub` is given back for another attempt. `owner` is told before a cancel breaks the connection off.
    Outcome call(const Request& request, protocol::Buffer& stub, Reply& reply, Association* owner = nullptr);

    /// False when the server has closed a resting connection, or has said something that is not for a new call.
    bool rests() const noexcept;
    /// The presentation context for the request.
    Negotiated prepare(const Request& request);
    /// What the connection is made of, for a call that has it to itself. Of no use afterwards.
    BoundStream take() noexcept;

    uint32_t used_in = 0;  ///< the sweep after which it was used last; of its owner

 private:
    Outcome converse(const Request& request, protocol::Buffer& stub, Reply& reply, CancelPoint& point);
    Outcome exchange(const Request& request, uint32_t call_id, protocol::OutgoingMessage& message, Reply& reply,
                     CancelPoint& point);
    bool answer(protocol::ClientSession::CallbackRequested& asked, CallbackServer* callbacks);
    Outcome receive(const Request& request, uint32_t call_id, bool sent, int send_error, Reply& reply);
    Outcome timed_out() const noexcept;
    Outcome connection_ended(int error, bool sent) const noexcept;
    void use_timeout(std::chrono::milliseconds timeout) noexcept;

    const transport::Mechanism& mechanism_;
    BoundStream stream_;
    std::chrono::milliseconds timeout_{0};
    bool retiring_ = false;  // the server asked us to close when idle
};

}  // namespace rpcrt4::association
