// SPDX-License-Identifier: LGPL-2.1-or-later
// Exports of <securitybaseapi.h> about security descriptors.
#include <cstring>

#include "handleapi/boundary.hpp"
#include "rpcrt4/security/descriptor_memory.hpp"
#include "rpcrt4/security/sid.hpp"

#include <windows.h>

#include <securitybaseapi.h>

using base::Status;
using handleapi::returning_bool;
using namespace rpcrt4::security;

namespace {

/// Descriptors that Set... may change.
SECURITY_DESCRIPTOR* absolute(PSECURITY_DESCRIPTOR descriptor, Status& status) noexcept {
    auto* const head = static_cast<SECURITY_DESCRIPTOR*>(descriptor);
    status = !has_revision(descriptor)                 ? Status::error_unknown_revision
             : (head->Control & SE_SELF_RELATIVE) != 0 ? Status::error_invalid_security_descr
                                                       : Status::ok;
    return head;
}

void set_bits(SECURITY_DESCRIPTOR& head, unsigned mask, bool on) noexcept {
    head.Control = static_cast<WORD>(on ? head.Control | mask : head.Control & ~mask);
}

BOOL set_list(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL acl, BOOL defaulted,
              PACL SECURITY_DESCRIPTOR::*member, unsigned present_bit, unsigned defaulted_bit) noexcept {
    return returning_bool([&] {
        Status status;
        SECURITY_DESCRIPTOR* const head = absolute(descriptor, status);
        if (failed(status)) return status;
        set_bits(*head, present_bit, present);
        set_bits(*head, defaulted_bit, present && defaulted);
        head->*member = present ? acl : nullptr;
        return Status::ok;
    });
}

BOOL set_sid(PSECURITY_DESCRIPTOR descriptor, PSID sid, BOOL defaulted, PSID SECURITY_DESCRIPTOR::*member,
             unsigned defaulted_bit) noexcept {
    return returning_bool([&] {
        Status status;
        SECURITY_DESCRIPTOR* const head = absolute(descriptor, status);
        if (failed(status)) return status;
        if (sid && !is_sid(sid)) return Status::error_invalid_sid;
        set_bits(*head, defaulted_bit, sid && defaulted);
        head->*member = sid;
        return Status::ok;
    });
}

template <typename Part>
BOOL get_part(PSECURITY_DESCRIPTOR descriptor, Part** part, BOOL* defaulted, Part* DescriptorParts::*member,
              unsigned defaulted_bit, BOOL* present = nullptr, unsigned present_bit = 0) noexcept {
    return returning_bool([&] {
        if (!has_revision(descriptor)) return Status::error_unknown_revision;
        if (!part || !defaulted || (present_bit != 0 && !present)) return Status::error_invalid_parameter;
        const DescriptorParts parts = DescriptorParts::of(descriptor);
        if (present) {
            *present = (parts.control & present_bit) != 0;
            if (!*present) return Status::ok;
        }
        *part = parts.*member;
        *defaulted = (parts.control & defaulted_bit) != 0;
        return Status::ok;
    });
}

/// A part of MakeAbsoluteSD: its room, whether it fits, and its copy.
struct Target {
    const void* from;
    size_t size;
    void* to;
    DWORD* room;

    bool fits() noexcept {
        const bool enough = size == 0 || (to && *room >= size);
        *room = static_cast<DWORD>(size);
        return enough;
    }
    void* copy() const noexcept {
        if (size == 0) return nullptr;
        std::memcpy(to, from, size);
        return to;
    }
    Status deliver() noexcept {
        if (!fits()) return Status::error_insufficient_buffer;
        copy();
        return Status::ok;
    }
};

Status make_absolute(const DescriptorParts& parts, Target head, Target dacl, Target sacl, Target owner, Target group) {
    bool fits = head.fits();
    for (Target* part : {&dacl, &sacl, &owner, &group}) fits &= part->fits();
    if (!fits) return Status::error_insufficient_buffer;
    auto* const made = static_cast<SECURITY_DESCRIPTOR*>(head.to);
    std::memset(made, 0, sizeof *made);
    made->Revision = SECURITY_DESCRIPTOR_REVISION;
    made->Control = static_cast<WORD>(parts.control & ~SE_SELF_RELATIVE);
    made->Owner = owner.copy();
    made->Group = group.copy();
    made->Sacl = static_cast<PACL>(sacl.copy());
    made->Dacl = static_cast<PACL>(dacl.copy());
    return Status::ok;
}

}  // namespace

extern "C" {

BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, DWORD revision) {
    return returning_bool([&] {
        if (revision != SECURITY_DESCRIPTOR_REVISION) return Status::error_unknown_revision;
        if (!descriptor) return Status::error_invalid_parameter;
        std::memset(descriptor, 0, sizeof(SECURITY_DESCRIPTOR));
        static_cast<SECURITY_DESCRIPTOR*>(descriptor)->Revision = SECURITY_DESCRIPTOR_REVISION;
        return Status::ok;
    });
}

BOOL WINAPI IsValidSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor) {
    return returning_bool([&] {
        const bool valid = has_revision(descriptor) && DescriptorParts::of(descriptor).valid();
        return valid ? Status::ok : Status::error_invalid_security_descr;
    });
}

DWORD WINAPI GetSecurityDescriptorLength(PSECURITY_DESCRIPTOR descriptor) {
    return descriptor ? static_cast<DWORD>(DescriptorParts::of(descriptor).size()) : 0;
}

BOOL WINAPI GetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor, PSECURITY_DESCRIPTOR_CONTROL control,
                                         LPDWORD revision) {
    return returning_bool([&] {
        if (!descriptor || !control || !revision) return Status::error_invalid_parameter;
        *revision = *static_cast<const BYTE*>(descriptor);
        if (!has_revision(descriptor)) return Status::error_unknown_revision;
        *control = DescriptorParts::of(descriptor).control;
        return Status::ok;
    });
}

BOOL WINAPI SetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor, SECURITY_DESCRIPTOR_CONTROL mask,
                                         SECURITY_DESCRIPTOR_CONTROL bits) {
    return returning_bool([&] {
        constexpr unsigned kMay = SE_DACL_AUTO_INHERIT_REQ | SE_SACL_AUTO_INHERIT_REQ | SE_DACL_AUTO_INHERITED |
                                  SE_SACL_AUTO_INHERITED | SE_DACL_PROTECTED | SE_SACL_PROTECTED;
        if ((mask & ~kMay) != 0 || (bits & ~unsigned{mask}) != 0 || !has_revision(descriptor)) {
            return Status::error_invalid_parameter;
        }
        auto* const head = static_cast<SECURITY_DESCRIPTOR*>(descriptor);  // the bits are in one place in both forms
        head->Control = static_cast<WORD>((head->Control & ~mask) | bits);
        return Status::ok;
    });
}

BOOL WINAPI GetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL* acl, LPBOOL defaulted) {
    return get_part(descriptor, acl, defaulted, &DescriptorParts::dacl, SE_DACL_DEFAULTED, present, SE_DACL_PRESENT);
}
BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL acl, BOOL defaulted) {
    return set_list(descriptor, present, acl, defaulted, &SECURITY_DESCRIPTOR::Dacl, SE_DACL_PRESENT,
                    SE_DACL_DEFAULTED);
}
BOOL WINAPI GetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL* acl, LPBOOL defaulted) {
    return get_part(descriptor, acl, defaulted, &DescriptorParts::sacl, SE_SACL_DEFAULTED, present, SE_SACL_PRESENT);
}
BOOL WINAPI SetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL acl, BOOL defaulted) {
    return set_list(descriptor, present, acl, defaulted, &SECURITY_DESCRIPTOR::Sacl, SE_SACL_PRESENT,
                    SE_SACL_DEFAULTED);
}
BOOL WINAPI GetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID* owner, LPBOOL defaulted) {
    return get_part(descriptor, owner, defaulted, &DescriptorParts::owner, SE_OWNER_DEFAULTED);
}
BOOL WINAPI SetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID owner, BOOL defaulted) {
    return set_sid(descriptor, owner, defaulted, &SECURITY_DESCRIPTOR::Owner, SE_OWNER_DEFAULTED);
}
BOOL WINAPI GetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID* group, LPBOOL defaulted) {
    return get_part(descriptor, group, defaulted, &DescriptorParts::group, SE_GROUP_DEFAULTED);
}
BOOL WINAPI SetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID group, BOOL defaulted) {
    return set_sid(descriptor, group, defaulted, &SECURITY_DESCRIPTOR::Group, SE_GROUP_DEFAULTED);
}

BOOL WINAPI MakeSelfRelativeSD(PSECURITY_DESCRIPTOR absolute, PSECURITY_DESCRIPTOR relative, LPDWORD size) {
    return returning_bool([&] {
        if (!size) return Status::error_invalid_parameter;
        if (!IsValidSecurityDescriptor(absolute)) return Status::error_invalid_security_descr;
        const auto made = DescriptorParts::of(absolute).flattened();
        return Target{made.data(), made.size(), relative, size}.deliver();
    });
}

BOOL WINAPI MakeAbsoluteSD(PSECURITY_DESCRIPTOR relative, PSECURITY_DESCRIPTOR absolute, LPDWORD size, PACL dacl,
                           LPDWORD dacl_size, PACL sacl, LPDWORD sacl_size, PSID owner, LPDWORD owner_size, PSID group,
                           LPDWORD group_size) {
    return returning_bool([&] {
        if (!size || !dacl_size || !sacl_size || !owner_size || !group_size) return Status::error_invalid_parameter;
        if (!IsValidSecurityDescriptor(relative)) return Status::error_invalid_security_descr;
        const DescriptorParts parts = DescriptorParts::of(relative);
        if (!parts.relative()) return Status::error_bad_descriptor_format;
        return make_absolute(parts, {nullptr, sizeof(SECURITY_DESCRIPTOR), absolute, size},
                             {parts.dacl, parts.dacl ? parts.dacl->AclSize : size_t{0}, dacl, dacl_size},
                             {parts.sacl, parts.sacl ? parts.sacl->AclSize : size_t{0}, sacl, sacl_size},
                             {parts.owner, parts.owner ? sid_size(parts.owner) : 0, owner, owner_size},
                             {parts.group, parts.group ? sid_size(parts.group) : 0, group, group_size});
    });
}

}  // extern "C"
