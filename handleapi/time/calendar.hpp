// SPDX-License-Identifier: LGPL-2.1-or-later
// File times (units of 100 ns since 1601-01-01, UTC) and the Gregorian calendar. Pure.
#pragma once

#include <cstdint>

#include "handleapi/base/status.hpp"

#include <minwinbase.h>

namespace handleapi::calendar {

constexpr int64_t kSecond = 10'000'000;
constexpr int64_t kUnixEpoch = 11'644'473'600 * kSecond;  // 1970 as a file time

constexpr int64_t ticks_of(const FILETIME& time) noexcept {
    return static_cast<int64_t>(uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime);
}
constexpr FILETIME file_time_of(int64_t ticks) noexcept {
    return {static_cast<DWORD>(ticks), static_cast<DWORD>(static_cast<uint64_t>(ticks) >> 32)};
}

/// error_invalid_parameter for a negative time.
base::Status to_system_time(int64_t ticks, SYSTEMTIME& time) noexcept;
/// The day of the week is ignored. error_invalid_parameter for a date that does not exist, or before 1601.
base::Result<int64_t> to_ticks(const SYSTEMTIME& time) noexcept;

}  // namespace handleapi::calendar
