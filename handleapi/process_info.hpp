// SPDX-License-Identifier: LGPL-2.1-or-later
// What the kernel says about a process. One implementation file per kind of system (process_info_linux.cpp).
#pragma once

#include <cstdint>
#include <optional>

namespace handleapi {

/// Times are in 100 nanoseconds; `started` and `ended` since 1601, as in a FILETIME.
struct ProcessTimes {
    uint64_t started = 0;
    uint64_t ended = 0;  // 0: it runs
    uint64_t kernel = 0;
    uint64_t user = 0;
};

struct ProcessInfo {
    uint32_t owner = 0;        // effective user id
    uint64_t start_ticks = 0;  // tells a process from a later one with the same number
    bool dead = false;         // has ended, and its parent has not asked yet
    ProcessTimes times;
    std::optional<int> wait_status;  // of a dead one, where the kernel tells us
};

/// Nothing when there is no such process.
std::optional<ProcessInfo> process_info(uint32_t id);
/// The calling process's times.
ProcessTimes own_process_times();
/// Adds the processor time of a running thread of this process.
void add_thread_times(uint32_t id, ProcessTimes& times);
/// The calling thread ends: adds its processor time and the moment.
void end_thread_times(ProcessTimes& times) noexcept;
/// Now, as in a FILETIME.
uint64_t now_as_file_time() noexcept;

}  // namespace handleapi
