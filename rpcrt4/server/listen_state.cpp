// SPDX-License-Identifier: LGPL-2.1-or-later
// ListenState; see listen_state.hpp.
#include "rpcrt4/server/listen_state.hpp"

namespace rpcrt4::server {

using base::Status;

Status ListenState::start() {
    std::lock_guard lock(mutex_);
    if (stage_ == Stage::listening) return Status::rpc_s_already_listening;
    stage_ = Stage::listening;
    ++session_;
    gate_.open();
    return Status::ok;
}

Status ListenState::stop() {
    std::lock_guard lock(mutex_);
    if (stage_ != Stage::listening) return Status::rpc_s_not_listening;
    stage_ = Stage::stopped;
    gate_.close();
    changed_.notify_all();
    return Status::ok;
}

Status ListenState::wait() {
    std::unique_lock lock(mutex_);
    if (stage_ == Stage::over) return Status::rpc_s_not_listening;
    if (waiter_) return Status::rpc_s_already_listening;
    waiter_ = true;
    const uint32_t session = session_;
    changed_.wait(lock, [&] { return stage_ != Stage::listening || session_ != session; });
    lock.unlock();
    gate_.wait_until_at_most(0);
    lock.lock();
    waiter_ = false;
    if (session_ == session) stage_ = Stage::over;
    return Status::ok;
}

}  // namespace rpcrt4::server
