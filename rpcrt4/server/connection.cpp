// SPDX-License-Identifier: LGPL-2.1-or-later
// Connection: reading and the session's events. How queued requests are run is in connection_queue.cpp.
#include "rpcrt4/server/connection.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/protocol/pdu_fault.hpp"
#include "rpcrt4/protocol/wire_status.hpp"
#include "rpcrt4/trace/trace.hpp"

namespace rpcrt4::server {

using base::Ref;
using protocol::ServerSession;
using transport::Blocking;

namespace {

// What one connection can make the server hold before it is no longer read.
constexpr uint32_t kMostWaiting = 256;
constexpr size_t kMostWaitingBytes = 8 * 1024 * 1024;
constexpr size_t kMostBacklog = 1024 * 1024;
constexpr size_t kMostPieceBytes = 1024 * 1024;

// A message of which so much is still to come is waited for, for as long as a peer takes that is only waiting for its
// turn on the processor.
constexpr size_t kWorthWaiting = 128 * 1024;
constexpr std::chrono::milliseconds kPatience{20};
constexpr size_t kKeepsUp = 4096;
constexpr std::chrono::milliseconds kForLastWords{200};  // without any progress

protocol::ServerOptions options_for(const std::string& endpoint) { return {.secondary_address = endpoint}; }

}  // namespace

Ref<Connection> Connection::open(Environment& environment, const transport::Mechanism& mechanism,
                                 transport::Socket socket, const std::string& endpoint, Ref<Realm> realm,
                                 std::optional<FrontClient> front) {
    mechanism.prepare(socket.descriptor());
    transport::set_timeouts(socket.descriptor(), kPatience);
    auto connection = Ref<Connection>::adopt(
        new Connection(environment, mechanism, std::move(socket), endpoint, std::move(realm), std::move(front)));
    if (connection->realm_ && !connection->realm_->enter(*connection)) return nullptr;
    connection->id_ = environment.reactor.reserve(connection);
    if (connection->id_ == 0) return nullptr;
    if (!environment.reactor.start(connection->id_, connection->descriptor())) {
        environment.reactor.remove(connection->id_, connection->descriptor());
        return nullptr;
    }
    return connection;
}

Connection::Connection(Environment& environment, const transport::Mechanism& mechanism, transport::Socket socket,
                       const std::string& endpoint, Ref<Realm> realm, std::optional<FrontClient> front)
    : environment_(environment),
      mechanism_(mechanism),
      realm_(std::move(realm)),
      socket_(std::move(socket)),
      front_(std::move(front)),
      session_(*this, options_for(endpoint)),
      outbox_(socket_.descriptor(), *this) {
    session_.trace_as(socket_.descriptor());
    if (trace::on(trace::Category::connect)) [[unlikely]] {
        trace::line(trace::Category::connect, "fd=%d accepted at %.*s:[%s] from '%s'", descriptor(),
                    static_cast<int>(mechanism_.protseq.size()), mechanism_.protseq.data(), endpoint.c_str(),
                    peer_address().c_str());
    }
}

Connection::~Connection() {
    if (realm_) realm_->leave(*this);
    if (group_) environment_.groups.leave(group_);
}

std::optional<ucred> Connection::client_credentials() const noexcept {
    ucred credentials{};
    socklen_t length = sizeof credentials;
    if (!is_local() || ::getsockopt(descriptor(), SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) {
        return std::nullopt;
    }
    return credentials;
}

std::optional<security::SystemUser> Connection::client_user() const {
    const auto credentials = client_credentials();
    if (!credentials) return std::nullopt;
    security::SystemUser user{.uid = credentials->uid, .gid = credentials->gid, .groups = {}};
    socklen_t length = 0;
    if (::getsockopt(descriptor(), SOL_SOCKET, SO_PEERGROUPS, nullptr, &length) != 0 && errno != ERANGE) {
        return std::nullopt;
    }
    user.groups.resize(length / sizeof(gid_t));
    if (::getsockopt(descriptor(), SOL_SOCKET, SO_PEERGROUPS, user.groups.data(), &length) != 0) return std::nullopt;
    user.groups.resize(length / sizeof(gid_t));
    return user;
}

std::string Connection::peer_address() const { return front_ ? "\\\\" + front_->host : mechanism_.peer(descriptor()); }

void Connection::ready(bool readable, bool writable, bool hangup) noexcept {
    if (hangup) hangup_.store(true, std::memory_order_release);
    if (writable) outbox_.writable();
    const bool reading = readable && take_role();
    if (reading || writable) work(reading);
}

void Connection::work(bool reading) noexcept {
    do {
        if (reading) read();
        drain();
        reading = take_paused_role();
    } while (reading);
}

void Connection::want_writable(bool wanted) noexcept {
    std::lock_guard lock(interest_lock_);
    writable_wanted_ = wanted;
    environment_.reactor.want(id_, descriptor(), readable_wanted_, writable_wanted_);
}

void Connection::want_readable(bool wanted) noexcept {
    std::lock_guard lock(interest_lock_);
    readable_wanted_ = wanted;
    environment_.reactor.want(id_, descriptor(), readable_wanted_, writable_wanted_);
}

// Reading.

bool Connection::take_role() noexcept {
    Role role = role_.load(std::memory_order_acquire);
    for (;;) {
        if (role == Role::free) {
            if (role_.compare_exchange_weak(role, Role::reading, std::memory_order_acq_rel)) return true;
        } else if (role == Role::reading) {
            // The holder may be past its last receive: it must look again.
            if (role_.compare_exchange_weak(role, Role::reading_again, std::memory_order_acq_rel)) return false;
        } else {
            return false;
        }
    }
}

bool Connection::take_paused_role() noexcept {
    Role role = role_.load(std::memory_order_acquire);
    return role == Role::paused && !overloaded() &&
           role_.compare_exchange_strong(role, Role::reading, std::memory_order_acq_rel);
}

void Connection::read() noexcept {
    for (;;) {
        const Outcome outcome = receive();
        if (outcome == Outcome::paused) {
            // Sequentially consistent: what made us pause may be over, and those who ended it either find the pause or
            // are found out here.
            role_.store(Role::paused, std::memory_order_seq_cst);
            if (take_paused_role()) continue;
            return;
        }
        if (outcome == Outcome::ended) {
            role_.store(Role::ended, std::memory_order_release);
            disconnect();
            return;
        }
        Role reading = Role::reading;
        if (role_.compare_exchange_strong(reading, Role::free, std::memory_order_acq_rel)) return;
        role_.store(Role::reading, std::memory_order_release);
    }
}

bool Connection::overloaded() const noexcept {
    return waiting_count_.load(std::memory_order_relaxed) >= kMostWaiting ||
           waiting_bytes_.load(std::memory_order_relaxed) >= kMostWaitingBytes ||
           piece_bytes_.load(std::memory_order_seq_cst) >= kMostPieceBytes || replies_pile_up();
}

bool Connection::replies_pile_up() const noexcept { return outbox_.backlog() >= kMostBacklog; }

Connection::Outcome Connection::receive() {
    try {
        const Outcome outcome = receive_some();
        if (outcome == Outcome::drained) session_.release_idle();
        return outcome;
    } catch (const std::bad_alloc&) {
        return Outcome::ended;
    }
}

/// Edge-triggered reading: until the socket gave less than was asked for, which means that it is empty. The end of the
/// stream may have come in the same event as the last bytes; then only the end will do.
Connection::Outcome Connection::receive_some() {
    for (;;) {
        if (overloaded()) return Outcome::paused;
        const std::span<const iovec> want = session_.want();
        size_t wanted = 0;
        for (const iovec& piece : want) wanted += piece.iov_len;
        const transport::Transfer got = transport::receive_some(descriptor(), want, Blocking::no);
        if (got.error == EAGAIN || got.error == EWOULDBLOCK) return Outcome::drained;
        if (got.bytes == 0) return Outcome::ended;
        session_.received(got.bytes);
        if (!take_events()) return Outcome::ended;
        if (got.bytes == wanted && session_.still_to_come() >= kWorthWaiting && !receive_bulk()) return Outcome::ended;
        if (got.bytes < wanted && !hangup_.load(std::memory_order_acquire)) return Outcome::drained;
    }
}

/// A long message that comes as fast as it is read: waits for it a little rather than be sent for again and again, with
/// the other workers woken by every segment. Ends when the peer falls behind or something else can be done.
bool Connection::receive_bulk() {
    want_readable(false);
    bool alive = true;
    for (bool keeps_up = true; keeps_up && alive;) {
        const transport::Transfer got = transport::receive_some(descriptor(), session_.want(), Blocking::yes);
        if (got.error == EAGAIN || got.error == EWOULDBLOCK) break;
        if (got.bytes != 0) session_.received(got.bytes);
        alive = got.bytes != 0 && take_events();
        keeps_up = got.bytes >= kKeepsUp && session_.still_to_come() != 0 &&
                   waiting_count_.load(std::memory_order_relaxed) == 0;
    }
    want_readable(true);
    return alive;
}

bool Connection::take_events() {
    for (;;) {
        ServerSession::Event event = session_.next();
        if (std::holds_alternative<protocol::NeedMore>(event)) return true;
        environment_.statistics.packets_in.fetch_add(1, std::memory_order_relaxed);
        if (auto* request = std::get_if<ServerSession::Request>(&event)) {
            if (!take_request(*request)) return false;
        } else if (auto* part = std::get_if<ServerSession::RequestPart>(&event)) {
            take_piece(*part);
        } else if (auto* reply = std::get_if<ServerSession::Reply>(&event)) {
            take_reply(*reply);
            if (reply->close) {
                discard_input();
                return false;
            }
        } else if (auto* cancel = std::get_if<ServerSession::CancelRequested>(&event)) {
            if (const Ref<ServerCall> call = find_call(cancel->call_id)) call->cancel();
        } else if (auto* answer = std::get_if<ServerSession::CallbackAnswered>(&event)) {
            const Ref<ServerCall> call = find_call(answer->call_id);
            if (!call) return false;
            CallbackReply answered{answer->status, answer->representation, std::move(answer->stub)};
            if (!call->callback_answered(std::move(answered))) return false;
        } else if (auto* orphaned = std::get_if<ServerSession::Orphaned>(&event)) {
            if (const Ref<ServerCall> call = find_call(orphaned->call_id)) call->orphan();
        } else {
            return false;
        }
    }
}

/// Queues the request. False when its call id is that of a call in progress, which no client may do.
bool Connection::take_request(ServerSession::Request& request) {
    environment_.statistics.calls_in.fetch_add(1, std::memory_order_relaxed);
    const protocol::Fault duplicate{.call_id = request.call_id,
                                    .context_id = request.context_id,
                                    .wire_status = protocol::nca::kProtocolError,
                                    .did_not_execute = true};
    auto call = base::make_ref<ServerCall>(*this, offers_[request.cookie], std::move(request));
    {
        std::lock_guard lock(lock_);
        if (!calls_.find(call->id())) {
            calls_.add(*call);
            waiting_count_.fetch_add(1, std::memory_order_relaxed);
            waiting_bytes_.fetch_add(call->request_size(), std::memory_order_relaxed);
            waiting_.push_back(*call.detach());
            return true;
        }
    }
    say_last(protocol::OutgoingMessage(protocol::encode_fault(duplicate)));
    return false;
}

/// Pieces of a call that is over are dropped.
void Connection::take_piece(ServerSession::RequestPart& part) {
    const Ref<ServerCall> call = find_call(part.call_id);
    if (!call) return;
    const size_t size = part.stub.size();
    piece_bytes_.fetch_add(size, std::memory_order_seq_cst);
    if (!call->add_piece({std::move(part.stub), part.last})) pieces_taken(size);
}

void Connection::pieces_taken(size_t bytes) noexcept {
    if (bytes == 0) return;
    piece_bytes_.fetch_sub(bytes, std::memory_order_seq_cst);
    resume_reading();
}

void Connection::take_reply(ServerSession::Reply& reply) noexcept {
    environment_.statistics.packets_out.fetch_add(1, std::memory_order_relaxed);
    if (reply.close) return say_last(std::move(reply.message));
    outbox_.post(std::move(reply.message));
}

/// Before the connection ends: another thread that has just written an answer may have to write this one as well, and
/// what is not written by then is dropped.
void Connection::say_last(protocol::OutgoingMessage message) noexcept {
    outbox_.post(std::move(message));
    static_cast<void>(outbox_.wait_below(1, kForLastWords));
}

/// Closing a socket with unread bytes resets it, and a reset overtakes the answer the peer is to read.
void Connection::discard_input() noexcept {
    constexpr size_t kMost = 1024 * 1024;
    std::array<std::byte, 16 * 1024> scratch;
    for (size_t total = 0; total < kMost;) {
        const iovec piece{scratch.data(), scratch.size()};
        const transport::Transfer got = transport::receive_some(descriptor(), {&piece, 1}, Blocking::no);
        if (got.bytes == 0) return;
        total += got.bytes;
    }
}

void Connection::disconnect() noexcept {
    if (disconnected_.exchange(true, std::memory_order_acq_rel)) return;
    if (trace::on(trace::Category::connect)) [[unlikely]] {
        trace::line(trace::Category::connect, "fd=%d ended", descriptor());
    }
    const Ref<Connection> self(*this);
    outbox_.fail();
    ::shutdown(descriptor(), SHUT_RDWR);
    environment_.reactor.remove(id_, descriptor());
    std::vector<Ref<ServerCall>> running;
    {
        std::lock_guard lock(lock_);
        calls_.for_each([&](ServerCall& call) {
            if (call.try_retain()) running.push_back(Ref<ServerCall>::adopt(&call));
        });
    }
    for (const Ref<ServerCall>& call : running) call->client_gone();
    drained();
}

// The directory the session asks.

protocol::ServerDirectory::Verdict Connection::find_interface(const protocol::SyntaxId& id,
                                                              std::span<const protocol::SyntaxId> transfers) {
    const RPC_SYNTAX_IDENTIFIER wanted{to_guid(id.uuid), {id.major, id.minor}};
    Ref<Interface> found = interfaces().find(wanted);
    if (!found) return protocol::ContextReason::abstract_syntax_not_supported;
    const RPC_SYNTAX_IDENTIFIER& ours = found->transfer_syntax();
    for (size_t index = 0; index < transfers.size(); ++index) {
        const protocol::SyntaxId& offered = transfers[index];
        if (to_guid(offered.uuid) != ours.SyntaxGUID || offered.major != ours.SyntaxVersion.MajorVersion) continue;
        offers_.emplace_back().registered = std::move(found);
        const bool streamed = offers_.back().registered->has_pipes();
        return Accepted{.cookie = offers_.size() - 1, .transfer_index = index, .streamed = streamed};
    }
    return protocol::ContextReason::transfer_syntaxes_not_supported;
}

size_t Connection::request_limit(uint64_t cookie) const noexcept { return request_limit(offers_[cookie]); }

size_t Connection::request_limit(const Offer& offer) const noexcept {
    if (!mechanism_.size_limited) return protocol::kDefaultMessageLimit;
    const Ref<Interface> again = offer.registered->gone() ? interfaces().find(offer.registered->id()) : nullptr;
    const unsigned limit = (again ? *again : *offer.registered).max_rpc_size();
    return limit == ~0u ? protocol::kDefaultMessageLimit : limit;
}

uint32_t Connection::join_association_group(uint32_t requested) {
    Ref<AssociationGroup> joined = environment_.groups.join(requested);
    if (!joined) return 0;
    const uint32_t id = joined->id;
    const std::lock_guard lock(lock_);
    group_ = std::move(joined);
    return id;
}

std::vector<std::byte> Connection::about_unknown_group(uint32_t requested) {
    eeinfo::clear();
    const base::Status status = protocol::from_nak(protocol::NakReason::not_specified);
    eeinfo::report(status, eeinfo::Location::association_unknown, {static_cast<int32_t>(requested)});
    return eeinfo::for_fault(status, protocol::kMustReceiveFragment / 2);
}

/// A local client needs no registration: the two are of one machine, if not of one user.
std::unique_ptr<security::Context> Connection::accept_security(security::Service service, security::Level level) {
    auto identity = environment_.authentication.find(service);
    if (!identity) {
        if (!is_local() || service == security::Service::kerberos) return nullptr;
        identity = security::ServerIdentity{.service = service, .principal = {}};
    }
    return security::server_context(*identity, level);
}

Ref<AssociationGroup> Connection::group() noexcept {
    const std::lock_guard lock(lock_);
    return group_;
}

/// The client is gone: what it left behind is run down, unless it has other connections.
void Connection::leave_group() noexcept {
    Ref<AssociationGroup> left;
    {
        const std::lock_guard lock(lock_);
        left = std::move(group_);
    }
    if (left) environment_.groups.leave(left);
}

}  // namespace rpcrt4::server
