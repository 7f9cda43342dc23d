// SPDX-License-Identifier: LGPL-2.1-or-later
// See stepped_clock.hpp. x86-64.
#include "tests/unit/handleapi/stepped_clock.hpp"

#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <time.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>

namespace {

constexpr int64_t kSecond = 1'000'000'000;

std::atomic<int64_t> offset{0};
std::array<std::atomic<long>, 16> sleeping_on{};  // words that threads sleep on until a real time

long call_kernel(long number, const long (&arguments)[6]) {
    register long r10 asm("r10") = arguments[3];
    register long r8 asm("r8") = arguments[4];
    register long r9 asm("r9") = arguments[5];
    long result = 0;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(arguments[0]), "S"(arguments[1]), "d"(arguments[2]), "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory");
    return result;
}

long with_errno(long result) {
    if (result >= 0 || result < -4095) return result;
    errno = static_cast<int>(-result);
    return -1;
}

timespec moved(const timespec& time, int64_t by) {
    const int64_t sum = static_cast<int64_t>(time.tv_nsec) + by % kSecond + kSecond;
    return {time.tv_sec + by / kSecond + sum / kSecond - 1, sum % kSecond};
}

/// While it lives, step_clock ends the sleep.
class Sleeper {
 public:
    explicit Sleeper(long word) {
        for (auto& place : sleeping_on) {
            long free = 0;
            if (place.compare_exchange_strong(free, word)) {
                place_ = &place;
                return;
            }
        }
    }
    ~Sleeper() {
        if (place_) *place_ = 0;
    }
    Sleeper(const Sleeper&) = delete;

 private:
    std::atomic<long>* place_ = nullptr;
};

long sleep_until_real_time(const long (&given)[6]) {
    const Sleeper sleeper(given[0]);
    timespec deadline = moved(*reinterpret_cast<const timespec*>(given[3]), -offset);
    if (deadline.tv_sec < 0) deadline = {};
    // A step before the kernel has put the thread to sleep wakes nobody: it sleeps for a moment, and its caller looks.
    timespec soon{};
    call_kernel(SYS_clock_gettime, {CLOCK_REALTIME, reinterpret_cast<long>(&soon), 0, 0, 0, 0});
    soon = moved(soon, kSecond / 50);
    const bool short_sleep = soon.tv_sec < deadline.tv_sec ||
                             (soon.tv_sec == deadline.tv_sec && soon.tv_nsec < deadline.tv_nsec);
    if (short_sleep) deadline = soon;
    const long arguments[6] = {given[0], given[1], given[2], reinterpret_cast<long>(&deadline), given[4], given[5]};
    const long result = call_kernel(SYS_futex, arguments);
    return short_sleep && result == -ETIMEDOUT ? 0 : result;
}

}  // namespace

namespace testing {

void step_clock(int64_t nanoseconds) {
    offset += nanoseconds;
    for (const auto& place : sleeping_on) {
        if (const long word = place) call_kernel(SYS_futex, {word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, INT_MAX, 0, 0, 0});
    }
}

}  // namespace testing

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const long result = call_kernel(SYS_clock_gettime, {clock, reinterpret_cast<long>(time), 0, 0, 0, 0});
    const bool real = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
    if (result == 0 && real) *time = moved(*time, offset);
    return static_cast<int>(with_errno(result));
}

extern "C" long syscall(long number, ...) noexcept {
    long arguments[6];
    va_list list;
    va_start(list, number);
    for (long& argument : arguments) argument = va_arg(list, long);
    va_end(list);
    const bool real = number == SYS_futex && (arguments[1] & FUTEX_CLOCK_REALTIME) && arguments[3] != 0;
    return with_errno(real ? sleep_until_real_time(arguments) : call_kernel(number, arguments));
}
