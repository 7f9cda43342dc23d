// SPDX-License-Identifier: LGPL-2.1-or-later
// See call_contexts.hpp.
#include "rpcrt4/server/call_contexts.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "rpcrt4/eeinfo/thread_chain.hpp"
#include "rpcrt4/ndr/errors.hpp"
#include "rpcrt4/server/server_call.hpp"

namespace rpcrt4::server {

using base::Ref;
using base::Status;
using binding::ContextUse;
using binding::ContextWire;
using ndr::fail;

namespace {

std::atomic<bool> shared_by_default{false};

ContextLock::Mode mode_of(const ContextUse& use) noexcept {
    switch (use.serialization) {
        case ContextUse::Serialization::exclusive:
            return ContextLock::Mode::exclusive;
        case ContextUse::Serialization::shared:
            return ContextLock::Mode::shared;
        case ContextUse::Serialization::by_default:
            break;
    }
    return shared_by_default.load(std::memory_order_relaxed) ? ContextLock::Mode::shared : ContextLock::Mode::exclusive;
}

constexpr size_t kUuidOffset = 4;  // behind the attributes

uuid::Uuid id_in(const ContextWire& wire) noexcept {
    uuid::Uuid id;
    std::memcpy(static_cast<void*>(&id), wire.data() + kUuidOffset, sizeof id);
    return id;
}

ContextWire wire_of(const uuid::Uuid& id) noexcept {
    ContextWire wire{};
    std::memcpy(wire.data() + kUuidOffset, &id, sizeof id);
    return wire;
}

}  // namespace

void dont_serialize_contexts() noexcept { shared_by_default.store(true, std::memory_order_relaxed); }

CallContexts::Used& CallContexts::add(const ContextUse& use) {
    used_.push_back(std::make_unique<Used>());
    Used& used = *used_.back();
    used.use = use;
    used.mode = mode_of(use);
    used.userContext = nullptr;
    return used;
}

bool CallContexts::is_entered(const ServerContext& context) const noexcept {
    return std::any_of(used_.begin(), used_.end(),
                       [&](const auto& used) { return used->entered && used->context.get() == &context; });
}

NDR_SCONTEXT CallContexts::receive(const ContextWire* handle, const ContextUse& use) {
    const uuid::Uuid id = handle ? id_in(*handle) : uuid::Uuid{};
    if (id.is_nil()) return &add(use);
    const Ref<ServerContext> context = group_ ? group_->contexts.find(id) : Ref<ServerContext>();
    if (!context || !context->serves(use)) {
        uint64_t halves[2];
        std::memcpy(halves, handle->data() + 4, sizeof halves);
        eeinfo::report(Status::rpc_x_ss_context_mismatch, eeinfo::Location::context_handle_unknown,
                       {halves[0], halves[1]});
        fail(Status::rpc_x_ss_context_mismatch);
    }
    Used& used = add(use);
    // The same handle twice in one call must not wait for itself.
    if (!is_entered(*context)) {
        // While this call waits the connection's next ones may be dispatched: one of them may be what it waits for.
        if (!context->enter(used.mode, [&] { call_.entering_manager(); })) fail(Status::rpc_x_ss_context_mismatch);
        used.entered = true;
    }
    used.context = context;
    used.userContext = context->value();
    return &used;
}

Ref<ServerContext> CallContexts::open(const Used& used, Rundown rundown) {
    uuid::Uuid id;
    if (base::failed(uuid::create_random(id))) fail(Status::rpc_s_out_of_resources);
    auto context = base::make_ref<ServerContext>(id, used.use, used.userContext, rundown);
    // A client that is gone has no use for it: settle() runs it down.
    if (group_) static_cast<void>(group_->contexts.add(context));
    return context;
}

void CallContexts::close(const Ref<ServerContext>& context) noexcept {
    context->close();
    if (group_) group_->contexts.remove(*context);
}

ContextWire CallContexts::send(_NDR_SCONTEXT& context, Rundown rundown) {
    auto& used = static_cast<Used&>(context);
    used.sent = true;
    if (!used.context) {
        if (!used.userContext) return {};
        used.context = open(used, rundown);
        used.opened = true;
        return wire_of(used.context->id());
    }
    if (!used.userContext) {
        close(used.context);
        return {};
    }
    used.context->change(used.userContext, rundown);
    return wire_of(used.context->id());
}

void CallContexts::release() noexcept {
    for (const auto& used : used_) {
        if (!used->context || used->opened) continue;
        if (!used->sent) {  // the manager raised, or the handle is only [in]
            if (used->userContext) {
                used->context->change(used->userContext);
            } else {
                close(used->context);
            }
        }
        if (std::exchange(used->entered, false)) used->context->leave(used->mode);
    }
}

void CallContexts::settle(bool answered) noexcept {
    for (const auto& used : used_) {
        if (!used->opened || (answered && group_)) continue;
        if (group_) group_->contexts.remove(*used->context);
        used->context->abandon(ServerContext::Fate::run_down);
    }
    used_.clear();
}

/// A routine that got a pointer to a handle passes that pointer, one that got the handle passes its value.
CallContexts::Used* CallContexts::find(const void* user) noexcept {
    for (const auto& used : used_) {
        if (&used->userContext == user) return used.get();
    }
    for (const auto& used : used_) {
        if (used->userContext == user && used->entered) return used.get();
    }
    return nullptr;
}

Status CallContexts::lock_exclusive(void* user) noexcept {
    Used* used = find(user);
    if (!used) return Status::rpc_x_ss_context_mismatch;
    if (!used->entered || used->mode == ContextLock::Mode::exclusive) return Status::ok;
    const bool unchanged = used->context->upgrade();
    used->mode = ContextLock::Mode::exclusive;
    return unchanged ? Status::ok : Status::error_more_writes;
}

Status CallContexts::lock_shared(void* user) noexcept {
    Used* used = find(user);
    if (!used) return Status::rpc_x_ss_context_mismatch;
    if (!used->entered || used->mode == ContextLock::Mode::shared) return Status::ok;
    used->context->downgrade();
    used->mode = ContextLock::Mode::shared;
    return Status::ok;
}

}  // namespace rpcrt4::server
