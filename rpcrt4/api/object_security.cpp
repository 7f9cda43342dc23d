// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <aclapi.h> and <securitybaseapi.h> about the security of files and of handles' objects.
#include "rpcrt4/security/object_security.hpp"

#include <cstring>

#include "handleapi/boundary.hpp"
#include "rpcrt4/api/text_argument.hpp"
#include "rpcrt4/security/descriptor_memory.hpp"

#include <windows.h>

#include <aclapi.h>

using base::Result;
using base::Status;
using handleapi::returning_bool;
using handleapi::returning_code;
using rpcrt4::api::utf8_of;
using namespace rpcrt4::security;

namespace {

using Bytes = std::vector<std::byte>;

/// Of the types that have security, those that are here.
Status check_type(SE_OBJECT_TYPE type) noexcept {
    if (type <= SE_UNKNOWN_OBJECT_TYPE || type > SE_REGISTRY_WOW64_64KEY) return Status::error_invalid_parameter;
    return type == SE_FILE_OBJECT || type == SE_KERNEL_OBJECT ? Status::ok : Status::error_not_supported;
}

struct Places {
    PSID* owner;
    PSID* group;
    PACL* dacl;
    PACL* sacl;
    PSECURITY_DESCRIPTOR* descriptor;

    bool wants_part() const noexcept { return owner || group || dacl || sacl; }
};

Status deliver(const Bytes& made, const Places& places) noexcept {
    if (!places.descriptor) return Status::ok;
    void* const copy = LocalAlloc(LMEM_FIXED, made.size());
    if (!copy) return Status::error_not_enough_memory;
    std::memcpy(copy, made.data(), made.size());
    const DescriptorParts parts = DescriptorParts::of(copy);
    *places.descriptor = copy;
    if (places.owner) *places.owner = parts.owner;
    if (places.group) *places.group = parts.group;
    if (places.dacl) *places.dacl = parts.dacl;
    if (places.sacl) *places.sacl = parts.sacl;
    return Status::ok;
}

/// `read` gets the descriptor once the rest has been looked at.
template <typename Read>
DWORD get_info(SE_OBJECT_TYPE type, const Places& places, Read&& read) noexcept {
    return returning_code([&] {
        if (places.wants_part() && !places.descriptor) return Status::error_invalid_parameter;
        if (const Status status = check_type(type); failed(status)) return status;
        const Result<Bytes> made = read();
        return made ? deliver(*made, places) : made.status();
    });
}

Status take_sid(const void* given, Sid& sid) {
    if (!given) return Status::error_invalid_parameter;
    if (!is_sid(given)) return Status::error_invalid_sid;
    sid = *Sid::copy(given);
    return Status::ok;
}

/// What the caller passes, read before anything is done.
Result<NewSecurity> new_security(SECURITY_INFORMATION information, const DescriptorParts& parts) {
    NewSecurity security{.information = information};
    Status status = Status::ok;
    if (information & OWNER_SECURITY_INFORMATION) status = take_sid(parts.owner, security.owner);
    if (succeeded(status) && (information & GROUP_SECURITY_INFORMATION)) {
        status = take_sid(parts.group, security.group);
    }
    if (failed(status)) return status;
    if ((information & DACL_SECURITY_INFORMATION) && parts.dacl) {
        if (!is_list(parts.dacl)) return Status::error_invalid_acl;
        security.list = entries_of(*parts.dacl);
    }
    return security;
}

template <typename Set>
DWORD set_info(SE_OBJECT_TYPE type, SECURITY_INFORMATION information, const DescriptorParts& parts,
               Set&& set) noexcept {
    return returning_code([&] {
        if (const Status status = check_type(type); failed(status)) return status;
        const auto security = new_security(information, parts);
        return security ? set(*security) : security.status();
    });
}

template <typename Char>
DWORD get_named(const Char* name, SE_OBJECT_TYPE type, SECURITY_INFORMATION information,
                const Places& places) noexcept {
    return get_info(type, places, [&]() -> Result<Bytes> {
        if (!name) return Status::error_invalid_parameter;
        const std::string text = utf8_of(name);
        return type == SE_FILE_OBJECT ? security_of_file(text, information) : security_of_name(text, information);
    });
}

template <typename Char>
DWORD set_named(const Char* name, SE_OBJECT_TYPE type, SECURITY_INFORMATION information,
                const DescriptorParts& parts) noexcept {
    return set_info(type, information, parts, [&](const NewSecurity& security) {
        if (!name) return Status::error_invalid_parameter;
        const std::string text = utf8_of(name);
        return type == SE_FILE_OBJECT ? set_security_of_file(text, security) : set_security_of_name(text, security);
    });
}

template <typename Char>
Status get_file(const Char* name, SECURITY_INFORMATION information, void* descriptor, DWORD size, DWORD* needed) {
    if (!name || !needed) return Status::error_invalid_parameter;
    const auto made = security_of_file(utf8_of(name), information);
    if (!made) return made.status();
    *needed = static_cast<DWORD>(made->size());
    if (!descriptor || size < made->size()) return Status::error_insufficient_buffer;
    std::memcpy(descriptor, made->data(), made->size());
    return Status::ok;
}

template <typename Char>
Status set_file(const Char* name, SECURITY_INFORMATION information, const void* descriptor) {
    if (!name || !descriptor) return Status::error_invalid_parameter;
    if (!has_revision(descriptor)) return Status::error_invalid_security_descr;
    const DescriptorParts parts = DescriptorParts::of(descriptor);
    if (!parts.valid()) return Status::error_invalid_security_descr;
    const auto security = new_security(information, parts);
    return security ? set_security_of_file(utf8_of(name), *security) : security.status();
}

}  // namespace

extern "C" {

DWORD WINAPI GetNamedSecurityInfoA(LPCSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION information, PSID* owner,
                                   PSID* group, PACL* dacl, PACL* sacl, PSECURITY_DESCRIPTOR* descriptor) {
    return get_named(name, type, information, {owner, group, dacl, sacl, descriptor});
}

DWORD WINAPI GetNamedSecurityInfoW(LPCWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION information, PSID* owner,
                                   PSID* group, PACL* dacl, PACL* sacl, PSECURITY_DESCRIPTOR* descriptor) {
    return get_named(name, type, information, {owner, group, dacl, sacl, descriptor});
}

DWORD WINAPI GetSecurityInfo(HANDLE handle, SE_OBJECT_TYPE type, SECURITY_INFORMATION information, PSID* owner,
                             PSID* group, PACL* dacl, PACL* sacl, PSECURITY_DESCRIPTOR* descriptor) {
    return get_info(type, {owner, group, dacl, sacl, descriptor},
                    [&] { return security_of_handle(handle, information); });
}

DWORD WINAPI SetNamedSecurityInfoA(LPSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION information, PSID owner,
                                   PSID group, PACL dacl, PACL sacl) {
    return set_named(name, type, information, {0, owner, group, sacl, dacl});
}

DWORD WINAPI SetNamedSecurityInfoW(LPWSTR name, SE_OBJECT_TYPE type, SECURITY_INFORMATION information, PSID owner,
                                   PSID group, PACL dacl, PACL sacl) {
    return set_named(name, type, information, {0, owner, group, sacl, dacl});
}

DWORD WINAPI SetSecurityInfo(HANDLE handle, SE_OBJECT_TYPE type, SECURITY_INFORMATION information, PSID owner,
                             PSID group, PACL dacl, PACL sacl) {
    return set_info(type, information, {0, owner, group, sacl, dacl},
                    [&](const NewSecurity& security) { return set_security_of_handle(handle, security); });
}

BOOL WINAPI GetFileSecurityA(LPCSTR name, SECURITY_INFORMATION information, PSECURITY_DESCRIPTOR descriptor, DWORD size,
                             LPDWORD needed) {
    return returning_bool([&] { return get_file(name, information, descriptor, size, needed); });
}

BOOL WINAPI GetFileSecurityW(LPCWSTR name, SECURITY_INFORMATION information, PSECURITY_DESCRIPTOR descriptor,
                             DWORD size, LPDWORD needed) {
    return returning_bool([&] { return get_file(name, information, descriptor, size, needed); });
}

BOOL WINAPI SetFileSecurityA(LPCSTR name, SECURITY_INFORMATION information, PSECURITY_DESCRIPTOR descriptor) {
    return returning_bool([&] { return set_file(name, information, descriptor); });
}

BOOL WINAPI SetFileSecurityW(LPCWSTR name, SECURITY_INFORMATION information, PSECURITY_DESCRIPTOR descriptor) {
    return returning_bool([&] { return set_file(name, information, descriptor); });
}

}  // extern "C"
