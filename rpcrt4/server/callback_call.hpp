// SPDX-License-Identifier: LGPL-2.1-or-later
// CallbackCall: a call from a manager routine back to the client it serves ([callback]), over the same connection and
// under the same call id. Made by the stub's I_RpcGetBuffer on the handle of the call being served.
// Ownership: the stub's message until I_RpcFreeBuffer. Thread: the manager routine's.
// Reference: Microsoft "callback attribute"; MS-RPCE 3.3.1.5.9.
#pragma once

#include "rpcrt4/server/server_call.hpp"

namespace rpcrt4::server {

class CallbackCall final : public binding::MessageCall {
 public:
    explicit CallbackCall(base::Ref<ServerCall> outer) noexcept
        : MessageCall(Kind::client_call), outer_(std::move(outer)) {}

    base::Status get_buffer(RPC_MESSAGE& message) override;
    void free_buffer(RPC_MESSAGE& message) noexcept override;
    base::Status send_receive(RPC_MESSAGE& message) override;
    base::Status send(RPC_MESSAGE&) override { return base::Status::rpc_s_cannot_support; }
    base::Status receive(RPC_MESSAGE&) override { return base::Status::rpc_s_cannot_support; }
    base::Status set_async(RPC_ASYNC_STATE&, std::unique_ptr<binding::CompletionSink>) override {
        return base::Status::rpc_s_cannot_support;
    }
    void attach_stub(std::unique_ptr<binding::AsyncStub>) noexcept override {}
    base::Status async_status() override { return base::Status::rpc_s_invalid_async_handle; }
    base::Status async_complete(RPC_ASYNC_STATE&, void*) override { return base::Status::rpc_s_invalid_async_handle; }
    base::Status async_cancel(bool) override { return base::Status::rpc_s_invalid_async_handle; }
    base::Status async_abort(uint32_t) override { return base::Status::rpc_s_invalid_async_handle; }

 private:
    const base::Ref<ServerCall> outer_;
    protocol::Buffer buffer_;
};

}  // namespace rpcrt4::server
