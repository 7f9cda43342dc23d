// SPDX-License-Identifier: LGPL-2.1-or-later
// See sync_connection.hpp. Which failure means what: Microsoft "Dealing with loss of connectivity", RPC return values.
#include "rpcrt4/association/sync_connection.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/protocol/pdu_fault.hpp"
#include "rpcrt4/protocol/pdu_trace.hpp"
#include "rpcrt4/protocol/wire_status.hpp"

namespace rpcrt4::association {

using protocol::ClientSession;

SyncConnection::SyncConnection(BoundStream stream, const transport::Mechanism& mechanism) noexcept
    : mechanism_(mechanism), stream_(std::move(stream)) {}

SyncConnection::Outcome SyncConnection::call(const Request& request, protocol::Buffer& stub, Reply& reply,
                                             Association* owner) {
    use_timeout(request.options.call_timeout);
    CancelPoint& point = CancelPoint::mine();
    point.begin(stream_.socket.descriptor(), owner);
    Outcome outcome = converse(request, stub, reply, point);
    if (!point.end()) return outcome;
    // Given up; the reply may have come at the last moment. The request is not made again.
    if (failed(outcome.status)) outcome.status = base::Status::rpc_s_call_cancelled;
    return {.status = outcome.status, .reusable = false};
}

bool SyncConnection::rests() const noexcept {
    char byte;
    const auto got = ::recv(stream_.socket.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

Negotiated SyncConnection::prepare(const Request& request) {
    use_timeout(request.options.call_timeout);
    return ensure_context(stream_.socket.descriptor(), *stream_.session, request);
}

BoundStream SyncConnection::take() noexcept {
    use_timeout(std::chrono::milliseconds{0});
    return std::move(stream_);
}

SyncConnection::Outcome SyncConnection::converse(const Request& request, protocol::Buffer& stub, Reply& reply,
                                                 CancelPoint& point) {
    ClientSession& session = *stream_.session;
    const Negotiated context = prepare(request);
    if (failed(context.status)) {
        const bool died = context.connection_lost && context.status == base::Status::rpc_s_server_unavailable;
        return {.status = context.status, .reusable = !context.connection_lost, .delivered = !died};
    }
    const protocol::RequestHeader header{.call_id = session.next_call_id(),
                                         .context_id = context.context_id,
                                         .opnum = request.opnum,
                                         .object = request.object,
                                         .flags = request.maybe ? protocol::pfc::kMaybe : uint8_t{0}};
    session.expect(header.call_id);
    auto encoded = session.encode(header, std::move(stub));
    // A fresh connection makes a new security context, should this one have expired.
    if (!encoded) return {.status = encoded.status(), .reusable = false, .delivered = false};
    protocol::OutgoingMessage& message = *encoded;
    const Outcome outcome = exchange(request, header.call_id, message, reply, point);
    if (!outcome.delivered) stub = message.take_buffer();
    return outcome;
}

SyncConnection::Outcome SyncConnection::exchange(const Request& request, uint32_t call_id,
                                                 protocol::OutgoingMessage& message, Reply& reply, CancelPoint& point) {
    const size_t whole = message.remaining();
    protocol::trace_sending(stream_.socket.descriptor(), message);
    while (!message.done()) {
        const auto sent =
            transport::send_some(stream_.socket.descriptor(), message.pending(), transport::Blocking::yes);
        if (sent.error == EAGAIN) return timed_out();
        if (sent.error != 0) {
            if (message.remaining() == whole) return connection_ended(EPIPE, false);
            // The server may have said why before it hung up.
            return receive(request, call_id, false, sent.error, reply);
        }
        message.advance(sent.bytes);
    }
    if (request.maybe) return {};  // nobody answers
    point.sent(call_id);
    return receive(request, call_id, true, 0, reply);
}

SyncConnection::Outcome SyncConnection::receive(const Request& request, uint32_t call_id, bool sent, int send_error,
                                                Reply& reply) {
    ClientSession& session = *stream_.session;
    const int descriptor = stream_.socket.descriptor();
    bool any = false;
    for (;;) {
        const auto got = transport::receive_some(descriptor, session.want(), transport::Blocking::yes);
        if (got.error == EAGAIN) return timed_out();
        if (got.bytes == 0) {
            // A reply that broke off was begun by a server that had the request.
            if (any) return {.status = base::Status::rpc_s_call_failed, .reusable = false};
            return connection_ended(send_error != 0 ? send_error : got.error, sent);
        }
        session.received(got.bytes);
        any = true;
        for (auto event = session.next(); !std::holds_alternative<protocol::NeedMore>(event); event = session.next()) {
            if (auto* response = std::get_if<ClientSession::Response>(&event)) {
                if (response->call_id != call_id) continue;
                reply.representation = response->representation;
                reply.stub = std::move(response->stub);
                return {.reusable = sent && !retiring_};
            }
            if (auto* fault = std::get_if<ClientSession::Faulted>(&event)) {
                if (fault->call_id != call_id) continue;
                if (fault->history) eeinfo::replace(std::move(*fault->history));
                return {.status = fault->status, .reusable = sent && !retiring_};
            }
            if (const auto* large = std::get_if<ClientSession::ReplyTooLarge>(&event)) {
                if (large->call_id != call_id) continue;
                return {.status = base::Status::rpc_s_out_of_memory, .reusable = sent && !retiring_};
            }
            if (const auto* broken = std::get_if<ClientSession::ProtocolError>(&event)) {
                return {.status = broken->status, .reusable = false};
            }
            if (auto* asked = std::get_if<ClientSession::CallbackRequested>(&event)) {
                if (asked->call_id != call_id || !answer(*asked, request.callbacks)) {
                    return {.status = base::Status::rpc_s_call_failed, .reusable = false};
                }
            }
            if (std::holds_alternative<ClientSession::ShutdownRequested>(event)) retiring_ = true;
        }
    }
}

/// Serves one callback. False when its answer could not be sent.
bool SyncConnection::answer(ClientSession::CallbackRequested& asked, CallbackServer* callbacks) {
    base::Status status = base::Status::rpc_s_procnum_out_of_range;
    protocol::Buffer reply;
    if (callbacks) status = callbacks->call_back(asked.opnum, asked.representation, std::move(asked.stub), reply);
    protocol::OutgoingMessage message;
    if (succeeded(status)) {
        const protocol::ResponseHeader header{.call_id = asked.call_id, .context_id = asked.context_id};
        auto encoded = stream_.session->encode(header, std::move(reply));
        if (!encoded) return false;
        message = std::move(*encoded);
    } else {
        message = protocol::OutgoingMessage(protocol::encode_fault({.call_id = asked.call_id,
                                                                    .context_id = asked.context_id,
                                                                    .wire_status = protocol::to_wire(status),
                                                                    .did_not_execute = !callbacks}));
    }
    protocol::trace_sending(stream_.socket.descriptor(), message);
    while (!message.done()) {
        const auto sent =
            transport::send_some(stream_.socket.descriptor(), message.pending(), transport::Blocking::yes);
        if (sent.error != 0) return false;
        message.advance(sent.bytes);
    }
    return true;
}

SyncConnection::Outcome SyncConnection::timed_out() const noexcept {
    constexpr auto kStatus = base::Status::rpc_s_call_cancelled;
    eeinfo::report(kStatus, eeinfo::Location::call_timeout, {int32_t{0}, static_cast<int32_t>(timeout_.count())});
    return {.status = kStatus, .reusable = false};
}

SyncConnection::Outcome SyncConnection::connection_ended(int error, bool sent) const noexcept {
    // A request cut short is never executed; a whole one only if the transport knows it was not read.
    const bool lost = !sent || mechanism_.request_lost(stream_.socket.descriptor(), error);
    const base::Status status = lost ? base::Status::rpc_s_call_failed_dne : base::Status::rpc_s_call_failed;
    eeinfo::report(status, sent ? eeinfo::Location::receive_failed : eeinfo::Location::send_failed);
    return {.status = status, .reusable = false, .delivered = !lost};
}

void SyncConnection::use_timeout(std::chrono::milliseconds timeout) noexcept {
    if (timeout == timeout_) return;
    transport::set_timeouts(stream_.socket.descriptor(), timeout);
    timeout_ = timeout;
}

}  // namespace rpcrt4::association
