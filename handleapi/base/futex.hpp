// SPDX-License-Identifier: LGPL-2.1-or-later
// Sleeping on an aligned 32-bit word, given by its address, until another thread changes it. One implementation file
// per kind of system (futex_linux.cpp). Deadlines are absolute and in nanoseconds; on the monotonic clock, unless a
// clock is named.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace base {

constexpr int64_t kNoDeadline = INT64_MAX;

/// real_time counts from 1970 (UTC) and jumps when somebody sets the clock; a sleep until then jumps with it.
enum class Clock : uint8_t { monotonic, real_time };

/// Nanoseconds on the clock that deadlines refer to.
int64_t now(Clock clock) noexcept;
int64_t monotonic_now() noexcept;

enum class FutexWake { woken, timed_out };

/// Sleeps while `word` holds `expected`. Returns `woken` early for any reason (the caller looks again), `timed_out`
/// once the deadline has passed.
FutexWake futex_wait(const void* word, uint32_t expected, int64_t deadline = kNoDeadline,
                     Clock clock = Clock::monotonic) noexcept;

/// Wakes up to `count` sleepers. Only the address is used: the word may be gone already, since a thread that found the
/// awaited value on its own may have freed it. At worst that is a spurious wake-up of somebody else.
void futex_wake(const void* word, int count) noexcept;

/// The same for words on which several kinds of threads sleep: each kind has a channel, a bit. A sleeper is woken by
/// those who name its channel. Returns whether it was woken, rather than having found another value.
bool futex_wait_on(const void* word, uint32_t expected, uint32_t channel) noexcept;
/// Returns how many were woken.
int futex_wake_on(const void* word, int count, uint32_t channel) noexcept;

/// One of several words to sleep on at once.
struct FutexWord {
    const void* word;
    uint32_t expected;
    bool shared;  // with other processes
};
constexpr size_t kMaximumFutexWords = 128;
/// Sleeps while each of the words holds what is expected of it. Where the system cannot do this (Linux before 5.16) it
/// sleeps on the first word alone, for two milliseconds at most.
FutexWake futex_wait_many(std::span<const FutexWord> words, int64_t deadline) noexcept;
/// Wakes all sleepers of all processes.
void futex_wake_shared(const void* word) noexcept;

}  // namespace base
