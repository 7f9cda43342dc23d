// SPDX-License-Identifier: LGPL-2.1-or-later
// See handshake.hpp.
#include "rpcrt4/association/handshake.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <new>
#include <optional>

#include "handleapi/base/utf16.hpp"
#include "rpcrt4/association/cancel_point.hpp"
#include "rpcrt4/association/errand.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/protocol/pdu_trace.hpp"

namespace rpcrt4::association {
namespace {

using protocol::ClientSession;

void trace_connection(const binding::Target& target, int descriptor) noexcept {
    if (!trace::on(trace::Category::connect)) [[likely]]
        return;
    trace::line(trace::Category::connect, "fd=%d to %.*s:%s[%s]%s", descriptor,
                static_cast<int>(target.mechanism->protseq.size()), target.mechanism->protseq.data(),
                target.host.c_str(), target.endpoint.c_str(), descriptor < 0 ? " failed" : "");
}

/// After what the transport itself has reported.
void report_no_connection(const binding::Target& target, base::Status status) noexcept {
    try {
        std::u16string endpoint = base::to_utf16(target.endpoint);
        if (target.mechanism->local && target.mechanism->is_here(target.host)) {
            eeinfo::report(status, eeinfo::Location::local_connect_failed, {std::move(endpoint)});
            return;
        }
        eeinfo::report(status, eeinfo::Location::connect_failed);
        eeinfo::report(status, eeinfo::Location::endpoint_failed, {std::move(endpoint)});
    } catch (const std::bad_alloc&) {
    }
}

/// A connect in progress, as other threads may cancel it.
class CancellableConnect final : public transport::ConnectWatch {
 public:
    explicit CancellableConnect(CancelPoint& point) noexcept : point_(point) {}
    void begins(int descriptor) noexcept override { point_.begin(descriptor, nullptr); }
    bool given_up() const noexcept override { return point_.abandoned(); }
    void ends() noexcept override { point_.end(); }

 private:
    CancelPoint& point_;
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
    protocol::trace_sending(descriptor, message);
    while (!message.done()) {
        const auto sent = transport::send_some(descriptor, message.pending(), transport::Blocking::yes);
        if (sent.error != 0) return false;
        message.advance(sent.bytes);
    }
    return true;
}

binding::Reach reach_of(const binding::Target& target) noexcept {
    if (!target.mechanism->is_here(target.host)) return binding::Reach::network;
    return target.mechanism->local ? binding::Reach::local_transport : binding::Reach::this_machine;
}

/// Mutual authentication over a local transport: the kernel says who listens there.
base::Status check_server(const binding::Target& target, int descriptor) {
    const bool asked = target.authentication && target.authentication->qos().mutual();
    if (!asked || reach_of(target) != binding::Reach::local_transport) return base::Status::ok;
    ucred server{};
    socklen_t length = sizeof server;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &server, &length) != 0) {
        return base::Status::rpc_s_sec_pkg_error;
    }
    const security::SystemUser user{.uid = server.uid, .gid = server.gid, .groups = {}};
    return target.authentication->expects(user) ? base::Status::ok : base::Status::rpc_s_sec_pkg_error;
}

using Security = base::Ref<protocol::SecurityContext>;

base::Result<Security> security_by(const binding::Authentication& wanted, binding::Reach reach,
                                   const security::Identity* identity) {
    auto mechanism = wanted.begin(reach, identity);
    if (!mechanism) return mechanism.status();
    static std::atomic<uint32_t> last_id{0};
    return Security(base::make_ref<protocol::SecurityContext>(last_id.fetch_add(1) + 1, wanted.service(),
                                                              wanted.level(), std::move(*mechanism)));
}

/// Null for who calls as nobody. Where a KDC may have to be asked, this is not waited for longer than for the server.
base::Result<Security> security_of(const binding::Target& target, const Patience& patience) {
    if (!target.authentication) return Security();
    const binding::Authentication& wanted = *target.authentication;
    const bool asks_others = wanted.service() != security::Service::ntlm && !wanted.principal().empty();
    if (target.identity || !asks_others) return security_by(wanted, reach_of(target), target.identity.get());
    const auto found = std::make_shared<std::optional<base::Result<Security>>>();
    Errand errand([found, authentication = target.authentication, reach = reach_of(target)] {
        auto made = security_by(*authentication, reach, nullptr);
        if (made) (*made)->prepare();
        *found = std::move(made);
    });
    const base::Status outcome = errand.run(patience);
    if (failed(outcome)) return outcome;
    if (!*found) return base::Status::rpc_s_out_of_memory;
    return std::move(**found);
}

/// To a local server that asks nothing more, whoever connects is who calls.
base::Result<transport::Socket> connect_as(const binding::Target& target, const transport::ConnectLimits& limits) {
    const auto connect = [&] { return target.mechanism->connect(target.host, target.endpoint, limits); };
    // Where connecting is a logon to another machine: an impersonated client left nothing here that would prove him.
    const bool logs_on = target.mechanism->local && !target.mechanism->is_here(target.host);
    if (target.identity && logs_on) return base::Status::rpc_s_access_denied;
    if (!target.identity || target.authentication) return connect();
    if (!target.identity->user() || !security::impersonation_reaches_files()) return base::Status::rpc_s_access_denied;
    const security::ConnectsAs somebody(*target.identity->user());
    return failed(somebody.status()) ? somebody.status() : connect();
}

/// Reads until the proposal is answered.
Negotiated await_answer(int descriptor, ClientSession& session, const Patience& patience) {
    for (;;) {
        auto event = session.next();
        if (std::holds_alternative<protocol::NeedMore>(event)) {
            if (patience.deadline && !wait_readable(descriptor, patience.deadline)) {
                const auto waited = static_cast<int32_t>(patience.length.count());
                eeinfo::report(patience.expired, eeinfo::Location::bind_timeout, {int32_t{0}, waited});
                return lost(patience.expired);
            }
            const auto got = transport::receive_some(descriptor, session.want(), transport::Blocking::yes);
            if (got.bytes == 0) return lost(base::Status::rpc_s_server_unavailable);
            session.received(got.bytes);
        } else if (const auto* ready = std::get_if<ClientSession::ContextReady>(&event)) {
            return {.context_id = ready->context_id};
        } else if (const auto* refused = std::get_if<ClientSession::ContextRefused>(&event)) {
            return {.status = refused->status};
        } else if (auto* leg = std::get_if<ClientSession::Leg>(&event)) {
            if (!send_message(descriptor, std::move(leg->message))) return lost(base::Status::rpc_s_server_unavailable);
        } else if (auto* nak = std::get_if<ClientSession::BindRefused>(&event)) {
            if (nak->history) eeinfo::replace(std::move(*nak->history));
            const int32_t told = base::code(nak->status);
            eeinfo::report(nak->status, eeinfo::Location::bind_refused, {told, int32_t{1}});
            return {.status = nak->status, .connection_lost = true, .bind_refused = true};
        } else if (const auto* broken = std::get_if<ClientSession::ProtocolError>(&event)) {
            return lost(broken->status);
        } else if (auto* fault = std::get_if<ClientSession::Faulted>(&event)) {
            if (fault->history) eeinfo::replace(std::move(*fault->history));
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

Patience::Patience(const binding::Options& options) : deadline(options.bind_deadline()) {
    const auto now = transport::Clock::now();
    if (deadline) length = std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - now);
    if (options.call_timeout.count() == 0) return;
    const auto call_end = now + options.call_timeout;
    if (deadline && *deadline < call_end) return;
    deadline = call_end;
    length = options.call_timeout;
    expired = base::Status::rpc_s_call_cancelled;
}

base::Result<BoundStream> open_stream(const binding::Target& target, const Request& request, Sharing sharing,
                                      uint32_t& group) {
    const Patience patience(request.options);
    CancelPoint& point = CancelPoint::mine();
    const CancelPoint::Span span(point);
    CancellableConnect watch(point);
    auto limits = request.options.connect_limits();
    if (patience.of_the_call() && (!limits.deadline || *patience.deadline < *limits.deadline)) {
        limits.deadline = patience.deadline;
    }
    limits.watch = &watch;
    if (target.authentication) limits.logon = target.authentication->logon();
    auto socket = connect_as(target, limits);
    if (!socket) {
        trace_connection(target, -1);
        if (point.abandoned()) return base::Status::rpc_s_call_cancelled;
        const base::Status status = patience.of_the_call() && patience.over() ? patience.expired : socket.status();
        report_no_connection(target, status);
        return status;
    }
    BoundStream stream{.socket = std::move(*socket), .session = {}};
    protocol::ClientOptions asked{.multiplex = sharing == Sharing::many_calls, .association_group = group};
    const base::Status expected = check_server(target, stream.socket.descriptor());
    if (failed(expected)) return expected;
    const auto security = security_of(target, patience);
    if (!security) return security.status();
    asked.security = *security;
    stream.session = std::make_unique<ClientSession>(asked);
    stream.session->trace_as(stream.socket.descriptor());
    trace_connection(target, stream.socket.descriptor());
    point.begin(stream.socket.descriptor(), nullptr);
    const Negotiated bound = ensure_context(stream.socket.descriptor(), *stream.session, request);
    if (point.end()) return base::Status::rpc_s_call_cancelled;
    if (bound.bind_refused && group != 0) {
        // The group died with the server that made it.
        group = 0;
        return target.pinned ? base::Status::rpc_s_server_unavailable : bound.status;
    }
    if (failed(bound.status)) return bound.status;
    if (target.authentication) {
        const base::Status satisfied = target.authentication->satisfied_by(reach_of(target), (*security)->peer());
        if (failed(satisfied)) return satisfied;
    }
    group = stream.session->association_group();
    return stream;
}

}  // namespace rpcrt4::association
