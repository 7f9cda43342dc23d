// SPDX-License-Identifier: LGPL-2.1-or-later
// Priority classes and processor affinity, of whole processes and of threads, in the system's terms: a class is a nice
// value, a processor mask covers the first 64 processors. Raising a priority needs a privilege here; Windows lets a
// process raise itself to HIGH. So this process's own class is what it asked for, whether the system followed or not.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

namespace handleapi {

/// error_invalid_parameter when there is no such process.
base::Result<uint32_t> priority_class(uint32_t process_id);
/// error_invalid_parameter: no class; error_access_denied: the system does not let us, for another process.
base::Status set_priority_class(uint32_t process_id, bool own, uint32_t priority_class);

/// The processors a thread or the main thread of a process may run on.
base::Result<uint64_t> affinity_of(uint32_t id);
/// All threads of a process; error_invalid_parameter when the mask is empty or has processors that are not there.
base::Status set_process_affinity(uint32_t process_id, uint64_t mask);
/// One thread; answers the mask before.
base::Result<uint64_t> set_thread_affinity(uint32_t thread_id, uint64_t mask);
/// The processors there are.
uint64_t system_affinity() noexcept;

}  // namespace handleapi
