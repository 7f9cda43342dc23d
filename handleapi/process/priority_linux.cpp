// SPDX-License-Identifier: LGPL-2.1-or-later
// See priority.hpp. Nice values and affinities belong to threads on Linux: a process's are set thread by thread.
#include <dirent.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "handleapi/process/create_process.hpp"
#include "handleapi/process/priority.hpp"

#include <winbase.h>

namespace handleapi {
namespace {

using base::Result;
using base::Status;

constexpr size_t kProcessors = 64;

std::atomic<uint32_t> own_class{0};  // 0: what the system says

Status status_of(int error) noexcept {
    if (error == EPERM || error == EACCES) return Status::error_access_denied;
    return Status::error_invalid_parameter;
}

/// Calls f with every thread's id; the last failure, or ok.
template <typename F>
Status for_each_thread(uint32_t process_id, F&& f) {
    DIR* tasks = ::opendir(("/proc/" + std::to_string(process_id) + "/task").c_str());
    if (!tasks) return Status::error_invalid_parameter;
    Status status = Status::ok;
    while (const dirent* entry = ::readdir(tasks)) {
        const long id = std::strtol(entry->d_name, nullptr, 10);
        if (id <= 0) continue;
        // A thread that has just ended is no failure.
        if (f(static_cast<pid_t>(id)) != 0 && errno != ESRCH) status = status_of(errno);
    }
    ::closedir(tasks);
    return status;
}

cpu_set_t set_from(uint64_t mask) noexcept {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (size_t i = 0; i < kProcessors; ++i) {
        if (mask >> i & 1) CPU_SET(i, &set);
    }
    return set;
}

bool is_possible(uint64_t mask) noexcept { return mask != 0 && (mask & ~system_affinity()) == 0; }

}  // namespace

Result<uint32_t> priority_class(uint32_t process_id) {
    if (process_id == static_cast<uint32_t>(::getpid())) {
        if (const uint32_t asked = own_class.load(std::memory_order_relaxed)) return asked;
    }
    errno = 0;
    const int nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(process_id));
    if (nice == -1 && errno != 0) return Status::error_invalid_parameter;
    return priority_class_of(nice);
}

Status set_priority_class(uint32_t process_id, bool own, uint32_t wanted) {
    if (wanted == PROCESS_MODE_BACKGROUND_BEGIN || wanted == PROCESS_MODE_BACKGROUND_END) {
        return own ? Status::error_not_supported : Status::error_invalid_parameter;
    }
    const auto nice = nice_of(wanted);
    if (!nice) return Status::error_invalid_parameter;
    if (own) own_class.store(wanted, std::memory_order_relaxed);
    const Status status = for_each_thread(
        process_id, [&](pid_t id) { return ::setpriority(PRIO_PROCESS, static_cast<id_t>(id), *nice); });
    return own ? Status::ok : status;
}

Result<uint64_t> affinity_of(uint32_t id) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(static_cast<pid_t>(id), sizeof set, &set) != 0) return status_of(errno);
    uint64_t mask = 0;
    for (size_t i = 0; i < kProcessors; ++i) {
        if (CPU_ISSET(i, &set)) mask |= uint64_t{1} << i;
    }
    return mask;
}

Status set_process_affinity(uint32_t process_id, uint64_t mask) {
    if (!is_possible(mask)) return Status::error_invalid_parameter;
    const cpu_set_t set = set_from(mask);
    return for_each_thread(process_id, [&](pid_t id) { return ::sched_setaffinity(id, sizeof set, &set); });
}

Result<uint64_t> set_thread_affinity(uint32_t thread_id, uint64_t mask) {
    if (!is_possible(mask)) return Status::error_invalid_parameter;
    auto before = affinity_of(thread_id);
    if (!before) return before;
    const cpu_set_t set = set_from(mask);
    if (::sched_setaffinity(static_cast<pid_t>(thread_id), sizeof set, &set) != 0) return status_of(errno);
    return before;
}

uint64_t system_affinity() noexcept {
    const long count = ::sysconf(_SC_NPROCESSORS_ONLN);
    return count >= static_cast<long>(kProcessors) ? ~uint64_t{0} : (uint64_t{1} << (count > 0 ? count : 1)) - 1;
}

}  // namespace handleapi
