// SPDX-License-Identifier: LGPL-2.1-or-later
// Clocks.
#include <time.h>

#include "handleapi/api/outcome.hpp"

#include <profileapi.h>
#include <sysinfoapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

constexpr LONGLONG kHundredNanoseconds = 10'000'000;       // per second
constexpr LONGLONG kUnixEpochInFileTime = 11'644'473'600;  // seconds from 1601 to 1970

LONGLONG hundred_nanoseconds(clockid_t clock) noexcept {
    timespec now{};
    clock_gettime(clock, &now);
    return LONGLONG{now.tv_sec} * kHundredNanoseconds + now.tv_nsec / 100;
}

void file_time_now(clockid_t clock, FILETIME& time) noexcept {
    const LONGLONG ticks = hundred_nanoseconds(clock) + kUnixEpochInFileTime * kHundredNanoseconds;
    time.dwLowDateTime = static_cast<DWORD>(ticks);
    time.dwHighDateTime = static_cast<DWORD>(ticks >> 32);
}

}  // namespace

extern "C" ULONGLONG WINAPI GetTickCount64(void) {
    return static_cast<ULONGLONG>(hundred_nanoseconds(CLOCK_BOOTTIME)) / 10'000;
}
extern "C" DWORD WINAPI GetTickCount(void) { return static_cast<DWORD>(GetTickCount64()); }

extern "C" BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER* count) {
    if (!count) return failing(Status::error_noaccess, FALSE);
    count->QuadPart = hundred_nanoseconds(CLOCK_MONOTONIC);
    return TRUE;
}
extern "C" BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER* per_second) {
    if (!per_second) return failing(Status::error_noaccess, FALSE);
    per_second->QuadPart = kHundredNanoseconds;
    return TRUE;
}

extern "C" VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME time) { file_time_now(CLOCK_REALTIME_COARSE, *time); }
extern "C" VOID WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME time) { file_time_now(CLOCK_REALTIME, *time); }
