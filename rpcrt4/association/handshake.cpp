// SPDX-License-Identifier: LGPL-2.1-or-later
// See handshake.hpp.
#include "rpcrt4/association/handshake.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "rpcrt4/association/cancel_point.hpp"

namespace rpcrt4::association {
namespace {

using protocol::ClientSession;

/// Who gives up first, and with which word: the call's own timeout, or the patience of the binding.
struct Patience {
    transport::Deadline deadline;
    base::Status expired = base::Status::rpc_s_server_unavailable;

    explicit Patience(const binding::Options& options) : deadline(options.bind_deadline()) {
        if (options.call_timeout.count() == 0) return;
        const auto call_end = transport::Clock::now() + options.call_timeout;
        if (deadline && *deadline < call_end) return;
        deadline = call_end;
        expired = base::Status::rpc_s_call_cancelled;
    }
};

Negotiated lost(base::Status status) { return {.status = status, .connection_lost = true}; }

bool wait_readable(int descriptor, const transport::Deadline& deadline) noexcept {
    pollfd entry{.fd = descriptor, .events = POLLIN, .revents = 0};
    for (;;) {
        const int ready = ::poll(&entry, 1, transport::poll_timeout(deadline));
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

bool send_message(int descriptor, protocol::OutgoingMessage message) noexcept {
    while (!message.done()) {
        const auto sent = transport::send_some(descriptor, message.pending(), transport::Blocking::yes);
        if (sent.error != 0) return false;
        message.advance(sent.bytes);
    }
    return true;
}

/// Reads until the proposal is answered.
Negotiated await_answer(int descriptor, ClientSession& session, const Patience& patience) {
    for (;;) {
        auto event = session.next();
        if (std::holds_alternative<protocol::NeedMore>(event)) {
            if (patience.deadline && !wait_readable(descriptor, patience.deadline)) return lost(patience.expired);
            const auto got = transport::receive_some(descriptor, session.want(), transport::Blocking::yes);
            if (got.bytes == 0) return lost(base::Status::rpc_s_server_unavailable);
            session.received(got.bytes);
        } else if (const auto* ready = std::get_if<ClientSession::ContextReady>(&event)) {
            return {.context_id = ready->context_id};
        } else if (const auto* refused = std::get_if<ClientSession::ContextRefused>(&event)) {
            return {.status = refused->status};
        } else if (const auto* nak = std::get_if<ClientSession::BindRefused>(&event)) {
            return {.status = nak->status, .connection_lost = true, .bind_refused = true};
        } else if (const auto* broken = std::get_if<ClientSession::ProtocolError>(&event)) {
            return lost(broken->status);
        } else if (const auto* fault = std::get_if<ClientSession::Faulted>(&event)) {
            // A fault where an acknowledgement was due: the server's word on why there is none.
            return lost(fault->status);
        }
        // Late replies of calls given up long ago are nobody's business here.
    }
}

}  // namespace

Negotiated ensure_context(int descriptor, ClientSession& session, const Request& request) {
    if (const auto known = session.context(request.interface_id, request.transfer)) return {.context_id = *known};
    auto proposal = session.propose(request.interface_id, request.transfer);
    if (!proposal) return lost(proposal.status());
    if (!send_message(descriptor, std::move(*proposal))) return lost(base::Status::rpc_s_server_unavailable);
    return await_answer(descriptor, session, Patience(request.options));
}

base::Result<BoundStream> open_stream(const binding::Target& target, const Request& request, Sharing sharing,
                                      uint32_t& group) {
    for (;;) {
        const Patience patience(request.options);
        auto limits = request.options.connect_limits();
        if (patience.expired == base::Status::rpc_s_call_cancelled) limits.deadline = patience.deadline;
        auto socket = target.mechanism->connect(target.host, target.endpoint, limits);
        if (!socket) return socket.status();
        BoundStream stream{.socket = std::move(*socket), .session = {}};
        stream.session = std::make_unique<ClientSession>(
            protocol::ClientOptions{.multiplex = sharing == Sharing::many_calls, .association_group = group});
        CancelPoint& point = CancelPoint::mine();
        point.begin(stream.socket.descriptor());
        const Negotiated bound = ensure_context(stream.socket.descriptor(), *stream.session, request);
        if (point.end()) return base::Status::rpc_s_call_cancelled;
        if (bound.bind_refused && group != 0) {
            // The group died with the server that made it: be a new client, unless that is not for us to decide.
            if (target.pinned) return base::Status::rpc_s_server_unavailable;
            group = 0;
            continue;
        }
        if (failed(bound.status)) return bound.status;
        group = stream.session->association_group();
        return stream;
    }
}

}  // namespace rpcrt4::association
