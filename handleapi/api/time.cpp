// SPDX-License-Identifier: LGPL-2.1-or-later
// Clocks and conversions of time. The interrupt time counts from the start of the system: with the time it slept
// (CLOCK_BOOTTIME), unless it is called unbiased (CLOCK_MONOTONIC). Timers here have the resolution of the system's
// clock at all times, so timeBeginPeriod only checks its argument.
#include <time.h>

#include "handleapi/api/outcome.hpp"
#include "handleapi/time/calendar.hpp"

#include <fileapi.h>
#include <mmsystem.h>
#include <profileapi.h>
#include <realtimeapiset.h>
#include <sysinfoapi.h>
#include <timezoneapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

using calendar::kSecond;
constexpr UINT kShortestPeriod = 1;
constexpr UINT kLongestPeriod = 65535;

LONGLONG ticks_now(clockid_t clock) noexcept {
    timespec now{};
    clock_gettime(clock, &now);
    return LONGLONG{now.tv_sec} * kSecond + now.tv_nsec / 100;
}

LONGLONG file_ticks_now(clockid_t clock) noexcept { return ticks_now(clock) + calendar::kUnixEpoch; }

/// How far the local time is ahead of UTC now; documented to be today's difference for any time.
LONGLONG local_offset() noexcept {
    const time_t now = time(nullptr);
    tm local{};
    localtime_r(&now, &local);
    return LONGLONG{local.tm_gmtoff} * kSecond;
}

BOOL shift(const FILETIME* from, LPFILETIME to, LONGLONG by) {
    if (!from || !to) return failing(Status::error_invalid_parameter, FALSE);
    const LONGLONG ticks = calendar::ticks_of(*from);
    if (ticks < 0) return failing(Status::error_invalid_parameter, FALSE);
    *to = calendar::file_time_of(ticks + by);
    return TRUE;
}

bool is_period(UINT milliseconds) { return milliseconds >= kShortestPeriod && milliseconds <= kLongestPeriod; }

}  // namespace

extern "C" ULONGLONG WINAPI GetTickCount64(void) { return static_cast<ULONGLONG>(ticks_now(CLOCK_BOOTTIME)) / 10'000; }
extern "C" DWORD WINAPI GetTickCount(void) { return static_cast<DWORD>(GetTickCount64()); }
extern "C" DWORD WINAPI timeGetTime(void) { return GetTickCount(); }

extern "C" BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER* count) {
    if (!count) return failing(Status::error_noaccess, FALSE);
    count->QuadPart = ticks_now(CLOCK_MONOTONIC);
    return TRUE;
}
extern "C" BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER* per_second) {
    if (!per_second) return failing(Status::error_noaccess, FALSE);
    per_second->QuadPart = kSecond;
    return TRUE;
}

extern "C" BOOL WINAPI QueryUnbiasedInterruptTime(PULONGLONG time) {
    if (!time) return failing(Status::error_invalid_parameter, FALSE);
    *time = static_cast<ULONGLONG>(ticks_now(CLOCK_MONOTONIC_COARSE));
    return TRUE;
}
extern "C" VOID WINAPI QueryUnbiasedInterruptTimePrecise(PULONGLONG time) {
    *time = static_cast<ULONGLONG>(ticks_now(CLOCK_MONOTONIC));
}
extern "C" VOID WINAPI QueryInterruptTime(PULONGLONG time) { QueryInterruptTimePrecise(time); }
extern "C" VOID WINAPI QueryInterruptTimePrecise(PULONGLONG time) {
    *time = static_cast<ULONGLONG>(ticks_now(CLOCK_BOOTTIME));
}

extern "C" VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME time) {
    *time = calendar::file_time_of(file_ticks_now(CLOCK_REALTIME_COARSE));
}
extern "C" VOID WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME time) {
    *time = calendar::file_time_of(file_ticks_now(CLOCK_REALTIME));
}
extern "C" VOID WINAPI GetSystemTime(LPSYSTEMTIME time) {
    static_cast<void>(calendar::to_system_time(file_ticks_now(CLOCK_REALTIME), *time));
}
extern "C" VOID WINAPI GetLocalTime(LPSYSTEMTIME time) {
    static_cast<void>(calendar::to_system_time(file_ticks_now(CLOCK_REALTIME) + local_offset(), *time));
}

extern "C" BOOL WINAPI FileTimeToSystemTime(const FILETIME* file_time, LPSYSTEMTIME system_time) {
    if (!file_time || !system_time) return failing(Status::error_invalid_parameter, FALSE);
    return bool_from(calendar::to_system_time(calendar::ticks_of(*file_time), *system_time));
}
extern "C" BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME* system_time, LPFILETIME file_time) {
    if (!file_time || !system_time) return failing(Status::error_invalid_parameter, FALSE);
    const auto ticks = calendar::to_ticks(*system_time);
    if (!ticks) return failing(ticks.status(), FALSE);
    *file_time = calendar::file_time_of(*ticks);
    return TRUE;
}
extern "C" BOOL WINAPI FileTimeToLocalFileTime(const FILETIME* file_time, LPFILETIME local) {
    return shift(file_time, local, local_offset());
}
extern "C" BOOL WINAPI LocalFileTimeToFileTime(const FILETIME* local, LPFILETIME file_time) {
    return shift(local, file_time, -local_offset());
}
extern "C" LONG WINAPI CompareFileTime(const FILETIME* left, const FILETIME* right) {
    const auto first = static_cast<ULONGLONG>(calendar::ticks_of(*left));
    const auto second = static_cast<ULONGLONG>(calendar::ticks_of(*right));
    return first < second ? -1 : first > second ? 1 : 0;
}

extern "C" MMRESULT WINAPI timeBeginPeriod(UINT milliseconds) {
    return is_period(milliseconds) ? TIMERR_NOERROR : TIMERR_NOCANDO;
}
extern "C" MMRESULT WINAPI timeEndPeriod(UINT milliseconds) {
    return is_period(milliseconds) ? TIMERR_NOERROR : TIMERR_NOCANDO;
}
extern "C" MMRESULT WINAPI timeGetDevCaps(LPTIMECAPS capabilities, UINT size) {
    if (!capabilities || size != sizeof *capabilities) return TIMERR_NOCANDO;
    *capabilities = {kShortestPeriod, kLongestPeriod};
    return TIMERR_NOERROR;
}
