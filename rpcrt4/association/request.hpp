// SPDX-License-Identifier: LGPL-2.1-or-later
// The folder's map: an association is what a client process has to one server endpoint.
//   association       the pools and the table of associations     group  what those of one place share
//   handshake         connect, bind, alter_context, blocking
//   sync_connection   one blocking call at a time                 async_connection  calls multiplexed, read by the loop
//   request           what a call asks of them                    call_table  calls in flight by call id
//   call_stream       one call with pipes, its stub data in pieces
//   idle_cleanup      closes connections that are not used any more   cancel_point  RpcCancelThread's end of a call
// Microsoft "Managing Network Connection Sets (Associations)"; C706 9.2, MS-RPCE 3.3.2.
//
// Request: one call's parameters, borrowed for the length of a call into the association. Reply: its outcome.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "handleapi/base/status.hpp"
#include "rpcrt4/binding/options.hpp"
#include "rpcrt4/eeinfo/record.hpp"
#include "rpcrt4/protocol/buffer.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"
#include "rpcrt4/protocol/pdu_header.hpp"

namespace rpcrt4::association {

/// Serves the callbacks of the server while a synchronous call waits for its reply, on the calling thread.
class CallbackServer {
 public:
    /// `stub` is the request's; `reply` becomes the answer's when the result is ok, which otherwise is the fault.
    virtual base::Status call_back(uint16_t opnum, protocol::DataRepresentation representation, protocol::Buffer stub,
                                   protocol::Buffer& reply) noexcept = 0;

 protected:
    ~CallbackServer() = default;
};

struct Request {
    const protocol::SyntaxId& interface_id;
    const protocol::SyntaxId& transfer;
    uint16_t opnum = 0;
    const uuid::Uuid* object = nullptr;  ///< null or nil: none
    const binding::Options& options;
    CallbackServer* callbacks = nullptr;  ///< null: the interface has none
    bool maybe = false;                   ///< [maybe]: sent, and that is all
    /// Asynchronous calls of one key are dispatched in the order they were started; 0 = any order.
    uint64_t order_key = 0;
};

struct Reply {
    base::Status status = base::Status::ok;
    protocol::DataRepresentation representation;
    protocol::Buffer stub;
    std::unique_ptr<eeinfo::Chain> history = nullptr;  ///< of a failed asynchronous call, where the server sent one
};

}  // namespace rpcrt4::association
