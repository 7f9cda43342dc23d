// SPDX-License-Identifier: LGPL-2.1-or-later
// Times as Windows' timers take them: hundreds of nanoseconds; negative ones count from now and are not affected by
// steps of the clock, others are dates since 1601 (UTC) and are.
#pragma once

#include <cstdint>

#include "handleapi/base/futex.hpp"

namespace handleapi {

struct DueTime {
    base::Clock clock = base::Clock::monotonic;
    int64_t when = base::kNoDeadline;  // nanoseconds on that clock
};

/// So many nanoseconds from now, at most the end of time.
inline DueTime due_after(uint64_t nanoseconds) noexcept {
    const int64_t now = base::monotonic_now();
    const auto left = static_cast<uint64_t>(base::kNoDeadline - now);
    return {base::Clock::monotonic, nanoseconds < left ? now + static_cast<int64_t>(nanoseconds) : base::kNoDeadline};
}

inline DueTime due_after_milliseconds(uint32_t milliseconds) noexcept {
    return due_after(uint64_t{milliseconds} * 1'000'000);
}

/// FILETIME, or what a LARGE_INTEGER says of a waitable timer.
inline DueTime due_time(int64_t hundred_nanoseconds) noexcept {
    constexpr int64_t kUnixEpoch = 116'444'736'000'000'000;
    constexpr int64_t kMost = base::kNoDeadline / 100;
    if (hundred_nanoseconds < 0) {
        const uint64_t span = -static_cast<uint64_t>(hundred_nanoseconds);
        return due_after(span < uint64_t{kMost} ? span * 100 : uint64_t{base::kNoDeadline});
    }
    const int64_t since_1970 = hundred_nanoseconds - kUnixEpoch;
    if (since_1970 >= kMost) return {base::Clock::real_time, base::kNoDeadline};
    return {base::Clock::real_time, since_1970 < 0 ? 0 : since_1970 * 100};
}

}  // namespace handleapi
