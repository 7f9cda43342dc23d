// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <lm.h> and <dsgetdc.h>: facts about this computer, and the buffers they come in. It is in no domain.
#include <algorithm>
#include <cstdlib>
#include <new>

#include "rpcrt4/api/text_argument.hpp"
#include "rpcrt4/security/ntlm/machine.hpp"

#include <dsgetdc.h>
#include <lm.h>

using rpcrt4::api::utf8_of;

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

bool is_this_computer(const WCHAR* server) {
    std::string name = utf8_of(server);
    if (name.starts_with("\\\\")) name.erase(0, 2);
    const auto machine = rpcrt4::security::ntlm::Machine::this_one();
    const auto is = [&](const std::string& known) {
        return std::equal(name.begin(), name.end(), known.begin(), known.end(),
                          [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
    };
    return name.empty() || is("localhost") || is(machine.dns_computer) || is(machine.netbios_computer);
}

/// Windows 10, as the library says elsewhere; the structure and, behind it, its strings.
NET_API_STATUS describe(DWORD level, LPBYTE* buffer) {
    constexpr char16_t kGroup[] = u"WORKGROUP";
    const std::u16string name = base::to_utf16(rpcrt4::security::ntlm::Machine::this_one().netbios_computer);
    const size_t structure = level == 100 ? sizeof(WKSTA_INFO_100) : sizeof(WKSTA_INFO_101);
    const size_t characters = name.size() + 1 + std::size(kGroup) + 1;
    auto* const bytes = static_cast<BYTE*>(new_buffer(static_cast<DWORD>(structure + characters * sizeof(char16_t))));
    if (!bytes) return ERROR_NOT_ENOUGH_MEMORY;
    auto* const first = reinterpret_cast<char16_t*>(bytes + structure);
    auto* const second = std::copy_n(name.c_str(), name.size() + 1, first);
    auto* const third = std::copy_n(kGroup, std::size(kGroup), second);
    *third = 0;
    WKSTA_INFO_101 info{};
    info.wki101_platform_id = PLATFORM_ID_NT;
    info.wki101_computername = reinterpret_cast<LPWSTR>(first);
    info.wki101_langroup = reinterpret_cast<LPWSTR>(second);
    info.wki101_ver_major = 10;
    info.wki101_lanroot = reinterpret_cast<LPWSTR>(third);
    std::copy_n(reinterpret_cast<const BYTE*>(&info), structure, bytes);
    *buffer = bytes;
    return NERR_Success;
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
    try {
        if (!buffer) return ERROR_INVALID_PARAMETER;
        if (level != 100 && level != 101) return ERROR_INVALID_LEVEL;
        return is_this_computer(server) ? describe(level, buffer) : ERROR_BAD_NETPATH;
    } catch (const std::bad_alloc&) {
        return ERROR_NOT_ENOUGH_MEMORY;
    }
}

DWORD WINAPI DsGetDcNameA(LPCSTR, LPCSTR, GUID*, LPCSTR, ULONG flags, PDOMAIN_CONTROLLER_INFOA* controller) {
    return find_controller(flags, controller);
}

DWORD WINAPI DsGetDcNameW(LPCWSTR, LPCWSTR, GUID*, LPCWSTR, ULONG flags, PDOMAIN_CONTROLLER_INFOW* controller) {
    return find_controller(flags, controller);
}

}  // extern "C"
