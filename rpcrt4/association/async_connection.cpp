// SPDX-License-Identifier: LGPL-2.1-or-later
// See async_connection.hpp. Lifetime: while the loop watches the connection it holds one reference; pools and calls
// hold others. The connection closes on the loop, after which every call has been finished.
#include "rpcrt4/association/async_connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "rpcrt4/protocol/pdu_call.hpp"

namespace rpcrt4::association {

using protocol::ClientSession;
using transport::Loop;

base::Ref<AsyncConnection> AsyncConnection::adopt(BoundStream stream, const transport::Mechanism& mechanism) {
    auto connection = base::make_ref<AsyncConnection>(std::move(stream), mechanism);
    Loop::instance().post([connection] { connection->start_watching(); });
    return connection;
}

AsyncConnection::AsyncConnection(BoundStream stream, const transport::Mechanism& mechanism) noexcept
    : mechanism_(mechanism),
      socket_(std::move(stream.socket)),
      session_(std::move(stream.session)),
      multiplexed_(session_->multiplexed()) {}

AsyncConnection::~AsyncConnection() = default;

bool AsyncConnection::usable() const noexcept {
    return state_.with([](const State& state) { return !state.broken && !state.retired; });
}

bool AsyncConnection::serves(uint64_t order_key) const noexcept {
    if (multiplexed_) return true;
    return state_.with([&](const State& state) {
        if (order_key == 0 || state.order_key != order_key) return false;
        // An aborted call may never be answered: only calls that wait behind it already demand their order.
        return !state.waiting.empty() || (state.current && state.calls.contains(*state.current));
    });
}

bool AsyncConnection::reserve(uint64_t order_key) noexcept {
    return state_.with([&](State& state) {
        if (state.broken || state.reserved || state.current || !state.waiting.empty()) return false;
        state.reserved = true;
        state.order_key = order_key;
        return true;
    });
}

void AsyncConnection::give_up() noexcept {
    state_.with([](State& state) { state.reserved = false; });
}

Negotiated AsyncConnection::prepare(const Request& request) {
    constexpr Negotiated kDead{.status = base::Status::rpc_s_server_unavailable, .connection_lost = true};
    for (;;) {
        bool mine = false;
        bool send = false;
        std::optional<Negotiated> known;
        std::shared_future<Negotiated> answer;
        state_.with([&](State& state) {
            if (state.broken) {
                known = kDead;
            } else if (const auto id = session_->context(request.interface_id, request.transfer)) {
                known = Negotiated{.context_id = *id};
            } else if (Loop::instance().on_loop_thread()) {
                known = kDead;  // the answer would have to be read by this very thread
            } else if (state.proposal) {
                answer = state.proposal->future;
                mine = state.proposal->interface_id == request.interface_id &&
                       state.proposal->transfer == request.transfer;
            } else if (auto proposal = session_->propose(request.interface_id, request.transfer)) {
                auto message = std::make_unique<Outgoing>();
                message->message = std::move(*proposal);
                state.proposal.emplace(request.interface_id, request.transfer);
                answer = state.proposal->future = state.proposal->answer.get_future().share();
                state.queue.push_back(*message.release());
                send = claim(state);
                mine = true;
            } else {
                known = kDead;
            }
        });
        if (known) return *known;
        if (send) pump();
        const auto deadline = request.options.bind_deadline();
        if (deadline && answer.wait_until(*deadline) == std::future_status::timeout) {
            // Nobody waits for the answer any longer, or the connection could not end.
            state_.with([&](State& state) { settle_proposal(state, kDead); });
            return kDead;
        }
        const Negotiated result = answer.get();
        if (mine || result.connection_lost) return result;
    }
}

bool AsyncConnection::submit(PendingCall& call, const Request& request, uint16_t context_id, protocol::Buffer& stub) {
    // A connection that rested may have died unnoticed; the loop learns of it at its own pace. Asking the socket now
    // lets the call go to a fresh connection instead.
    if (state_.with([](const State& state) { return state.calls.empty(); }) && seems_dead()) return false;
    bool send = false;
    bool ask_loop = false;
    const bool started = state_.with([&](State& state) {
        if (state.broken || state.retired) return false;
        call.call_id_ = session_->next_call_id();
        call.header_ = {.call_id = call.call_id_,
                        .context_id = context_id,
                        .opnum = request.opnum,
                        .object = request.object,
                        .flags = 0};
        state.calls.insert(call);
        call.stub_ = std::move(stub);
        call.outgoing_.offered = false;
        if (!multiplexed_ && (state.current || !state.waiting.empty())) {
            state.waiting.push_back(call);
        } else {
            try {
                enqueue(state, call);
            } catch (...) {
                state.calls.remove(call.call_id_);
                throw;
            }
        }
        call.owner().retain();
        state.order_key = request.order_key;
        state.reserved = false;
        send = claim_for_call(state, ask_loop);
        return true;
    });
    if (ask_loop) Loop::instance().post([self = base::Ref(*this)] { self->send_posted(); });
    if (send) pump();
    return started;
}

bool AsyncConnection::claim_for_call(State& state, bool& ask_loop) const noexcept {
    if (state.corked) {
        // The loop sends what its own routines start when they are through; nobody else can wait for them.
        return !Loop::instance().on_loop_thread() && claim(state);
    }
    if (state.calls.size() <= kDirectCalls) return claim(state);
    ask_loop = !state.sending && !state.queue.empty() && !std::exchange(state.posted, true);
    return false;
}

void AsyncConnection::send_posted() noexcept {
    const bool send = state_.with([](State& state) {
        state.posted = false;
        return claim(state);
    });
    if (send) pump();
}

void AsyncConnection::enqueue(State& state, PendingCall& call) {
    call.outgoing_.message = encode_request(call.header_, std::move(call.stub_), session_->max_transmit());
    call.owner().retain();
    state.queue.push_back(call.outgoing_);
    if (!multiplexed_) {
        state.current = call.call_id_;
        session_->expect(call.call_id_);
    }
}

void AsyncConnection::activate_next(State& state) {
    state.current.reset();
    if (PendingCall* next = state.waiting.pop_front()) enqueue(state, *next);
}

bool AsyncConnection::seems_dead() const noexcept {
    char byte;
    const ssize_t got = ::recv(socket_.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

bool AsyncConnection::cancel(PendingCall& call, bool abort) {
    bool send = false;
    const bool taken = state_.with([&](State& state) {
        if (!state.calls.contains(call)) return false;  // over already
        const bool waits = call.waiting_.linked();
        if (abort) state.calls.remove(call.call_id_);
        if (abort && waits) state.waiting.remove(call);
        if (waits) return abort;
        auto notice = std::make_unique<Outgoing>();
        notice->message = ClientSession::cancel(call.call_id_);
        state.queue.push_back(*notice.release());
        // "Orphaned" means that no answer will come, which only a peer that multiplexes and keeps the connection takes
        // well; any other goes on to answer, and the answer is dropped.
        if (abort && multiplexed_ && session_->keeps_connection_on_orphan()) {
            auto orphan = std::make_unique<Outgoing>();
            orphan->message =
                protocol::OutgoingMessage(protocol::encode_bodiless(protocol::PduType::orphaned, call.call_id_));
            state.queue.push_back(*orphan.release());
        }
        send = claim(state);
        return abort;
    });
    if (taken) call.owner().release();
    if (send) pump();
    return taken;
}

bool AsyncConnection::claim(State& state) noexcept {
    if (state.sending || state.queue.empty()) return false;
    state.sending = true;
    return true;
}

void AsyncConnection::pump() noexcept {
    Batch batch;
    OutgoingQueue done;
    size_t sent = 0;
    for (;;) {
        bool over = false;
        const bool more = state_.with([&](State& state) {
            const bool left = collect(state, sent, batch, done);
            over = !left && state.retired;
            return left;
        });
        drop(done);
        if (over) retire();
        if (!more) return;
        const auto moved = transport::send_some(socket_.descriptor(), std::span(batch.pieces.data(), batch.count),
                                                transport::Blocking::no);
        sent = moved.bytes;
        if (moved.error == EAGAIN) {
            // Still claimed: the loop goes on when the socket has room.
            Loop::instance().post([self = base::Ref(*this)] {
                self->state_.with([](State& state) { state.stalled = true; });
                if (self->watch_ != nullptr) {
                    self->watch_->want(true, true);
                } else {
                    self->pump();  // closed meanwhile: drops the queue
                }
            });
            return;
        }
        if (moved.error != 0) {
            // The loop reads the end of the stream and fails the calls; here only the queue ends.
            ::shutdown(socket_.descriptor(), SHUT_RDWR);
            state_.with([](State& state) { state.broken = true; });
        }
    }
}

/// Takes note of what was sent, moves finished messages to `done`, fills the next batch. False: the claim is over.
bool AsyncConnection::collect(State& state, size_t sent, Batch& batch, OutgoingQueue& done) noexcept {
    while (Outgoing* front = state.queue.front()) {
        const size_t step = std::min(sent, front->message.remaining());
        front->message.advance(step);
        sent -= step;
        if (!front->message.done() && !state.broken) break;
        state.queue.remove(*front);
        done.push_back(*front);
    }
    if (state.queue.empty()) {
        state.sending = false;
        return false;
    }
    batch.count = 0;
    for (Outgoing* next = state.queue.front(); next != nullptr; next = state.queue.after(*next)) {
        next->offered = true;
        for (const iovec& piece : next->message.pending()) {
            if (batch.count == kMaxPieces) return true;
            batch.pieces[batch.count++] = piece;
        }
    }
    return true;
}

void AsyncConnection::drop(OutgoingQueue& messages) noexcept {
    while (Outgoing* message = messages.pop_front()) {
        if (message->owner == nullptr) {
            delete message;
        } else {
            message->message = {};  // its memory is of use elsewhere
            message->owner->release();
        }
    }
}

void AsyncConnection::start_watching() noexcept {
    watch_ = transport::Watch::open(socket_.descriptor(), *this);
    if (watch_ == nullptr) {
        fail(ENOMEM, base::Status::rpc_s_out_of_resources);
        return;
    }
    retain();  // the watch's
    watch_->want(true, false);
    close_if_retired();
}

void AsyncConnection::ready(bool readable, bool writable) noexcept {
    const base::Ref<AsyncConnection> alive(*this);
    if (writable) {
        const bool resume = state_.with([](State& state) { return std::exchange(state.stalled, false); });
        if (watch_ != nullptr) watch_->want(true, false);
        if (resume) pump();
    }
    if (readable) read_replies();
}

void AsyncConnection::read_replies() noexcept try {
    constexpr int kRounds = 4;  // then other connections have their turn
    for (int round = 0; round < kRounds; ++round) {
        const auto pieces = session_->want();
        size_t room = 0;
        for (const iovec& piece : pieces) room += piece.iov_len;
        const auto got = transport::receive_some(socket_.descriptor(), pieces, transport::Blocking::no);
        if (got.error == EAGAIN) return;
        if (got.bytes == 0) {
            fail(got.error, base::Status::rpc_s_call_failed);
            return;
        }
        session_->received(got.bytes);
        bool send = false;
        const bool intact = take_events(completed_, send);
        if (send) pump();
        finish_all(completed_);
        uncork();
        if (!intact) {
            fail(EPROTO, base::Status::rpc_s_protocol_error);
            return;
        }
        close_if_retired();
        if (closed_ || got.bytes < room) return;
    }
} catch (const std::bad_alloc&) {
    finish_all(completed_);
    uncork();
    fail(ENOMEM, base::Status::rpc_s_out_of_memory);
}

/// Everything that has arrived, under one lock. False: the peer broke the protocol. `send`: the right to send was
/// taken, for what is queued must not wait for users' routines. Calls which those start go out together afterwards.
bool AsyncConnection::take_events(std::vector<Completion>& completed, bool& send) {
    bool intact = true;
    state_.with([&](State& state) {
        for (bool more = true; more;) {
            auto event = session_->next();
            std::visit(
                Overloaded{
                    [&](protocol::NeedMore) { more = false; },
                    [&](ClientSession::Response& response) {
                        complete(state, response.call_id,
                                 {.representation = response.representation, .stub = std::move(response.stub)},
                                 completed);
                    },
                    [&](ClientSession::Faulted& fault) {
                        complete(state, fault.call_id, {.status = fault.status, .representation = {}, .stub = {}},
                                 completed);
                    },
                    [&](ClientSession::ReplyTooLarge& large) {
                        complete(state, large.call_id,
                                 {.status = base::Status::rpc_s_out_of_memory, .representation = {}, .stub = {}},
                                 completed);
                    },
                    [&](ClientSession::ContextReady& context) {
                        settle_proposal(state, {.context_id = context.context_id});
                    },
                    [&](ClientSession::ContextRefused& refused) { settle_proposal(state, {.status = refused.status}); },
                    [&](ClientSession::ShutdownRequested) { state.retired = true; },
                    [&](auto&) { more = intact = false; },  // BindRefused, ProtocolError
                },
                event);
        }
        state.corked = std::any_of(completed.begin(), completed.end(),
                                   [](const Completion& completion) { return completion.call->runs_user_code(); });
        send = (state.corked || !multiplexed_) && claim(state);
    });
    return intact;
}

void AsyncConnection::uncork() noexcept {
    const bool send = state_.with([](State& state) { return std::exchange(state.corked, false) && claim(state); });
    if (send) pump();
}

void AsyncConnection::complete(State& state, uint32_t call_id, Reply reply, std::vector<Completion>& completed) {
    // An answer nobody waits for any more (an aborted call's) still frees an unmultiplexed connection.
    if (PendingCall* call = state.calls.remove(call_id)) completed.push_back({call, std::move(reply)});
    if (!multiplexed_ && state.current == call_id) activate_next(state);
}

void AsyncConnection::settle_proposal(State& state, const Negotiated& answer) noexcept {
    if (!state.proposal) return;
    state.proposal->answer.set_value(answer);
    state.proposal.reset();
}

void AsyncConnection::finish_all(std::vector<Completion>& completed) noexcept {
    for (Completion& completion : completed) {
        const base::RefCounted& owner = completion.call->owner();
        completion.call->finished(std::move(completion.reply));
        owner.release();
    }
    completed.clear();
}

void AsyncConnection::fail(int error, base::Status status) noexcept {
    Loop::instance().assert_here();
    std::vector<Completion> completed;
    OutgoingQueue dead;
    bool resume = false;
    state_.with([&](State& state) {
        state.broken = true;
        settle_proposal(state, {.status = base::Status::rpc_s_server_unavailable, .connection_lost = true});
        // With a single call in flight the transport can tell whether its request was ever read.
        const bool lone = state.calls.size() == 1 && status == base::Status::rpc_s_call_failed;
        while (PendingCall* call = state.calls.remove_any()) {
            const bool unsent = call->waiting_.linked() || !call->outgoing_.offered;
            const bool lost = unsent || (lone && mechanism_.request_lost(socket_.descriptor(), error));
            if (call->waiting_.linked()) state.waiting.remove(*call);
            completed.push_back(
                {call,
                 {.status = lost ? base::Status::rpc_s_call_failed_dne : status, .representation = {}, .stub = {}}});
        }
        state.current.reset();
        resume = std::exchange(state.stalled, false) || claim(state);
    });
    ::shutdown(socket_.descriptor(), SHUT_RDWR);
    if (resume) pump();  // drops the queue: the connection is broken
    finish_all(completed);
    close();
}

void AsyncConnection::retire() noexcept {
    state_.with([](State& state) { state.retired = true; });
    Loop::instance().post([self = base::Ref(*this)] { self->close_if_retired(); });
}

void AsyncConnection::close_if_retired() noexcept {
    const bool over = state_.with([](State& state) {
        if (!state.retired || !state.calls.empty() || state.sending || !state.queue.empty() || state.current ||
            state.proposal) {
            return false;
        }
        state.broken = true;
        return true;
    });
    if (over) close();
}

void AsyncConnection::close() noexcept {
    closed_ = true;
    if (transport::Watch* watch = std::exchange(watch_, nullptr)) {
        watch->close([this] {
            // The socket itself closes with the object: another thread may still be inside a send.
            release();
        });
    }
}

}  // namespace rpcrt4::association
