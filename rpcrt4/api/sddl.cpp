// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <sddl.h>. Results are memory of LocalAlloc.
#include "rpcrt4/security/sddl.hpp"

#include <cstring>

#include "handleapi/boundary.hpp"
#include "rpcrt4/api/text_argument.hpp"
#include "rpcrt4/security/access_list.hpp"
#include "rpcrt4/security/sid.hpp"

#include <windows.h>

#include <sddl.h>

using base::Status;
using handleapi::returning_bool;
using rpcrt4::api::utf8_of;
using namespace rpcrt4::security;

namespace {

template <typename T>
Status give(const void* from, size_t size, T** to) noexcept {
    void* const memory = LocalAlloc(LMEM_FIXED, size);
    if (!memory) return Status::error_not_enough_memory;
    std::memcpy(memory, from, size);
    *to = static_cast<T*>(memory);
    return Status::ok;
}

template <typename Char>
Status give_text(const std::string& text, Char** to, ULONG* length) {
    const std::basic_string<Char> wide(text.begin(), text.end());  // ASCII
    if (length) *length = static_cast<ULONG>(wide.size() + 1);
    return give(wide.c_str(), (wide.size() + 1) * sizeof(Char), to);
}

template <typename Char>
BOOL sid_from(const Char* text, PSID* sid) noexcept {
    return returning_bool([&] {
        if (!text || !sid) return Status::error_invalid_parameter;
        const auto read = Sid::from_text(utf8_of(text));
        return read ? give(read->bytes().data(), read->size(), sid) : Status::error_invalid_sid;
    });
}

template <typename Char>
BOOL sid_to(PSID sid, Char** text) noexcept {
    return returning_bool([&] {
        if (!sid || !text) return Status::error_invalid_parameter;
        return is_sid(sid) ? give_text(Sid::copy(sid)->text(), text, nullptr) : Status::error_invalid_sid;
    });
}

template <typename Char>
BOOL descriptor_from(const Char* text, DWORD revision, PSECURITY_DESCRIPTOR* descriptor, ULONG* size) noexcept {
    return returning_bool([&] {
        if (!text || !descriptor) return Status::error_invalid_parameter;
        if (revision != SDDL_REVISION_1) return Status::error_unknown_revision;
        const auto made = parse_descriptor(utf8_of(text));
        if (!made) return made.status();
        if (size) *size = static_cast<ULONG>(made->size());
        return give(made->data(), made->size(), descriptor);
    });
}

template <typename Char>
BOOL descriptor_to(PSECURITY_DESCRIPTOR descriptor, DWORD revision, SECURITY_INFORMATION information, Char** text,
                   ULONG* length) noexcept {
    return returning_bool([&] {
        if (!descriptor || !text) return Status::error_invalid_parameter;
        if (revision != SDDL_REVISION_1) return Status::error_unknown_revision;
        if (!has_revision(descriptor)) return Status::error_unknown_revision;
        const DescriptorParts parts = DescriptorParts::of(descriptor);
        for (const ACL* list : {parts.dacl, parts.sacl}) {
            if (list && !is_list(list)) return Status::error_invalid_acl;
        }
        if (!parts.valid()) return Status::error_invalid_security_descr;
        const auto printed = print_descriptor(parts, information);
        return printed ? give_text(*printed, text, length) : printed.status();
    });
}

}  // namespace

extern "C" {

BOOL WINAPI ConvertStringSidToSidA(LPCSTR text, PSID* sid) { return sid_from(text, sid); }
BOOL WINAPI ConvertStringSidToSidW(LPCWSTR text, PSID* sid) { return sid_from(text, sid); }
BOOL WINAPI ConvertSidToStringSidA(PSID sid, LPSTR* text) { return sid_to(sid, text); }
BOOL WINAPI ConvertSidToStringSidW(PSID sid, LPWSTR* text) { return sid_to(sid, text); }

BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorA(LPCSTR text, DWORD revision,
                                                                 PSECURITY_DESCRIPTOR* descriptor, PULONG size) {
    return descriptor_from(text, revision, descriptor, size);
}
BOOL WINAPI ConvertStringSecurityDescriptorToSecurityDescriptorW(LPCWSTR text, DWORD revision,
                                                                 PSECURITY_DESCRIPTOR* descriptor, PULONG size) {
    return descriptor_from(text, revision, descriptor, size);
}
BOOL WINAPI ConvertSecurityDescriptorToStringSecurityDescriptorA(PSECURITY_DESCRIPTOR descriptor, DWORD revision,
                                                                 SECURITY_INFORMATION information, LPSTR* text,
                                                                 PULONG length) {
    return descriptor_to(descriptor, revision, information, text, length);
}
BOOL WINAPI ConvertSecurityDescriptorToStringSecurityDescriptorW(PSECURITY_DESCRIPTOR descriptor, DWORD revision,
                                                                 SECURITY_INFORMATION information, LPWSTR* text,
                                                                 PULONG length) {
    return descriptor_to(descriptor, revision, information, text, length);
}

}  // extern "C"
