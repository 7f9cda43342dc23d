// SPDX-License-Identifier: LGPL-2.1-or-later
// Association: what this process has to one server endpoint (protocol sequence, host, endpoint) as one identity: idle
// connections for synchronous calls, connections for asynchronous ones. Bindings to the same place as the same identity
// share one association, those of other identities its group alone. It ends 20 seconds after its last binding, at once
// when one of them said so. Connections stay until then, unless they are swept (idle_cleanup).
// Threads: any. Locks are held for list operations only, never while talking to the network.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <vector>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/per_process.hpp"
#include "rpcrt4/association/async_connection.hpp"
#include "rpcrt4/association/call_stream.hpp"
#include "rpcrt4/association/group.hpp"
#include "rpcrt4/association/sync_connection.hpp"
#include "rpcrt4/binding/binding.hpp"

namespace rpcrt4::association {

class Association final : public binding::Destination {
 public:
    /// The association of a place; a new private one when the target is unique.
    static base::Ref<Association> find(const binding::Target& target);
    explicit Association(binding::Target target, base::Ref<Group> group = base::make_ref<Group>());
    ~Association() override;

    const binding::Target& target() const noexcept { return target_; }
    /// False in a forked child for what it inherited: to be replaced by find(target()).
    bool of_this_process() const noexcept { return process_ == base::process_generation(); }

    /// A synchronous call: sends `stub`, blocks, fills `reply`. The result is the call's.
    base::Status call(const Request& request, protocol::Buffer& stub, Reply& reply);
    /// Starts an asynchronous call; `connection` is where it went. On failure finished() will never be called. May
    /// block to connect and bind. `stub` is consumed on success only; request.object must live as long as the call.
    base::Status start(PendingCall& call, const Request& request, protocol::Buffer& stub,
                       base::Ref<AsyncConnection>& connection);

    /// Connects and binds one connection, which rests in the pool. What a fast handle does before its first call: a
    /// pinned association that has lost a connection is no good any more, every call is rpc_s_server_unavailable.
    base::Status bind(const Request& request);

    /// A connection for one call whose stub data travels in pieces. May block to connect and bind. The call gives it
    /// back with end().
    base::Result<base::Ref<CallStream>> stream(const Request& request);
    /// Ends the stream of a call that is over; a connection that is still good rests in the pool.
    void end(base::Ref<CallStream> stream) noexcept;

    void add_user() noexcept override;
    void remove_user() noexcept override;
    void set_linger(bool linger) noexcept override { linger_.store(linger, std::memory_order_relaxed); }
    void add_context() noexcept override { contexts_.fetch_add(1, std::memory_order_relaxed); }
    void remove_context() noexcept override { contexts_.fetch_sub(1, std::memory_order_relaxed); }

    /// Calls `then`, at once, or on another thread when a connection must be made first: this side is about to break
    /// one off, and contexts of the server may live by it alone.
    void before_break(std::function<void()> then) noexcept;

    /// Closes the connections that nobody has used since the sweep before the last one.
    void sweep(uint32_t number) noexcept;

 private:
    using SyncPtr = std::unique_ptr<SyncConnection>;
    struct AsyncPool {
        std::vector<base::Ref<AsyncConnection>> connections;
        std::optional<std::shared_future<void>> connecting;  // somebody is; others wait for the outcome
        bool one_at_a_time = false;                          // the peer does not multiplex
    };

    class Connecting;

    SyncPtr take_idle() noexcept;
    void give_back(SyncPtr connection) noexcept;
    base::Result<SyncPtr> connect_sync(const Request& request);
    base::Result<base::Ref<AsyncConnection>> choose(const Request& request);
    base::Ref<AsyncConnection> pick(AsyncPool& pool, const Request& request);
    base::Result<base::Ref<AsyncConnection>> connect_async(const Request& request);
    void forget(const AsyncConnection& connection) noexcept;
    base::Result<BoundStream> open(const Request& request, Sharing sharing);
    void drop_idle() noexcept;
    bool contexts_need_another() noexcept;
    void add_spare() noexcept;
    void give_up(SyncPtr connection) noexcept;
    /// Notes that a connection is gone. True when another one must not take its place.
    bool pinned_lost() noexcept;
    bool is_lost() const noexcept { return target_.pinned && lost_.load(std::memory_order_relaxed); }

    const binding::Target target_;
    const uint32_t process_ = base::process_generation();
    struct Interface {
        protocol::SyntaxId id, transfer;
    };
    base::Guarded<std::optional<Interface>> bound_;  // one that the server has
    const base::Ref<Group> group_;
    std::atomic<SyncConnection*> hot_{nullptr};  // the connection returned last: taken and given without a lock
    base::Guarded<std::vector<SyncPtr>> idle_;
    base::Guarded<AsyncPool> async_;
    std::atomic<uint32_t> users_{0};
    std::atomic<uint32_t> idle_epoch_{0};
    std::atomic<bool> lost_{false};
    std::atomic<bool> linger_{true};
    std::atomic<uint32_t> contexts_{0};
};

}  // namespace rpcrt4::association
