// SPDX-License-Identifier: LGPL-2.1-or-later
// SharedPage: the state of an object that several processes use, one per file (shared_file.hpp), mapped by each.
// Nothing in it needs cleaning up after a process that was killed:
//   - `state` (count:32 | sleepers:1 | frozen:1) is changed by compare-and-swap alone; a signal that finds no sleepers
//     is complete with that one store;
//   - whoever is about to sleep sets `sleepers`, looks at the count again, and sleeps while `sequence` is what it was;
//     whoever signals with `sleepers` set takes the duty to wake them first (wake_duty.hpp), which the kernel passes on
//     when he is killed, clears it with the same store, counts `sequence` up and wakes everybody. Only when a sleeper
//     who is to take the duty over is killed as well may others have to find out by themselves: all look again every
//     kRecheck nanoseconds;
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

/// How long a wait may overlook a signal when its sender and who was to help out have been killed.
constexpr int64_t kRecheck = 250'000'000;

/// The kernel's struct robust_list.
struct RobustEntry {
    RobustEntry* next;  // an address in the owning process
};

/// A robust futex's word is at a fixed distance from its entry: one for all, that of the C library's mutexes.
constexpr size_t kEntryDistance = 32;

struct MutexPart {
    std::atomic<uint32_t> word;  // the owner's lifeline thread | FUTEX_WAITERS | FUTEX_OWNER_DIED
    std::atomic<uint32_t> owner_thread;
    std::atomic<uint32_t> abandoned;  // by a thread of a process that lives on
    uint32_t recursion;
    RobustEntry* previous;  // as entry.next
    alignas(kEntryDistance) RobustEntry entry;
};

struct WakePart {
    std::atomic<uint32_t> word;  // the thread at work | FUTEX_WAITERS, or FUTEX_OWNER_DIED, or 0
    alignas(kEntryDistance) RobustEntry entry;
};
static_assert(offsetof(MutexPart, entry) - offsetof(MutexPart, word) == kEntryDistance);
static_assert(offsetof(WakePart, entry) - offsetof(WakePart, word) == kEntryDistance);

struct TimerPart {
    std::atomic<int64_t> due;  // nanoseconds; kNeverDue when not set
    int64_t period;            // nanoseconds; 0 is once
    uint32_t clock;            // base::Clock
};
constexpr int64_t kNeverDue = INT64_MAX;

/// Of a file mapping: all of it is constant. Where its memory is: in the same file as the page, behind it, or in a file
/// of the user's, which is found by its path, or, should that lead elsewhere by now, in the process that made the
/// mapping while it has it.
struct MappingPart {
    uint64_t size;
    uint32_t protection;  // PAGE_*
    uint32_t reserved;    // SEC_RESERVE
    uint64_t device;
    uint64_t inode;  // 0: behind the page
    uint32_t holder_process;
    int32_t holder_descriptor;
    char path[1024];  // empty when it is longer
};
constexpr size_t kMappingData = 4096;  // where it begins in the file

struct SharedPage {
    static constexpr uint32_t kMagic = 0x48504352;  // "RCPH"
    static constexpr uint32_t kVersion = 3;
    static constexpr size_t kNameSize = 1600;

    std::atomic<uint32_t> magic;  // written last
    uint32_t version;
    uint32_t type;     // ObjectType
    uint32_t consume;  // Consume
    uint32_t maximum;  // of a semaphore
    std::atomic<uint32_t> sequence;
    std::atomic<uint32_t> pulses;       // of an event: PulseEvent calls that found sleepers
    std::atomic<uint32_t> pulse_token;  // of an automatic event: the last pulse has not released anybody yet
    std::atomic<uint64_t> state;
    WakePart wake;
    MutexPart mutex;
    TimerPart timer;
    MappingPart mapping;
    char name[kNameSize];  // UTF-8; tells names apart whose file names are the same
};
static_assert(sizeof(SharedPage) <= kMappingData);
static_assert(std::atomic<uint64_t>::is_always_lock_free && std::atomic<uint32_t>::is_always_lock_free);

}  // namespace handleapi::shared
