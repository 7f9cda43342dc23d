// SPDX-License-Identifier: LGPL-2.1-or-later
// CallContexts: the context handles of one call being served. A manager routine works on copies: what it did to a
// context takes effect when the parameter is marshalled, or when the call ends without that.
//   receive  waits for the context and copies its value      send  takes the new value over
//   release  before the answer leaves: the client's next call may come at once
//   settle   after it: a context that this call opened and could not tell the client about is run down
// Owner: ServerCall. Threads: the call's, one at a time.
// Reference: Microsoft "Failure Semantics for Context Handles" (H2, H11-H16 of the behaviour list).
#pragma once

#include <memory>
#include <vector>

#include "rpcrt4/server/association_group.hpp"

#include <rpcndr.h>

namespace rpcrt4::server {

class ServerCall;

class CallContexts final : public binding::ServerContexts {
 public:
    CallContexts(ServerCall& call, base::Ref<AssociationGroup> group) noexcept
        : call_(call), group_(std::move(group)) {}

    NDR_SCONTEXT receive(const binding::ContextWire* handle, const binding::ContextUse& use) override;
    binding::ContextWire send(_NDR_SCONTEXT& context, Rundown rundown) override;
    void release() noexcept;
    void settle(bool answered) noexcept;

    /// RpcSsContextLockExclusive, RpcSsContextLockShared: `user` is what the manager routine was given.
    base::Status lock_exclusive(void* user) noexcept;
    base::Status lock_shared(void* user) noexcept;

 private:
    /// One parameter. The stub sees the base class only.
    struct Used : _NDR_SCONTEXT {
        base::Ref<ServerContext> context;  ///< null: not open
        binding::ContextUse use;
        ContextLock::Mode mode = ContextLock::Mode::exclusive;
        bool entered = false;  ///< the context is this call's until leave; not when an earlier parameter has it already
        bool opened = false;   ///< by this call
        bool sent = false;
    };

    Used& add(const binding::ContextUse& use);
    bool is_entered(const ServerContext& context) const noexcept;
    base::Ref<ServerContext> open(const Used& used, Rundown rundown);
    void close(const base::Ref<ServerContext>& context) noexcept;
    Used* find(const void* user) noexcept;

    ServerCall& call_;
    const base::Ref<AssociationGroup> group_;  ///< null: the client is gone
    std::vector<std::unique_ptr<Used>> used_;
};

/// RpcSsDontSerializeContext: from now on calls share contexts unless attributes say otherwise.
void dont_serialize_contexts() noexcept;

}  // namespace rpcrt4::server
