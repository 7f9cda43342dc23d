// SPDX-License-Identifier: LGPL-2.1-or-later
// Clocks and the smallest string functions.
#include <time.h>

#include <cstring>
#include <string>

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

extern "C" int WINAPI lstrlenA(LPCSTR text) { return text ? static_cast<int>(std::strlen(text)) : 0; }
extern "C" int WINAPI lstrlenW(LPCWSTR text) {
    return text ? static_cast<int>(std::char_traits<char16_t>::length(text)) : 0;
}
extern "C" LPSTR WINAPI lstrcpyA(LPSTR target, LPCSTR source) {
    return target && source ? std::strcpy(target, source) : nullptr;
}
extern "C" LPWSTR WINAPI lstrcpyW(LPWSTR target, LPCWSTR source) {
    if (!target || !source) return nullptr;
    return std::char_traits<char16_t>::copy(target, source, std::char_traits<char16_t>::length(source) + 1);
}
extern "C" LPSTR WINAPI lstrcatA(LPSTR target, LPCSTR source) {
    return target && source ? std::strcat(target, source) : nullptr;
}
extern "C" LPWSTR WINAPI lstrcatW(LPWSTR target, LPCWSTR source) {
    if (!target || !source) return nullptr;
    lstrcpyW(target + lstrlenW(target), source);
    return target;
}
