// SPDX-License-Identifier: LGPL-2.1-or-later
// See client_call.hpp.
#include "rpcrt4/client/client_call.hpp"

#include <algorithm>
#include <new>
#include <thread>
#include <utility>

#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/client/callback_server.hpp"
#include "rpcrt4/client/resolve.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/trace/trace.hpp"
#include "rpcrt4/transport/loop.hpp"

#include <rpcasync.h>

namespace rpcrt4::client {
namespace {

using association::Association;
using association::Reply;

// RPC_SYNTAX_IDENTIFIER and SyntaxId are both a GUID and two 16-bit numbers: one is read as the other's bytes.
static_assert(sizeof(RPC_SYNTAX_IDENTIFIER) == sizeof(protocol::SyntaxId));
const protocol::SyntaxId& syntax_of(const RPC_SYNTAX_IDENTIFIER& identifier) noexcept {
    return reinterpret_cast<const protocol::SyntaxId&>(identifier);
}

constexpr size_t kSmallestBuffer = 16;

void trace_call(const RPC_CLIENT_INTERFACE& interface_, unsigned operation, const char* what,
                base::Status status) noexcept {
    const GUID& id = interface_.InterfaceId.SyntaxGUID;
    trace::line(trace::Category::call, "%s %08x-%04x-%04x op=%u: %d", what, id.Data1, id.Data2, id.Data3, operation,
                base::code(status));
}

}  // namespace

/// Dead calls of one thread, ready for the next ones.
struct ClientCall::Cache {
    static constexpr size_t kCapacity = 16;
    ClientCall* calls[kCapacity] = {};
    size_t count = 0;
    bool open = true;

    ~Cache() {
        open = false;
        while (count > 0) delete calls[--count];
    }
    static Cache& mine() noexcept {
        static thread_local Cache cache;
        return cache;
    }
};

base::Result<base::Ref<ClientCall>> ClientCall::create(const RPC_MESSAGE& message) {
    auto binding = binding::binding_from(message.Handle);
    if (!binding) return binding.status();
    eeinfo::clear();
    // Only datagrams reach several servers at once.
    if (message.RpcFlags & RPC_NCA_FLAGS_BROADCAST) return base::Status::rpc_s_protseq_not_supported;
    if (message.RpcInterfaceInformation == nullptr) return base::Status::rpc_s_interface_not_found;
    base::Ref<ClientCall> call;
    if (Cache& cache = Cache::mine(); cache.count > 0) {
        call = base::Ref<ClientCall>(*cache.calls[--cache.count]);
    } else {
        call = base::Ref<ClientCall>::adopt(new ClientCall);
    }
    call->interface_ = static_cast<const RPC_CLIENT_INTERFACE*>(message.RpcInterfaceInformation);
    call->binding_ = std::move(*binding);
    const base::Status found = resolve(*call->binding_, *call->interface_, call->settings_);
    if (failed(found)) return found;
    call->object_ = call->settings_.object;
    return call;
}

void ClientCall::last_release() noexcept {
    reset();
    Cache& cache = Cache::mine();
    if (cache.open && cache.count < Cache::kCapacity) {
        cache.calls[cache.count++] = this;
    } else {
        delete this;
    }
}

void ClientCall::reset() noexcept {
    end_stream();
    phase_.store(Phase::synchronous, std::memory_order_relaxed);
    stream_progress_.store(0, std::memory_order_relaxed);
    settings_.destination = nullptr;
    settings_.identity = nullptr;
    binding_ = nullptr;
    buffer_.reset();
    reply_.stub.reset();
    reply_.history.reset();
    connection_ = nullptr;
    sink_.reset();
    stub_.reset();
    state_ = nullptr;
    handle_ = nullptr;
}

base::Status ClientCall::get_buffer(RPC_MESSAGE& message) {
    buffer_ = protocol::Buffer(std::max<size_t>(message.BufferLength, kSmallestBuffer));
    message.Buffer = buffer_.data();
    message.DataRepresentation = protocol::kOurRepresentation.value;
    return base::Status::ok;
}

void ClientCall::free_buffer(RPC_MESSAGE& message) noexcept {
    message.Buffer = nullptr;
    const Phase phase = phase_.load(std::memory_order_acquire);
    if (phase == Phase::pending || phase == Phase::done) return;  // RpcAsyncCompleteCall ends it
    message.ReservedForRuntime = nullptr;
    buffer_.reset();
    if (phase == Phase::completing) return;  // within RpcAsyncCompleteCall, which ends it
    if (phase == Phase::prepared) leave_table();
    release();
}

association::Request ClientCall::request(const RPC_MESSAGE& message) const noexcept {
    const auto& transfer = message.TransferSyntax != nullptr ? *message.TransferSyntax : interface_->TransferSyntax;
    return {.interface_id = syntax_of(interface_->InterfaceId),
            .transfer = syntax_of(transfer),
            .opnum = static_cast<uint16_t>(message.ProcNum),
            .object = &object_,
            .options = settings_.options};
}

/// The stub may have used less of the buffer than it asked for.
base::Status ClientCall::take_request(RPC_MESSAGE& message) {
    if (!buffer_ || message.BufferLength > buffer_.capacity()) return base::Status::rpc_s_invalid_arg;
    buffer_.resize(message.BufferLength);
    return base::Status::ok;
}

void ClientCall::give_reply(RPC_MESSAGE& message) noexcept {
    buffer_ = std::move(reply_.stub);
    message.Buffer = buffer_.data();
    message.BufferLength = static_cast<unsigned int>(buffer_.size());
    message.DataRepresentation = reply_.representation.value;
}

base::Status ClientCall::send_receive(RPC_MESSAGE& message) {
    const base::Status ready = take_request(message);
    if (failed(ready)) return ready;
    message.Buffer = nullptr;
    association::Request what = request(message);
    what.maybe = (message.RpcFlags & RPC_NCA_FLAGS_MAYBE) != 0;
    Callbacks callbacks(*interface_, message.Handle);
    CallbacksRefused refused;
    if (interface_->DispatchTable) what.callbacks = &callbacks;
    if (binding_->bond() != binding::Bond::classic) what.callbacks = &refused;
    auto& association = static_cast<Association&>(*settings_.destination);
    const base::Status status = association.call(what, buffer_, reply_);
    if (succeeded(status)) give_reply(message);
    if (trace::on(trace::Category::call)) [[unlikely]]
        trace_call(*interface_, message.ProcNum, "call", status);
    return status;
}

// Asynchronous calls.

base::Status ClientCall::set_async(RPC_ASYNC_STATE& state, std::unique_ptr<binding::CompletionSink> sink) {
    if (phase_.load(std::memory_order_relaxed) != Phase::synchronous) return base::Status::rpc_s_invalid_async_call;
    handle_ = binding::enter(base::Ref<HandleObject>(*this));
    if (handle_ == nullptr) return base::Status::rpc_s_out_of_memory;
    state_ = &state;
    sink_ = std::move(sink);
    state.RuntimeInfo = handle_;
    phase_.store(Phase::prepared, std::memory_order_relaxed);
    return base::Status::ok;
}

base::Status ClientCall::send(RPC_MESSAGE& message) {
    if (phase_.load(std::memory_order_relaxed) != Phase::prepared) return base::Status::rpc_s_invalid_async_call;
    const base::Status ready = take_request(message);
    if (failed(ready)) return ready;
    message.Buffer = nullptr;
    operation_ = message.ProcNum;
    association::Request what = request(message);
    // Causal ordering is per binding and thread; a stack address tells threads apart as well as anything.
    static thread_local const char thread_mark = 0;
    if (!settings_.options.noncausal) {
        what.order_key = reinterpret_cast<uintptr_t>(binding_.get()) * 31 + reinterpret_cast<uintptr_t>(&thread_mark);
    }
    auto& association = static_cast<Association&>(*settings_.destination);
    // The reply may be here before start() returns.
    phase_.store(Phase::pending, std::memory_order_release);
    base::Status status = base::Status::rpc_s_out_of_memory;
    try {
        status = association.start(*this, what, buffer_, connection_);
    } catch (const std::bad_alloc&) {
    }
    if (failed(status)) phase_.store(Phase::prepared, std::memory_order_relaxed);
    if (trace::on(trace::Category::call)) [[unlikely]]
        trace_call(*interface_, message.ProcNum, "start", status);
    return status;
}

base::Status ClientCall::receive(RPC_MESSAGE& message) {
    const Phase phase = phase_.load(std::memory_order_acquire);
    if (phase == Phase::pending) return base::Status::rpc_s_async_call_pending;
    if (phase != Phase::done && phase != Phase::completing) return base::Status::rpc_s_invalid_async_call;
    if (succeeded(reply_.status)) give_reply(message);
    return reply_.status;
}

void ClientCall::settle(Reply reply) noexcept {
    reply_ = std::move(reply);
    std::atomic_ref(state_->Event).store(RpcCallComplete, std::memory_order_relaxed);
    phase_.store(Phase::done, std::memory_order_release);
}

void ClientCall::finished(Reply reply) noexcept {
    settle(std::move(reply));
    if (sink_) sink_->notify();
}

bool ClientCall::runs_user_code() const noexcept { return state_->NotificationType == RpcNotificationTypeCallback; }

base::Status ClientCall::async_status() {
    switch (phase_.load(std::memory_order_acquire)) {
        case Phase::pending:
            return base::Status::rpc_s_async_call_pending;
        case Phase::done:
            return reply_.status;
        default:
            return base::Status::rpc_s_invalid_async_handle;
    }
}

base::Status ClientCall::async_complete(RPC_ASYNC_STATE& state, void* reply) {
    Phase phase = Phase::done;
    if (!phase_.compare_exchange_strong(phase, Phase::completing, std::memory_order_acq_rel)) {
        if (phase != Phase::pending) return base::Status::rpc_s_invalid_async_handle;
        // G10: a call whose pipes are not drained cannot be completed, and is over.
        const bool undrained = stream_ && (stream_progress_.load(std::memory_order_acquire) & kPipesDrained) == 0;
        if (!undrained) return base::Status::rpc_s_async_call_pending;
        abandon();
        return base::Status::rpc_x_pipe_discipline_error;
    }
    base::Status status = reply_.status;
    if (trace::on(trace::Category::call)) [[unlikely]]
        trace_call(*interface_, operation_, "complete", status);
    if (failed(status)) eeinfo::replace(reply_.history ? std::move(*reply_.history) : eeinfo::Chain());
    if (stub_) {
        if (succeeded(status)) {
            status = stub_->complete(state, reply);
        } else {
            status = stub_->answer_failure(status, reply);
            stub_->discard(state);
        }
    }
    end_async();
    return status;
}

base::Status ClientCall::async_cancel(bool abort) {
    switch (phase_.load(std::memory_order_acquire)) {
        case Phase::pending:
            break;
        case Phase::done:
            return base::Status::ok;  // too late: the call's own outcome stands
        default:
            return base::Status::rpc_s_invalid_async_handle;
    }
    if (stream_) {
        stream_->cancel();
        if (abort) settle_stream(base::Status::rpc_s_call_cancelled);
        return base::Status::ok;
    }
    if (!connection_->cancel(*this, abort)) return base::Status::ok;
    Reply cancelled;
    cancelled.status = base::Status::rpc_s_call_cancelled;
    settle(std::move(cancelled));
    // Notified from the loop, so that a notification routine never runs inside RpcAsyncCancelCall.
    transport::Loop::instance().post([self = base::Ref(*this)] {
        if (self->sink_) self->sink_->notify();
    });
    return base::Status::ok;
}

// Calls with pipes.

base::Status ClientCall::begin_stream(const RPC_MESSAGE& message) {
    auto opened = static_cast<Association&>(*settings_.destination).stream(request(message));
    if (!opened) return opened.status();
    stream_ = std::move(*opened);
    if (phase_.load(std::memory_order_relaxed) != Phase::prepared) return base::Status::ok;
    phase_.store(Phase::pending, std::memory_order_release);
    stream_->watch([self = base::Ref(*this)](base::Status status) { self->stream_over(status); });
    return base::Status::ok;
}

base::Status ClientCall::send_piece(RPC_MESSAGE& message, binding::Piece piece,
                                    std::unique_ptr<binding::CompletionSink> sent) {
    base::Status status = take_request(message);
    if (failed(status)) return status;
    if (!stream_) status = begin_stream(message);
    if (failed(status)) return status;
    message.Buffer = nullptr;
    if (phase_.load(std::memory_order_acquire) == Phase::synchronous) return stream_->send(std::move(buffer_), piece);
    return stream_->post(std::move(buffer_), piece, std::move(sent));
}

base::Status ClientCall::receive_piece(RPC_MESSAGE& message, std::unique_ptr<binding::CompletionSink> arrival) {
    if (!stream_) return base::Status::rpc_s_no_call_active;
    const bool waits = phase_.load(std::memory_order_acquire) == Phase::synchronous;
    auto piece = waits ? stream_->receive() : stream_->take(std::move(arrival));
    if (!piece) return piece.status();
    buffer_ = std::move(piece->stub);
    message.Buffer = buffer_.data();
    message.BufferLength = static_cast<unsigned int>(buffer_.size());
    message.DataRepresentation = piece->representation.value;
    if (piece->last) message.RpcFlags |= RPC_BUFFER_COMPLETE;
    return base::Status::ok;
}

bool ClientCall::claim_end() noexcept {
    return (stream_progress_.fetch_or(kEnding, std::memory_order_acq_rel) & kEnding) == 0;
}

/// Told from the loop, so that a notification routine never runs inside a pipe's pull or a cancel.
void ClientCall::settle_stream(base::Status status) noexcept {
    if (!claim_end()) return;
    Reply outcome;
    outcome.status = status;
    settle(std::move(outcome));
    transport::Loop::instance().post([self = base::Ref(*this)] {
        const bool waited_for = self->phase_.load(std::memory_order_acquire) == Phase::done;
        if (waited_for && self->sink_) self->sink_->notify();
    });
}

/// The reply has arrived whole, or the call has failed.
void ClientCall::stream_over(base::Status status) noexcept {
    const uint8_t before = stream_progress_.fetch_or(kReplyWhole, std::memory_order_acq_rel);
    if (failed(status) || (before & kPipesDrained) != 0) settle_stream(status);
}

void ClientCall::pipes_drained() noexcept {
    const uint8_t before = stream_progress_.fetch_or(kPipesDrained, std::memory_order_acq_rel);
    if ((before & kReplyWhole) != 0) settle_stream(base::Status::ok);
}

/// The stub knows of a failure; nobody will complete the call.
void ClientCall::abandon() noexcept {
    if (!claim_end()) {
        while (phase_.load(std::memory_order_acquire) == Phase::pending) std::this_thread::yield();
    }
    Phase phase = phase_.load(std::memory_order_acquire);
    if (phase != Phase::pending && phase != Phase::done) return;
    if (!phase_.compare_exchange_strong(phase, Phase::completing, std::memory_order_acq_rel)) return;
    if (stub_) stub_->discard(*state_);
    end_async();
}

void ClientCall::end_async() noexcept {
    end_stream();
    stub_.reset();
    leave_table();
    release();
}

void ClientCall::end_stream() noexcept {
    if (stream_) static_cast<Association&>(*settings_.destination).end(std::move(stream_));
}

base::Status ClientCall::async_abort(uint32_t) { return base::Status::rpc_s_invalid_async_call; }

void ClientCall::leave_table() noexcept {
    const void* handle = std::exchange(handle_, nullptr);
    if (handle == nullptr) return;
    state_->RuntimeInfo = nullptr;
    static_cast<void>(binding::handle_table().remove(reinterpret_cast<uintptr_t>(handle)));
}

}  // namespace rpcrt4::client
