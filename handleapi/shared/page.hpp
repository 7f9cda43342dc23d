// SPDX-License-Identifier: LGPL-2.1-or-later
// SharedPage: the state of an object that several processes use, one per file (shared_file.hpp), mapped by each.
// Nothing in it needs cleaning up after a process that was killed:
//   - `state` (count:32 | frozen:1) is changed by compare-and-swap alone; a signal is complete with that one store;
//   - whoever is about to sleep sets `sleepers`, looks at the state again, and sleeps while `sequence` is what it was;
//     whoever signals looks at `sleepers` afterwards, and if set clears it, counts `sequence` up and wakes everybody.
//     If he is killed in between, the sleepers find out by themselves: they look again every kRecheck nanoseconds;
//   - a mutex is owned by a process's lifeline thread (lifeline.hpp), from which the kernel takes it when the process
//     dies; `word` is what the kernel expects of a robust futex. Its thread and recursion count belong to the owner;
//   - `frozen` is set by a wait for several objects while it looks at all of them and takes them, under the commit lock
//     (commit_lock.hpp), which is robust too. Whoever comes across it takes the lock himself; then it is stale.
//   - a timer has no process that looks after it: whoever looks at it when it is due makes it signaled.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "handleapi/object.hpp"

namespace handleapi::shared {

/// How long a wait may overlook a signal whose sender was killed before he could wake anybody.
constexpr int64_t kRecheck = 250'000'000;

/// The kernel's struct robust_list.
struct RobustEntry {
    RobustEntry* next;  // an address in the owning process
};

struct MutexPart {
    RobustEntry entry;
    std::atomic<uint32_t> word;  // the owner's lifeline thread | FUTEX_WAITERS | FUTEX_OWNER_DIED; at a fixed distance
                                 // from `entry`
    std::atomic<uint32_t> owner_thread;
    std::atomic<uint32_t> abandoned;  // by a thread of a process that lives on
    uint32_t recursion;
};

struct TimerPart {
    std::atomic<int64_t> due;  // nanoseconds; kNeverDue when not set
    int64_t period;            // nanoseconds; 0 is once
    uint32_t clock;            // base::Clock
};
constexpr int64_t kNeverDue = INT64_MAX;

struct SharedPage {
    static constexpr uint32_t kMagic = 0x48504352;  // "RCPH"
    static constexpr uint32_t kVersion = 1;
    static constexpr size_t kNameSize = 1600;

    std::atomic<uint32_t> magic;  // written last
    uint32_t version;
    uint32_t type;     // ObjectType
    uint32_t consume;  // Consume
    uint32_t maximum;  // of a semaphore
    std::atomic<uint32_t> sequence;
    std::atomic<uint32_t> sleepers;
    std::atomic<uint32_t> pulses;       // of an event: PulseEvent calls that found sleepers
    std::atomic<uint32_t> pulse_token;  // of an automatic event: the last pulse has not released anybody yet
    std::atomic<uint64_t> state;
    MutexPart mutex;
    TimerPart timer;
    char name[kNameSize];  // UTF-8; tells names apart whose file names are the same
};
static_assert(std::atomic<uint64_t>::is_always_lock_free && std::atomic<uint32_t>::is_always_lock_free);

}  // namespace handleapi::shared
