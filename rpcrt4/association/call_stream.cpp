// SPDX-License-Identifier: LGPL-2.1-or-later
// See call_stream.hpp.
#include "rpcrt4/association/call_stream.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <new>
#include <utility>
#include <variant>

#include "rpcrt4/association/cancel_point.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/protocol/pdu_trace.hpp"

namespace rpcrt4::association {

using base::Status;
using binding::CompletionSink;
using protocol::ClientSession;
using transport::Blocking;

namespace {

constexpr size_t kMostKept = 1024 * 1024;
// What a peer gets to let go of a call that has failed, so that the connection can be used again.
constexpr std::chrono::seconds kPatience{2};

}  // namespace

/// The time a synchronous step may be cancelled by other threads.
class CallStream::Cancellable {
 public:
    explicit Cancellable(CallStream& stream) noexcept : stream_(stream), point_(CancelPoint::mine()) {
        point_.begin(stream.stream_.socket.descriptor(), stream.owner_);
    }
    /// Nothing is half sent: a cancel may follow.
    void between_messages() noexcept { point_.sent(stream_.header_.call_id); }
    ~Cancellable() {
        if (!point_.end()) return;
        stream_.outcome_ = Status::rpc_s_call_cancelled;
        stream_.broken_ = true;
        stream_.pieces_.clear();
    }

 private:
    CallStream& stream_;
    CancelPoint& point_;
};

CallStream::CallStream(BoundStream stream, const Request& request, uint16_t context_id, Association* owner)
    : owner_(owner),
      timeout_(request.options.call_timeout),
      object_(request.object ? *request.object : uuid::Uuid{}),
      stream_(std::move(stream)) {
    header_ = {.call_id = stream_.session->next_call_id(),
               .context_id = context_id,
               .opnum = request.opnum,
               .object = request.object ? &object_ : nullptr};
    stream_.session->expect(header_.call_id);
    stream_.session->stream(header_.call_id);
}

CallStream::~CallStream() = default;

// The steps.

void CallStream::queue(protocol::Buffer stub, binding::Piece piece) {
    const protocol::Part part{.first = !request_begun_, .last = piece == binding::Piece::last};
    auto message = stream_.session->encode(header_, std::move(stub), part);
    if (!message) return fail(message.status(), true);
    outgoing_.push_back(std::move(*message));
    protocol::trace_sending(stream_.socket.descriptor(), outgoing_.back());
    request_begun_ = true;
    request_ended_ |= part.last;
}

void CallStream::write() noexcept {
    while (!outgoing_.empty() && !broken_) {
        protocol::OutgoingMessage& message = outgoing_.front();
        const auto sent = transport::send_some(stream_.socket.descriptor(), message.pending(), Blocking::no);
        if (sent.error == EAGAIN) return;
        if (sent.error != 0) {
            write_failed_ = true;
            outgoing_.clear();
            return;
        }
        message.advance(sent.bytes);
        if (message.done()) outgoing_.pop_front();
    }
}

bool CallStream::full() const noexcept { return piece_bytes_ >= kMostKept; }

void CallStream::read() {
    while (!over() && !broken_ && !full()) {
        const auto pieces = stream_.session->want();
        size_t room = 0;
        for (const iovec& piece : pieces) room += piece.iov_len;
        const auto got = transport::receive_some(stream_.socket.descriptor(), pieces, Blocking::no);
        if (got.error == EAGAIN || got.error == EWOULDBLOCK) return;
        // A server that had a piece of the request may have executed something.
        if (got.bytes == 0) return fail(Status::rpc_s_call_failed, true);
        stream_.session->received(got.bytes);
        take_events();
        if (got.bytes < room) return;
    }
}

void CallStream::take_events() {
    for (;;) {
        auto event = stream_.session->next();
        if (std::holds_alternative<protocol::NeedMore>(event)) return;
        if (auto* response = std::get_if<ClientSession::Response>(&event)) {
            if (response->call_id != header_.call_id) continue;
            reply_begun_ = true;
            reply_whole_ |= response->last;
            piece_bytes_ += response->stub.size();
            pieces_.push_back({std::move(response->stub), response->representation, response->last});
        } else if (auto* fault = std::get_if<ClientSession::Faulted>(&event)) {
            if (fault->call_id != header_.call_id) continue;
            if (succeeded(outcome_)) history_ = std::move(fault->history);
            fail(fault->status, false);
        } else if (const auto* wrong = std::get_if<ClientSession::ProtocolError>(&event)) {
            return fail(wrong->status, true);
        } else if (std::holds_alternative<ClientSession::ShutdownRequested>(event)) {
            retiring_ = true;
        } else {
            return fail(Status::rpc_s_call_failed, true);  // a procedure with pipes has no callbacks
        }
    }
}

void CallStream::fail(Status status, bool broken) noexcept {
    if (succeeded(outcome_) && !reply_whole_) outcome_ = status;
    broken_ |= broken;
}

base::Result<CallStream::Piece> CallStream::next() {
    if (!pieces_.empty()) {
        Piece piece = std::move(pieces_.front());
        pieces_.pop_front();
        piece_bytes_ -= piece.stub.size();
        return piece;
    }
    if (failed(outcome_)) {
        if (const auto history = std::move(history_)) eeinfo::replace(std::move(*history));
        return outcome_;
    }
    return reply_whole_ ? Status::rpc_x_pipe_empty : Status::rpc_s_async_call_pending;
}

/// A server that was told the end of a request it has given up, or that nobody wants an answer, forgets the call, and
/// the connection is as good as new. False when it is not.
bool CallStream::close_request() noexcept {
    if (broken_ || retiring_) return false;
    try {
        if (failed(outcome_) && !request_ended_) queue(protocol::Buffer(0), binding::Piece::last);
        if (over()) return request_ended_;
        if (reply_begun_ || !stream_.session->keeps_connection_on_orphan()) return false;
        outgoing_.push_back(stream_.session->orphan(header_.call_id));
        protocol::trace_sending(stream_.socket.descriptor(), outgoing_.back());
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

/// Makes the connection fit for other calls, for as long as that may take.
bool CallStream::settle(transport::Deadline deadline) noexcept {
    if (!request_begun_) return !broken_;
    if (!close_request()) return false;
    for (write(); !outgoing_.empty(); write()) {
        if (!wait(POLLOUT, deadline)) return false;
    }
    return true;
}

// Synchronous calls.

transport::Deadline CallStream::deadline() const noexcept {
    if (timeout_.count() == 0) return std::nullopt;
    return transport::Clock::now() + timeout_;
}

/// False when the time is over.
bool CallStream::wait(short events, const transport::Deadline& deadline) noexcept {
    pollfd entry{stream_.socket.descriptor(), events, 0};
    const int ready = ::poll(&entry, 1, transport::poll_timeout(deadline));
    return ready > 0 || (ready < 0 && errno == EINTR);
}

Status CallStream::send(protocol::Buffer stub, binding::Piece piece) {
    if (failed(outcome_)) return outcome_;
    const auto until = deadline();
    {
        Cancellable cancellable(*this);
        queue(std::move(stub), piece);
        for (write(); !outgoing_.empty() && !over(); write()) {
            if (!wait(full() ? POLLOUT : POLLOUT | POLLIN, until)) {
                fail(Status::rpc_s_call_cancelled, true);
                break;
            }
            read();  // a server that has given up says so at any time
        }
        if (write_failed_ && !over()) {
            read();
            fail(Status::rpc_s_call_failed, true);
        }
        if (outgoing_.empty()) cancellable.between_messages();
    }
    return outcome_;
}

base::Result<CallStream::Piece> CallStream::receive() {
    const auto until = deadline();
    {
        Cancellable cancellable(*this);
        cancellable.between_messages();
        for (read(); pieces_.empty() && !over(); read()) {
            if (!wait(POLLIN, until)) fail(Status::rpc_s_call_cancelled, true);
        }
    }
    return next();
}

// Asynchronous calls.

void CallStream::watch(std::function<void(Status)> over) {
    const std::lock_guard lock(mutex_);
    over_ = std::move(over);
    watched_ = true;
    ask_loop();
}

/// Under the lock.
void CallStream::ask_loop() noexcept {
    if (std::exchange(asked_, true)) return;
    retain();
    transport::Loop::instance().post(*this);
}

Status CallStream::post(protocol::Buffer stub, binding::Piece piece, std::unique_ptr<CompletionSink> sent) {
    const std::lock_guard lock(mutex_);
    // A call that failed before anything was sent has begun all the same: `over` tells.
    if (failed(outcome_) && request_begun_) return outcome_;
    // An empty piece stands for everything sent so far.
    const bool empty = request_begun_ && stub.size() == 0 && piece == binding::Piece::more;
    if (!empty) queue(std::move(stub), piece);
    if (outgoing_.size() == 1) write();
    if (sent) sent_ = std::move(sent);
    if (!outgoing_.empty() || sent_) ask_loop();
    return Status::ok;
}

base::Result<CallStream::Piece> CallStream::take(std::unique_ptr<CompletionSink> arrival) {
    const std::lock_guard lock(mutex_);
    const bool was_full = full();
    auto piece = next();
    if (!piece && piece.status() == Status::rpc_s_async_call_pending) arrival_ = std::move(arrival);
    if (was_full && !full()) ask_loop();
    return piece;
}

void CallStream::cancel() {
    const std::lock_guard lock(mutex_);
    if (over() || broken_ || !request_begun_) return;
    outgoing_.push_back(ClientSession::cancel(header_.call_id));
    protocol::trace_sending(stream_.socket.descriptor(), outgoing_.back());
    ask_loop();
}

void CallStream::end(Returned returned) noexcept {
    {
        const std::lock_guard lock(mutex_);
        if (watched_) {
            ended_ = true;
            over_ = nullptr;
            arrival_.reset();
            sent_.reset();
            returned_ = std::move(returned);
            return ask_loop();
        }
    }
    const bool fit = settle(transport::Clock::now() + kPatience);
    returned(std::exchange(stream_, {}), fit);
}

void CallStream::ready(bool, bool) noexcept { attend(); }

void CallStream::run() noexcept {
    const auto alive = base::Ref<CallStream>::adopt(this);
    {
        const std::lock_guard lock(mutex_);
        asked_ = false;
    }
    attend();
}

/// On the loop: moves what can be moved, tells who waits, asks to be called again.
void CallStream::attend() noexcept {
    const base::Ref<CallStream> alive(*this);
    std::unique_ptr<CompletionSink> arrival;
    std::unique_ptr<CompletionSink> sent;
    std::function<void(Status)> over;
    Returned returned;
    Status outcome = Status::ok;
    bool fit = false;
    {
        const std::lock_guard lock(mutex_);
        if (gone_) return;
        if (!watch_ && !ended_) {
            watch_ = transport::Watch::open(stream_.socket.descriptor(), *this);
            if (watch_) {
                retain();  // the watch's
            } else {
                fail(Status::rpc_s_out_of_resources, true);
            }
        }
        try {
            write();
            read();
        } catch (const std::bad_alloc&) {
            fail(Status::rpc_s_out_of_memory, true);
        }
        if (write_failed_) fail(Status::rpc_s_call_failed, true);
        const bool done = this->over();
        outcome = outcome_;
        if (done || !pieces_.empty()) arrival = std::move(arrival_);
        if (done || outgoing_.empty()) sent = std::move(sent_);
        if (done) over = std::exchange(over_, nullptr);
        if (ended_) {
            returned = std::exchange(returned_, nullptr);
            gone_ = true;
            // The loop waits for nobody: what cannot be said at once is not worth the connection.
            fit = returned && settle(transport::Clock::now());
        } else if (watch_) {
            watch_->want(!done && !full(), !outgoing_.empty());
        }
    }
    if (arrival) arrival->notify();
    if (sent) sent->notify();
    if (over) over(outcome);
    if (!returned) return;
    const auto hand_over = [this, returned, fit] {
        returned(std::exchange(stream_, {}), fit);
    };
    transport::Watch* const watch = std::exchange(watch_, nullptr);
    if (!watch) return hand_over();
    watch->close([this, hand_over] {
        hand_over();
        release();  // the watch's
    });
}

}  // namespace rpcrt4::association
