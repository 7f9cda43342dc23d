// SPDX-License-Identifier: LGPL-2.1-or-later
// See task.hpp.
#include "handleapi/pool/task.hpp"

#include <utility>

#include "handleapi/module/module.hpp"
#include "handleapi/mutex.hpp"
#include "handleapi/pool/cleanup_group.hpp"
#include "handleapi/pool/thread_pool.hpp"
#include "handleapi/semaphore.hpp"
#include "handleapi/sync/critical_section.hpp"
#include "handleapi/table.hpp"

namespace handleapi {

constinit base::Immortal<PoolTable> pool_objects;

namespace {

// What Windows raises when a request cannot be carried out: STATUS_THREADPOOL_..._ON_COMPLETION_FAILED.
constexpr uint32_t kSetEventFailed = 0xC000070B;
constexpr uint32_t kReleaseSemaphoreFailed = 0xC000070C;
constexpr uint32_t kReleaseMutexFailed = 0xC000070D;

bool set_event(void* handle) {
    const auto event = reference<Event>(handle, EVENT_MODIFY_STATE);
    if (event) (*event)->set();
    return static_cast<bool>(event);
}

bool release_semaphore(void* handle, uint32_t count) {
    const auto semaphore = reference<Semaphore>(handle, SEMAPHORE_MODIFY_STATE);
    uint32_t previous = 0;
    return semaphore && succeeded((*semaphore)->post(count, previous));
}

bool release_mutex(void* handle) {
    const auto mutex_ref = reference<Mutex>(handle);
    return mutex_ref && succeeded((*mutex_ref)->unlock());
}

}  // namespace

uint32_t CallbackInstance::perform_requests() {
    if (section) leave(*section);
    if (mutex && !release_mutex(mutex)) return kReleaseMutexFailed;
    if (semaphore && !release_semaphore(semaphore, semaphore_count)) return kReleaseSemaphoreFailed;
    if (event && !set_event(event)) return kSetEventFailed;
    if (module) static_cast<void>(module::unload(module));  // no code tells of a failure
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
