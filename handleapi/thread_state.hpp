// SPDX-License-Identifier: LGPL-2.1-or-later
// What the kernel says a thread is doing. One implementation file per kind of system (thread_state_linux.cpp).
#pragma once

#include <cstdint>

namespace handleapi {

/// Whether thread `id` of this process is on a processor or waits for one; false when it sleeps or does not exist.
bool is_runnable(uint32_t id) noexcept;

}  // namespace handleapi
