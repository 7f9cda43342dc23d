// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <securitybaseapi.h> about identifiers, lists and rights. What is passed is looked at before it is used;
// that it can be read is the caller's word.
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>
#include <optional>

#include "handleapi/boundary.hpp"
#include "rpcrt4/security/access_list.hpp"
#include "rpcrt4/security/sid.hpp"

#include <windows.h>

#include <securitybaseapi.h>

using base::Status;
using handleapi::returning_bool;
using namespace rpcrt4::security;

namespace {

Status copy_out(const void* from, size_t size, void* to, DWORD* room) noexcept {
    const bool fits = to && *room >= size;
    *room = static_cast<DWORD>(size);
    if (!fits) return Status::error_insufficient_buffer;
    std::memcpy(to, from, size);
    return Status::ok;
}

std::optional<Sid> well_known(WELL_KNOWN_SID_TYPE type, const void* domain) {
    for (const WellKnownSid& known : well_known_sids()) {
        if (known.type == static_cast<int>(type)) return known.sid();
    }
    const auto part = domain_part(type);
    if (!part || !domain || !is_sid(domain)) return std::nullopt;
    auto sid = Sid::copy(domain);
    if (sid->parts.size() == Sid::kMostParts) return std::nullopt;
    sid->parts.push_back(*part);
    return std::move(*sid);
}

Status add_entry(ACL* acl, DWORD revision, uint8_t type, DWORD flags, DWORD rights, PSID sid) {
    if (!is_sid(sid)) return Status::error_invalid_sid;
    if (!is_list(acl)) return Status::error_invalid_acl;
    if (revision < MIN_ACL_REVISION || revision > MAX_ACL_REVISION) return Status::error_revision_mismatch;
    constexpr DWORD kAllFlags = VALID_INHERIT_FLAGS | SUCCESSFUL_ACCESS_ACE_FLAG | FAILED_ACCESS_ACE_FLAG;
    if ((flags & ~kAllFlags) != 0) return Status::error_invalid_flags;
    const Entry entry{type, static_cast<uint8_t>(flags), rights, *Sid::copy(sid), {}};
    return insert_entries(*acl, revision, acl->AceCount, entry.bytes(), 1);
}

DWORD audit_flags(BOOL success, BOOL failure) noexcept {
    return (success ? SUCCESSFUL_ACCESS_ACE_FLAG : 0) | (failure ? FAILED_ACCESS_ACE_FLAG : 0);
}

/// How many whole entries are in `size` bytes; nothing when they do not fill them.
std::optional<size_t> entry_count(const void* entries, size_t size) noexcept {
    size_t at = 0, count = 0;
    for (; at < size; ++count) {
        if (size - at < sizeof(ACE_HEADER)) return std::nullopt;
        ACE_HEADER header;
        std::memcpy(&header, static_cast<const std::byte*>(entries) + at, sizeof header);
        if (header.AceSize < sizeof header || header.AceSize > size - at) return std::nullopt;
        at += header.AceSize;
    }
    return count;
}

}  // namespace

extern "C" {

BOOL WINAPI IsValidSid(PSID sid) { return is_sid(sid); }

BOOL WINAPI EqualSid(PSID first, PSID second) {
    return is_sid(first) && is_sid(second) && sid_size(first) == sid_size(second) &&
           std::memcmp(first, second, sid_size(first)) == 0;
}

BOOL WINAPI EqualPrefixSid(PSID first, PSID second) {
    if (!is_sid(first) || !is_sid(second) || sid_size(first) != sid_size(second)) return FALSE;
    const size_t last = sid_size(first) == Sid::kHead ? 0 : sizeof(DWORD);
    return std::memcmp(first, second, sid_size(first) - last) == 0;
}

DWORD WINAPI GetSidLengthRequired(UCHAR subauthorities) {
    return static_cast<DWORD>(Sid::kHead + subauthorities * sizeof(DWORD));
}
DWORD WINAPI GetLengthSid(PSID sid) { return sid ? static_cast<DWORD>(sid_size(sid)) : 0; }

BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY authority, BYTE count, DWORD subauthority0,
                                     DWORD subauthority1, DWORD subauthority2, DWORD subauthority3, DWORD subauthority4,
                                     DWORD subauthority5, DWORD subauthority6, DWORD subauthority7, PSID* sid) {
    return returning_bool([&] {
        const DWORD parts[] = {subauthority0, subauthority1, subauthority2, subauthority3,
                               subauthority4, subauthority5, subauthority6, subauthority7};
        if (!authority || !sid) return Status::error_invalid_parameter;
        if (count > std::size(parts)) return Status::error_invalid_sid;
        *sid = std::malloc(GetSidLengthRequired(count));
        if (!*sid) return Status::error_not_enough_memory;
        InitializeSid(*sid, authority, count);
        std::memcpy(static_cast<std::byte*>(*sid) + Sid::kHead, parts, count * sizeof(DWORD));
        return Status::ok;
    });
}

PVOID WINAPI FreeSid(PSID sid) {
    std::free(sid);
    return nullptr;
}

BOOL WINAPI InitializeSid(PSID sid, PSID_IDENTIFIER_AUTHORITY authority, BYTE count) {
    return returning_bool([&] {
        if (!sid || !authority || count > Sid::kMostParts) return Status::error_invalid_parameter;
        auto* const head = static_cast<SID*>(sid);
        head->Revision = SID_REVISION;
        head->SubAuthorityCount = count;
        head->IdentifierAuthority = *authority;
        return Status::ok;
    });
}

PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID sid) {
    return sid ? &static_cast<SID*>(sid)->IdentifierAuthority : nullptr;
}

PDWORD WINAPI GetSidSubAuthority(PSID sid, DWORD index) {
    return sid ? static_cast<SID*>(sid)->SubAuthority + index : nullptr;
}

PUCHAR WINAPI GetSidSubAuthorityCount(PSID sid) { return sid ? &static_cast<SID*>(sid)->SubAuthorityCount : nullptr; }

BOOL WINAPI CopySid(DWORD room, PSID destination, PSID source) {
    return returning_bool([&] {
        if (!is_sid(source)) return Status::error_invalid_sid;
        if (!destination) return Status::error_invalid_parameter;
        return copy_out(source, sid_size(source), destination, &room);
    });
}

BOOL WINAPI CreateWellKnownSid(WELL_KNOWN_SID_TYPE type, PSID domain, PSID sid, DWORD* room) {
    return returning_bool([&] {
        const auto made = room ? well_known(type, domain) : std::nullopt;
        return made ? copy_out(made->bytes().data(), made->size(), sid, room) : Status::error_invalid_parameter;
    });
}

BOOL WINAPI IsWellKnownSid(PSID sid, WELL_KNOWN_SID_TYPE type) {
    if (!is_sid(sid)) return FALSE;
    try {
        const auto read = Sid::copy(sid);
        const auto part = domain_part(type);
        const bool of_domain =
            read->authority == 5 && read->parts.size() == 5 && read->parts[0] == SECURITY_NT_NON_UNIQUE;
        if (part) return of_domain && read->parts.back() == *part;
        const auto known = well_known(type, nullptr);
        return known && *known == *read;
    } catch (const std::bad_alloc&) {
        return FALSE;
    }
}

BOOL WINAPI InitializeAcl(PACL acl, DWORD size, DWORD revision) {
    return returning_bool([&] {
        if (size < sizeof(ACL)) return Status::error_insufficient_buffer;
        if (!acl || size > UINT16_MAX || revision < MIN_ACL_REVISION || revision > MAX_ACL_REVISION) {
            return Status::error_invalid_parameter;
        }
        std::memset(acl, 0, size);
        acl->AclRevision = static_cast<BYTE>(revision);
        acl->AclSize = static_cast<WORD>(size);
        return Status::ok;
    });
}

BOOL WINAPI IsValidAcl(PACL acl) {
    return returning_bool([&] { return is_list(acl) ? Status::ok : Status::error_invalid_acl; });
}

BOOL WINAPI GetAclInformation(PACL acl, LPVOID information, DWORD size, ACL_INFORMATION_CLASS what) {
    return returning_bool([&] {
        if (!is_list(acl)) return Status::error_invalid_acl;
        const auto used = static_cast<DWORD>(*used_bytes(*acl));
        const ACL_REVISION_INFORMATION revision{acl->AclRevision};
        const ACL_SIZE_INFORMATION sizes{acl->AceCount, used, acl->AclSize - used};
        const bool wants_sizes = what == AclSizeInformation;
        const DWORD needed = wants_sizes ? sizeof sizes : sizeof revision;
        if (!information || (!wants_sizes && what != AclRevisionInformation)) return Status::error_invalid_parameter;
        if (size < needed) return Status::error_insufficient_buffer;
        std::memcpy(information, wants_sizes ? static_cast<const void*>(&sizes) : &revision, needed);
        return Status::ok;
    });
}

BOOL WINAPI SetAclInformation(PACL acl, LPVOID information, DWORD size, ACL_INFORMATION_CLASS what) {
    return returning_bool([&] {
        if (!is_list(acl)) return Status::error_invalid_acl;
        if (!information || what != AclRevisionInformation) return Status::error_invalid_parameter;
        if (size < sizeof(ACL_REVISION_INFORMATION)) return Status::error_insufficient_buffer;
        const DWORD revision = static_cast<const ACL_REVISION_INFORMATION*>(information)->AclRevision;
        if (revision < acl->AclRevision || revision > MAX_ACL_REVISION) return Status::error_revision_mismatch;
        acl->AclRevision = static_cast<BYTE>(revision);
        return Status::ok;
    });
}

BOOL WINAPI AddAce(PACL acl, DWORD revision, DWORD index, LPVOID aces, DWORD size) {
    return returning_bool([&] {
        if (!is_list(acl)) return Status::error_invalid_acl;
        const auto count = aces ? entry_count(aces, size) : std::nullopt;
        if (!count || revision < MIN_ACL_REVISION || revision > MAX_ACL_REVISION)
            return Status::error_invalid_parameter;
        return insert_entries(*acl, revision, index, {static_cast<const std::byte*>(aces), size}, *count);
    });
}

BOOL WINAPI GetAce(PACL acl, DWORD index, LPVOID* ace) {
    return returning_bool([&] {
        if (!is_list(acl)) return Status::error_invalid_acl;
        if (!ace || index >= acl->AceCount) return Status::error_invalid_parameter;
        *ace = entry_at(*acl, index);
        return Status::ok;
    });
}

BOOL WINAPI DeleteAce(PACL acl, DWORD index) {
    return returning_bool([&] {
        if (!is_list(acl)) return Status::error_invalid_acl;
        if (index >= acl->AceCount) return Status::error_invalid_parameter;
        remove_entry(*acl, index);
        return Status::ok;
    });
}

BOOL WINAPI FindFirstFreeAce(PACL acl, LPVOID* ace) {
    return returning_bool([&] {
        if (!ace) return Status::error_invalid_parameter;
        *ace = nullptr;
        if (!is_list(acl)) return Status::error_invalid_acl;
        const size_t used = *used_bytes(*acl);
        if (used < acl->AclSize) *ace = reinterpret_cast<std::byte*>(acl) + used;
        return Status::ok;
    });
}

BOOL WINAPI AddAccessAllowedAce(PACL acl, DWORD revision, DWORD rights, PSID sid) {
    return AddAccessAllowedAceEx(acl, revision, 0, rights, sid);
}
BOOL WINAPI AddAccessAllowedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD rights, PSID sid) {
    return returning_bool([&] { return add_entry(acl, revision, ACCESS_ALLOWED_ACE_TYPE, flags, rights, sid); });
}
BOOL WINAPI AddAccessDeniedAce(PACL acl, DWORD revision, DWORD rights, PSID sid) {
    return AddAccessDeniedAceEx(acl, revision, 0, rights, sid);
}
BOOL WINAPI AddAccessDeniedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD rights, PSID sid) {
    return returning_bool([&] { return add_entry(acl, revision, ACCESS_DENIED_ACE_TYPE, flags, rights, sid); });
}
BOOL WINAPI AddAuditAccessAce(PACL acl, DWORD revision, DWORD rights, PSID sid, BOOL success, BOOL failure) {
    return AddAuditAccessAceEx(acl, revision, 0, rights, sid, success, failure);
}
BOOL WINAPI AddAuditAccessAceEx(PACL acl, DWORD revision, DWORD flags, DWORD rights, PSID sid, BOOL success,
                                BOOL failure) {
    return returning_bool([&] {
        return add_entry(acl, revision, SYSTEM_AUDIT_ACE_TYPE, flags | audit_flags(success, failure), rights, sid);
    });
}

VOID WINAPI MapGenericMask(PDWORD rights, PGENERIC_MAPPING mapping) {
    if (!rights || !mapping) return;
    const struct {
        DWORD generic, specific;
    } rows[] = {{GENERIC_READ, mapping->GenericRead},
                {GENERIC_WRITE, mapping->GenericWrite},
                {GENERIC_EXECUTE, mapping->GenericExecute},
                {GENERIC_ALL, mapping->GenericAll}};
    for (const auto& row : rows) {
        if ((*rights & row.generic) != 0) *rights = (*rights & ~row.generic) | row.specific;
    }
}

BOOL WINAPI AreAllAccessesGranted(DWORD granted, DWORD wanted) { return (granted & wanted) == wanted; }
BOOL WINAPI AreAnyAccessesGranted(DWORD granted, DWORD wanted) { return (granted & wanted) != 0; }

}  // extern "C"
