// SPDX-License-Identifier: LGPL-2.1-or-later
// ListenState; see listen_state.hpp.
#include "rpcrt4/server/listen_state.hpp"

namespace rpcrt4::server {

using base::Status;

base::Result<ListenState::Session*> ListenState::start(uint32_t maximum_calls, bool waiting) {
    std::lock_guard lock(mutex_);
    if (latest_ && latest_->stage_ == Session::Stage::listening) return Status::rpc_s_already_listening;
    Session& session = idle_session();
    session.stage_ = Session::Stage::listening;
    session.waiter_ = waiting;
    session.gate_.open(maximum_calls);
    latest_ = &session;
    gate_.store(&session.gate_, std::memory_order_release);
    return &session;
}

ListenState::Session& ListenState::idle_session() {
    for (Session& session : sessions_) {
        if (!session.waiter_ && session.gate_.running() == 0) return session;
    }
    return sessions_.emplace_back();
}

Status ListenState::stop() {
    std::lock_guard lock(mutex_);
    if (!latest_ || latest_->stage_ != Session::Stage::listening) return Status::rpc_s_not_listening;
    latest_->stage_ = Session::Stage::stopped;
    latest_->gate_.close();
    stopped_.notify_all();
    return Status::ok;
}

Status ListenState::wait() {
    Session* session = nullptr;
    {
        std::lock_guard lock(mutex_);
        session = latest_;
        if (!session || session->stage_ == Session::Stage::over) return Status::rpc_s_not_listening;
        if (session->waiter_) return Status::rpc_s_already_listening;
        session->waiter_ = true;
    }
    wait_for(*session);
    return Status::ok;
}

void ListenState::wait_for(Session& session) {
    std::unique_lock lock(mutex_);
    stopped_.wait(lock, [&] { return session.stage_ == Session::Stage::stopped; });
    lock.unlock();
    session.gate_.wait_until_at_most(0);
    lock.lock();
    session.waiter_ = false;
    session.stage_ = Session::Stage::over;
}

}  // namespace rpcrt4::server
