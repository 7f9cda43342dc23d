// SPDX-License-Identifier: LGPL-2.1-or-later
// Connection: one accepted stream. Reads requests, queues them, runs them in the order they came, writes replies.
//
// Reading is a role one worker holds at a time and gives up before it runs user code, so a cancel or a disconnect is
// noticed while a manager routine runs. Requests wait in a queue; a worker takes the next one only when the manager
// routine of the one before has been entered (E1: dispatched in order, executed concurrently). When more requests wait
// as a manager routine begins, one further worker is called (Reactor::request_help), so a routine that blocks delays
// nobody; while that helper is on its way, replies of short calls gather in the outbox and leave in one write.
// Reading pauses while too many requests wait or the client does not take its replies, and requests that were read by
// then are not run before it has: no thread blocks on a slow client, and what it can make us keep is bounded.
//
// What one client can make us keep of replies it does not take: none of its calls begin while 1 MiB waits, or while
// those that are running would bring it to 16 MiB if they answered as the ones before. Calls that were all running
// before the first answer was known may still bring more: with 64 MiB waiting, who completes a call waits until the
// client has taken some, and a client that has taken nothing for half a minute then is disconnected.
//
// Owner: the reactor until the stream ends, and every call of the connection. The descriptor closes with the last.
// Threads: workers; send_reply and manager_entered from any. C706 12.6, MS-RPCE 3.3.3.
#pragma once

#include <sys/socket.h>

#include <atomic>
#include <deque>
#include <mutex>
#include <optional>

#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/lock.hpp"
#include "rpcrt4/security/thread_user.hpp"
#include "rpcrt4/server/call_index.hpp"
#include "rpcrt4/server/environment.hpp"
#include "rpcrt4/server/outbox.hpp"
#include "rpcrt4/server/realm.hpp"
#include "rpcrt4/server/server_call.hpp"
#include "rpcrt4/transport/registry.hpp"
#include "rpcrt4/transport/smb/front_request.hpp"

namespace rpcrt4::server {

using FrontClient = transport::smb::FrontClient;

class Connection final : public Source, private Outbox::Owner, private protocol::ServerDirectory {
 public:
    /// Starts serving the stream. Null when it could not be watched, or the realm is closed.
    /// `front`: the client of the network that it is for, where somebody else has authenticated it.
    static base::Ref<Connection> open(Environment& environment, const transport::Mechanism& mechanism,
                                      transport::Socket socket, const std::string& endpoint, base::Ref<Realm> realm,
                                      std::optional<FrontClient> front = std::nullopt);
    ~Connection() override;

    Environment& environment() noexcept { return environment_; }
    const transport::Mechanism& mechanism() const noexcept { return mechanism_; }
    /// What the client can bind to.
    const InterfaceRegistry& interfaces() const noexcept {
        return realm_ ? realm_->interfaces : environment_.interfaces;
    }
    int descriptor() const noexcept { return socket_.descriptor(); }
    /// The process at the other end and its user, where the transport is local and the system vouches for them.
    std::optional<ucred> client_credentials() const noexcept;
    /// The same with the user's supplementary groups. Throws std::bad_alloc.
    std::optional<security::SystemUser> client_user() const;
    /// The client is of this machine.
    bool is_local() const noexcept { return mechanism_.local && !front_; }
    /// Whom smbd has authenticated; null without it.
    const security::Peer* front_peer() const noexcept { return front_ ? &front_->peer : nullptr; }
    /// The network address of the client, as a string binding writes it.
    std::string peer_address() const;

    /// The most a request on the offer's context may hold now.
    size_t request_limit(const Offer& offer) const noexcept;

    // Source.
    void ready(bool readable, bool writable, bool hangup) noexcept override;
    void help() noexcept override;

    // Of the calls.
    /// False when the client can no longer be reached.
    bool send_reply(protocol::OutgoingMessage message) noexcept;
    /// The same, and never held back for a better moment.
    bool send_now(protocol::OutgoingMessage message) noexcept {
        return sent_within_bounds(outbox_.post(std::move(message)));
    }
    /// The same for a thread that has nothing better to do: waits until the client has taken most of what was sent to
    /// it.
    bool send_and_wait(protocol::OutgoingMessage message) noexcept;
    /// A message in the protection of its place in the stream, which `protect` gives it. With `waits` as
    /// send_and_wait(). When it cannot be protected any more the connection ends.
    template <typename Protect>
    bool send_protected(protocol::SecurityContext& security, bool waits, Protect&& protect) {
        {
            const std::lock_guard lock(protecting_);
            auto message = protect(security);
            if (!message) {
                disconnect();
                return false;
            }
            note_reply(message->remaining());
            outbox_.defer(std::move(*message));
        }
        return send_deferred(waits);
    }
    /// Tells `sent` when everything sent so far has been handed to the system, or never will be.
    void tell_when_sent(std::unique_ptr<binding::CompletionSink> sent);
    /// So many bytes of streamed requests are not kept any more.
    void pieces_taken(size_t bytes) noexcept;
    /// The routine of `call` begins: the next request may be taken.
    void manager_entered(ServerCall& call) noexcept;
    void forget(ServerCall& call) noexcept;
    /// Ends the stream now. Running calls go on, without a client.
    void disconnect() noexcept;
    /// The group of the client; null when it has no connection any more.
    base::Ref<AssociationGroup> group() noexcept;

 private:
    enum class Role : uint8_t { free, reading, reading_again, paused, ended };
    enum class Outcome : uint8_t { drained, paused, ended };

    Connection(Environment& environment, const transport::Mechanism& mechanism, transport::Socket socket,
               const std::string& endpoint, base::Ref<Realm> realm, std::optional<FrontClient> front);

    /// Reads if the caller took the reader's role, runs what is queued, and reads on if reading had paused and may
    /// continue.
    void work(bool reading) noexcept;

    // Reading, by the holder of the role.
    bool take_role() noexcept;
    bool take_paused_role() noexcept;
    void read() noexcept;
    Outcome receive();
    Outcome receive_some();
    bool receive_bulk();
    bool take_events();
    bool take_request(protocol::ServerSession::Request& request);
    void take_piece(protocol::ServerSession::RequestPart& part);
    void resume_reading() noexcept;
    bool may_resume() const noexcept;
    void take_reply(protocol::ServerSession::Reply& reply) noexcept;
    void say_last(protocol::OutgoingMessage message) noexcept;
    bool overloaded() const noexcept;
    bool replies_pile_up() const noexcept;
    bool too_much_is_due() const noexcept;
    bool has_taken_all() const noexcept;
    void look_again() noexcept;
    bool sent_within_bounds(bool sent) noexcept;
    void discard_input() noexcept;

    // Running.
    void drain() noexcept;
    base::Ref<ServerCall> next_call(const ServerCall* done) noexcept;
    bool is_over() const noexcept;
    void leave_group() noexcept;
    base::Ref<ServerCall> find_call(uint32_t call_id) noexcept;

    void note_reply(size_t size) noexcept;
    bool send_deferred(bool waits) noexcept;
    void want_writable(bool wanted) noexcept override;
    void drained() noexcept override;
    void want_readable(bool wanted) noexcept;
    Verdict find_interface(const protocol::SyntaxId& id, std::span<const protocol::SyntaxId> transfers) override;
    size_t request_limit(uint64_t cookie) const noexcept override;
    uint32_t join_association_group(uint32_t requested) override;
    std::vector<std::byte> about_unknown_group(uint32_t requested) override;
    std::unique_ptr<security::Context> accept_security(security::Service service, security::Level level) override;

    Environment& environment_;
    const transport::Mechanism& mechanism_;
    const base::Ref<Realm> realm_;  // null: that of all endpoints in no group
    const transport::Socket socket_;
    const std::optional<FrontClient> front_;
    Reactor::Id id_ = 0;
    std::atomic<Role> role_{Role::free};
    std::atomic<bool> disconnected_{false};
    std::atomic<bool> hangup_{false};  // the peer has ended its side: read on until the end of the stream
    protocol::ServerSession session_;  // of the reader
    std::deque<Offer> offers_;         // of the reader; an Offer never moves
    Outbox outbox_;
    std::mutex protecting_;  // messages are protected in the order they are sent

    base::Lock interest_lock_;  // what the reactor is asked to report
    bool readable_wanted_ = true;
    bool writable_wanted_ = false;

    base::Lock lock_;
    base::Ref<AssociationGroup> group_;  // until no request of a client that is gone waits any more
    base::IntrusiveList<ServerCall, &ServerCall::queue_link> waiting_;  // each holds a reference
    CallIndex<ServerCall> calls_;                                       // waiting and running
    ServerCall* entering_ = nullptr;  // taken from waiting_, its manager routine has not begun yet
    bool helper_called_ = false;
    bool held_ = false;                       // requests wait until the client has taken the replies it has
    bool looks_again_ = false;                // a timer will
    std::atomic<uint32_t> usual_reply_{0};    // bytes, of the larger ones lately
    bool deferred_ = false;                   // replies wait in the outbox for the helper or the end of the queue
    std::atomic<uint32_t> waiting_count_{0};  // written under the lock
    std::atomic<size_t> waiting_bytes_{0};    // written under the lock
    std::atomic<size_t> piece_bytes_{0};      // of streamed requests, received and not yet taken
    std::vector<std::unique_ptr<binding::CompletionSink>> to_tell_when_sent_;
};

}  // namespace rpcrt4::server
