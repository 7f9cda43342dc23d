// SPDX-License-Identifier: LGPL-2.1-or-later
// CallStream: one call whose stub data travels in pieces (pipes), and the connection it has to itself meanwhile. A
// synchronous call's thread sends and receives and waits for the socket; for an asynchronous call nobody waits: what
// the socket does not take, and what arrives, is moved by the loop. Both use the same few steps, which never block.
// What gathers in memory is bounded when receiving: while nobody takes the pieces the socket is not read.
//
// Owner: the client's call. Threads: send, receive, end by one at a time; the loop beside them once watch() was called.
// Microsoft "Managing Network Connection Sets": sync and async/pipe calls never share a connection.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "rpcrt4/association/handshake.hpp"
#include "rpcrt4/binding/message_call.hpp"
#include "rpcrt4/transport/loop.hpp"

namespace rpcrt4::association {

class Association;

class CallStream final : public base::RefCounted, private transport::Watcher, private transport::Loop::Task {
 public:
    /// The connection, and whether it may carry further calls.
    using Returned = std::function<void(BoundStream, bool fit)>;
    struct Piece {
        protocol::Buffer stub;
        protocol::DataRepresentation representation;
        bool last = false;
    };

    /// `owner` lives as long as the call is not over; it is told before a cancel breaks the connection off.
    CallStream(BoundStream stream, const Request& request, uint16_t context_id, Association* owner = nullptr);
    ~CallStream() override;

    // Synchronous: these wait, at most as long as the call's timeout, and can be cancelled (CancelPoint).
    base::Status send(protocol::Buffer stub, binding::Piece piece);
    base::Result<Piece> receive();

    // Asynchronous.
    /// From now on the loop moves the bytes. `over` is told once, on the loop, when the reply has arrived whole or the
    /// call has failed; never after end().
    void watch(std::function<void(base::Status)> over);
    /// Keeps what the socket does not take. `sent`, if there is one, is told on the loop when everything has left.
    base::Status post(protocol::Buffer stub, binding::Piece piece, std::unique_ptr<binding::CompletionSink> sent);
    /// rpc_s_async_call_pending when nothing is here; then `arrival` is told, on the loop, when there is something.
    base::Result<Piece> take(std::unique_ptr<binding::CompletionSink> arrival);
    /// Tells the server that the call is cancelled.
    void cancel();

    /// The call is over for its owner, in whatever state. The connection is handed to `returned`; perhaps later, on the
    /// loop.
    void end(Returned returned) noexcept;

 private:
    class Cancellable;

    // The steps, under the lock.
    void queue(protocol::Buffer stub, binding::Piece piece);
    void write() noexcept;
    void read();
    void take_events();
    void fail(base::Status status, bool broken) noexcept;
    bool over() const noexcept { return reply_whole_ || failed(outcome_); }
    bool full() const noexcept;
    base::Result<Piece> next();
    bool close_request() noexcept;
    bool settle(transport::Deadline deadline) noexcept;

    bool wait(short events, const transport::Deadline& deadline) noexcept;
    transport::Deadline deadline() const noexcept;

    void ask_loop() noexcept;
    void run() noexcept override;
    void ready(bool readable, bool writable) noexcept override;
    void attend() noexcept;

    Association* const owner_;
    const std::chrono::milliseconds timeout_;
    const uuid::Uuid object_;
    BoundStream stream_;
    protocol::RequestHeader header_;

    std::mutex mutex_;
    std::deque<protocol::OutgoingMessage> outgoing_;
    bool request_begun_ = false;
    bool request_ended_ = false;  // its last piece is in the queue, or was sent
    std::deque<Piece> pieces_;
    size_t piece_bytes_ = 0;
    bool reply_begun_ = false;
    bool reply_whole_ = false;
    base::Status outcome_ = base::Status::ok;
    std::unique_ptr<eeinfo::Chain> history_;  // of the outcome
    bool write_failed_ = false;               // the server has hung up, and may have said why before
    bool broken_ = false;                     // the connection carries nothing any more
    bool retiring_ = false;                   // the server asked us to close it when idle

    // Asynchronous calls only.
    bool watched_ = false;
    bool asked_ = false;  // run() will come
    bool ended_ = false;
    bool gone_ = false;  // the connection has been handed over
    std::unique_ptr<binding::CompletionSink> arrival_;
    std::unique_ptr<binding::CompletionSink> sent_;
    std::function<void(base::Status)> over_;
    Returned returned_;
    transport::Watch* watch_ = nullptr;  // of the loop
};

}  // namespace rpcrt4::association
