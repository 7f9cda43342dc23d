// SPDX-License-Identifier: LGPL-2.1-or-later
// ServerCall: one call being served, from its complete request to its reply. Its id in the handle table is the binding
// handle the manager routine gets (Microsoft: "client binding handle"); what the stub does through I_Rpc* ends here.
//
// A call is claimed exactly once: by the thread that dispatched it (synchronous), or by whoever completes or aborts an
// asynchronous one. The claimer replies and finishes it; then the handle is void and the gates are left.
// Ownership: the connection's queue, then the handle table and the dispatching thread hold references.
// Threads: the dispatching thread; completion, abort, cancel and disconnect from any.
// Reference: RpcAsyncCompleteCall, RpcAsyncAbortCall, RpcServerTestCancel; C706 12.6.4 (co_cancel, orphaned).
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/lock.hpp"
#include "rpcrt4/binding/message_call.hpp"
#include "rpcrt4/protocol/server_session.hpp"
#include "rpcrt4/server/interface_registry.hpp"
#include "rpcrt4/server/request_stream.hpp"

#include <rpc.h>
#include <rpcdcep.h>

namespace rpcrt4::server {

class CallContexts;
class Connection;

/// A UUID of the wire codecs as the API spells it; the bytes are the same.
GUID to_guid(const uuid::Uuid& uuid) noexcept;

/// An interface as one connection has bound it.
struct Offer {
    base::Ref<Interface> registered;
    /// The security callback that has let this client in, and as whom.
    struct Admission {
        RPC_IF_CALLBACK_FN* callback = nullptr;
        const protocol::SecurityContext* security = nullptr;
        friend bool operator==(const Admission&, const Admission&) noexcept = default;
    };
    base::Guarded<Admission> admitted{};
};

enum class CallEvent : uint8_t { client_disconnect, cancel };
inline constexpr size_t kCallEvents = 2;

/// What the client answered to a callback.
struct CallbackReply {
    base::Status status = base::Status::ok;
    protocol::DataRepresentation representation;
    protocol::Buffer stub;
};

/// Told at most once per event, on the thread that noticed it.
class CallObserver : public base::RefCounted {
 public:
    virtual void told(CallEvent event) noexcept = 0;
};

class ServerCall final : public binding::MessageCall {
 public:
    ServerCall(Connection& connection, Offer& offer, protocol::ServerSession::Request&& request);
    ~ServerCall() override;

    /// The call this thread is dispatching, null outside a manager routine. Not null yet without effect once finished.
    static ServerCall* current() noexcept;
    /// The call behind a handle; null: the current one, rpc_s_no_call_active without. `otherwise` for a handle of
    /// another kind.
    static base::Result<base::Ref<ServerCall>> of(RPC_BINDING_HANDLE handle, base::Status otherwise) noexcept;

    // Facts of the request.
    uint32_t id() const noexcept { return call_id_; }
    uint16_t opnum() const noexcept { return opnum_; }
    const GUID& object() const noexcept { return object_; }
    size_t request_size() const noexcept { return request_.size(); }
    Offer& offer() noexcept { return offer_; }
    const Manager* manager() const noexcept { return manager_.get(); }
    Connection& connection() noexcept { return *connection_; }
    RPC_BINDING_HANDLE handle() const noexcept { return reinterpret_cast<RPC_BINDING_HANDLE>(handle_); }
    bool active() const noexcept { return phase_.load(std::memory_order_acquire) < Phase::claimed; }
    bool client_is_gone() const noexcept { return client_gone_.load(std::memory_order_acquire); }
    /// Who asks, and how the answer is protected; null: nobody in particular.
    const protocol::SecurityContext* security() const noexcept { return security_.get(); }
    /// A copy of its client's name that lives as long as the call, in UTF-16 or UTF-8.
    const void* client_name(const std::string& name, bool wide);
    bool cancelled() const noexcept { return cancelled_.load(std::memory_order_acquire); }

    // Dispatch, in this order, on one thread (dispatch.cpp).
    /// Takes a handle; rpc_s_out_of_memory when there is none.
    base::Status open_handle() noexcept;
    /// From here on the call is behind the gates of `manager` and, with `counted`, of the listening server.
    void enter(base::Ref<Manager> manager, CallGate* listening) noexcept;
    /// By a routine of the runtime's: where the server listens, who waits for its calls waits for this one's answer.
    void count_as_listening() noexcept;
    /// Runs the stub's dispatch function and, unless the call became asynchronous, replies.
    void serve(RPC_DISPATCH_FUNCTION function) noexcept;
    /// Answers without having called the manager.
    void refuse(base::Status status) noexcept;

    // The verdict of a security callback that may come after its routine has returned (RPC_IF_ASYNC_CALLBACK).
    /// Before the routine is called.
    void expect_verdict();
    /// Blocks until it is given, after the routine has said that it will be; rpc_s_access_denied when the client goes
    /// before. The connection is read meanwhile.
    base::Status await_verdict() noexcept;
    /// From any thread; rpc_s_no_call_active when none is expected, or it was given.
    base::Status give_verdict(RPC_STATUS verdict) noexcept;

    // The context handles among its parameters.
    binding::ServerContexts* context_handles() override;
    /// Null when none was unmarshalled.
    CallContexts* used_contexts() noexcept { return contexts_.get(); }

    /// Calls the client back and waits for its answer: a synchronous call's manager routine may, one at a time.
    base::Status call_back(uint16_t opnum, protocol::Buffer stub, CallbackReply& reply);
    /// False when nobody waits for it.
    bool callback_answered(CallbackReply reply) noexcept;

    /// A further piece of a streamed request. False when nobody will take it any more.
    bool add_piece(RequestStream::Piece piece);

    // Events of the connection, from any thread.
    void cancel() noexcept;
    /// Nobody waits for the reply any more.
    void orphan() noexcept;
    void client_gone() noexcept;

    /// Who is to be told of one event from now on; at once, when it has happened already.
    void subscribe(CallEvent event, base::Ref<CallObserver> observer) noexcept;
    /// Nobody any more. Returns how many notices of the event were given.
    uint32_t unsubscribe(CallEvent event) noexcept;
    /// The call's RPC_ASYNC_STATE, or its handle when it is synchronous.
    void* notice_subject() const noexcept { return state_ ? static_cast<void*>(state_) : handle(); }

    // HandleObject: the client's object and, without an endpoint, its address.
    base::Result<uuid::Uuid> object_uuid() const override;
    base::Result<std::string> string_binding() const override;

    // MessageCall.
    base::Status get_buffer(RPC_MESSAGE& message) override;
    void free_buffer(RPC_MESSAGE& message) noexcept override;
    base::Status send_receive(RPC_MESSAGE&) override { return base::Status::rpc_s_cannot_support; }
    base::Status send(RPC_MESSAGE& message) override;
    base::Status receive(RPC_MESSAGE&) override { return base::Status::rpc_s_cannot_support; }
    base::Status send_piece(RPC_MESSAGE& message, binding::Piece piece,
                            std::unique_ptr<binding::CompletionSink> sent) override;
    base::Status receive_piece(RPC_MESSAGE& message, std::unique_ptr<binding::CompletionSink> arrival) override;
    base::Status gather(RPC_MESSAGE& message, size_t at_least) override;
    base::Status set_async(RPC_ASYNC_STATE& state, std::unique_ptr<binding::CompletionSink> sink) override;
    void attach_stub(std::unique_ptr<binding::AsyncStub> stub) noexcept override;
    void entering_manager() noexcept override;
    base::Status async_status() override;
    base::Status async_complete(RPC_ASYNC_STATE& state, void* reply) override;
    base::Status async_cancel(bool) override { return base::Status::rpc_s_invalid_async_handle; }
    base::Status async_abort(uint32_t exception_code) override;

    // Of the connection, under its lock.
    base::Link queue_link;
    ServerCall* next_in_bucket = nullptr;

 private:
    enum class Phase : uint8_t { dispatching, asynchronous, claimed, finished };

    bool claim(Phase from) noexcept;
    void begin_answer() noexcept;
    base::Status reply(const void* buffer, size_t size) noexcept;
    bool send_response(protocol::Buffer stub, bool last);
    void fault(base::Status status, bool did_not_execute) noexcept;
    void end_dispatch(base::Status raised) noexcept;
    void finish() noexcept;
    void tell(CallEvent event) noexcept;

    const base::Ref<Connection> connection_;
    Offer& offer_;
    const base::Ref<protocol::SecurityContext> security_;
    const uint32_t call_id_;
    const uint16_t context_id_;
    const uint16_t opnum_;
    const uint16_t max_transmit_;
    std::atomic<Phase> phase_{Phase::dispatching};
    std::atomic<bool> cancelled_{false};
    std::atomic<bool> client_gone_{false};
    std::atomic<bool> unwanted_{false};  // orphaned, or a maybe call
    bool answered_ = false;              // of the claimer: the answer is on its way, or not wanted
    bool reply_begun_ = false;           // a piece of it was sent
    bool succeeded_ = false;             // of the claimer: the reply left for a client that waits for it
    uintptr_t handle_ = 0;
    GUID object_;
    protocol::Buffer request_;
    protocol::Buffer reply_;
    protocol::Buffer piece_;                 // of the request, as the stub reads it
    std::unique_ptr<RequestStream> stream_;  // null: the request is whole
    RPC_MESSAGE message_{};
    RPC_SYNTAX_IDENTIFIER transfer_{};
    base::Ref<Manager> manager_;
    CallGate* listening_ = nullptr;
    RPC_ASYNC_STATE* state_ = nullptr;
    std::unique_ptr<binding::AsyncStub> stub_;
    std::unique_ptr<CallContexts> contexts_;
    struct Watch {
        base::Ref<CallObserver> observer;
        bool happened = false;
        uint32_t told = 0;
    };
    /// A callback the manager routine waits for.
    struct Awaited {
        std::condition_variable changed;
        std::optional<CallbackReply> reply;
    };
    struct Verdict {
        std::condition_variable changed;
        std::optional<RPC_STATUS> given;
    };
    std::mutex name_mutex_;
    std::optional<std::string> client_name_a_;  // both are made when somebody asks
    std::optional<std::u16string> client_name_w_;
    std::mutex callback_mutex_;
    Awaited* awaited_ = nullptr;
    std::unique_ptr<Verdict> verdict_;  // while one is expected
    base::Lock watches_lock_;
    std::array<Watch, kCallEvents> watches_;
};

}  // namespace rpcrt4::server
