// SPDX-License-Identifier: LGPL-2.1-or-later
// See association.hpp. Which connection a call may use: Microsoft "Managing Network Connection Sets (Associations)".
#include "rpcrt4/association/association.hpp"

#include <algorithm>
#include <iterator>
#include <thread>
#include <utility>

#include "handleapi/base/signals_blocked.hpp"
#include "rpcrt4/association/cancel_point.hpp"
#include "rpcrt4/association/idle_cleanup.hpp"
#include "rpcrt4/eeinfo/thread_chain.hpp"

namespace rpcrt4::association {
namespace {

constexpr std::chrono::seconds kLinger{20};
/// What a call that is given up waits at most for a connection that the contexts can live by.
constexpr std::chrono::milliseconds kSparePatience{1000};
/// So many connections at rest are worth looking after unasked.
constexpr size_t kManyIdle = 64;

using AssociationList = base::Guarded<std::vector<base::Ref<Association>>>;

/// Associations that bindings may share. Immortal: threads may still be calling at exit.
AssociationList& shared_associations() {
    static constinit base::PerProcess<AssociationList> list;
    return list.get([] { return new AssociationList; });
}

bool same_place(const binding::Target& a, const binding::Target& b) noexcept {
    return a.mechanism == b.mechanism && a.host == b.host && a.endpoint == b.endpoint;
}

bool same_caller(const binding::Target& a, const binding::Target& b) noexcept {
    return binding::same(a.authentication, b.authentication) && security::same(a.identity, b.identity);
}

void forget_association(const Association& association) noexcept {
    base::Ref<Association> dropped;  // released after the lock
    shared_associations().with([&](auto& list) {
        const auto found =
            std::find_if(list.begin(), list.end(), [&](auto& entry) { return entry.get() == &association; });
        if (found == list.end()) return;
        dropped = std::move(*found);
        list.erase(found);
    });
}

}  // namespace

base::Ref<Association> Association::find(const binding::Target& target) {
    if (target.unique) return base::make_ref<Association>(target);
    return shared_associations().with([&](auto& list) {
        base::Ref<Group> group;
        for (const auto& entry : list) {
            if (!same_place(entry->target(), target)) continue;
            if (same_caller(entry->target(), target)) return entry;
            group = entry->group_;
        }
        if (!group) group = base::make_ref<Group>();
        list.push_back(base::make_ref<Association>(target, std::move(group)));
        return list.back();
    });
}

Association::Association(binding::Target target, base::Ref<Group> group)
    : target_(std::move(target)), group_(std::move(group)) {
    be_swept(*this);
}

Association::~Association() {
    be_swept_no_more(*this);
    drop_idle();
    if (!of_this_process()) return;
    async_.with([](AsyncPool& pool) {
        for (auto& connection : pool.connections) connection->retire();
    });
}

void Association::drop_idle() noexcept {
    const SyncPtr hot(hot_.exchange(nullptr));
    std::vector<SyncPtr> dropped;
    idle_.with([&](auto& idle) { dropped.swap(idle); });
}

void Association::add_user() noexcept { users_.fetch_add(1); }

void Association::remove_user() noexcept {
    const bool linger = linger_.load(std::memory_order_relaxed);
    const uint32_t epoch = idle_epoch_.fetch_add(1) + 1;
    if (users_.fetch_sub(1) != 1 || !of_this_process()) return;
    if (!linger || target_.unique) {  // nobody could find a unique one again
        forget_association(*this);
        return;
    }
    transport::Loop::instance().after(kLinger, [self = base::Ref(*this), epoch] {
        if (self->users_.load() == 0 && self->idle_epoch_.load() == epoch) forget_association(*self);
    });
}

/// A group the server does not know any more ends for all connections: one of those who find out founds the next.
base::Result<BoundStream> Association::open(const Request& request, Sharing sharing) {
    const CancelPoint::Span span(CancelPoint::mine());
    for (;;) {
        Group::Founding founding(*group_, request);
        if (failed(founding.status())) return founding.status();
        const uint32_t asked = group_->id();
        uint32_t group = asked;
        auto stream = open_stream(target_, request, sharing, group);
        if (stream) {
            group_->settle(asked, group);
            bound_.with([&](auto& bound) {
                if (!bound) bound = Interface{request.interface_id, request.transfer};
            });
            return stream;
        }
        founding.outcome = stream.status();
        if (asked == 0 || group != 0 || target_.pinned) return stream;
        group_->settle(asked, 0);
        eeinfo::clear();
    }
}

Association::SyncPtr Association::take_idle() noexcept {
    if (SyncConnection* hot = hot_.exchange(nullptr, std::memory_order_acquire)) return SyncPtr(hot);
    return idle_.with([](auto& idle) {
        SyncPtr last;
        if (!idle.empty()) {
            last = std::move(idle.back());
            idle.pop_back();
        }
        return last;
    });
}

void Association::give_back(SyncPtr connection) noexcept {
    connection->used_in = current_sweep();
    SyncConnection* none = nullptr;
    if (hot_.compare_exchange_strong(none, connection.get(), std::memory_order_release, std::memory_order_relaxed)) {
        static_cast<void>(connection.release());
        return;
    }
    const size_t resting = idle_.with([&](auto& idle) {
        idle.push_back(std::move(connection));
        return idle.size();
    });
    if (resting == kManyIdle) enable_idle_cleanup();
}

void Association::sweep(uint32_t number) noexcept {
    if (!of_this_process()) return;
    std::vector<base::Ref<AsyncConnection>> retired;
    std::vector<SyncPtr> closed;
    // What must not leave the server altogether keeps a connection.
    bool spare = target_.pinned || contexts_.load(std::memory_order_relaxed) != 0;
    try {
        async_.with([&](AsyncPool& pool) {
            std::erase_if(pool.connections, [&](auto& entry) {
                if (!spare && entry->usable() && entry->rested(number)) {
                    retired.push_back(entry);
                    return true;
                }
                spare = spare && !entry->usable();
                return false;
            });
        });
        SyncPtr hot(hot_.exchange(nullptr, std::memory_order_acquire));
        idle_.with([&](auto& idle) {
            if (hot) idle.push_back(std::move(hot));
            closed.reserve(idle.size());
            // The last one was used last.
            const size_t kept = spare && !idle.empty() ? 1 : 0;
            const auto end = idle.end() - static_cast<ptrdiff_t>(kept);
            const auto old = std::stable_partition(
                idle.begin(), end, [&](const SyncPtr& entry) { return !is_old(entry->used_in, number); });
            std::move(old, end, std::back_inserter(closed));
            idle.erase(old, end);
        });
    } catch (const std::bad_alloc&) {
        // Another time.
    }
    for (const auto& connection : retired) connection->retire();
}

bool Association::contexts_need_another() noexcept {
    if (contexts_.load(std::memory_order_relaxed) == 0 || target_.pinned || !of_this_process()) return false;
    if (hot_.load(std::memory_order_relaxed)) return false;
    if (!idle_.with([](auto& idle) { return idle.empty(); })) return false;
    return async_.with([](AsyncPool& pool) {
        const auto& all = pool.connections;
        return std::none_of(all.begin(), all.end(), [](auto& entry) { return entry->usable(); });
    });
}

void Association::before_break(std::function<void()> then) noexcept {
    if (contexts_need_another()) {
        try {
            const base::SignalsBlocked blocked;
            std::thread([self = base::Ref(*this), then] {
                self->add_spare();
                then();
            }).detach();
            return;
        } catch (const std::exception&) {
            // No thread, no memory: contexts may be lost.
        }
    }
    then();
}

/// That it fails is no news to anybody: who calls next finds out.
void Association::add_spare() noexcept {
    try {
        const auto bound = bound_.with([](auto& one) { return one; });
        if (!bound) return;
        const binding::Options options{.call_timeout = kSparePatience};
        auto spare = connect_sync({.interface_id = bound->id, .transfer = bound->transfer, .options = options});
        if (spare) give_back(std::move(*spare));
    } catch (const std::bad_alloc&) {
    }
}

/// Closes it, later where contexts need another one before.
void Association::give_up(SyncPtr connection) noexcept {
    try {
        before_break([kept = std::shared_ptr<SyncConnection>(std::move(connection))] {});
    } catch (const std::bad_alloc&) {
    }
}

base::Result<Association::SyncPtr> Association::connect_sync(const Request& request) {
    auto stream = open(request, Sharing::one_call);
    if (!stream) return stream.status();
    return std::make_unique<SyncConnection>(std::move(*stream), *target_.mechanism);
}

bool Association::pinned_lost() noexcept {
    lost_.store(true, std::memory_order_relaxed);
    return target_.pinned;
}

base::Status Association::bind(const Request& request) {
    auto fresh = connect_sync(request);
    if (fresh) give_back(std::move(*fresh));
    return fresh ? base::Status::ok : fresh.status();
}

base::Status Association::call(const Request& request, protocol::Buffer& stub, Reply& reply) {
    std::optional<CancelPoint::Span> span;
    for (;;) {
        if (is_lost()) return base::Status::rpc_s_server_unavailable;
        SyncPtr connection = take_idle();
        const bool rested = connection != nullptr;
        if (!rested) {
            if (!span) span.emplace(CancelPoint::mine());
            auto fresh = connect_sync(request);
            if (!fresh) return fresh.status();
            connection = std::move(*fresh);
        }
        const auto outcome = connection->call(request, stub, reply, this);
        if (outcome.reusable) {
            give_back(std::move(connection));
        } else if (outcome.status == base::Status::rpc_s_call_cancelled) {
            give_up(std::move(connection));
        } else if (pinned_lost()) {
            return outcome.status;
        }
        // A connection that had died while it rested never brought the request to the server: nobody executed it, so
        // another connection may. A new one that does this is a real failure.
        if (outcome.delivered || !rested) return outcome.status;
    }
}

base::Result<base::Ref<CallStream>> Association::stream(const Request& request) {
    for (;;) {
        if (is_lost()) return base::Status::rpc_s_server_unavailable;
        SyncPtr connection = take_idle();
        if (connection && !connection->rests()) {
            static_cast<void>(pinned_lost());
            continue;
        }
        const bool rested = connection != nullptr;
        if (!rested) {
            auto fresh = connect_sync(request);
            if (!fresh) return fresh.status();
            connection = std::move(*fresh);
        }
        const Negotiated context = connection->prepare(request);
        if (succeeded(context.status)) {
            return base::make_ref<CallStream>(connection->take(), request, context.context_id, this);
        }
        if (!context.connection_lost) give_back(std::move(connection));
        if (!context.connection_lost || !rested || pinned_lost()) return context.status;
    }
}

void Association::end(base::Ref<CallStream> stream) noexcept {
    stream->end([self = base::Ref(*this)](BoundStream left, bool fit) {
        try {
            auto connection = std::make_unique<SyncConnection>(std::move(left), *self->target_.mechanism);
            fit ? self->give_back(std::move(connection)) : self->give_up(std::move(connection));
        } catch (const std::bad_alloc&) {
            // One connection less.
        }
    });
}

base::Status Association::start(PendingCall& call, const Request& request, protocol::Buffer& stub,
                                base::Ref<AsyncConnection>& connection) {
    for (;;) {
        if (is_lost()) return base::Status::rpc_s_server_unavailable;
        auto chosen = choose(request);
        if (!chosen) return chosen.status();
        const Negotiated context = (*chosen)->prepare(request);
        if (context.connection_lost) {
            forget(**chosen);
            static_cast<void>(pinned_lost());
            // On the loop thread nobody would read the answer to a new proposal: a connection of its own is bound at
            // once.
            if (context.status == base::Status::rpc_s_server_unavailable) continue;
        }
        if (failed(context.status)) {
            (*chosen)->give_up();
            return context.status;
        }
        // Before the call can finish: its owner may ask for the connection at once.
        connection = *chosen;
        if ((*chosen)->submit(call, request, context.context_id, stub)) return base::Status::ok;
        connection = nullptr;
        forget(**chosen);
        static_cast<void>(pinned_lost());
    }
}

base::Ref<AsyncConnection> Association::pick(AsyncPool& pool, const Request& request) {
    if (std::erase_if(pool.connections, [](const auto& entry) { return !entry->usable(); }) != 0) {
        static_cast<void>(pinned_lost());
    }
    for (const auto& entry : pool.connections) {
        if (entry->serves(request.order_key)) return entry;
    }
    for (const auto& entry : pool.connections) {
        if (entry->reserve(request.order_key)) return entry;
    }
    return nullptr;
}

/// Tells threads that need a connection too that one is being made; they wait until this is gone.
class Association::Connecting {
 public:
    explicit Connecting(base::Guarded<AsyncPool>& pool) noexcept : pool_(pool) {}
    ~Connecting() {
        if (!done_) return;
        pool_.with([](AsyncPool& pool) { pool.connecting.reset(); });
        done_->set_value();
    }
    void announce(AsyncPool& pool) {
        done_.emplace();
        pool.connecting = done_->get_future().share();
    }

 private:
    base::Guarded<AsyncPool>& pool_;
    std::optional<std::promise<void>> done_;
};

base::Result<base::Ref<AsyncConnection>> Association::choose(const Request& request) {
    for (;;) {
        base::Ref<AsyncConnection> found;
        std::shared_future<void> wait;
        Connecting connecting(async_);
        async_.with([&](AsyncPool& pool) {
            found = pick(pool, request);
            if (found || pool.one_at_a_time) return;
            if (pool.connecting) {
                wait = *pool.connecting;
            } else {
                connecting.announce(pool);
            }
        });
        if (found) return found;
        if (is_lost()) return base::Status::rpc_s_server_unavailable;
        if (!wait.valid()) return connect_async(request);
        const auto deadline = request.options.bind_deadline();
        if (!deadline) {
            wait.wait();
        } else if (wait.wait_until(*deadline) == std::future_status::timeout) {
            return base::Status::rpc_s_server_unavailable;
        }
    }
}

base::Result<base::Ref<AsyncConnection>> Association::connect_async(const Request& request) {
    auto stream = open(request, Sharing::many_calls);
    if (!stream) return stream.status();
    auto adopted = AsyncConnection::adopt(std::move(*stream), *target_.mechanism);
    if (!adopted) return adopted.status();
    base::Ref<AsyncConnection> connection = std::move(*adopted);
    // Before others see it; it may already have been found broken, which the call will then learn.
    static_cast<void>(connection->reserve(request.order_key));
    async_.with([&](AsyncPool& pool) {
        pool.one_at_a_time = !connection->multiplexed();
        pool.connections.push_back(connection);
    });
    return connection;
}

void Association::forget(const AsyncConnection& connection) noexcept {
    base::Ref<AsyncConnection> dropped;
    async_.with([&](AsyncPool& pool) {
        auto& list = pool.connections;
        const auto found =
            std::find_if(list.begin(), list.end(), [&](auto& entry) { return entry.get() == &connection; });
        if (found == list.end()) return;
        dropped = std::move(*found);
        list.erase(found);
    });
    if (dropped) dropped->retire();
}

}  // namespace rpcrt4::association
