// SPDX-License-Identifier: LGPL-2.1-or-later
// See object_security.hpp.
#include "rpcrt4/security/object_security.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "handleapi/io/error_code.hpp"
#include "handleapi/io/file.hpp"
#include "handleapi/io/path.hpp"
#include "handleapi/shared/named.hpp"
#include "rpcrt4/security/descriptor_memory.hpp"
#include "rpcrt4/security/mode_list.hpp"

namespace rpcrt4::security {

using base::Ref;
using base::Result;
using base::Status;
using handleapi::NativeHandle;
using handleapi::Object;
using handleapi::ObjectType;
using handleapi::io::status_from;

namespace {

constexpr uint32_t kParts = OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
constexpr uint32_t kAudits = SACL_SECURITY_INFORMATION;
constexpr uint32_t kProtection = PROTECTED_DACL_SECURITY_INFORMATION | PROTECTED_SACL_SECURITY_INFORMATION |
                                 UNPROTECTED_DACL_SECURITY_INFORMATION | UNPROTECTED_SACL_SECURITY_INFORMATION;

Status check(uint32_t information) noexcept {
    if (information & ~(kParts | kAudits | kProtection | LABEL_SECURITY_INFORMATION)) {
        return Status::error_invalid_parameter;
    }
    if (information & kAudits) return Status::error_privilege_not_held;
    return information & LABEL_SECURITY_INFORMATION ? Status::error_not_supported : Status::ok;
}

/// A list that is not to inherit is what there is; one that is to cannot be had.
Status check_new(uint32_t information) noexcept {
    if (const Status status = check(information); failed(status)) return status;
    return information & UNPROTECTED_DACL_SECURITY_INFORMATION ? Status::error_not_supported : Status::ok;
}

std::vector<std::byte> descriptor_of(const FileOwners& owners, const std::vector<Entry>& list, uint32_t information) {
    auto owner = Sid::of_user(owners.user).bytes(), group = Sid::of_group(owners.group).bytes();
    auto entries = make_list(list).value();  // far from what a list holds
    DescriptorParts parts;
    if (information & OWNER_SECURITY_INFORMATION) parts.owner = owner.data();
    if (information & GROUP_SECURITY_INFORMATION) parts.group = group.data();
    if (information & DACL_SECURITY_INFORMATION) {
        parts.control = SE_DACL_PRESENT;
        parts.dacl = reinterpret_cast<ACL*>(entries.data());
    }
    return parts.flattened();
}

Result<struct stat> look_at(const std::string& path) noexcept {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return status_from(errno);
    return info;
}

FileKind kind_of(const struct stat& info) noexcept {
    return S_ISDIR(info.st_mode) ? FileKind::directory : FileKind::file;
}

Result<std::vector<std::byte>> security_at(const std::string& path, uint32_t information) {
    const auto info = look_at(path);
    if (!info) return info.status();
    const FileOwners owners{info->st_uid, info->st_gid};
    return descriptor_of(owners, list_of_mode(info->st_mode, owners, kind_of(*info)), information);
}

Status change_owners(const std::string& path, const struct stat& before, const FileOwners& owners) noexcept {
    const bool user = owners.user != before.st_uid, group = owners.group != before.st_gid;
    if (user && ::chown(path.c_str(), owners.user, static_cast<gid_t>(-1)) != 0) {
        return errno == EPERM ? Status::error_invalid_owner : status_from(errno);
    }
    if (group && ::chown(path.c_str(), static_cast<uid_t>(-1), owners.group) != 0) {
        return errno == EPERM ? Status::error_invalid_primary_group : status_from(errno);
    }
    return Status::ok;
}

/// Everything is looked at before anything is changed.
Status set_security_at(const std::string& path, const NewSecurity& security) {
    const auto info = look_at(path);
    if (!info) return info.status();
    FileOwners owners{info->st_uid, info->st_gid};
    if (security.information & OWNER_SECURITY_INFORMATION) {
        const auto user = security.owner.user();
        if (!user) return Status::error_invalid_owner;
        owners.user = *user;
    }
    if (security.information & GROUP_SECURITY_INFORMATION) {
        const auto group = security.group.group();
        if (!group) return Status::error_invalid_primary_group;
        owners.group = *group;
    }
    Result<mode_t> mode = mode_t{0777};
    if (security.list) mode = mode_of_list(*security.list, owners, kind_of(*info));
    if (!mode) return mode.status();
    if (const Status status = change_owners(path, *info, owners); failed(status)) return status;
    if (!(security.information & DACL_SECURITY_INFORMATION)) return Status::ok;
    const int changed = ::chmod(path.c_str(), (info->st_mode & 07000) | *mode);
    return changed == 0 ? Status::ok : status_from(errno);
}

/// Where the file behind a handle is; nothing for other objects, pipes among them.
std::optional<std::string> path_of(Object& object, Ref<handleapi::io::Descriptor>& keep) {
    if (object.type() != ObjectType::file) return std::nullopt;
    auto& file = static_cast<handleapi::io::File&>(object);
    keep = file.file_type() == FILE_TYPE_DISK ? file.shared_descriptor() : nullptr;
    if (!keep) return std::nullopt;
    return "/proc/self/fd/" + std::to_string(keep->number());
}

std::vector<std::byte> security_of_object(ObjectType type, uint32_t information) {
    const FileOwners owners{::geteuid(), ::getegid()};
    const Entry all{.type = ACCESS_ALLOWED_ACE_TYPE,
                    .flags = 0,
                    .rights = handleapi::all_access(type),
                    .sid = Sid::of_user(owners.user)};
    return descriptor_of(owners, {all}, information);
}

constexpr ObjectType kNamed[] = {ObjectType::event, ObjectType::mutex, ObjectType::semaphore, ObjectType::timer,
                                 ObjectType::file_mapping};

/// What the name is of.
Result<ObjectType> type_named(std::string_view name) {
    for (const ObjectType type : kNamed) {
        const auto found = handleapi::shared::open_named(name, type);
        if (found) return type;
        if (found.status() != Status::error_invalid_handle) return found.status();
    }
    return Status::error_invalid_handle;
}

}  // namespace

Result<std::vector<std::byte>> security_of_file(std::string_view name, uint32_t information) {
    if (const Status status = check(information); failed(status)) return status;
    const auto path = handleapi::io::parse_disk_path(name);
    return path ? security_at(*path, information) : Result<std::vector<std::byte>>(path.status());
}

Result<std::vector<std::byte>> security_of_handle(NativeHandle handle, uint32_t information) {
    if (const Status status = check(information); failed(status)) return status;
    const handleapi::Opened opened = handleapi::open_object(handle);
    if (!opened.object) return Status::error_invalid_handle;
    if (!(opened.access & READ_CONTROL)) return Status::error_access_denied;
    Ref<handleapi::io::Descriptor> keep;
    const auto path = path_of(*opened.object, keep);
    return path ? security_at(*path, information) : security_of_object(opened.object->type(), information);
}

Result<std::vector<std::byte>> security_of_name(std::string_view name, uint32_t information) {
    if (const Status status = check(information); failed(status)) return status;
    const auto type = type_named(name);
    return type ? security_of_object(*type, information) : Result<std::vector<std::byte>>(type.status());
}

Status set_security_of_file(std::string_view name, const NewSecurity& security) {
    if (const Status status = check_new(security.information); failed(status)) return status;
    const auto path = handleapi::io::parse_disk_path(name);
    return path ? set_security_at(*path, security) : path.status();
}

Status set_security_of_handle(NativeHandle handle, const NewSecurity& security) {
    if (const Status status = check_new(security.information); failed(status)) return status;
    const handleapi::Opened opened = handleapi::open_object(handle);
    if (!opened.object) return Status::error_invalid_handle;
    uint32_t needed = security.information & DACL_SECURITY_INFORMATION ? WRITE_DAC : 0;
    if (security.information & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION)) needed |= WRITE_OWNER;
    if ((opened.access & needed) != needed) return Status::error_access_denied;
    Ref<handleapi::io::Descriptor> keep;
    const auto path = path_of(*opened.object, keep);
    return path ? set_security_at(*path, security) : Status::error_not_supported;
}

Status set_security_of_name(std::string_view name, const NewSecurity& security) {
    if (const Status status = check_new(security.information); failed(status)) return status;
    const auto type = type_named(name);
    return type ? Status::error_not_supported : type.status();
}

}  // namespace rpcrt4::security
