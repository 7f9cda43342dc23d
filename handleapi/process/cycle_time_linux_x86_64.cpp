// SPDX-License-Identifier: LGPL-2.1-or-later
// See cycle_time.hpp. The clocks of processes and threads have numbers made of their ids: clock_getcpuclockid(3).
#include <time.h>
#include <x86intrin.h>

#include "handleapi/process/cycle_time.hpp"

namespace handleapi {
namespace {

constexpr int64_t kNanoseconds = 1'000'000'000;
constexpr int kOfProcess = 2, kOfThread = 6;  // CPUCLOCK_SCHED, CPUCLOCK_PERTHREAD_MASK

int64_t read(clockid_t clock) noexcept {
    timespec time{};
    return ::clock_gettime(clock, &time) == 0 ? int64_t{time.tv_sec} * kNanoseconds + time.tv_nsec : -1;
}

/// Cycles in 2^32 nanoseconds. Reading both clocks takes a hundred nanoseconds at most: right to a ten-thousandth.
uint64_t measure() noexcept {
    constexpr int64_t kLong = 2'000'000;
    const int64_t begin = read(CLOCK_MONOTONIC_RAW);
    const uint64_t first = __rdtsc();
    int64_t end = begin;
    while (end - begin < kLong) end = read(CLOCK_MONOTONIC_RAW);
    const uint64_t last = __rdtsc();
    return static_cast<uint64_t>((static_cast<unsigned __int128>(last - first) << 32) /
                                 static_cast<uint64_t>(end - begin));
}

uint64_t cycles_of_nanoseconds(uint64_t nanoseconds) noexcept {
    static const uint64_t rate = measure();
    return static_cast<uint64_t>(static_cast<unsigned __int128>(nanoseconds) * rate >> 32);
}

std::optional<uint64_t> cycles_on(uint32_t id, int kind) noexcept {
    const int64_t time = read(static_cast<clockid_t>(~id << 3 | static_cast<uint32_t>(kind)));
    return time < 0 ? std::nullopt : std::optional(cycles_of_nanoseconds(static_cast<uint64_t>(time)));
}

}  // namespace

std::optional<uint64_t> cycles_of_thread(uint32_t id) noexcept { return cycles_on(id, kOfThread); }
std::optional<uint64_t> cycles_of_process(uint32_t id) noexcept { return cycles_on(id, kOfProcess); }
uint64_t cycles_of_time(uint64_t time) noexcept { return cycles_of_nanoseconds(time * 100); }

}  // namespace handleapi
