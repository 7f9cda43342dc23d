// SPDX-License-Identifier: LGPL-2.1-or-later
// See calendar.hpp. Days are counted in years that begin in March, so that the leap day comes last.
#include "handleapi/time/calendar.hpp"

namespace handleapi::calendar {

using base::Result;
using base::Status;

namespace {

constexpr int64_t kDay = 86'400 * kSecond;
constexpr int64_t kDaysOf400Years = 146'097;
constexpr int64_t kMondayOffset = 1;  // 1601-01-01 was a Monday

/// Days from 0000-03-01 to 1601-01-01.
constexpr int64_t days_before(int64_t year, int64_t month, int64_t day) noexcept {
    year -= month <= 2;
    const int64_t month_from_march = (month + 9) % 12;
    return year * 365 + year / 4 - year / 100 + year / 400 + (153 * month_from_march + 2) / 5 + day - 1;
}
constexpr int64_t kEpochDays = days_before(1601, 1, 1);

bool is_leap(int64_t year) noexcept { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int64_t days_in_month(int64_t year, int64_t month) noexcept {
    if (month == 2) return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool is_valid(const SYSTEMTIME& t) noexcept {
    return t.wYear >= 1601 && t.wYear <= 30828 && t.wMonth >= 1 && t.wMonth <= 12 && t.wDay >= 1 &&
           t.wDay <= days_in_month(t.wYear, t.wMonth) && t.wHour < 24 && t.wMinute < 60 && t.wSecond < 60 &&
           t.wMilliseconds < 1000;
}

void set_date(int64_t days_since_1601, SYSTEMTIME& time) noexcept {
    const int64_t days = days_since_1601 + kEpochDays;
    const int64_t era = days / kDaysOf400Years;
    const int64_t in_era = days % kDaysOf400Years;
    const int64_t year_of_era = (in_era - in_era / 1460 + in_era / 36'524 - in_era / (kDaysOf400Years - 1)) / 365;
    const int64_t in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month_from_march = (5 * in_year + 2) / 153;
    const int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    time.wYear = static_cast<WORD>(era * 400 + year_of_era + (month <= 2));
    time.wMonth = static_cast<WORD>(month);
    time.wDay = static_cast<WORD>(in_year - (153 * month_from_march + 2) / 5 + 1);
    time.wDayOfWeek = static_cast<WORD>((days_since_1601 + kMondayOffset) % 7);
}

}  // namespace

Status to_system_time(int64_t ticks, SYSTEMTIME& time) noexcept {
    if (ticks < 0) return Status::error_invalid_parameter;
    set_date(ticks / kDay, time);
    const int64_t milliseconds = ticks % kDay / 10'000;
    time.wMilliseconds = static_cast<WORD>(milliseconds % 1000);
    time.wSecond = static_cast<WORD>(milliseconds / 1000 % 60);
    time.wMinute = static_cast<WORD>(milliseconds / 60'000 % 60);
    time.wHour = static_cast<WORD>(milliseconds / 3'600'000);
    return Status::ok;
}

Result<int64_t> to_ticks(const SYSTEMTIME& time) noexcept {
    if (!is_valid(time)) return Status::error_invalid_parameter;
    const int64_t days = days_before(time.wYear, time.wMonth, time.wDay) - kEpochDays;
    const int64_t seconds = (int64_t{time.wHour} * 60 + time.wMinute) * 60 + time.wSecond;
    const int64_t in_day = seconds * kSecond + int64_t{time.wMilliseconds} * 10'000;
    if (days > (INT64_MAX - in_day) / kDay) return Status::error_invalid_parameter;
    return days * kDay + in_day;
}

}  // namespace handleapi::calendar
