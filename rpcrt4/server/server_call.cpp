// SPDX-License-Identifier: LGPL-2.1-or-later
// ServerCall: phases dispatching -> (asynchronous ->) claimed -> finished. See the header for who claims.
#include "rpcrt4/server/server_call.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

#include "handleapi/base/utf16.hpp"
#include "handleapi/boundary.hpp"
#include "rpcrt4/binding/handle_table.hpp"
#include "rpcrt4/binding/string_binding.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/protocol/pdu_fault.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "rpcrt4/security/identity.hpp"
#include "rpcrt4/server/call_contexts.hpp"
#include "rpcrt4/server/connection.hpp"

namespace rpcrt4::server {

using base::Status;

namespace {

thread_local ServerCall* current_call = nullptr;

}  // namespace

GUID to_guid(const uuid::Uuid& uuid) noexcept {
    GUID guid;
    static_assert(sizeof guid == sizeof uuid);
    std::memcpy(&guid, &uuid, sizeof guid);
    return guid;
}

ServerCall* ServerCall::current() noexcept { return current_call; }

ServerCall::ServerCall(Connection& connection, Offer& offer, protocol::ServerSession::Request&& request)
    : MessageCall(Kind::server_call),
      connection_(connection),
      offer_(offer),
      security_(std::move(request.security)),
      call_id_(request.call_id),
      context_id_(request.context_id),
      opnum_(request.opnum),
      max_transmit_(request.max_transmit),
      cancelled_(request.pending_cancel),
      unwanted_(request.maybe),
      object_(to_guid(request.object)),
      request_(std::move(request.stub)) {
    if (!request.last) stream_ = std::make_unique<RequestStream>();
    transfer_.SyntaxGUID = to_guid(request.transfer.uuid);
    transfer_.SyntaxVersion = {request.transfer.major, request.transfer.minor};
    message_.DataRepresentation = request.representation.value;
}

ServerCall::~ServerCall() = default;

base::Result<base::Ref<ServerCall>> ServerCall::of(RPC_BINDING_HANDLE handle, Status otherwise) noexcept {
    if (!handle) {
        if (!current_call || !current_call->active()) return Status::rpc_s_no_call_active;
        return base::Ref<ServerCall>(*current_call);
    }
    auto object = binding::lookup(handle);
    if (!object) return Status::rpc_s_invalid_binding;
    if (object->kind() != Kind::server_call) return otherwise;
    return base::Ref<ServerCall>::adopt(static_cast<ServerCall*>(object.detach()));
}

Status ServerCall::open_handle() noexcept {
    handle_ = binding::handle_table().insert(base::Ref<binding::HandleObject>(*this));
    return handle_ != 0 ? Status::ok : Status::rpc_s_out_of_memory;
}

void ServerCall::enter(base::Ref<Manager> manager, CallGate* listening) noexcept {
    manager_ = std::move(manager);
    listening_ = listening;
}

void ServerCall::count_as_listening() noexcept {
    CallGate* gate = connection_->environment().listening.load(std::memory_order_acquire);
    if (!listening_ && gate && gate->enter(CallGate::kUnlimited) == CallGate::Entry::admitted) listening_ = gate;
}

void ServerCall::serve(RPC_DISPATCH_FUNCTION function) noexcept {
    message_.Handle = handle();
    message_.Buffer = request_.data();
    message_.BufferLength = static_cast<unsigned>(request_.size());
    message_.ProcNum = opnum_;
    message_.TransferSyntax = &transfer_;
    message_.RpcInterfaceInformation = const_cast<RPC_SERVER_INTERFACE*>(&manager_->spec);
    message_.ReservedForRuntime = static_cast<binding::MessageCall*>(this);
    message_.ManagerEpv = manager_->vector;
    message_.RpcFlags = stream_ ? RPC_BUFFER_PARTIAL : RPC_BUFFER_COMPLETE;
    ServerCall* const outer = std::exchange(current_call, this);
    std::optional<security::acting::Entering> entering(std::in_place);
    // Stubs made by MIDL -Oicf announce the manager routine themselves, after unmarshalling; others cannot.
    if (!manager_->spec.InterpreterInfo) entering_manager();
    const Status raised = handleapi::call_user([&] { function(&message_); });
    current_call = outer;
    entering.reset();
    end_dispatch(raised);
}

void ServerCall::end_dispatch(Status raised) noexcept {
    if (phase_.load(std::memory_order_acquire) == Phase::dispatching) {
        phase_.store(Phase::claimed, std::memory_order_release);
        if (failed(raised)) {
            fault(raised, false);
        } else {
            const bool replied = reply_ && message_.Buffer == reply_.data();
            static_cast<void>(reply(reply_.data(), replied ? message_.BufferLength : 0));
        }
        finish();
    } else if (failed(raised) && claim(Phase::asynchronous)) {
        // Raised before the state was handed to anybody: the call ends here, as a synchronous one would.
        if (stub_) stub_->discard(*state_);
        fault(raised, false);
        finish();
    }
}

void ServerCall::refuse(Status status) noexcept {
    phase_.store(Phase::claimed, std::memory_order_release);
    fault(status, true);
    finish();
}

bool ServerCall::claim(Phase from) noexcept {
    return phase_.compare_exchange_strong(from, Phase::claimed, std::memory_order_acq_rel);
}

/// The client may use the call id again as soon as it has the answer, so the connection forgets the call before.
void ServerCall::begin_answer() noexcept {
    if (std::exchange(answered_, true)) return;
    if (contexts_) contexts_->release();
    connection_->forget(*this);
}

Status ServerCall::reply(const void* buffer, size_t size) noexcept {
    begin_answer();
    if (unwanted_.load(std::memory_order_acquire)) return Status::ok;
    try {
        protocol::Buffer stub;
        if (buffer && buffer == reply_.data()) {
            if (size > reply_.capacity()) {
                fault(Status::rpc_s_internal_error, false);
                return Status::rpc_s_internal_error;
            }
            stub = std::move(reply_);
            stub.resize(size);
        }
        const bool sent = send_response(std::move(stub), true);
        succeeded_ = sent;
        return sent ? Status::ok : Status::rpc_s_call_failed;
    } catch (const std::bad_alloc&) {
        fault(Status::rpc_s_out_of_memory, false);
        return Status::rpc_s_out_of_memory;
    }
}

bool ServerCall::send_response(protocol::Buffer stub, bool last) {
    // Of a context id Windows gives back the lower byte.
    const auto context_id = static_cast<uint16_t>(context_id_ & 0xFF);
    const protocol::ResponseHeader header{.call_id = call_id_, .context_id = context_id};
    const protocol::Part part{.first = !std::exchange(reply_begun_, true), .last = last};
    if (security_ && security_->protects()) {
        const bool waits = !last && phase_.load(std::memory_order_acquire) == Phase::dispatching;
        return connection_->send_protected(*security_, waits, [&](protocol::SecurityContext& security) {
            return security.protect(header, std::move(stub), max_transmit_, part);
        });
    }
    auto message = protocol::encode_response(header, std::move(stub), max_transmit_, part);
    if (last) return connection_->send_reply(std::move(message));
    const bool waits = phase_.load(std::memory_order_acquire) == Phase::dispatching;
    return waits ? connection_->send_and_wait(std::move(message)) : connection_->send_now(std::move(message));
}

void ServerCall::fault(Status status, bool did_not_execute) noexcept {
    begin_answer();
    if (unwanted_.load(std::memory_order_acquire)) return;
    const auto history = eeinfo::for_fault(status, max_transmit_ - protocol::kFaultSize);
    const protocol::Fault fault{.call_id = call_id_,
                                .context_id = context_id_,
                                .wire_status = protocol::to_wire(status),
                                .did_not_execute = did_not_execute,
                                .extended_error = history};
    try {
        connection_->send_reply(protocol::OutgoingMessage(protocol::encode_fault(fault)));
    } catch (const std::bad_alloc&) {
        connection_->disconnect();  // no memory for 32 bytes: the client must not wait for ever
    }
}

/// After the answer. Whoever waits for the server or the interface to become idle goes on from here.
void ServerCall::finish() noexcept {
    phase_.store(Phase::finished, std::memory_order_release);
    const base::Ref<ServerCall> self(*this);
    if (handle_ != 0) static_cast<void>(binding::handle_table().remove(handle_));
    begin_answer();
    if (contexts_) contexts_->settle(succeeded_);
    if (stream_) connection_->pieces_taken(stream_->close());
    stub_.reset();
    if (manager_) manager_->calls.leave();
    if (listening_) listening_->leave();
}

base::Result<uuid::Uuid> ServerCall::object_uuid() const {
    uuid::Uuid uuid;
    std::memcpy(static_cast<void*>(&uuid), &object_, sizeof uuid);
    return uuid;
}

base::Result<std::string> ServerCall::string_binding() const {
    const transport::Mechanism& mechanism = connection_->mechanism();
    binding::StringBinding parts;
    if (!is_nil(object_)) parts.object = uuid::to_text(*object_uuid());
    parts.protseq = mechanism.protseq;
    parts.address = connection_->peer_address();
    return binding::compose_string_binding(parts);
}

const void* ServerCall::client_name(const std::string& name, bool wide) {
    const std::lock_guard lock(name_mutex_);
    if (!wide) {
        if (!client_name_a_) client_name_a_ = name;
        return client_name_a_->c_str();
    }
    if (!client_name_w_) client_name_w_ = base::to_utf16(name);
    return client_name_w_->c_str();
}

void ServerCall::cancel() noexcept {
    if (!cancelled_.exchange(true, std::memory_order_acq_rel)) tell(CallEvent::cancel);
}

void ServerCall::orphan() noexcept {
    unwanted_.store(true, std::memory_order_release);
    if (stream_) stream_->break_off(Status::rpc_s_call_cancelled);
    cancel();
}

void ServerCall::client_gone() noexcept {
    client_gone_.store(true, std::memory_order_release);
    cancelled_.store(true, std::memory_order_release);
    if (stream_) stream_->break_off(Status::rpc_s_call_failed);
    {
        const std::lock_guard lock(callback_mutex_);
        if (awaited_) awaited_->changed.notify_all();
        if (verdict_) verdict_->changed.notify_all();
    }
    tell(CallEvent::client_disconnect);
}

void ServerCall::subscribe(CallEvent event, base::Ref<CallObserver> observer) noexcept {
    {
        std::lock_guard lock(watches_lock_);
        Watch& watch = watches_[static_cast<size_t>(event)];
        if (!watch.happened) {
            std::swap(watch.observer, observer);
            return;
        }
        ++watch.told;
    }
    observer->told(event);
}

uint32_t ServerCall::unsubscribe(CallEvent event) noexcept {
    base::Ref<CallObserver> observer;
    std::lock_guard lock(watches_lock_);
    Watch& watch = watches_[static_cast<size_t>(event)];
    std::swap(watch.observer, observer);
    return std::exchange(watch.told, 0);
}

void ServerCall::tell(CallEvent event) noexcept {
    base::Ref<CallObserver> observer;
    {
        std::lock_guard lock(watches_lock_);
        Watch& watch = watches_[static_cast<size_t>(event)];
        watch.happened = true;
        std::swap(watch.observer, observer);
        if (observer) ++watch.told;
    }
    if (observer) observer->told(event);
}

Status ServerCall::get_buffer(RPC_MESSAGE& message) {
    reply_ = protocol::Buffer(message.BufferLength);
    message.Buffer = reply_.data();
    return Status::ok;
}

void ServerCall::free_buffer(RPC_MESSAGE& message) noexcept {
    reply_.reset();
    message.Buffer = nullptr;
    message.BufferLength = 0;
}

/// The stub's complete() sends through here; the call is claimed already.
Status ServerCall::send(RPC_MESSAGE& message) {
    if (phase_.load(std::memory_order_acquire) != Phase::claimed) return Status::rpc_s_invalid_async_call;
    return reply(message.Buffer, message.BufferLength);
}

bool ServerCall::add_piece(RequestStream::Piece piece) { return stream_ && stream_->add(piece); }

Status ServerCall::send_piece(RPC_MESSAGE& message, binding::Piece piece,
                              std::unique_ptr<binding::CompletionSink> sent) {
    if (message.Buffer != reply_.data() || message.BufferLength > reply_.capacity()) return Status::rpc_s_invalid_arg;
    if (!active()) return Status::rpc_s_no_call_active;
    if (unwanted_.load(std::memory_order_acquire)) return Status::rpc_s_call_cancelled;
    reply_.resize(message.BufferLength);
    message.Buffer = nullptr;
    // An empty piece stands for everything sent so far.
    const bool empty = reply_.empty() && piece == binding::Piece::more;
    if (!empty && !send_response(std::move(reply_), piece == binding::Piece::last)) return Status::rpc_s_call_failed;
    if (sent) connection_->tell_when_sent(std::move(sent));
    return client_is_gone() ? Status::rpc_s_call_failed : Status::ok;
}

Status ServerCall::receive_piece(RPC_MESSAGE& message, std::unique_ptr<binding::CompletionSink> arrival) {
    if (!stream_ || (message.RpcFlags & RPC_BUFFER_COMPLETE) != 0) return Status::rpc_x_pipe_empty;
    const bool waits = phase_.load(std::memory_order_acquire) == Phase::dispatching;
    if (waits) entering_manager();
    auto piece = waits ? stream_->wait() : stream_->take(std::move(arrival));
    if (!piece) return piece.status();
    piece_ = std::move(piece->stub);
    connection_->pieces_taken(piece_.size());
    message.Buffer = piece_.data();
    message.BufferLength = static_cast<unsigned>(piece_.size());
    if (piece->last) message.RpcFlags |= RPC_BUFFER_COMPLETE;
    return Status::ok;
}

Status ServerCall::gather(RPC_MESSAGE& message, size_t at_least) {
    // MaxRpcSize counts for what must be in memory at once.
    const size_t limit = connection_->request_limit(offer_);
    while (request_.size() < at_least && (message.RpcFlags & RPC_BUFFER_COMPLETE) == 0) {
        const Status received = receive_piece(message, nullptr);
        if (failed(received)) return received;
        const size_t size = request_.size();
        if (piece_.size() > limit - std::min(limit, size)) return Status::rpc_s_access_denied;
        if (request_.capacity() < size + piece_.size()) request_.reserve(std::max(2 * size, size + piece_.size()));
        request_.resize(size + piece_.size());
        if (!piece_.empty()) std::memcpy(request_.data() + size, piece_.data(), piece_.size());
    }
    message.Buffer = request_.data();
    message.BufferLength = static_cast<unsigned>(request_.size());
    return Status::ok;
}

Status ServerCall::set_async(RPC_ASYNC_STATE& state, std::unique_ptr<binding::CompletionSink>) {
    if (phase_.load(std::memory_order_acquire) != Phase::dispatching) return Status::rpc_s_invalid_async_call;
    state.RuntimeInfo = handle();
    state_ = &state;
    phase_.store(Phase::asynchronous, std::memory_order_release);
    return Status::ok;
}

void ServerCall::attach_stub(std::unique_ptr<binding::AsyncStub> stub) noexcept {
    stub_ = std::move(stub);
    entering_manager();
}

Status ServerCall::call_back(uint16_t opnum, protocol::Buffer stub, CallbackReply& reply) {
    if (phase_.load(std::memory_order_acquire) != Phase::dispatching) return Status::rpc_s_no_call_active;
    entering_manager();  // the connection is read while this thread waits
    Awaited mine;
    {
        const std::lock_guard lock(callback_mutex_);
        if (awaited_) return Status::rpc_s_call_in_progress;
        awaited_ = &mine;
    }
    const protocol::RequestHeader header{.call_id = call_id_, .context_id = context_id_, .opnum = opnum};
    const bool sent =
        security_ && security_->protects()
            ? connection_->send_protected(*security_, false,
                                          [&](protocol::SecurityContext& security) {
                                              return security.protect(header, std::move(stub), max_transmit_);
                                          })
            : connection_->send_now(protocol::encode_request(header, std::move(stub), max_transmit_));
    std::unique_lock lock(callback_mutex_);
    if (sent) mine.changed.wait(lock, [&] { return mine.reply || client_is_gone(); });
    awaited_ = nullptr;
    if (!mine.reply) return Status::rpc_s_call_failed;
    reply = std::move(*mine.reply);
    return reply.status;
}

void ServerCall::expect_verdict() {
    auto expected = std::make_unique<Verdict>();
    const std::lock_guard lock(callback_mutex_);
    verdict_ = std::move(expected);
}

Status ServerCall::await_verdict() noexcept {
    entering_manager();
    std::unique_lock lock(callback_mutex_);
    verdict_->changed.wait(lock, [&] { return verdict_->given || client_is_gone(); });
    const bool admitted = verdict_->given == RPC_S_OK && !client_is_gone();
    verdict_.reset();
    return admitted ? Status::ok : Status::rpc_s_access_denied;
}

Status ServerCall::give_verdict(RPC_STATUS verdict) noexcept {
    const std::lock_guard lock(callback_mutex_);
    if (!verdict_ || verdict_->given) return Status::rpc_s_no_call_active;
    verdict_->given = verdict;
    verdict_->changed.notify_all();
    return Status::ok;
}

bool ServerCall::callback_answered(CallbackReply reply) noexcept {
    const std::lock_guard lock(callback_mutex_);
    if (!awaited_ || awaited_->reply) return false;
    awaited_->reply = std::move(reply);
    awaited_->changed.notify_all();
    return true;
}

binding::ServerContexts* ServerCall::context_handles() {
    if (!contexts_) contexts_ = std::make_unique<CallContexts>(*this, connection_->group());
    return contexts_.get();
}

void ServerCall::entering_manager() noexcept { connection_->manager_entered(*this); }

Status ServerCall::async_status() {
    return phase_.load(std::memory_order_acquire) == Phase::asynchronous ? Status::rpc_s_async_call_pending
                                                                         : Status::rpc_s_invalid_async_handle;
}

Status ServerCall::async_complete(RPC_ASYNC_STATE& state, void* value) {
    const base::Ref<ServerCall> self(*this);
    if (!claim(Phase::asynchronous)) return Status::rpc_s_invalid_async_handle;
    const Status status = stub_ ? stub_->complete(state, value) : reply(reply_.data(), message_.BufferLength);
    if (!answered_) fault(failed(status) ? status : Status::rpc_s_call_failed, false);
    finish();
    return status;
}

Status ServerCall::async_abort(uint32_t exception_code) {
    if (exception_code == 0) return Status::rpc_s_invalid_arg;
    const base::Ref<ServerCall> self(*this);
    if (!claim(Phase::asynchronous)) return Status::rpc_s_invalid_async_handle;
    if (stub_) stub_->discard(*state_);
    fault(static_cast<Status>(exception_code), false);
    finish();
    return Status::ok;
}

}  // namespace rpcrt4::server
