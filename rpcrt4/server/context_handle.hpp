// SPDX-License-Identifier: LGPL-2.1-or-later
// ServerContext: state a server keeps for one client between calls: the manager's value behind a UUID that only this
// client's association group can use. ContextSet: all open ones of a group; when the group ends they are run down.
//
// A context is run down at most once, and only when no call uses it any more. Rundown routines are the program's: they
// run with no lock held, on whichever thread lets the context go.
// Owner: the set holds open contexts, every call that uses one holds it too. Threads: any.
// Reference: Microsoft "Server Context Run-down Routine", "Failure Semantics for Context Handles".
#pragma once

#include <cstring>
#include <unordered_map>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/ref.hpp"
#include "rpcrt4/binding/context_handles.hpp"
#include "rpcrt4/server/context_lock.hpp"
#include "rpcrt4/uuid/uuid.hpp"

namespace rpcrt4::server {

class ServerContext final : public base::RefCounted {
 public:
    using Rundown = binding::ServerContexts::Rundown;
    enum class Fate : uint8_t { run_down, forget };

    ServerContext(const uuid::Uuid& id, const binding::ContextUse& use, void* value, Rundown rundown) noexcept
        : id_(id), use_(use), value_(value), rundown_(rundown) {}

    const uuid::Uuid& id() const noexcept { return id_; }
    const void* guard() const noexcept { return use_.guard; }
    bool serves(const binding::ContextUse& use) const noexcept {
        return use.guard == use_.guard && use.type == use_.type;
    }

    /// A call begins to use it; false when it is closed. `about_to_wait` runs before the call waits for others.
    template <typename F>
    bool enter(ContextLock::Mode mode, F&& about_to_wait) noexcept {
        if (!count_in()) return false;
        ContextLock::Waiter waiter{.mode = mode};
        if (!lock_.request(waiter)) {
            about_to_wait();
            lock_.await(waiter);
        }
        if (is_open()) return true;
        leave(mode);
        return false;
    }
    void leave(ContextLock::Mode mode) noexcept;
    bool upgrade() noexcept { return lock_.upgrade(); }
    void downgrade() noexcept { lock_.downgrade(); }

    void* value() const noexcept;
    /// Of a call that uses it: the manager's new value.
    void change(void* value) noexcept;
    void change(void* value, Rundown rundown) noexcept;
    /// The manager has closed it.
    void close() noexcept;
    /// The client is gone: what is to become of it once no call uses it.
    void abandon(Fate fate) noexcept;

 private:
    enum class State : uint8_t { open, abandoned, closed };

    bool count_in() noexcept;
    bool is_open() const noexcept;
    bool take_due() noexcept;
    void end() noexcept;

    const uuid::Uuid id_;
    const binding::ContextUse use_;
    ContextLock lock_;  // held while a call uses the context

    mutable base::Lock state_lock_;
    void* value_;
    Rundown rundown_;
    State state_ = State::open;
    Fate fate_ = Fate::run_down;
    uint32_t users_ = 0;
};

class ContextSet {
 public:
    base::Ref<ServerContext> find(const uuid::Uuid& id) const;
    /// False when the group has ended.
    bool add(base::Ref<ServerContext> context);
    void remove(const ServerContext& context) noexcept;
    /// The client is gone for good.
    void end() noexcept;
    /// Those of one strict interface.
    void abandon(const void* guard, ServerContext::Fate fate);

 private:
    struct Hash {
        size_t operator()(const uuid::Uuid& id) const noexcept {
            size_t value;  // the ids are random
            std::memcpy(&value, &id, sizeof value);
            return value;
        }
    };
    using Map = std::unordered_map<uuid::Uuid, base::Ref<ServerContext>, Hash>;
    struct Data {
        Map open;
        bool ended = false;
    };
    base::Guarded<Data> data_;
};

}  // namespace rpcrt4::server
