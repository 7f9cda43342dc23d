// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <winbase.h> about accounts and their SIDs.
#include "rpcrt4/security/account.hpp"

#include <cstring>

#include "handleapi/boundary.hpp"
#include "rpcrt4/api/text_argument.hpp"
#include "rpcrt4/security/user_names.hpp"

#include <windows.h>

using base::Status;
using handleapi::returning_bool;
using rpcrt4::api::copy_to;
using rpcrt4::api::utf8_of;
using namespace rpcrt4::security;

namespace {

template <typename Char>
Status check_system(const Char* system) {
    std::string name = utf8_of(system);
    if (name.starts_with("\\\\")) name.erase(0, 2);
    return name.empty() || is_this_machine(name) ? Status::ok : Status::rpc_s_server_unavailable;
}

/// What is needed with the end when it does not fit, what there is without it when it does.
template <typename Char>
bool deliver(const std::string& text, Char* buffer, DWORD* room) {
    if (!copy_to(text, buffer, *room)) return false;
    --*room;
    return true;
}

template <typename Char>
BOOL by_sid(const Char* system, PSID sid, Char* name, DWORD* name_room, Char* domain, DWORD* domain_room,
            SID_NAME_USE* use) noexcept {
    return returning_bool([&] {
        if (!sid || !name_room || !domain_room || !use) return Status::error_invalid_parameter;
        if (!is_sid(sid)) return Status::error_invalid_sid;
        const Status reached = check_system(system);
        if (failed(reached)) return reached;
        const auto account = account_of(*Sid::copy(sid));
        if (!account) return Status::error_none_mapped;
        bool fits = deliver(account->name, name, name_room);
        fits &= deliver(account->domain, domain, domain_room);
        *use = static_cast<SID_NAME_USE>(account->use);
        return fits ? Status::ok : Status::error_insufficient_buffer;
    });
}

template <typename Char>
BOOL by_name(const Char* system, const Char* name, PSID sid, DWORD* sid_room, Char* domain, DWORD* domain_room,
             SID_NAME_USE* use) noexcept {
    return returning_bool([&] {
        if (!name || !sid_room || !domain_room || !use) return Status::error_invalid_parameter;
        const Status reached = check_system(system);
        if (failed(reached)) return reached;
        const auto account = account_named(utf8_of(name));
        if (!account) return Status::error_none_mapped;
        bool fits = sid && *sid_room >= account->sid.size();
        *sid_room = static_cast<DWORD>(account->sid.size());
        fits &= deliver(account->domain, domain, domain_room);
        if (!fits) return Status::error_insufficient_buffer;
        std::memcpy(sid, account->sid.bytes().data(), account->sid.size());
        *use = static_cast<SID_NAME_USE>(account->use);
        return Status::ok;
    });
}

}  // namespace

extern "C" {

BOOL WINAPI LookupAccountSidA(LPCSTR system, PSID sid, LPSTR name, LPDWORD name_room, LPSTR domain, LPDWORD domain_room,
                              PSID_NAME_USE use) {
    return by_sid(system, sid, name, name_room, domain, domain_room, use);
}
BOOL WINAPI LookupAccountSidW(LPCWSTR system, PSID sid, LPWSTR name, LPDWORD name_room, LPWSTR domain,
                              LPDWORD domain_room, PSID_NAME_USE use) {
    return by_sid(system, sid, name, name_room, domain, domain_room, use);
}
BOOL WINAPI LookupAccountNameA(LPCSTR system, LPCSTR name, PSID sid, LPDWORD sid_room, LPSTR domain,
                               LPDWORD domain_room, PSID_NAME_USE use) {
    return by_name(system, name, sid, sid_room, domain, domain_room, use);
}
BOOL WINAPI LookupAccountNameW(LPCWSTR system, LPCWSTR name, PSID sid, LPDWORD sid_room, LPWSTR domain,
                               LPDWORD domain_room, PSID_NAME_USE use) {
    return by_name(system, name, sid, sid_room, domain, domain_room, use);
}

}  // extern "C"
