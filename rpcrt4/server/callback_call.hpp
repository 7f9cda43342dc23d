// SPDX-License-Identifier: LGPL-2.1-or-later
// CallbackCall: a call from a manager routine back to the client it serves ([callback]), over the same connection and
// under the same call id. Made by the stub's I_RpcGetBuffer on the handle of the call being served.
// Ownership: the stub's message until I_RpcFreeBuffer. Thread: the manager routine's.
// Reference: Microsoft "callback attribute"; MS-RPCE 3.3.1.5.9.
#pragma once

#include "rpcrt4/server/server_call.hpp"

namespace rpcrt4::server {

class CallbackCall final : public binding::SynchronousCall {
 public:
    explicit CallbackCall(base::Ref<ServerCall> outer) noexcept
        : SynchronousCall(Kind::client_call), outer_(std::move(outer)) {}

    base::Status get_buffer(RPC_MESSAGE& message) override;
    void free_buffer(RPC_MESSAGE& message) noexcept override;
    base::Status send_receive(RPC_MESSAGE& message) override;

 private:
    const base::Ref<ServerCall> outer_;
    protocol::Buffer buffer_;
};

}  // namespace rpcrt4::server
