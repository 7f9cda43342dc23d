// SPDX-License-Identifier: LGPL-2.1-or-later
// Callbacks: the procedures of a client's interface that its server may call while it serves the client ([callback]).
// They run on the thread whose call they belong to, through the dispatch table of the client's stub; the call's binding
// handle is theirs. Reference: Microsoft "callback attribute"; MS-RPCE 3.3.1.5.9.
#pragma once

#include "rpcrt4/association/request.hpp"

#include <rpcdcep.h>

namespace rpcrt4::client {

class Callbacks final : public association::CallbackServer {
 public:
    /// Of the call of `message`; both outlive this.
    Callbacks(const RPC_CLIENT_INTERFACE& specification, RPC_BINDING_HANDLE binding) noexcept
        : interface_(specification), binding_(binding) {}

    base::Status call_back(uint16_t opnum, protocol::DataRepresentation representation, protocol::Buffer stub,
                           protocol::Buffer& reply) noexcept override;

 private:
    const RPC_CLIENT_INTERFACE& interface_;
    const RPC_BINDING_HANDLE binding_;
};

/// RpcBindingBind: a server that calls back on a fast binding handle is refused with RPC_S_CANNOT_SUPPORT.
class CallbacksRefused final : public association::CallbackServer {
 public:
    base::Status call_back(uint16_t, protocol::DataRepresentation, protocol::Buffer,
                           protocol::Buffer&) noexcept override {
        return base::Status::rpc_s_cannot_support;
    }
};

}  // namespace rpcrt4::client
