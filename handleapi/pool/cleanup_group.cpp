// SPDX-License-Identifier: LGPL-2.1-or-later
// See cleanup_group.hpp.
#include "handleapi/pool/cleanup_group.hpp"

#include <mutex>

#include "handleapi/boundary.hpp"
#include "handleapi/pool/thread_pool.hpp"

namespace handleapi {

using base::Status;

void CleanupGroup::join(Task& task) noexcept {
    std::lock_guard lock(lock_);
    members_.push_back(task);
}

void CleanupGroup::leave(Task& task) noexcept {
    std::lock_guard lock(lock_);
    if (task.group_link_.linked()) members_.remove(task);
}

bool CleanupGroup::is_inside_a_member() noexcept {
    std::lock_guard lock(lock_);
    for (Task* task = members_.front(); task; task = members_.after(*task)) {
        if (ThreadPool::is_inside(*task)) return true;
    }
    return false;
}

/// Each with a reference. One that is being destroyed has no calls any more.
void CleanupGroup::take_members(Members& members) noexcept {
    std::lock_guard lock(lock_);
    while (Task* task = members_.pop_front()) {
        if (task->try_retain()) members.push_back(*task);
    }
}

Status CleanupGroup::close_members(Pending pending, void* cleanup_context) {
    if (is_inside_a_member()) return Status::error_possible_deadlock;
    Members members;
    take_members(members);
    for (Task* task = members.front(); task; task = members.after(*task)) {
        static_cast<void>(pool_objects->remove(task->id()));
        task->disarm();
        if (pending == Pending::cancel) task->pool().drop_pending(*task);
    }
    for (Task* task = members.front(); task; task = members.after(*task)) {
        static_cast<void>(task->pool().wait_until_returned(*task));
    }
    Status raised = Status::ok;
    while (Task* task = members.pop_front()) {
        const auto task_ref = base::Ref<Task>::adopt(task);
        const auto cancelled = task->options().group_cancelled;
        if (pending == Pending::wait || !cancelled) continue;
        const Status status = call_user([&] { cancelled(task->context(), cleanup_context); });
        if (succeeded(raised)) raised = status;
    }
    return raised;
}

}  // namespace handleapi
