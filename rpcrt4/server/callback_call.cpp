// SPDX-License-Identifier: LGPL-2.1-or-later
// See callback_call.hpp.
#include "rpcrt4/server/callback_call.hpp"

#include <algorithm>
#include <utility>

namespace rpcrt4::server {

using base::Status;

namespace {

constexpr size_t kSmallestBuffer = 16;

}  // namespace

Status CallbackCall::get_buffer(RPC_MESSAGE& message) {
    buffer_ = protocol::Buffer(std::max<size_t>(message.BufferLength, kSmallestBuffer));
    message.Buffer = buffer_.data();
    message.DataRepresentation = protocol::kOurRepresentation.value;
    return Status::ok;
}

void CallbackCall::free_buffer(RPC_MESSAGE& message) noexcept {
    message.Buffer = nullptr;
    message.ReservedForRuntime = nullptr;
    release();
}

Status CallbackCall::send_receive(RPC_MESSAGE& message) {
    if (!buffer_ || message.BufferLength > buffer_.capacity()) return Status::rpc_s_invalid_arg;
    buffer_.resize(message.BufferLength);
    message.Buffer = nullptr;
    CallbackReply reply;
    const Status status = outer_->call_back(static_cast<uint16_t>(message.ProcNum), std::move(buffer_), reply);
    if (failed(status)) return status;
    buffer_ = std::move(reply.stub);
    message.Buffer = buffer_.data();
    message.BufferLength = static_cast<unsigned>(buffer_.size());
    message.DataRepresentation = reply.representation.value;
    return Status::ok;
}

}  // namespace rpcrt4::server
