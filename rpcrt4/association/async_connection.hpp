// SPDX-License-Identifier: LGPL-2.1-or-later
// A connection for asynchronous calls. The thread that starts a call sends it if the socket takes it; what the socket
// does not take, and what is started while many calls are in flight, is sent by the loop, many messages at a time.
// Replies are read, and their calls completed, by the loop or by a waiting thread (transport/shared_poll.hpp); users'
// routines are called by the loop alone. One thread sends at a time (the `sending` flag); others leave their messages
// in the queue for it, so requests go out in the order of starting. One thread reads at a time (`readers_`).
// When the peer multiplexes, any number of calls is in flight. When it does not, one is, and further calls wait here.
//
// What must happen on the loop is asked for by bits of the state (Errand), which needs no memory.
// Threads: any for the public members. The session's reader belongs to the thread that reads, everything else of the
// session is used under the lock.
#pragma once

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <optional>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/per_process.hpp"
#include "rpcrt4/association/call_table.hpp"
#include "rpcrt4/association/handshake.hpp"
#include "rpcrt4/transport/loop.hpp"
#include "rpcrt4/transport/shared_poll.hpp"

namespace rpcrt4::association {

class AsyncConnection final : public transport::ReplySource, private transport::Watcher, private transport::Loop::Task {
 public:
    /// Takes over a bound stream, which is read from now on; rpc_s_out_of_resources when it cannot be watched.
    static base::Result<base::Ref<AsyncConnection>> adopt(BoundStream stream, const transport::Mechanism& mechanism);
    AsyncConnection(BoundStream stream, const transport::Mechanism& mechanism) noexcept;
    ~AsyncConnection() override;

    bool multiplexed() const noexcept { return multiplexed_; }
    bool usable() const noexcept;
    /// Nothing is in progress here, and nothing was since before the last sweep.
    bool rested(uint32_t sweep) const noexcept;
    /// Calls of this key are in flight or waiting here (or all calls may be), so another one belongs on this
    /// connection.
    bool serves(uint64_t order_key) const noexcept;
    /// Unmultiplexed: sets an idle connection aside for one call of this key, until submit() or give_up().
    bool reserve(uint64_t order_key) noexcept;
    void give_up() noexcept;

    /// The presentation context for the request; waits for the server when it is new here. rpc_s_server_unavailable
    /// with connection_lost when the connection is no good. On the loop thread it does not wait but says so at once.
    Negotiated prepare(const Request& request);
    /// Starts the call; false when the connection turned out dead before anything was sent (`stub` is untouched).
    bool submit(PendingCall& call, const Request& request, uint16_t context_id, protocol::Buffer& stub);
    /// Sends the cancel notice; with `abort` the call is taken out and true means the caller must finish it. In a
    /// forked child nothing is sent: the stream is the parent's.
    bool cancel(PendingCall& call, bool abort);
    /// No calls come any more: closes once those in flight are over.
    void retire() noexcept;

 private:
    using OutgoingQueue = base::IntrusiveList<Outgoing, &Outgoing::link>;
    using CallList = base::IntrusiveList<PendingCall, &PendingCall::waiting_>;
    static constexpr size_t kMaxPieces = 64;
    /// With more calls in flight the loop sends, many at a time: one segment each is what costs (rpc.tcp.async.*).
    static constexpr size_t kDirectCalls = 4;

    /// What the loop is asked to do.
    enum Errand : uint8_t { kSend = 1, kResume = 2, kRead = 4, kRoutines = 8, kFail = 16, kClose = 32 };

    struct Proposal {
        protocol::SyntaxId interface_id;
        protocol::SyntaxId transfer;
        std::promise<Negotiated> answer;
        std::shared_future<Negotiated> future;
    };
    struct State {
        bool broken = false;   // no call may be started
        bool retired = false;  // close when empty
        bool sending = false;  // some thread, or the loop while stalled, owns the front of the queue
        bool stalled = false;  // the loop waits for the socket to take more
        bool corked = false;   // the loop runs users' routines; calls they start wait until it is through
        uint8_t errands = 0;
        int error = 0;  // why kFail
        base::Status failure = base::Status::ok;
        OutgoingQueue queue;
        CallTable calls;
        CallList routines;                // calls that are over, their notification routines not called yet
        CallList waiting;                 // unmultiplexed
        std::optional<uint32_t> current;  // unmultiplexed: the call in flight, even if it was aborted
        uint64_t order_key = 0;           // unmultiplexed: whose calls these are
        uint32_t used_in = 0;             // the sweep after which a call was started last
        bool reserved = false;            // unmultiplexed: somebody is about to start a call
        std::optional<Proposal> proposal;
    };
    struct Batch {  // what one sendmsg takes
        std::array<iovec, kMaxPieces> pieces;
        size_t count = 0;
    };

    // On the loop.
    void run() noexcept override;
    void ready(bool readable, bool writable) noexcept override;
    void ask_loop(uint8_t errands) noexcept;
    void resume_sending() noexcept;
    void call_routines() noexcept;

    void readable(transport::Reader reader) noexcept override;
    void read_replies() noexcept;
    base::Status take_events(CallList& completed, bool& send) noexcept;
    bool take_event(State& state, CallList& completed);
    static void over(State& state, PendingCall& call, Reply reply, CallList& completed) noexcept;
    void complete(State& state, uint32_t call_id, Reply reply, CallList& completed) noexcept;
    static void settle_proposal(State& state, const Negotiated& answer) noexcept;
    bool seems_dead() const noexcept;
    static void finish(PendingCall& call) noexcept;
    static void finish_all(CallList& completed) noexcept;
    void lost(int error, base::Status status) noexcept;
    void unwatch() noexcept;

    base::Status enqueue(State& state, PendingCall& call);
    void activate_next(State& state, CallList& completed) noexcept;
    void make_notices(uint32_t call_id, bool abort, std::unique_ptr<Outgoing>& notice,
                      std::unique_ptr<Outgoing>& orphan) const;
    /// Claims the right to send when there is something to send and nobody sends.
    static bool claim(State& state) noexcept;
    /// Who sends the call just queued: true = the caller, now; else somebody else will, or the loop once asked.
    bool claim_for_call(State& state, bool& ask_loop) const noexcept;
    /// Sends until the queue is empty or the socket is full. The caller has claimed.
    void pump() noexcept;
    bool collect(State& state, size_t sent, Batch& batch, OutgoingQueue& done) noexcept;
    static void drop(OutgoingQueue& messages) noexcept;
    void fail(int error, base::Status status) noexcept;
    void close_if_retired() noexcept;
    void close() noexcept;

    const uint32_t process_ = base::process_generation();
    const transport::Mechanism& mechanism_;
    transport::Socket socket_;
    const std::unique_ptr<protocol::ClientSession> session_;
    const bool multiplexed_;
    mutable base::Guarded<State> state_;
    std::atomic<transport::SharedPoll::Id> poll_id_{0};
    std::atomic<uint32_t> readers_{0};   // threads told that there is something to read; the first one reads
    std::atomic<bool> closed_{false};    // nothing is read any more
    transport::Watch* watch_ = nullptr;  // loop-only: for what the socket did not take
};

}  // namespace rpcrt4::association
