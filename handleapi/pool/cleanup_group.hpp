// SPDX-License-Identifier: LGPL-2.1-or-later
// CleanupGroup: the tasks made with one environment, to be closed together. A task is a member until it is gone: one
// that was closed while its calls go on is still waited for.
// Reference: learn.microsoft.com, CloseThreadpoolCleanupGroupMembers.
#pragma once

#include "handleapi/base/intrusive_list.hpp"
#include "handleapi/base/lock.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/pool/task.hpp"

namespace handleapi {

class CleanupGroup final : public PoolObject {
 public:
    static constexpr PoolKind kKind = PoolKind::cleanup_group;
    CleanupGroup() noexcept : PoolObject(kKind) {}

    enum class Pending : uint8_t { wait, cancel };
    /// Closes all members and waits until none of their calls is pending or running. With `cancel` pending calls are
    /// not made, and the cancellation callback of each member's environment is called in the end; what one of those
    /// raised comes back. error_possible_deadlock, and nothing is done, inside a call of a member.
    base::Status close_members(Pending pending, void* cleanup_context);

 private:
    friend class Task;
    using Members = base::IntrusiveList<Task, &Task::group_link_>;

    void join(Task& task) noexcept;
    void leave(Task& task) noexcept;
    void take_members(Members& members) noexcept;
    bool is_inside_a_member() noexcept;

    base::Lock lock_;
    Members members_;
};

}  // namespace handleapi
