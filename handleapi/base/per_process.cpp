// SPDX-License-Identifier: LGPL-2.1-or-later
// See per_process.hpp. The count is taken up when the library is loaded, so that no fork is missed.
#include "handleapi/base/per_process.hpp"

#include <pthread.h>

namespace base {
namespace {

std::atomic<uint32_t> generation{1};

__attribute__((constructor)) void watch_forks() {
    ::pthread_atfork(nullptr, nullptr, [] { generation.fetch_add(1, std::memory_order_relaxed); });
}

}  // namespace

uint32_t process_generation() noexcept { return generation.load(std::memory_order_relaxed); }

}  // namespace base
