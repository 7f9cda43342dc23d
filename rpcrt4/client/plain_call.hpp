// SPDX-License-Identifier: LGPL-2.1-or-later
// PlainCall: one synchronous call of the library's own to an interface it encodes by hand (management, the endpoint
// mapper): bytes out, bytes back. Ends with the object. Threads: one at a time; run() blocks.
#pragma once

#include <span>

#include "handleapi/base/byte_reader.hpp"
#include "handleapi/base/status.hpp"
#include "rpcrt4/client/client_call.hpp"
#include "rpcrt4/protocol/pdu_bind.hpp"

#include <rpc.h>
#include <rpcdcep.h>

namespace rpcrt4::client {

/// A specification for calls in NDR 2.0, without endpoints.
RPC_CLIENT_INTERFACE plain_interface(const protocol::SyntaxId& id);

class PlainCall {
 public:
    /// `interface_` must live as long as calls are made, as a stub's does.
    PlainCall(RPC_BINDING_HANDLE server, const RPC_CLIENT_INTERFACE& interface_, unsigned operation);
    PlainCall(const PlainCall&) = delete;
    PlainCall& operator=(const PlainCall&) = delete;
    ~PlainCall();

    base::Status run(std::span<const std::byte> request);
    /// In the server's byte order; valid until the call is destroyed.
    base::ByteReader reply() const;

 private:
    RPC_MESSAGE message_{};
    ClientCall* call_ = nullptr;
};

}  // namespace rpcrt4::client
