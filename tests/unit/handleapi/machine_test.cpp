// SPDX-License-Identifier: LGPL-2.1-or-later
// Calendar, clocks, modules: what a comparison with another system cannot show.
#include <dlfcn.h>
#include <time.h>

#include <cstring>
#include <string>
#include <vector>

#include "handleapi/system/topology.hpp"
#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

ULONGLONG ticks(const FILETIME& time) { return ULONGLONG{time.dwHighDateTime} << 32 | time.dwLowDateTime; }

}  // namespace

TEST_SUITE("handleapi/calendar") {
    TEST_CASE("every day of eight centuries goes to a file time and back, and agrees with the C library") {
        ULONGLONG previous = 0;
        for (int64_t day = 0; day < 292194; ++day) {
            const ULONGLONG value = static_cast<ULONGLONG>(day) * 864'000'000'000 + 123'4560000;
            const FILETIME time = {static_cast<DWORD>(value), static_cast<DWORD>(value >> 32)};
            SYSTEMTIME date{};
            REQUIRE(FileTimeToSystemTime(&time, &date));
            const time_t unix_time = day * 86400 - 11'644'473'600 + 123;
            tm expected{};
            gmtime_r(&unix_time, &expected);
            REQUIRE(date.wYear == expected.tm_year + 1900);
            REQUIRE(date.wMonth == expected.tm_mon + 1);
            REQUIRE(date.wDay == expected.tm_mday);
            REQUIRE(date.wDayOfWeek == expected.tm_wday);
            FILETIME back{};
            REQUIRE(SystemTimeToFileTime(&date, &back));
            REQUIRE(ticks(back) == value);
            REQUIRE((day == 0 || value > previous));
            previous = value;
        }
    }

    TEST_CASE("a day that is not in the calendar is refused") {
        FILETIME time{};
        for (const WORD year : {WORD{1900}, WORD{2023}, WORD{2100}}) {
            const SYSTEMTIME date = {year, 2, 0, 29, 0, 0, 0, 0};
            CHECK_FALSE(SystemTimeToFileTime(&date, &time));
            CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        }
        CHECK_FALSE(SystemTimeToFileTime(nullptr, &time));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("the local time differs from UTC by the time zone's offset of now") {
        FILETIME time = {0, 0x01DA0000}, local{}, back{};
        REQUIRE(FileTimeToLocalFileTime(&time, &local));
        const time_t now = ::time(nullptr);
        tm here{};
        localtime_r(&now, &here);
        CHECK(static_cast<LONGLONG>(ticks(local) - ticks(time)) == LONGLONG{here.tm_gmtoff} * 10'000'000);
        REQUIRE(LocalFileTimeToFileTime(&local, &back));
        CHECK(ticks(back) == ticks(time));
    }

    TEST_CASE("the interrupt times go forward together with the tick count") {
        ULONGLONG biased = 0, unbiased = 0, precise = 0;
        QueryInterruptTime(&biased);
        QueryInterruptTimePrecise(&precise);
        CHECK(precise >= biased);
        QueryUnbiasedInterruptTimePrecise(&unbiased);
        CHECK(unbiased <= precise + 10'000'000);
        CHECK(GetTickCount64() >= biased / 10'000);
    }
}

TEST_SUITE("handleapi/module") {
    TEST_CASE("a shared object is loaded, counted, asked and given back") {
        CHECK(GetModuleHandleA("libutil.so.1") == nullptr);
        HMODULE first = LoadLibraryA("libutil.so.1");
        REQUIRE(first != nullptr);
        CHECK(LoadLibraryW(u"libutil.so.1") == first);
        CHECK(GetModuleHandleA("libutil.so.1") == first);
        CHECK(FreeLibrary(first));
        CHECK(GetModuleHandleA("libutil.so.1") == first);
        char path[400];
        CHECK(GetModuleFileNameA(first, path, sizeof path) > 0);
        CHECK(std::string(path).find("/libutil.so.1") != std::string::npos);
        CHECK(GetModuleHandleA(path) == first);
        CHECK(FreeLibrary(first));
        CHECK(GetModuleHandleA("libutil.so.1") == nullptr);
        CHECK_FALSE(FreeLibrary(first));
        CHECK(GetLastError() == ERROR_MOD_NOT_FOUND);
    }

    TEST_CASE("a procedure is one that the module itself exports") {
        HMODULE c = GetModuleHandleA("libc.so.6");
        REQUIRE(c != nullptr);
        CHECK(reinterpret_cast<void*>(GetProcAddress(c, "getppid")) == dlsym(RTLD_DEFAULT, "getppid"));
        CHECK_FALSE((GetProcAddress(c, "_ZSt9terminatev") != nullptr));  // libstdc++'s
        CHECK(GetLastError() == ERROR_PROC_NOT_FOUND);
    }

    TEST_CASE("what the program was linked with is not unloaded") {
        HMODULE c = GetModuleHandleA("libc.so.6");
        for (int i = 0; i < 3; ++i) CHECK(FreeLibrary(c));
        CHECK(GetModuleHandleA("libc.so.6") == c);
    }

    TEST_CASE("a file name that does not fit is cut and terminated") {
        char path[4] = "xxx";
        CHECK(GetModuleFileNameA(nullptr, path, 4) == 4);
        CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
        CHECK(std::strlen(path) == 3);
    }

    TEST_CASE("loading as data and reserved handles are refused") {
        CHECK(LoadLibraryExA("libc.so.6", nullptr, LOAD_LIBRARY_AS_DATAFILE) == nullptr);
        CHECK(GetLastError() == ERROR_NOT_SUPPORTED);
        CHECK(LoadLibraryExA("libc.so.6", GetCurrentProcess(), 0) == nullptr);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }
}

TEST_SUITE("handleapi/system_info") {
    TEST_CASE("every processor is in one core, one package and one node, and the caches are of processors") {
        DWORD length = 0;
        CHECK_FALSE(GetLogicalProcessorInformation(nullptr, &length));
        CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
        REQUIRE(length % sizeof(SYSTEM_LOGICAL_PROCESSOR_INFORMATION) == 0);
        std::vector<SYSTEM_LOGICAL_PROCESSOR_INFORMATION> facts(length / sizeof(SYSTEM_LOGICAL_PROCESSOR_INFORMATION));
        DWORD short_by_one = length - 1;
        CHECK_FALSE(GetLogicalProcessorInformation(facts.data(), &short_by_one));
        CHECK(short_by_one == length);
        REQUIRE(GetLogicalProcessorInformation(facts.data(), &length));
        ULONG_PTR seen[RelationGroup] = {};
        for (const auto& fact : facts) {
            REQUIRE(fact.Relationship < RelationGroup);
            CHECK(fact.ProcessorMask != 0);
            if (fact.Relationship == RelationCache) {
                CHECK(fact.Cache.Level >= 1);
                CHECK(fact.Cache.Size != 0);
                continue;
            }
            CHECK((seen[fact.Relationship] & fact.ProcessorMask) == 0);
            seen[fact.Relationship] |= fact.ProcessorMask;
        }
        SYSTEM_INFO info{};
        GetSystemInfo(&info);
        for (const auto relationship : {RelationProcessorCore, RelationProcessorPackage, RelationNumaNode}) {
            CHECK(seen[relationship] == info.dwActiveProcessorMask);
        }
        CHECK_FALSE(GetLogicalProcessorInformation(facts.data(), nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("lists of processors are read up to the sixty-fourth") {
        using handleapi::machine::processors_in;
        CHECK(processors_in("0") == 1);
        CHECK(processors_in("0-3,8") == 0x10F);
        CHECK(processors_in("62-70") == uint64_t{3} << 62);
        CHECK(processors_in("100") == 0);
        CHECK(processors_in("") == 0);
        CHECK(processors_in("x") == 0);
    }

    TEST_CASE("cycles grow while a thread works, and not while it sleeps; a process has those of its threads") {
        Handle go = manual_event();
        Worker idle([&] { return WaitForSingleObject(go, kLimit); });
        REQUIRE(idle.asleep());
        ULONG64 before = 0, after = 0, process = 0, sleeping = 0, still = 0;
        CHECK(QueryThreadCycleTime(idle.handle(), &sleeping));
        CHECK(QueryThreadCycleTime(GetCurrentThread(), &before));
        // Ten million additions of a number that is kept in memory take as many cycles, however the machine is loaded.
        volatile uint64_t sum = 0;
        for (int i = 0; i < 10'000'000; ++i) sum = sum + 1;
        CHECK(QueryThreadCycleTime(GetCurrentThread(), &after));
        CHECK(after - before > 5'000'000);
        CHECK(QueryThreadCycleTime(idle.handle(), &still));
        CHECK(still == sleeping);
        CHECK(QueryProcessCycleTime(GetCurrentProcess(), &process));
        CHECK(process >= after);
        SetEvent(go);
        CHECK(idle.result() == WAIT_OBJECT_0);
        CHECK(QueryThreadCycleTime(idle.handle(), &after));
        CHECK(QueryThreadCycleTime(idle.handle(), &still));
        CHECK(still == after);
        for (const HANDLE none : {HANDLE{}, HANDLE(go)}) {
            CHECK_FALSE(QueryThreadCycleTime(none, &after));
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
            CHECK_FALSE(QueryProcessCycleTime(none, &after));
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        }
        CHECK_FALSE(QueryThreadCycleTime(GetCurrentThread(), nullptr));
        CHECK(GetLastError() == ERROR_NOACCESS);
    }

    TEST_CASE("the computer's name in both widths and its forms") {
        char narrow[300];
        char16_t wide[300];
        DWORD size = 300;
        CHECK(GetComputerNameExA(ComputerNameDnsFullyQualified, narrow, &size));
        CHECK(size == std::strlen(narrow));
        DWORD wide_size = 300;
        CHECK(GetComputerNameExW(ComputerNameDnsFullyQualified, wide, &wide_size));
        CHECK(wide_size == size);
        DWORD host = 300;
        CHECK(GetComputerNameExA(ComputerNameDnsHostname, narrow, &host));
        CHECK(host <= size);
        CHECK_FALSE(GetComputerNameExA(ComputerNameMax, narrow, &host));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(GetComputerNameA(narrow, nullptr));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("the long form of the version is filled, too, and other sizes are refused") {
        OSVERSIONINFOEXW version{};
        version.dwOSVersionInfoSize = sizeof version;
        CHECK(GetVersionExW(reinterpret_cast<LPOSVERSIONINFOW>(&version)));
        CHECK(version.dwMajorVersion == 6);
        CHECK(version.dwMinorVersion == 2);
        CHECK(version.wProductType == VER_NT_WORKSTATION);
        version.dwOSVersionInfoSize = 17;
        CHECK_FALSE(GetVersionExW(reinterpret_cast<LPOSVERSIONINFOW>(&version)));
        CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    }
}
