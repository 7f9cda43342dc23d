// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <lm.h> and <dsgetdc.h>: facts about this computer, and the buffers they come in. It is in no domain.
#include <algorithm>
#include <cstdlib>

#include "rpcrt4/api/net_buffer.hpp"
#include "rpcrt4/api/this_computer.hpp"

#include <dsgetdc.h>
#include <lm.h>

using namespace rpcrt4::api;

namespace {

/// A buffer begins with its size, which a user may ask for; malloc's is larger.
struct Head {
    alignas(16) DWORD size;
};

void* new_buffer(DWORD size) noexcept {
    auto* const head = static_cast<Head*>(std::malloc(sizeof(Head) + size));
    if (!head) return nullptr;
    head->size = size;
    return head + 1;
}

Head* head_of(void* buffer) noexcept { return static_cast<Head*>(buffer) - 1; }

/// It is no domain's.
constexpr const char* kGroup = "WORKGROUP";

/// Windows 10, as the library says elsewhere.
NET_API_STATUS describe_workstation(DWORD level, LPBYTE* buffer) {
    const std::string name = computer_name();
    if (level == 100) {
        WKSTA_INFO_100 info{};
        info.wki100_platform_id = PLATFORM_ID_NT;
        info.wki100_ver_major = 10;
        return answer<WKSTA_INFO_100>(
            info, {{&WKSTA_INFO_100::wki100_computername, name}, {&WKSTA_INFO_100::wki100_langroup, kGroup}}, buffer);
    }
    WKSTA_INFO_101 info{};
    info.wki101_platform_id = PLATFORM_ID_NT;
    info.wki101_ver_major = 10;
    return answer<WKSTA_INFO_101>(info,
                                  {{&WKSTA_INFO_101::wki101_computername, name},
                                   {&WKSTA_INFO_101::wki101_langroup, kGroup},
                                   {&WKSTA_INFO_101::wki101_lanroot, ""}},
                                  buffer);
}

NET_API_STATUS describe_server(DWORD level, LPBYTE* buffer) {
    const std::string name = computer_name();
    if (level == 100) {
        return answer<SERVER_INFO_100>({.sv100_platform_id = PLATFORM_ID_NT, .sv100_name = nullptr},
                                       {{&SERVER_INFO_100::sv100_name, name}}, buffer);
    }
    SERVER_INFO_101 info{};
    info.sv101_platform_id = PLATFORM_ID_NT;
    info.sv101_version_major = 10;
    info.sv101_type = SV_TYPE_WORKSTATION | SV_TYPE_SERVER | SV_TYPE_NT;
    return answer<SERVER_INFO_101>(info, {{&SERVER_INFO_101::sv101_name, name}, {&SERVER_INFO_101::sv101_comment, ""}},
                                   buffer);
}

template <typename Info>
DWORD find_controller(ULONG flags, Info** controller) noexcept {
    if (!controller) return ERROR_INVALID_PARAMETER;
    *controller = nullptr;
    const auto more_than_one = [&](ULONG of) { return ((flags & of) & ((flags & of) - 1)) != 0; };
    const bool contradictory = more_than_one(DS_GC_SERVER_REQUIRED | DS_PDC_REQUIRED | DS_KDC_REQUIRED) ||
                               more_than_one(DS_IS_FLAT_NAME | DS_IS_DNS_NAME) ||
                               more_than_one(DS_RETURN_DNS_NAME | DS_RETURN_FLAT_NAME);
    return contradictory ? ERROR_INVALID_FLAGS : ERROR_NO_SUCH_DOMAIN;
}

}  // namespace

extern "C" {

NET_API_STATUS NET_API_FUNCTION NetApiBufferAllocate(DWORD size, LPVOID* buffer) {
    if (!buffer) return ERROR_INVALID_PARAMETER;
    *buffer = new_buffer(size);
    return *buffer ? NERR_Success : ERROR_NOT_ENOUGH_MEMORY;
}

NET_API_STATUS NET_API_FUNCTION NetApiBufferFree(LPVOID buffer) {
    if (buffer) std::free(head_of(buffer));
    return NERR_Success;
}

NET_API_STATUS NET_API_FUNCTION NetApiBufferReallocate(LPVOID old, DWORD size, LPVOID* buffer) {
    if (!buffer) return ERROR_INVALID_PARAMETER;
    if (!old) return NetApiBufferAllocate(size, buffer);
    auto* const head = static_cast<Head*>(std::realloc(head_of(old), sizeof(Head) + size));
    if (!head) return ERROR_NOT_ENOUGH_MEMORY;
    head->size = size;
    *buffer = head + 1;
    return NERR_Success;
}

NET_API_STATUS NET_API_FUNCTION NetApiBufferSize(LPVOID buffer, LPDWORD size) {
    if (!buffer || !size) return ERROR_INVALID_PARAMETER;
    *size = head_of(buffer)->size;
    return NERR_Success;
}

NET_API_STATUS NET_API_FUNCTION NetWkstaGetInfo(LPWSTR server, DWORD level, LPBYTE* buffer) {
    return or_no_memory([&]() -> NET_API_STATUS {
        if (!buffer) return ERROR_INVALID_PARAMETER;
        if (level != 100 && level != 101) return ERROR_INVALID_LEVEL;
        return is_this_computer(server) ? describe_workstation(level, buffer) : ERROR_BAD_NETPATH;
    });
}

NET_API_STATUS NET_API_FUNCTION NetServerGetInfo(LPWSTR server, DWORD level, LPBYTE* buffer) {
    return or_no_memory([&]() -> NET_API_STATUS {
        if (!buffer) return ERROR_INVALID_PARAMETER;
        if (level != 100 && level != 101) return ERROR_INVALID_LEVEL;
        return is_this_computer(server) ? describe_server(level, buffer) : ERROR_BAD_NETPATH;
    });
}

NET_API_STATUS NET_API_FUNCTION NetGetJoinInformation(LPCWSTR server, LPWSTR* name, PNETSETUP_JOIN_STATUS type) {
    return or_no_memory([&]() -> NET_API_STATUS {
        if (!name || !type) return ERROR_INVALID_PARAMETER;
        if (!is_this_computer(server)) return ERROR_BAD_NETPATH;
        const std::u16string text = base::to_utf16(kGroup);
        void* room = new_buffer(static_cast<DWORD>((text.size() + 1) * sizeof(char16_t)));
        if (!room) return ERROR_NOT_ENOUGH_MEMORY;
        std::copy_n(text.c_str(), text.size() + 1, static_cast<char16_t*>(room));
        *name = static_cast<LPWSTR>(room);
        *type = NetSetupWorkgroupName;
        return NERR_Success;
    });
}

DWORD WINAPI DsGetDcNameA(LPCSTR, LPCSTR, GUID*, LPCSTR, ULONG flags, PDOMAIN_CONTROLLER_INFOA* controller) {
    return find_controller(flags, controller);
}

DWORD WINAPI DsGetDcNameW(LPCWSTR, LPCWSTR, GUID*, LPCWSTR, ULONG flags, PDOMAIN_CONTROLLER_INFOW* controller) {
    return find_controller(flags, controller);
}

}  // extern "C"
