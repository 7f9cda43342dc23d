// SPDX-License-Identifier: LGPL-2.1-or-later
// File times and dates, the multimedia clock, names and sizes of the machine, error modes.
#include "facts.h"

#include <mmsystem.h>
#include <realtimeapiset.h>

static ULONGLONG value_of(FILETIME time) { return (ULONGLONG)time.dwHighDateTime << 32 | time.dwLowDateTime; }

static void fact_date(int year, int month, int day, int hour, int minute, int second, int millisecond) {
    SYSTEMTIME date = {(WORD)year,   (WORD)month,      0, (WORD)day, (WORD)hour, (WORD)minute,
                       (WORD)second, (WORD)millisecond};
    FILETIME time = {0, 0};
    SetLastError(0xdeadbeef);
    const BOOL done = SystemTimeToFileTime(&date, &time);
    printf("SystemTimeToFileTime: %d-%d-%d %d-%d-%d.%d: ", year, month, day, hour, minute, second, millisecond);
    if (done) {
        printf("0x%08x%08x\n", (unsigned)time.dwHighDateTime, (unsigned)time.dwLowDateTime);
    } else {
        printf("FALSE %u\n", (unsigned)GetLastError());
    }
}

static void fact_time(ULONGLONG value) {
    FILETIME time = {(DWORD)value, (DWORD)(value >> 32)};
    SYSTEMTIME date;
    SetLastError(0xdeadbeef);
    const BOOL done = FileTimeToSystemTime(&time, &date);
    printf("FileTimeToSystemTime: 0x%08x%08x: ", (unsigned)time.dwHighDateTime, (unsigned)time.dwLowDateTime);
    if (done) {
        printf("%d-%d-%d day %d %d-%d-%d.%d\n", date.wYear, date.wMonth, date.wDay, date.wDayOfWeek, date.wHour,
               date.wMinute, date.wSecond, date.wMilliseconds);
    } else {
        printf("FALSE %u\n", (unsigned)GetLastError());
    }
}

static void dates(void) {
    FILETIME five = {5, 1}, four = {4, 1}, large = {0, 0x80000000}, local, back;
    fact_date(1601, 1, 1, 0, 0, 0, 0);
    fact_date(1600, 12, 31, 0, 0, 0, 0);
    fact_date(1970, 1, 1, 0, 0, 0, 0);
    fact_date(2000, 2, 29, 0, 0, 0, 0);
    fact_date(2024, 2, 29, 23, 59, 59, 999);
    fact_date(2023, 4, 31, 0, 0, 0, 0);
    fact_date(2023, 13, 1, 0, 0, 0, 0);
    fact_date(2023, 0, 1, 0, 0, 0, 0);
    fact_date(2023, 1, 0, 0, 0, 0, 0);
    fact_date(2023, 1, 32, 0, 0, 0, 0);
    fact_date(2023, 1, 1, 24, 0, 0, 0);
    fact_date(2023, 1, 1, 0, 60, 0, 0);
    fact_date(2023, 1, 1, 0, 0, 60, 0);
    fact_date(2023, 1, 1, 0, 0, 0, 1000);
    fact_date(30827, 12, 31, 0, 0, 0, 0);
    fact_time(0);
    fact_time(1);
    fact_time(116444736000000000);
    fact_time(125963423999999999);
    fact_time(125963424000000000);
    fact_time(133536383999990000);
    fact_time(0x7fffffffffffffff);
    fact_time(0x8000000000000000);
    fact_time(0xffffffffffffffff);
    FACT_NUMBER("CompareFileTime", "later", CompareFileTime(&five, &four));
    FACT_NUMBER("CompareFileTime", "earlier", CompareFileTime(&four, &five));
    FACT_NUMBER("CompareFileTime", "equal", CompareFileTime(&four, &four));
    FACT_NUMBER("CompareFileTime", "counts without sign", CompareFileTime(&four, &large));
    FACT_BOOL("FileTimeToLocalFileTime", "a time", FileTimeToLocalFileTime(&five, &local));
    FACT_BOOL("LocalFileTimeToFileTime", "back", LocalFileTimeToFileTime(&local, &back));
    FACT_NUMBER("LocalFileTimeToFileTime", "back is the same", value_of(back) == value_of(five));
}

static void clocks(void) {
    SYSTEMTIME date;
    FILETIME before, now, after;
    ULONGLONG first = 0, second = 0;
    TIMECAPS capabilities;
    GetSystemTimeAsFileTime(&before);
    GetSystemTime(&date);
    SystemTimeToFileTime(&date, &now);
    Sleep(20);
    GetSystemTimeAsFileTime(&after);
    FACT_NUMBER("GetSystemTime", "between two file times",
                value_of(now) + 10000 * 20 >= value_of(before) && value_of(now) <= value_of(after));
    FACT_BOOL("QueryUnbiasedInterruptTime", "null", QueryUnbiasedInterruptTime(NULL));
    FACT_BOOL("QueryUnbiasedInterruptTime", "a place", QueryUnbiasedInterruptTime(&first));
    Sleep(20);
    QueryUnbiasedInterruptTime(&second);
    FACT_NUMBER("QueryUnbiasedInterruptTime", "goes on", second > first);
    FACT_NUMBER("GetTickCount64", "goes with GetTickCount",
                (DWORD)GetTickCount64() - GetTickCount() <= 1000 || GetTickCount() - (DWORD)GetTickCount64() <= 1000);
    FACT_NUMBER("timeBeginPeriod", "0", timeBeginPeriod(0));
    FACT_NUMBER("timeBeginPeriod", "1", timeBeginPeriod(1));
    FACT_NUMBER("timeEndPeriod", "1", timeEndPeriod(1));
    FACT_NUMBER("timeEndPeriod", "0", timeEndPeriod(0));
    FACT_NUMBER("timeBeginPeriod", "1000000", timeBeginPeriod(1000000));
    FACT_NUMBER("timeGetDevCaps", "a place", timeGetDevCaps(&capabilities, sizeof capabilities));
    FACT_NUMBER("timeGetDevCaps", "shortest", capabilities.wPeriodMin);
    FACT_NUMBER("timeGetDevCaps", "longest", capabilities.wPeriodMax);
    FACT_NUMBER("timeGetDevCaps", "null", timeGetDevCaps(NULL, sizeof capabilities));
    FACT_NUMBER("timeGetDevCaps", "wrong size", timeGetDevCaps(&capabilities, 3));
}

static void machine(void) {
    char name[300];
    DWORD size = 1;
    OSVERSIONINFOW version = {0};
    MEMORYSTATUSEX status = {0};
    SYSTEM_INFO info;
    FACT_BOOL("GetComputerNameA", "too small", GetComputerNameA(name, &size));
    FACT_NUMBER("GetComputerNameA", "too small tells the size", size > 1);
    size = sizeof name;
    FACT_BOOL("GetComputerNameA", "large enough", GetComputerNameA(name, &size));
    FACT_NUMBER("GetComputerNameA", "length", size == strlen(name) && size <= MAX_COMPUTERNAME_LENGTH);
    size = 5;
    FACT_BOOL("GetComputerNameExA", "unknown name", GetComputerNameExA((COMPUTER_NAME_FORMAT)99, name, &size));
    size = 1;
    FACT_BOOL("GetComputerNameExA", "too small", GetComputerNameExA(ComputerNameDnsHostname, name, &size));
    FACT_NUMBER("GetComputerNameExA", "too small tells the size", size > 1);
    size = 0;
    FACT_BOOL("GetComputerNameExA", "null", GetComputerNameExA(ComputerNameDnsHostname, NULL, &size));
    size = sizeof name;
    FACT_BOOL("GetComputerNameExA", "host name", GetComputerNameExA(ComputerNameDnsHostname, name, &size));
    FACT_NUMBER("GetComputerNameExA", "length", size == strlen(name));
    FACT_BOOL("GetVersionExW", "no size", GetVersionExW(&version));
    version.dwOSVersionInfoSize = sizeof version;
    FACT_BOOL("GetVersionExW", "short form", GetVersionExW(&version));
    FACT_NUMBER("GetVersionExW", "platform", version.dwPlatformId);
    FACT_NUMBER("GetVersionExW", "major version", version.dwMajorVersion >= 6);
    FACT_BOOL("GlobalMemoryStatusEx", "no size", GlobalMemoryStatusEx(&status));
    status.dwLength = sizeof status;
    FACT_BOOL("GlobalMemoryStatusEx", "size", GlobalMemoryStatusEx(&status));
    FACT_NUMBER("GlobalMemoryStatusEx", "load", status.dwMemoryLoad <= 100);
    FACT_NUMBER("GlobalMemoryStatusEx", "free of physical", status.ullAvailPhys <= status.ullTotalPhys);
    FACT_NUMBER("GlobalMemoryStatusEx", "free of all", status.ullAvailPageFile <= status.ullTotalPageFile);
    FACT_NUMBER("GlobalMemoryStatusEx", "addresses", status.ullTotalVirtual == 0x7ffffffe0000);
    GetSystemInfo(&info);
    FACT_NUMBER("GetSystemInfo", "architecture", info.wProcessorArchitecture);
    FACT_NUMBER("GetSystemInfo", "page", info.dwPageSize);
    FACT_NUMBER("GetSystemInfo", "granularity", info.dwAllocationGranularity);
    FACT_NUMBER("GetSystemInfo", "processor type", info.dwProcessorType);
    FACT_NUMBER("GetSystemInfo", "lowest address", (LONG_PTR)info.lpMinimumApplicationAddress);
    FACT_NUMBER("GetSystemInfo", "highest address", info.lpMaximumApplicationAddress == (void*)0x7ffffffeffff);
    FACT_NUMBER("GetSystemInfo", "processors and mask",
                info.dwNumberOfProcessors > 0 && info.dwActiveProcessorMask != 0);
    FACT_NUMBER("IsProcessorFeaturePresent", "SSE2", IsProcessorFeaturePresent(PF_XMMI64_INSTRUCTIONS_AVAILABLE));
    FACT_NUMBER("IsProcessorFeaturePresent", "cmpxchg16b", IsProcessorFeaturePresent(PF_COMPARE_EXCHANGE128));
    FACT_NUMBER("IsProcessorFeaturePresent", "no execution of data", IsProcessorFeaturePresent(PF_NX_ENABLED));
    FACT_NUMBER("IsProcessorFeaturePresent", "an old error",
                IsProcessorFeaturePresent(PF_FLOATING_POINT_PRECISION_ERRATA));
    FACT_NUMBER("IsProcessorFeaturePresent", "unknown", IsProcessorFeaturePresent(1000));
    FACT_NUMBER("GetCurrentProcessorNumber", "within", GetCurrentProcessorNumber() < 64);
}

static void error_modes(void) {
    DWORD old = 9;
    FACT_NUMBER("GetErrorMode", "at first", GetErrorMode());
    FACT_NUMBER("SetErrorMode", "returns the one before", SetErrorMode(SEM_FAILCRITICALERRORS));
    FACT_NUMBER("GetErrorMode", "set", GetErrorMode());
    FACT_NUMBER("SetErrorMode", "returns the one set", SetErrorMode(0));
    FACT_BOOL("SetThreadErrorMode", "1", SetThreadErrorMode(1, &old));
    FACT_NUMBER("SetThreadErrorMode", "the one before", old);
    FACT_NUMBER("GetThreadErrorMode", "set", GetThreadErrorMode());
    FACT_BOOL("SetThreadErrorMode", "alignment", SetThreadErrorMode(SEM_NOALIGNMENTFAULTEXCEPT, &old));
    FACT_BOOL("SetThreadErrorMode", "unknown", SetThreadErrorMode(0x10, &old));
    FACT_BOOL("SetThreadErrorMode", "all, no place for the old one", SetThreadErrorMode(0x8003, NULL));
    SetThreadErrorMode(0, NULL);
    SetLastError(77);
    FACT_NUMBER("SetLastError", "read back", GetLastError());
    RestoreLastError(78);
    FACT_NUMBER("RestoreLastError", "read back", GetLastError());
}

int main(void) {
    dates();
    clocks();
    machine();
    error_modes();
    return 0;
}
