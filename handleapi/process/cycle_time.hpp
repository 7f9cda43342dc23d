// SPDX-License-Identifier: LGPL-2.1-or-later
// Processor time in cycles of the processor's steady counter, which is what Windows counts, too. The kernel measures
// the time a thread runs by that counter and tells it in nanoseconds: here they are turned back, at a rate that is
// measured once. One implementation file per kind of system (cycle_time_linux_x86_64.cpp).
#pragma once

#include <cstdint>
#include <optional>

namespace handleapi {

/// Of a running thread of this process; nothing when there is none.
std::optional<uint64_t> cycles_of_thread(uint32_t id) noexcept;
/// Of a running process; nothing when there is none.
std::optional<uint64_t> cycles_of_process(uint32_t id) noexcept;
/// Of a time in units of 100 nanoseconds.
uint64_t cycles_of_time(uint64_t time) noexcept;

}  // namespace handleapi
