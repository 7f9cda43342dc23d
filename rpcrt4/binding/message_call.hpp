// SPDX-License-Identifier: LGPL-2.1-or-later
// The seam between stubs and the runtime. Everything an RPC_BINDING_HANDLE can denote is a HandleObject in one table;
// what I_RpcGetBuffer ... I_RpcSend act on is a MessageCall (a client's call or a call being served), found through
// RPC_MESSAGE::ReservedForRuntime. The client and server folders implement it; the stub layer never sees them.
// Threads: a call's methods are used by one thread at a time, except completion and cancel, which may come from any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "handleapi/base/ref.hpp"
#include "handleapi/base/status.hpp"
#include "rpcrt4/uuid/uuid.hpp"

struct _RPC_MESSAGE;
struct _RPC_ASYNC_STATE;

namespace rpcrt4::binding {

class ServerContexts;

class HandleObject : public base::RefCounted {
 public:
    enum class Kind : uint8_t {
        binding,      ///< made by RpcBindingFromStringBinding: "server binding handle" in Microsoft's words
        client_call,  ///< RPC_ASYNC_STATE::RuntimeInfo of a client's asynchronous call
        server_call,  ///< what a manager routine gets: "client binding handle" in Microsoft's words
        context,      ///< NDR_CCONTEXT: a context handle of this client
        pickle,       ///< a serialization handle
    };
    Kind kind() const noexcept { return kind_; }

    /// RpcBindingInqObject: a binding's object UUID, or the one a call being served came with. Nil: none.
    virtual base::Result<uuid::Uuid> object_uuid() const { return base::Status::rpc_s_wrong_kind_of_binding; }
    /// RpcBindingToStringBinding in UTF-8: of a binding, or the address a call being served came from.
    virtual base::Result<std::string> string_binding() const { return base::Status::rpc_s_wrong_kind_of_binding; }

 protected:
    explicit HandleObject(Kind kind) noexcept : kind_(kind) {}

 private:
    const Kind kind_;
};

/// What the stub layer leaves with an asynchronous call: it finishes the marshalling when the call is completed.
/// Owned by the MessageCall from MessageCall::attach_stub on; destroyed after complete() or discard(), or with a call
/// whose start failed.
class AsyncStub {
 public:
    virtual ~AsyncStub() = default;
    /// Client: receives and unmarshals the reply, stores the return value at `reply`. Server: marshals [out] values and
    /// the return value read from `reply`, sends the reply, frees parameters. Never raises.
    virtual base::Status complete(_RPC_ASYNC_STATE& state, void* reply) noexcept = 0;
    /// Client: the call ended with a failure, nothing will be unmarshalled. Server: aborted; frees the parameters.
    virtual void discard(_RPC_ASYNC_STATE& state) noexcept = 0;
    /// Client, before discard(): what completing the failed call answers, and stores at `reply`.
    virtual base::Status answer_failure(base::Status failure, void* /*reply*/) noexcept { return failure; }
};

/// Told once of what it was made for, from any thread, with no lock held: that a started asynchronous client call is
/// over (reply, fault, cancel or lost connection), or that a pipe has received or sent. Implemented by async/notify.
class CompletionSink {
 public:
    virtual ~CompletionSink() = default;
    virtual void notify() noexcept = 0;
};

/// A piece of the stub data of a call with pipes. All but the last of a direction are a multiple of 8 bytes long.
enum class Piece : uint8_t { more, last };

class MessageCall : public HandleObject {
 public:
    /// Provides RPC_MESSAGE::Buffer of BufferLength bytes, 16-byte aligned, with room for PDU headers before it.
    virtual base::Status get_buffer(_RPC_MESSAGE& message) = 0;
    /// Releases the current buffer. On a client this ends a call that is not asynchronous and pending.
    virtual void free_buffer(_RPC_MESSAGE& message) noexcept = 0;
    /// Synchronous client call: sends Buffer, blocks, then Buffer/BufferLength/DataRepresentation are the reply's.
    virtual base::Status send_receive(_RPC_MESSAGE& message) = 0;
    /// Client: starts the asynchronous call. Server: sends the reply (of an asynchronous call).
    virtual base::Status send(_RPC_MESSAGE& message) = 0;
    /// Client: hands over the reply of a completed asynchronous call; rpc_s_async_call_pending before that.
    virtual base::Status receive(_RPC_MESSAGE& message) = 0;

    /// Synchronous client: may the bytes at `place` of Buffer stay at `from` until send_receive() has returned? False:
    /// they are to be copied.
    virtual bool lend(std::byte* /*place*/, const std::byte* /*from*/, size_t /*size*/) noexcept { return false; }

    // Calls with pipes: their stub data travels in pieces, of which no two are in a buffer at the same time.

    /// Sends Buffer as one piece of the request or reply. A synchronous call waits until the other side takes it; of an
    /// asynchronous one `sent`, if there is one, is told when it has left.
    virtual base::Status send_piece(_RPC_MESSAGE&, Piece, std::unique_ptr<CompletionSink>) {
        return base::Status::rpc_s_cannot_support;
    }
    /// The next piece becomes Buffer, and RPC_BUFFER_COMPLETE of RpcFlags says whether it is the last; the one before
    /// is gone. A synchronous call waits; an asynchronous one gets rpc_s_async_call_pending, and `arrival`, if there is
    /// one, is told when there is more to receive, or when nothing will come.
    virtual base::Status receive_piece(_RPC_MESSAGE&, std::unique_ptr<CompletionSink>) {
        return base::Status::rpc_s_cannot_support;
    }
    /// Asynchronous client: every pipe has been pulled to its end, or filled; the call may be complete.
    virtual void pipes_drained() noexcept {}
    /// Asynchronous client: a pipe has failed, which ends the call. Nobody will complete it.
    virtual void abandon() noexcept {}
    /// Server, before the manager routine: waits until Buffer holds `at_least` bytes of the request, or all of it.
    virtual base::Status gather(_RPC_MESSAGE&, size_t) { return base::Status::ok; }

    /// Makes the call asynchronous; `state` must stay valid until the call is completed.
    virtual base::Status set_async(_RPC_ASYNC_STATE& state, std::unique_ptr<CompletionSink> sink) = 0;
    virtual void attach_stub(std::unique_ptr<AsyncStub> stub) noexcept = 0;
    /// Server: the stub has unmarshalled and is about to call the manager routine, so the connection's next request may
    /// be dispatched. attach_stub implies it.
    virtual void entering_manager() noexcept {}
    /// Server: the context handles among the call's parameters; null on a client.
    virtual ServerContexts* context_handles() { return nullptr; }

    /// RpcAsyncGetCallStatus, RpcAsyncCompleteCall, RpcAsyncCancelCall, RpcAsyncAbortCall after the state was verified.
    virtual base::Status async_status() = 0;
    virtual base::Status async_complete(_RPC_ASYNC_STATE& state, void* reply) = 0;
    virtual base::Status async_cancel(bool abort) = 0;
    virtual base::Status async_abort(uint32_t exception_code) = 0;
    /// Its state is to be used for another call. False while this one needs it.
    virtual bool gives_way() { return false; }

 protected:
    using HandleObject::HandleObject;
};

/// A call that cannot be asynchronous: callbacks, on either side.
class SynchronousCall : public MessageCall {
 public:
    base::Status send(_RPC_MESSAGE&) override { return base::Status::rpc_s_cannot_support; }
    base::Status receive(_RPC_MESSAGE&) override { return base::Status::rpc_s_cannot_support; }
    base::Status set_async(_RPC_ASYNC_STATE&, std::unique_ptr<CompletionSink>) override {
        return base::Status::rpc_s_cannot_support;
    }
    void attach_stub(std::unique_ptr<AsyncStub>) noexcept override {}
    base::Status async_status() override { return base::Status::rpc_s_invalid_async_handle; }
    base::Status async_complete(_RPC_ASYNC_STATE&, void*) override { return base::Status::rpc_s_invalid_async_handle; }
    base::Status async_cancel(bool) override { return base::Status::rpc_s_invalid_async_handle; }
    base::Status async_abort(uint32_t) override { return base::Status::rpc_s_invalid_async_handle; }

 protected:
    using MessageCall::MessageCall;
};

}  // namespace rpcrt4::binding
