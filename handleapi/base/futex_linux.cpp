// SPDX-License-Identifier: LGPL-2.1-or-later
// The futex seam on Linux: process-private futexes with absolute deadlines (FUTEX_WAIT_BITSET).
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "handleapi/base/futex.hpp"

namespace base {

int64_t now(Clock clock) noexcept {
    timespec time{};
    clock_gettime(clock == Clock::real_time ? CLOCK_REALTIME : CLOCK_MONOTONIC, &time);
    return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

int64_t monotonic_now() noexcept { return now(Clock::monotonic); }

FutexWake futex_wait(const void* word, uint32_t expected, int64_t deadline, Clock clock) noexcept {
    const int operation =
        FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG | (clock == Clock::real_time ? FUTEX_CLOCK_REALTIME : 0);
    timespec limit{};
    if (deadline != kNoDeadline) {
        if (deadline < 0) deadline = 0;
        limit.tv_sec = deadline / 1'000'000'000;
        limit.tv_nsec = deadline % 1'000'000'000;
    }
    const int saved = errno;
    const auto result = syscall(SYS_futex, word, operation, expected, deadline == kNoDeadline ? nullptr : &limit,
                                nullptr, FUTEX_BITSET_MATCH_ANY);
    const bool timed_out = result != 0 && errno == ETIMEDOUT;
    errno = saved;
    return timed_out ? FutexWake::timed_out : FutexWake::woken;
}

void futex_wake(const void* word, int count) noexcept {
    const int saved = errno;
    syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, count, nullptr, nullptr, 0);
    errno = saved;
}

bool futex_wait_on(const void* word, uint32_t expected, uint32_t channel) noexcept {
    const int saved = errno;
    const auto result =
        syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected, nullptr, nullptr, channel);
    errno = saved;
    return result == 0;
}

int futex_wake_on(const void* word, int count, uint32_t channel) noexcept {
    const int saved = errno;
    const auto woken =
        syscall(SYS_futex, word, FUTEX_WAKE_BITSET | FUTEX_PRIVATE_FLAG, count, nullptr, nullptr, channel);
    errno = saved;
    return woken > 0 ? static_cast<int>(woken) : 0;
}

FutexWake futex_wait_many(std::span<const FutexWord> words, int64_t deadline) noexcept {
    futex_waitv waits[kMaximumFutexWords];
    for (size_t i = 0; i < words.size(); ++i) {
        waits[i] = {};
        waits[i].val = words[i].expected;
        waits[i].uaddr = reinterpret_cast<uintptr_t>(words[i].word);
        waits[i].flags = FUTEX_32 | (words[i].shared ? 0 : FUTEX_PRIVATE_FLAG);
    }
    timespec limit{};
    if (deadline != kNoDeadline) limit = {deadline / 1'000'000'000, deadline % 1'000'000'000};
    const int saved = errno;
    const auto result = syscall(SYS_futex_waitv, waits, static_cast<unsigned>(words.size()), 0,
                                deadline == kNoDeadline ? nullptr : &limit, CLOCK_MONOTONIC);
    const int error = result < 0 ? errno : 0;
    errno = saved;
    if (error == ENOSYS) {
        constexpr int64_t slice = 2'000'000;
        const int64_t soon = monotonic_now() + slice;
        const FutexWake woken = futex_wait(words[0].word, words[0].expected, soon < deadline ? soon : deadline);
        return woken == FutexWake::timed_out && soon < deadline ? FutexWake::woken : woken;
    }
    return error == ETIMEDOUT ? FutexWake::timed_out : FutexWake::woken;
}

void futex_wake_shared(const void* word) noexcept {
    const int saved = errno;
    syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
    errno = saved;
}

}  // namespace base
