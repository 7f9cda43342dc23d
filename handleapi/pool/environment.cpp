// SPDX-License-Identifier: LGPL-2.1-or-later
// See environment.hpp.
#include "handleapi/pool/environment.hpp"

#include "handleapi/pool/cleanup_group.hpp"
#include "handleapi/pool/thread_pool.hpp"

namespace handleapi {

using base::Status;

namespace {

/// The structure of Windows Vista ends before the priority.
constexpr uint32_t kWithoutPriority = 1;
constexpr uint32_t kWithPriority = 3;

}  // namespace

base::Result<TaskOptions> read_environment(const TP_CALLBACK_ENVIRON* environment) {
    TaskOptions options;
    if (!environment) {
        options.pool = ThreadPool::of_process();
        return options;
    }
    const auto version = environment->Version;
    if (version != kWithoutPriority && version != kWithPriority) return Status::error_invalid_parameter;
    if (version == kWithPriority) options.priority = static_cast<uint32_t>(environment->CallbackPriority);
    if (options.priority >= TaskOptions::kPriorities) return Status::error_invalid_parameter;
    options.pool = environment->Pool ? pool_object<ThreadPool>(environment->Pool) : ThreadPool::of_process();
    if (!options.pool) return Status::error_invalid_parameter;
    if (environment->CleanupGroup) {
        options.group = pool_object<CleanupGroup>(environment->CleanupGroup);
        if (!options.group) return Status::error_invalid_parameter;
        options.group_cancelled = environment->CleanupGroupCancelCallback;
    }
    options.finalization = environment->FinalizationCallback;
    options.runs_long = environment->u.s.LongFunction;
    return options;
}

}  // namespace handleapi
