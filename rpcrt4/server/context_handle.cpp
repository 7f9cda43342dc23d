// SPDX-License-Identifier: LGPL-2.1-or-later
// See context_handle.hpp.
#include "rpcrt4/server/context_handle.hpp"

#include <mutex>
#include <utility>
#include <vector>

#include "handleapi/boundary.hpp"

namespace rpcrt4::server {

using base::Ref;

bool ServerContext::count_in() noexcept {
    const std::lock_guard guard(state_lock_);
    if (state_ != State::open) return false;
    ++users_;
    return true;
}

bool ServerContext::is_open() const noexcept {
    const std::lock_guard guard(state_lock_);
    return state_ != State::closed;
}

void* ServerContext::value() const noexcept {
    const std::lock_guard guard(state_lock_);
    return value_;
}

void ServerContext::change(void* value) noexcept {
    const std::lock_guard guard(state_lock_);
    value_ = value;
}

void ServerContext::change(void* value, Rundown rundown) noexcept {
    const std::lock_guard guard(state_lock_);
    value_ = value;
    rundown_ = rundown;
}

void ServerContext::close() noexcept {
    const std::lock_guard guard(state_lock_);
    state_ = State::closed;
}

/// Under the lock: does the context end now?
bool ServerContext::take_due() noexcept {
    if (state_ != State::abandoned || users_ != 0) return false;
    state_ = State::closed;
    return fate_ == Fate::run_down;
}

void ServerContext::leave(ContextLock::Mode mode) noexcept {
    lock_.unlock(mode);
    bool due;
    {
        const std::lock_guard guard(state_lock_);
        --users_;
        due = take_due();
    }
    if (due) end();
}

void ServerContext::abandon(Fate fate) noexcept {
    bool due;
    {
        const std::lock_guard guard(state_lock_);
        if (state_ != State::open) return;
        state_ = State::abandoned;
        fate_ = fate;
        due = take_due();
    }
    if (due) end();
}

/// Nobody uses a closed context: no lock. What the routine raises has nobody to go to.
void ServerContext::end() noexcept {
    if (!rundown_) return;
    static_cast<void>(handleapi::call_user([&] { rundown_(value_); }));
}

Ref<ServerContext> ContextSet::find(const uuid::Uuid& id) const {
    return data_.with([&](const Data& data) {
        const auto found = data.open.find(id);
        return found != data.open.end() ? found->second : Ref<ServerContext>();
    });
}

bool ContextSet::add(Ref<ServerContext> context) {
    return data_.with([&](Data& data) {
        if (data.ended) return false;
        const uuid::Uuid id = context->id();
        return data.open.emplace(id, std::move(context)).second;
    });
}

void ContextSet::remove(const ServerContext& context) noexcept {
    Ref<ServerContext> dropped;  // after the lock
    data_.with([&](Data& data) {
        const auto found = data.open.find(context.id());
        if (found == data.open.end()) return;
        dropped = std::move(found->second);
        data.open.erase(found);
    });
}

void ContextSet::end() noexcept {
    Map left;
    data_.with([&](Data& data) {
        data.ended = true;
        left.swap(data.open);
    });
    for (const auto& [id, context] : left) context->abandon(ServerContext::Fate::run_down);
}

void ContextSet::abandon(const void* guard, ServerContext::Fate fate) {
    std::vector<Ref<ServerContext>> taken;
    data_.with([&](Data& data) {
        for (const auto& [id, context] : data.open) {
            if (context->guard() == guard) taken.push_back(context);
        }
        for (const auto& context : taken) data.open.erase(context->id());
    });
    for (const auto& context : taken) context->abandon(fate);
}

}  // namespace rpcrt4::server
