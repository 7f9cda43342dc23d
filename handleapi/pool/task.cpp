// SPDX-License-Identifier: LGPL-2.1-or-later
// See task.hpp.
#include "handleapi/pool/task.hpp"

#include <utility>

#include "handleapi/pool/cleanup_group.hpp"
#include "handleapi/pool/thread_pool.hpp"
#include "handleapi/sync/critical_section.hpp"
#include "handleapi/table.hpp"

namespace handleapi {

constinit base::Immortal<PoolTable> pool_objects;

namespace {

// What Windows raises when a request cannot be carried out.
constexpr uint32_t kSetEventFailed = 0xC000070B;

bool set_event(void* handle) noexcept {
    const auto event = reference<Event>(handle);
    if (event) (*event)->set();
    return static_cast<bool>(event);
}

}  // namespace

uint32_t CallbackInstance::perform_requests() {
    if (section) leave(*section);
    if (event && !set_event(event)) return kSetEventFailed;
    return 0;
}

// Here, where the types of the members are complete.
TaskOptions::TaskOptions() noexcept = default;
TaskOptions::TaskOptions(TaskOptions&&) noexcept = default;
TaskOptions& TaskOptions::operator=(TaskOptions&&) noexcept = default;
TaskOptions::~TaskOptions() = default;

Task::Task(PoolKind kind, TaskOptions options, void* context)
    : PoolObject(kind), options_(std::move(options)), context_(context) {
    pool().task_born();
    if (options_.group) options_.group->join(*this);
}

Task::~Task() {
    if (options_.group) options_.group->leave(*this);
    pool().task_gone();
}

}  // namespace handleapi
