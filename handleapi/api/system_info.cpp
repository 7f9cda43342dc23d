// SPDX-License-Identifier: LGPL-2.1-or-later
// What kind of machine and system this is. The version is the one that programs without a manifest are told (6.2), as
// there are no manifests here.
#include <cpuid.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/memory/virtual_memory.hpp"
#include "handleapi/system/machine.hpp"

#include <processthreadsapi.h>
#include <sysinfoapi.h>
#include <winbase.h>

using base::Result;
using base::Status;
using namespace handleapi;

namespace {

constexpr uintptr_t kLowestAddress = 0x10000;
constexpr uintptr_t kHighestAddress = 0x7FFFFFFEFFFF;
constexpr ULONGLONG kAddressSpace = 0x7FFFFFFE0000;
constexpr DWORD kProcessorsPerGroup = 64;

/// Family in the level, model and stepping in the revision.
void set_processor(SYSTEM_INFO& info) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    __get_cpuid(1, &a, &b, &c, &d);
    const unsigned family = (a >> 8 & 0xF) + (a >> 20 & 0xFF);
    const unsigned model = (a >> 4 & 0xF) | (a >> 12 & 0xF0);
    info.wProcessorLevel = static_cast<WORD>(family);
    info.wProcessorRevision = static_cast<WORD>(model << 8 | (a & 0xF));
}

std::string netbios_name() {
    std::string name = machine::host_name();
    name = name.substr(0, std::min<size_t>(name.find('.'), MAX_COMPUTERNAME_LENGTH));
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
    return name;
}

Result<std::string> computer_name(COMPUTER_NAME_FORMAT format) {
    const std::string whole = machine::host_name();
    const size_t dot = std::min(whole.find('.'), whole.size());
    switch (format) {
        case ComputerNameNetBIOS:
        case ComputerNamePhysicalNetBIOS:
            return netbios_name();
        case ComputerNameDnsHostname:
        case ComputerNamePhysicalDnsHostname:
            return whole.substr(0, dot);
        case ComputerNameDnsDomain:
        case ComputerNamePhysicalDnsDomain:
            return dot < whole.size() ? whole.substr(dot + 1) : std::string();
        case ComputerNameDnsFullyQualified:
        case ComputerNamePhysicalDnsFullyQualified:
            return whole;
        default:
            return Status::error_invalid_parameter;
    }
}

/// The size goes in as room and comes out as length, or as the room that is needed.
template <typename Char>
BOOL deliver(const std::basic_string<Char>& text, Char* buffer, LPDWORD size, Status too_small) {
    const DWORD room = *size;
    if (room <= text.size() || !buffer) {
        *size = static_cast<DWORD>(text.size() + 1);
        return failing(too_small, FALSE);
    }
    std::copy_n(text.c_str(), text.size() + 1, buffer);
    *size = static_cast<DWORD>(text.size());
    return TRUE;
}

template <typename Char, typename Convert>
BOOL computer_name(COMPUTER_NAME_FORMAT format, Char* buffer, LPDWORD size, Status too_small, Convert&& convert) {
    return or_no_memory(FALSE, [&] {
        if (!size) return failing(Status::error_invalid_parameter, FALSE);
        const auto name = computer_name(format);
        if (!name) return failing(name.status(), FALSE);
        return deliver<Char>(convert(*name), buffer, size, too_small);
    });
}

std::string narrow(const std::string& text) { return text; }
std::u16string wide(const std::string& text) { return base::to_utf16(text); }

/// Fills the short form, and of the long one what there is to say.
template <typename Short, typename Long>
BOOL version(Short* information) {
    const DWORD size = information->dwOSVersionInfoSize;
    if (size != sizeof(Short) && size != sizeof(Long)) return failing(Status::error_insufficient_buffer, FALSE);
    std::memset(static_cast<void*>(information), 0, size);
    information->dwOSVersionInfoSize = size;
    information->dwMajorVersion = 6;
    information->dwMinorVersion = 2;
    information->dwBuildNumber = 9200;
    information->dwPlatformId = VER_PLATFORM_WIN32_NT;
    if (size == sizeof(Long)) reinterpret_cast<Long*>(information)->wProductType = VER_NT_WORKSTATION;
    return TRUE;
}

bool has_leaf1(unsigned c_bit, unsigned d_bit) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(1, &a, &b, &c, &d) && ((c & c_bit) || (d & d_bit));
}

}  // namespace

extern "C" VOID WINAPI GetSystemInfo(LPSYSTEM_INFO info) {
    *info = {};
    info->wProcessorArchitecture = PROCESSOR_ARCHITECTURE_AMD64;
    info->dwPageSize = memory::kPage;
    info->lpMinimumApplicationAddress = reinterpret_cast<LPVOID>(kLowestAddress);
    info->lpMaximumApplicationAddress = reinterpret_cast<LPVOID>(kHighestAddress);
    info->dwActiveProcessorMask = machine::processor_mask();
    info->dwNumberOfProcessors = machine::processors();
    info->dwProcessorType = PROCESSOR_AMD_X8664;
    info->dwAllocationGranularity = memory::kGranularity;
    set_processor(*info);
}
extern "C" VOID WINAPI GetNativeSystemInfo(LPSYSTEM_INFO info) { GetSystemInfo(info); }

extern "C" BOOL WINAPI GetComputerNameA(LPSTR buffer, LPDWORD size) {
    return computer_name(ComputerNameNetBIOS, buffer, size, Status::error_buffer_overflow, narrow);
}
extern "C" BOOL WINAPI GetComputerNameW(LPWSTR buffer, LPDWORD size) {
    return computer_name(ComputerNameNetBIOS, buffer, size, Status::error_buffer_overflow, wide);
}
extern "C" BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT format, LPSTR buffer, LPDWORD size) {
    return computer_name(format, buffer, size, Status::error_more_data, narrow);
}
extern "C" BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT format, LPWSTR buffer, LPDWORD size) {
    return computer_name(format, buffer, size, Status::error_more_data, wide);
}

extern "C" BOOL WINAPI GetVersionExA(LPOSVERSIONINFOA information) {
    return version<OSVERSIONINFOA, OSVERSIONINFOEXA>(information);
}
extern "C" BOOL WINAPI GetVersionExW(LPOSVERSIONINFOW information) {
    return version<OSVERSIONINFOW, OSVERSIONINFOEXW>(information);
}

extern "C" BOOL WINAPI GlobalMemoryStatusEx(LPMEMORYSTATUSEX status) {
    return or_no_memory(FALSE, [&] {
        if (!status || status->dwLength != sizeof *status) return failing(Status::error_invalid_parameter, FALSE);
        const auto found = machine::memory();
        if (!found) return failing(Status::error_gen_failure, FALSE);
        status->dwMemoryLoad =
            static_cast<DWORD>(100 - found->physical_free * 100 / std::max<uint64_t>(found->physical, 1));
        status->ullTotalPhys = found->physical;
        status->ullAvailPhys = found->physical_free;
        status->ullTotalPageFile = found->physical + found->swap;
        status->ullAvailPageFile = found->physical_free + found->swap_free;
        status->ullTotalVirtual = kAddressSpace;
        status->ullAvailVirtual = kAddressSpace - std::min<ULONGLONG>(found->mapped, kAddressSpace);
        status->ullAvailExtendedVirtual = 0;
        return TRUE;
    });
}

extern "C" BOOL WINAPI IsProcessorFeaturePresent(DWORD feature) {
    switch (feature) {
        case PF_COMPARE_EXCHANGE_DOUBLE:
        case PF_MMX_INSTRUCTIONS_AVAILABLE:
        case PF_XMMI_INSTRUCTIONS_AVAILABLE:
        case PF_RDTSC_INSTRUCTION_AVAILABLE:
        case PF_PAE_ENABLED:
        case PF_XMMI64_INSTRUCTIONS_AVAILABLE:
        case PF_NX_ENABLED:
            return TRUE;  // part of x86-64
        case PF_SSE3_INSTRUCTIONS_AVAILABLE:
            return __builtin_cpu_supports("sse3") != 0;
        case PF_COMPARE_EXCHANGE128:
            return has_leaf1(bit_CMPXCHG16B, 0);
        case PF_XSAVE_ENABLED:
            return has_leaf1(bit_OSXSAVE, 0);
        case PF_SSSE3_INSTRUCTIONS_AVAILABLE:
            return __builtin_cpu_supports("ssse3") != 0;
        case PF_SSE4_1_INSTRUCTIONS_AVAILABLE:
            return __builtin_cpu_supports("sse4.1") != 0;
        case PF_SSE4_2_INSTRUCTIONS_AVAILABLE:
            return __builtin_cpu_supports("sse4.2") != 0;
        case PF_AVX_INSTRUCTIONS_AVAILABLE:
            return __builtin_cpu_supports("avx") != 0;
        case PF_AVX2_INSTRUCTIONS_AVAILABLE:
            return __builtin_cpu_supports("avx2") != 0;
        case PF_AVX512F_INSTRUCTIONS_AVAILABLE:
            return __builtin_cpu_supports("avx512f") != 0;
        default:
            return FALSE;
    }
}

extern "C" DWORD WINAPI GetCurrentProcessorNumber(void) { return machine::current_processor() % kProcessorsPerGroup; }
extern "C" VOID WINAPI GetCurrentProcessorNumberEx(PPROCESSOR_NUMBER number) {
    const DWORD current = machine::current_processor();
    *number = {};
    number->Group = static_cast<WORD>(current / kProcessorsPerGroup);
    number->Number = static_cast<BYTE>(current % kProcessorsPerGroup);
}
