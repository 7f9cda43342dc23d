// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rpcrt4/association/group.hpp"

namespace rpcrt4::association {

Group::Founding::Founding(Group& group, const Request& request) : group_(group) {
    if (group_.id() != 0) return;
    CancelPoint& point = CancelPoint::mine();
    point.begin(*this);
    wait(point, request);
    if (point.end() && succeeded(status_)) status_ = base::Status::rpc_s_call_cancelled;
}

Group::Founding::~Founding() {
    if (!mine_) return;
    const std::lock_guard lock(group_.mutex_);
    group_.founding_ = false;
    group_.last_outcome_ = outcome;
    group_.founded_.notify_all();
}

void Group::Founding::wait(const CancelPoint& point, const Request& request) {
    const Patience patience(request.options);
    const auto connect_deadline = request.options.connect_limits().deadline;
    std::unique_lock lock(group_.mutex_);
    const auto free = [&] { return group_.id() != 0 || !group_.founding_ || point.abandoned(); };
    const bool waited = !free();
    if (waited && patience.deadline) {
        group_.founded_.wait_until(lock, *patience.deadline, free);
    } else if (waited) {
        group_.founded_.wait(lock, free);
    }
    if (group_.id() != 0 || point.abandoned()) return;
    if (group_.founding_) {
        status_ = patience.expired;
    } else if (waited && failed(group_.last_outcome_) && transport::poll_timeout(connect_deadline) == 0) {
        status_ = group_.last_outcome_;  // nobody was there all the time this one would have tried
    } else {
        mine_ = group_.founding_ = true;
    }
}

void Group::Founding::interrupt() noexcept {
    const std::lock_guard lock(group_.mutex_);
    group_.founded_.notify_all();
}

}  // namespace rpcrt4::association
