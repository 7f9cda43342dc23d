// SPDX-License-Identifier: LGPL-2.1-or-later
// ClientCall: one remote call seen from the client, from I_RpcGetBuffer to I_RpcFreeBuffer (synchronous) or to
// RpcAsyncCompleteCall (asynchronous). The folder's map: client_call the call, resolve where a binding's calls go,
// context_handle what a server keeps for us, callback_server what a server may call, management the remote RpcMgmt*,
// mapper where endpoints are found, plain_call a call of the library's own.
//
// Ownership: a synchronous call belongs to its RPC_MESSAGE. An asynchronous one belongs to itself from set_async on, is
// in the handle table under RPC_ASYNC_STATE::RuntimeInfo, and ends when it is completed or its start failed. While a
// connection has it, the connection holds references of its own. Dead calls are recycled by the thread that drops them.
// Threads: as MessageCall says; finished() comes from the loop or from the thread that aborts.
#pragma once

#include <atomic>
#include <memory>

#include "rpcrt4/association/async_connection.hpp"
#include "rpcrt4/association/call_stream.hpp"
#include "rpcrt4/association/call_table.hpp"
#include "rpcrt4/binding/binding.hpp"
#include "rpcrt4/binding/message_call.hpp"

#include <rpcdcep.h>

namespace rpcrt4::client {

class ClientCall final : public binding::MessageCall, private association::PendingCall {
 public:
    /// The call of a message whose Handle is a binding handle.
    static base::Result<base::Ref<ClientCall>> create(const RPC_MESSAGE& message);
    /// Replaces the binding's object UUID for this call.
    void set_object(const uuid::Uuid& object) noexcept { object_ = object; }

    base::Status get_buffer(RPC_MESSAGE& message) override;
    void free_buffer(RPC_MESSAGE& message) noexcept override;
    base::Status send_receive(RPC_MESSAGE& message) override;
    base::Status send(RPC_MESSAGE& message) override;
    base::Status receive(RPC_MESSAGE& message) override;
    bool lend(std::byte* place, const std::byte* from, size_t size) noexcept override {
        return buffer_.lend(place, from, size);
    }

    base::Status send_piece(RPC_MESSAGE& message, binding::Piece piece,
                            std::unique_ptr<binding::CompletionSink> sent) override;
    base::Status receive_piece(RPC_MESSAGE& message, std::unique_ptr<binding::CompletionSink> arrival) override;
    void pipes_drained() noexcept override;
    void abandon() noexcept override;
    base::Status set_async(_RPC_ASYNC_STATE& state, std::unique_ptr<binding::CompletionSink> sink) override;
    void attach_stub(std::unique_ptr<binding::AsyncStub> stub) noexcept override { stub_ = std::move(stub); }
    base::Status async_status() override;
    base::Status async_complete(_RPC_ASYNC_STATE& state, void* reply) override;
    base::Status async_cancel(bool abort) override;
    base::Status async_abort(uint32_t exception_code) override;

 private:
    struct Cache;
    /// synchronous: nothing asynchronous about it. prepared -> pending -> done -> completing, in this order only.
    enum class Phase : uint8_t { synchronous, prepared, pending, done, completing };

    ClientCall() noexcept : MessageCall(Kind::client_call), PendingCall(static_cast<const base::RefCounted&>(*this)) {}
    ~ClientCall() override = default;
    void last_release() noexcept override;

    void finished(association::Reply reply) noexcept override;
    bool runs_user_code() const noexcept override;
    void settle(association::Reply reply) noexcept;
    base::Status begin_stream(const RPC_MESSAGE& message);
    void stream_over(base::Status status) noexcept;
    void end_stream() noexcept;
    bool claim_end() noexcept;
    void settle_stream(base::Status status) noexcept;
    void end_async() noexcept;
    base::Status take_request(RPC_MESSAGE& message);
    void give_reply(RPC_MESSAGE& message) noexcept;
    association::Request request(const RPC_MESSAGE& message) const noexcept;
    void leave_table() noexcept;
    void reset() noexcept;

    std::atomic<Phase> phase_{Phase::synchronous};
    base::Ref<binding::Binding> binding_;
    binding::CallSettings settings_;
    uuid::Uuid object_;
    const RPC_CLIENT_INTERFACE* interface_ = nullptr;
    protocol::Buffer buffer_;  // the request's before it is sent, the reply's afterwards
    association::Reply reply_;
    base::Ref<association::CallStream> stream_;  // of a call with pipes

    // Asynchronous calls only.
    _RPC_ASYNC_STATE* state_ = nullptr;
    void* handle_ = nullptr;
    unsigned operation_ = 0;  // for the trace
    std::unique_ptr<binding::CompletionSink> sink_;
    std::unique_ptr<binding::AsyncStub> stub_;
    base::Ref<association::AsyncConnection> connection_;
    // An asynchronous call with pipes is over when both first bits are set. Who sets the third one ends it.
    static constexpr uint8_t kReplyWhole = 1, kPipesDrained = 2, kEnding = 4;
    std::atomic<uint8_t> stream_progress_{0};
};

}  // namespace rpcrt4::client
