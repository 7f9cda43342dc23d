// SPDX-License-Identifier: LGPL-2.1-or-later
// See async_connection.hpp. Lifetime: the poll holds a reference, the loop one while it watches for room to send; an
// errand, pools and calls hold others. The connection closes on the loop, after which every call has been finished.
#include "rpcrt4/association/async_connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "handleapi/seh.hpp"
#include "rpcrt4/association/idle_cleanup.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/protocol/pdu_call.hpp"
#include "rpcrt4/protocol/pdu_trace.hpp"

namespace rpcrt4::association {

using protocol::ClientSession;
using transport::Loop;
using transport::SharedPoll;

base::Result<base::Ref<AsyncConnection>> AsyncConnection::adopt(BoundStream stream,
                                                                const transport::Mechanism& mechanism) {
    auto connection = base::make_ref<AsyncConnection>(std::move(stream), mechanism);
    const auto id = SharedPoll::instance().add(base::Ref<ReplySource>(*connection), connection->socket_.descriptor());
    if (id == 0) return base::Status::rpc_s_out_of_resources;
    connection->poll_id_.store(id);
    if (connection->closed_.load()) connection->unwatch();  // somebody was faster
    return connection;
}

AsyncConnection::AsyncConnection(BoundStream stream, const transport::Mechanism& mechanism) noexcept
    : mechanism_(mechanism),
      socket_(std::move(stream.socket)),
      session_(std::move(stream.session)),
      multiplexed_(session_->multiplexed()) {
    state_.with([](State& state) { state.used_in = current_sweep(); });
}

AsyncConnection::~AsyncConnection() = default;

bool AsyncConnection::usable() const noexcept {
    return state_.with([](const State& state) { return !state.broken && !state.retired; });
}

bool AsyncConnection::rested(uint32_t sweep) const noexcept {
    return state_.with([&](const State& state) {
        const bool busy = !state.calls.empty() || !state.queue.empty() || state.reserved || state.proposal;
        return !busy && is_old(state.used_in, sweep);
    });
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
                state.proposal.emplace(Proposal{
                    .interface_id = request.interface_id, .transfer = request.transfer, .answer = {}, .future = {}});
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
    bool ask = false;
    bool ended = false;
    const bool started = state_.with([&](State& state) {
        if (state.broken || state.retired) return false;
        state.used_in = current_sweep();
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
            base::Status outcome = base::Status::ok;
            try {
                outcome = enqueue(state, call);
            } catch (...) {
                state.calls.remove(call.call_id_);
                throw;
            }
            if (failed(outcome)) {
                // Its security context is at its end (a ticket has expired): a fresh connection makes a new one.
                state.calls.remove(call.call_id_);
                stub = std::move(call.stub_);
                state.retired = ended = true;
                return false;
            }
        }
        call.owner().retain();
        state.order_key = request.order_key;
        state.reserved = false;
        send = claim_for_call(state, ask);
        return true;
    });
    if (ask) ask_loop(kSend);
    if (ended) ask_loop(kClose);
    if (send) pump();
    return started;
}

bool AsyncConnection::claim_for_call(State& state, bool& ask) const noexcept {
    if (state.corked) {
        // The loop sends what its own routines start when they are through; nobody else can wait for them.
        const bool together = Loop::instance().on_loop_thread() && state.calls.size() > kDirectCalls;
        return !together && claim(state);
    }
    if (state.calls.size() <= kDirectCalls || SharedPoll::instance().in_routine()) return claim(state);
    ask = !state.sending && !state.queue.empty() && (state.errands & kSend) == 0;
    return false;
}

/// Protected messages are encoded in the order of the queue.
base::Status AsyncConnection::enqueue(State& state, PendingCall& call) {
    auto message = session_->encode(call.header_, std::move(call.stub_));
    if (!message) return message.status();
    call.outgoing_.message = std::move(*message);
    call.owner().retain();
    state.queue.push_back(call.outgoing_);
    if (!multiplexed_) {
        state.current = call.call_id_;
        session_->expect(call.call_id_);
    }
    return base::Status::ok;
}

/// The next call that waits; those that cannot be sent are over.
void AsyncConnection::activate_next(State& state, CallList& completed) noexcept {
    state.current.reset();
    while (PendingCall* next = state.waiting.pop_front()) {
        base::Status outcome = base::Status::rpc_s_out_of_memory;
        try {
            outcome = enqueue(state, *next);
            if (succeeded(outcome)) return;
        } catch (const std::bad_alloc&) {
        }
        state.calls.remove(next->call_id_);
        over(state, *next, {.status = outcome, .representation = {}, .stub = {}}, completed);
    }
}

bool AsyncConnection::seems_dead() const noexcept {
    char byte;
    const ssize_t got = ::recv(socket_.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

bool AsyncConnection::cancel(PendingCall& call, bool abort) {
    if (process_ != base::process_generation()) return abort;
    bool send = false;
    const bool taken = state_.with([&](State& state) {
        if (!state.calls.contains(call)) return false;  // over already
        const bool waits = call.waiting_.linked();
        std::unique_ptr<Outgoing> notice;
        std::unique_ptr<Outgoing> orphan;
        if (!waits) make_notices(call.call_id_, abort, notice, orphan);
        if (abort) state.calls.remove(call.call_id_);
        if (abort && waits) state.waiting.remove(call);
        if (notice) state.queue.push_back(*notice.release());
        if (orphan) state.queue.push_back(*orphan.release());
        send = claim(state);
        return abort;
    });
    if (taken) call.owner().release();
    if (send) pump();
    return taken;
}

/// Throws std::bad_alloc before anything has changed. An abort can do without: the server answers, and is not heard.
void AsyncConnection::make_notices(uint32_t call_id, bool abort, std::unique_ptr<Outgoing>& notice,
                                   std::unique_ptr<Outgoing>& orphan) const {
    try {
        notice = std::make_unique<Outgoing>();
        notice->message = ClientSession::cancel(call_id);
        // "Orphaned" means that no answer will come, which only a peer that multiplexes and keeps the connection takes
        // well; any other goes on to answer, and the answer is dropped.
        if (!abort || !multiplexed_ || !session_->keeps_connection_on_orphan()) return;
        orphan = std::make_unique<Outgoing>();
        orphan->message = protocol::OutgoingMessage(protocol::encode_bodiless(protocol::PduType::orphaned, call_id));
    } catch (const std::bad_alloc&) {
        notice.reset();
        orphan.reset();
        if (!abort) throw;
    }
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
            ask_loop(kResume);  // still claimed
            return;
        }
        if (moved.error != 0) {
            // Whoever reads finds the end of the stream and fails the calls; here only the queue ends.
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
        if (!next->offered) protocol::trace_sending(socket_.descriptor(), next->message);
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

void AsyncConnection::ask_loop(uint8_t errands) noexcept {
    const bool first =
        state_.with([&](State& state) { return std::exchange(state.errands, state.errands | errands) == 0; });
    if (!first) return;
    retain();
    Loop::instance().post(*this);
}

void AsyncConnection::run() noexcept {
    const auto alive = base::Ref<AsyncConnection>::adopt(this);
    int error = 0;
    base::Status failure = base::Status::ok;
    bool send = false;
    const uint8_t errands = state_.with([&](State& state) {
        error = state.error;
        failure = state.failure;
        const uint8_t asked = std::exchange(state.errands, uint8_t{0});
        send = (asked & kSend) != 0 && claim(state);
        return asked;
    });
    if (errands & kFail) fail(error, failure);
    if (send) pump();
    if (errands & kResume) resume_sending();
    if (errands & kRead) readable(transport::Reader::loop);
    if (errands & kRoutines) call_routines();
    if (errands & kClose) close_if_retired();
}

/// The socket did not take everything: goes on when it has room.
void AsyncConnection::resume_sending() noexcept {
    state_.with([](State& state) { state.stalled = true; });
    if (watch_ == nullptr && !closed_.load(std::memory_order_acquire)) {
        watch_ = transport::Watch::open(socket_.descriptor(), *this);
        if (watch_ == nullptr) return lost(ENOMEM, base::Status::rpc_s_out_of_resources);
        retain();  // the watch's
    }
    if (watch_ != nullptr) {
        watch_->want(false, true);
    } else {
        pump();  // closed meanwhile: drops the queue
    }
}

void AsyncConnection::ready(bool, bool) noexcept {
    const base::Ref<AsyncConnection> alive(*this);
    const bool resume = state_.with([](State& state) { return std::exchange(state.stalled, false); });
    if (watch_ != nullptr) watch_->want(false, false);
    if (resume) pump();
}

void AsyncConnection::readable(transport::Reader reader) noexcept {
    uint32_t told = readers_.fetch_add(1, std::memory_order_acq_rel);
    if (told != 0) return;  // who reads will look again
    do {
        told = readers_.load(std::memory_order_acquire);
        read_replies();
    } while (readers_.fetch_sub(told, std::memory_order_acq_rel) != told);
    // Others may read while routines run; and when a guest comes, what the routines have started has waited enough.
    bool send = false;
    const uint8_t errands = state_.with([&](State& state) -> uint8_t {
        send = reader == transport::Reader::guest && state.corked && claim(state);
        return static_cast<uint8_t>((state.routines.empty() ? 0 : kRoutines) | (state.retired ? kClose : 0));
    });
    if (send) pump();
    if (errands == 0) return;
    if (reader == transport::Reader::guest) return ask_loop(errands);
    if (errands & kRoutines) call_routines();
    if (errands & kClose) close_if_retired();
}

void AsyncConnection::read_replies() noexcept try {
    constexpr int kRounds = 4;  // then other connections have their turn
    for (int round = 0; round < kRounds && !closed_.load(std::memory_order_acquire); ++round) {
        const auto pieces = session_->want();
        size_t room = 0;
        for (const iovec& piece : pieces) room += piece.iov_len;
        const auto got = transport::receive_some(socket_.descriptor(), pieces, transport::Blocking::no);
        if (got.error == EAGAIN) return;
        if (got.bytes == 0) {
            lost(got.error, base::Status::rpc_s_call_failed);
            return;
        }
        session_->received(got.bytes);
        CallList completed;
        bool send = false;
        const base::Status outcome = take_events(completed, send);
        if (send) pump();
        finish_all(completed);
        if (failed(outcome)) {
            lost(EPROTO, outcome);
            return;
        }
        if (got.bytes < room) return;
    }
    if (!closed_.load(std::memory_order_acquire)) ask_loop(kRead);
} catch (const std::bad_alloc&) {
    lost(ENOMEM, base::Status::rpc_s_out_of_memory);
}

/// Everything that has arrived, under one lock. A failure ends the connection. `send`: the right to send was taken, for
/// what is queued must not wait for users' routines. Calls which those start go out together afterwards.
base::Status AsyncConnection::take_events(CallList& completed, bool& send) noexcept {
    base::Status outcome = base::Status::ok;
    state_.with([&](State& state) {
        try {
            for (bool more = true; more;) more = take_event(state, completed);
        } catch (const handleapi::RpcError& error) {
            outcome = error.code;
        } catch (const std::bad_alloc&) {
            outcome = base::Status::rpc_s_out_of_memory;
        }
        state.corked |= !state.routines.empty();
        send = (state.corked || !multiplexed_) && claim(state);
    });
    return outcome;
}

/// False: nothing more has arrived. Throws what ends the connection.
bool AsyncConnection::take_event(State& state, CallList& completed) {
    const auto over = [&](uint32_t call_id, base::Status status) {
        complete(state, call_id, {.status = status, .representation = {}, .stub = {}}, completed);
    };
    auto event = session_->next();
    if (auto* response = std::get_if<ClientSession::Response>(&event)) {
        Reply reply{.representation = response->representation, .stub = std::move(response->stub)};
        complete(state, response->call_id, std::move(reply), completed);
    } else if (std::holds_alternative<protocol::NeedMore>(event)) {
        return false;
    } else if (auto* fault = std::get_if<ClientSession::Faulted>(&event)) {
        Reply reply{.status = fault->status, .representation = {}, .stub = {}, .history = std::move(fault->history)};
        complete(state, fault->call_id, std::move(reply), completed);
    } else if (const auto* large = std::get_if<ClientSession::ReplyTooLarge>(&event)) {
        over(large->call_id, base::Status::rpc_s_out_of_memory);
    } else if (const auto* ready = std::get_if<ClientSession::ContextReady>(&event)) {
        settle_proposal(state, {.context_id = ready->context_id});
    } else if (const auto* refused = std::get_if<ClientSession::ContextRefused>(&event)) {
        settle_proposal(state, {.status = refused->status});
    } else if (std::holds_alternative<ClientSession::ShutdownRequested>(event)) {
        state.retired = true;
    } else {
        throw handleapi::RpcError{base::Status::rpc_s_protocol_error};  // BindRefused, ProtocolError
    }
    return true;
}

/// Only the loop calls users' routines: a guest waits for an object, perhaps with a lock of the user's held.
void AsyncConnection::call_routines() noexcept {
    SharedPoll::instance().about_to_call_routines(poll_id_.load(std::memory_order_relaxed));
    bool send = false;
    for (PendingCall* next = nullptr;;) {
        state_.with([&](State& state) {
            next = state.routines.pop_front();
            if (next == nullptr) send = std::exchange(state.corked, false) && claim(state);
        });
        if (next == nullptr) break;
        finish(*next);
    }
    if (send) pump();
}

void AsyncConnection::over(State& state, PendingCall& call, Reply reply, CallList& completed) noexcept {
    call.reply_ = std::move(reply);
    (call.runs_user_code() ? state.routines : completed).push_back(call);
}

void AsyncConnection::complete(State& state, uint32_t call_id, Reply reply, CallList& completed) noexcept {
    // An answer nobody waits for any more (an aborted call's) still frees an unmultiplexed connection.
    if (PendingCall* call = state.calls.remove(call_id)) over(state, *call, std::move(reply), completed);
    if (!multiplexed_ && state.current == call_id) activate_next(state, completed);
}

void AsyncConnection::settle_proposal(State& state, const Negotiated& answer) noexcept {
    if (!state.proposal) return;
    state.proposal->answer.set_value(answer);
    state.proposal.reset();
}

void AsyncConnection::finish(PendingCall& call) noexcept {
    const base::RefCounted& owner = call.owner();
    call.finished(std::move(call.reply_));
    owner.release();
}

void AsyncConnection::finish_all(CallList& completed) noexcept {
    while (PendingCall* call = completed.pop_front()) finish(*call);
}

/// Found by whoever reads; the loop ends the connection.
void AsyncConnection::lost(int error, base::Status status) noexcept {
    state_.with([&](State& state) {
        state.broken = true;
        if (failed(state.failure)) return;
        state.error = error;
        state.failure = status;
    });
    closed_.store(true);
    unwatch();
    ask_loop(kFail);
}

void AsyncConnection::unwatch() noexcept {
    if (const auto id = poll_id_.exchange(0)) SharedPoll::instance().remove(id, socket_.descriptor());
}

void AsyncConnection::fail(int error, base::Status status) noexcept {
    Loop::instance().assert_here();
    CallList completed;
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
            const base::Status outcome = lost ? base::Status::rpc_s_call_failed_dne : status;
            const auto place = unsent ? eeinfo::Location::send_failed : eeinfo::Location::receive_failed;
            over(state, *call,
                 {.status = outcome, .representation = {}, .stub = {}, .history = eeinfo::chain_of(outcome, place)},
                 completed);
        }
        state.current.reset();
        resume = std::exchange(state.stalled, false) || claim(state);
    });
    ::shutdown(socket_.descriptor(), SHUT_RDWR);
    if (resume) pump();  // drops the queue: the connection is broken
    finish_all(completed);
    close();
    call_routines();
}

void AsyncConnection::retire() noexcept {
    state_.with([](State& state) { state.retired = true; });
    ask_loop(kClose);
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
    closed_.store(true);
    unwatch();
    if (transport::Watch* watch = std::exchange(watch_, nullptr)) {
        watch->close([this] {
            // The socket itself closes with the object: another thread may still be inside a send.
            release();
        });
    }
}

}  // namespace rpcrt4::association
