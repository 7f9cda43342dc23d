// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <aclapi.h>. They return codes; what they make is memory of LocalAlloc.
#include <cstring>
#include <optional>

#include "handleapi/base/status.hpp"
#include "handleapi/boundary.hpp"
#include "rpcrt4/api/text_argument.hpp"
#include "rpcrt4/security/account.hpp"
#include "rpcrt4/security/explicit_access.hpp"

#include <aclapi.h>

using handleapi::returning_code;
using rpcrt4::api::utf8_of;
using namespace rpcrt4::security;

namespace {

template <typename Trustee>
DWORD sid_of(const Trustee& trustee, Sid& sid) {
    if (trustee.MultipleTrusteeOperation != NO_MULTIPLE_TRUSTEE || !trustee.ptstrName) return ERROR_INVALID_PARAMETER;
    if (trustee.TrusteeForm == TRUSTEE_IS_SID) {
        const void* const given = trustee.ptstrName;
        if (!is_sid(given)) return ERROR_INVALID_SID;
        sid = *Sid::copy(given);
        return ERROR_SUCCESS;
    }
    if (trustee.TrusteeForm != TRUSTEE_IS_NAME) return ERROR_INVALID_PARAMETER;
    auto account = account_named(utf8_of(trustee.ptstrName));
    if (!account) return ERROR_NONE_MAPPED;
    sid = std::move(account->sid);
    return ERROR_SUCCESS;
}

template <typename Access>
DWORD set_entries(ULONG count, const Access* accesses, PACL old_acl, PACL* new_acl) noexcept {
    return returning_code([&]() -> DWORD {
        if (!new_acl || (count != 0 && !accesses)) return ERROR_INVALID_PARAMETER;
        if (old_acl && !is_list(old_acl)) return ERROR_INVALID_ACL;
        *new_acl = nullptr;
        if (!old_acl && count == 0) return ERROR_SUCCESS;
        std::vector<Entry> entries;
        if (old_acl) entries = entries_of(*old_acl);
        for (ULONG i = 0; i < count; ++i) {
            const auto inheritance = static_cast<uint8_t>(accesses[i].grfInheritance & VALID_INHERIT_FLAGS);
            ExplicitAccess access{accesses[i].grfAccessMode, accesses[i].grfAccessPermissions, inheritance, {}};
            const DWORD code = sid_of(accesses[i].Trustee, access.trustee);
            if (code != ERROR_SUCCESS) return code;
            if (!merge(entries, access)) return ERROR_INVALID_PARAMETER;
        }
        const auto made = make_list(entries);
        if (!made) return ERROR_INVALID_ACL;
        *new_acl = static_cast<PACL>(LocalAlloc(LMEM_FIXED, made->size()));
        if (!*new_acl) return ERROR_NOT_ENOUGH_MEMORY;
        std::memcpy(*new_acl, made->data(), made->size());
        return ERROR_SUCCESS;
    });
}

std::optional<ACCESS_MODE> mode_of(const Entry& entry) noexcept {
    if (!entry.other.empty()) return std::nullopt;
    switch (entry.type) {
        case ACCESS_ALLOWED_ACE_TYPE:
            return GRANT_ACCESS;
        case ACCESS_DENIED_ACE_TYPE:
            return DENY_ACCESS;
        case SYSTEM_AUDIT_ACE_TYPE:
            return (entry.flags & SUCCESSFUL_ACCESS_ACE_FLAG) != 0 ? SET_AUDIT_SUCCESS : SET_AUDIT_FAILURE;
        default:
            return std::nullopt;
    }
}

/// The structures, and behind them the SIDs they point to.
template <typename Access>
DWORD get_entries(PACL acl, ULONG* count, Access** accesses) noexcept {
    return returning_code([&]() -> DWORD {
        if (!count || !accesses) return ERROR_INVALID_PARAMETER;
        *count = 0;
        *accesses = nullptr;
        if (!acl) return ERROR_SUCCESS;
        if (!is_list(acl)) return ERROR_INVALID_ACL;
        std::vector<Entry> entries = entries_of(*acl);
        std::erase_if(entries, [](const Entry& entry) { return !mode_of(entry); });
        size_t size = entries.size() * sizeof(Access);
        for (const Entry& entry : entries) size += entry.sid.size();
        if (entries.empty()) return ERROR_SUCCESS;
        auto* const made = static_cast<Access*>(LocalAlloc(LPTR, size));
        if (!made) return ERROR_NOT_ENOUGH_MEMORY;
        auto* place = reinterpret_cast<std::byte*>(made + entries.size());
        for (size_t i = 0; i < entries.size(); ++i) {
            made[i].grfAccessPermissions = entries[i].rights;
            made[i].grfAccessMode = *mode_of(entries[i]);
            made[i].grfInheritance = entries[i].flags & VALID_INHERIT_FLAGS;
            std::memcpy(place, entries[i].sid.bytes().data(), entries[i].sid.size());
            made[i].Trustee.ptstrName = reinterpret_cast<decltype(made[i].Trustee.ptstrName)>(place);
            place += entries[i].sid.size();
        }
        *accesses = made;
        *count = static_cast<ULONG>(entries.size());
        return ERROR_SUCCESS;
    });
}

template <typename Trustee, typename Char>
void build(Trustee* trustee, TRUSTEE_FORM form, Char* name) noexcept {
    if (!trustee) return;
    *trustee = {};
    trustee->TrusteeForm = form;
    trustee->ptstrName = name;
}

template <typename Access, typename Char>
void build_access(Access* access, Char* name, DWORD rights, ACCESS_MODE mode, DWORD inheritance) noexcept {
    if (!access) return;
    access->grfAccessPermissions = rights;
    access->grfAccessMode = mode;
    access->grfInheritance = inheritance;
    build(&access->Trustee, TRUSTEE_IS_NAME, name);
}

}  // namespace

extern "C" {

DWORD WINAPI SetEntriesInAclA(ULONG count, PEXPLICIT_ACCESS_A entries, PACL old_acl, PACL* new_acl) {
    return set_entries(count, entries, old_acl, new_acl);
}
DWORD WINAPI SetEntriesInAclW(ULONG count, PEXPLICIT_ACCESS_W entries, PACL old_acl, PACL* new_acl) {
    return set_entries(count, entries, old_acl, new_acl);
}
DWORD WINAPI GetExplicitEntriesFromAclA(PACL acl, PULONG count, PEXPLICIT_ACCESS_A* entries) {
    return get_entries(acl, count, entries);
}
DWORD WINAPI GetExplicitEntriesFromAclW(PACL acl, PULONG count, PEXPLICIT_ACCESS_W* entries) {
    return get_entries(acl, count, entries);
}

VOID WINAPI BuildExplicitAccessWithNameA(PEXPLICIT_ACCESS_A entry, LPSTR name, DWORD rights, ACCESS_MODE mode,
                                         DWORD inheritance) {
    build_access(entry, name, rights, mode, inheritance);
}
VOID WINAPI BuildExplicitAccessWithNameW(PEXPLICIT_ACCESS_W entry, LPWSTR name, DWORD rights, ACCESS_MODE mode,
                                         DWORD inheritance) {
    build_access(entry, name, rights, mode, inheritance);
}
VOID WINAPI BuildTrusteeWithNameA(PTRUSTEE_A trustee, LPSTR name) { build(trustee, TRUSTEE_IS_NAME, name); }
VOID WINAPI BuildTrusteeWithNameW(PTRUSTEE_W trustee, LPWSTR name) { build(trustee, TRUSTEE_IS_NAME, name); }
VOID WINAPI BuildTrusteeWithSidA(PTRUSTEE_A trustee, PSID sid) {
    build(trustee, TRUSTEE_IS_SID, static_cast<CHAR*>(sid));
}
VOID WINAPI BuildTrusteeWithSidW(PTRUSTEE_W trustee, PSID sid) {
    build(trustee, TRUSTEE_IS_SID, static_cast<WCHAR*>(sid));
}
LPSTR WINAPI GetTrusteeNameA(PTRUSTEE_A trustee) { return trustee ? trustee->ptstrName : nullptr; }
LPWSTR WINAPI GetTrusteeNameW(PTRUSTEE_W trustee) { return trustee ? trustee->ptstrName : nullptr; }
TRUSTEE_TYPE WINAPI GetTrusteeTypeA(PTRUSTEE_A trustee) { return trustee ? trustee->TrusteeType : TRUSTEE_IS_UNKNOWN; }
TRUSTEE_TYPE WINAPI GetTrusteeTypeW(PTRUSTEE_W trustee) { return trustee ? trustee->TrusteeType : TRUSTEE_IS_UNKNOWN; }
TRUSTEE_FORM WINAPI GetTrusteeFormA(PTRUSTEE_A trustee) { return trustee ? trustee->TrusteeForm : TRUSTEE_BAD_FORM; }
TRUSTEE_FORM WINAPI GetTrusteeFormW(PTRUSTEE_W trustee) { return trustee ? trustee->TrusteeForm : TRUSTEE_BAD_FORM; }

}  // extern "C"
