// SPDX-License-Identifier: LGPL-2.1-or-later
// See file_mapping.hpp.
#include "handleapi/memory/file_mapping.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "handleapi/base/runtime_directory.hpp"
#include "handleapi/child_description.hpp"
#include "handleapi/memory/protection.hpp"
#include "handleapi/shared/shared_object.hpp"

namespace handleapi::memory {

using base::OwnedDescriptor;
using base::Ref;
using base::Result;
using base::Status;
using shared::MappingPart;

namespace {

int open_flags(uint32_t protection) noexcept { return (is_writable(protection) ? O_RDWR : O_RDONLY) | O_CLOEXEC; }

Status from_errno(int error) noexcept {
    if (error == EMFILE || error == ENFILE) return Status::error_too_many_open_files;
    return error == EACCES || error == EPERM ? Status::error_access_denied : Status::error_file_not_found;
}

std::string link_to(const char* process, int descriptor) {
    return std::string("/proc/") + process + "/fd/" + std::to_string(descriptor);
}

/// A descriptor of its own, so that locks of the caller's file end with that; a copy where the file cannot be opened
/// again.
Result<OwnedDescriptor> reopened(int file, uint32_t protection) {
    OwnedDescriptor descriptor(::open(link_to("self", file).c_str(), open_flags(protection)));
    if (!descriptor) descriptor = OwnedDescriptor(::fcntl(file, F_DUPFD_CLOEXEC, 3));
    if (!descriptor) return from_errno(errno);
    return descriptor;
}

Status grow(int file, uint64_t size) noexcept {
    struct stat info {};
    if (::fstat(file, &info) != 0) return Status::error_gen_failure;
    const auto have = static_cast<uint64_t>(info.st_size);
    if (size <= have) return Status::ok;
    const int error = ::posix_fallocate(file, info.st_size, static_cast<off_t>(size - have));
    return error == 0 ? Status::ok : Status::error_disk_full;
}

Result<Ref<Backing>> make_backing(const MappingRequest& request) {
    if (request.file < 0) {
        const Status status = request.reserved ? Status::ok : can_commit(request.size);
        return succeeded(status) ? Backing::of_memory(request.size) : Result<Ref<Backing>>(status);
    }
    auto descriptor = reopened(request.file, request.protection);
    if (!descriptor) return descriptor.status();
    const Status status = is_writable(request.protection) ? grow(descriptor->get(), request.size) : Status::ok;
    if (failed(status)) return status;
    return base::make_ref<Backing>(std::move(*descriptor), uint64_t{0}, request.size);
}

/// A named one's memory is in the runtime directory.
Status room_in_directory(uint64_t size) {
    const auto directory = base::runtime_directory();
    struct statvfs info {};
    if (!directory || ::statvfs(directory->c_str(), &info) != 0) return Status::error_access_denied;
    const bool fits = size <= uint64_t{info.f_bavail} * info.f_frsize;
    return fits ? Status::ok : Status::error_commitment_limit;
}

/// What others need to find the file.
void describe_file(int descriptor, MappingPart& part) {
    struct stat info {};
    if (::fstat(descriptor, &info) != 0) return;
    part.device = info.st_dev;
    part.inode = info.st_ino;
    part.holder_process = static_cast<uint32_t>(::getpid());
    part.holder_descriptor = descriptor;
    const ssize_t length = ::readlink(link_to("self", descriptor).c_str(), part.path, sizeof part.path);
    part.path[length > 0 && static_cast<size_t>(length) < sizeof part.path ? static_cast<size_t>(length) : 0] = 0;
}

/// Opens what `path` leads to, if it is that file.
Result<OwnedDescriptor> open_if(const MappingPart& part, const std::string& path) {
    OwnedDescriptor descriptor(::open(path.c_str(), open_flags(part.protection)));
    if (!descriptor) return from_errno(errno);
    struct stat info {};
    const bool same = ::fstat(descriptor.get(), &info) == 0 && info.st_dev == part.device && info.st_ino == part.inode;
    if (!same) return Status::error_file_not_found;
    return descriptor;
}

Result<OwnedDescriptor> find_file(const MappingPart& part) {
    auto by_path = open_if(part, part.path);
    if (by_path || by_path.status() == Status::error_too_many_open_files) return by_path;
    const std::string process = std::to_string(part.holder_process);
    auto by_holder = open_if(part, link_to(process.c_str(), part.holder_descriptor));
    return by_holder ? std::move(by_holder) : std::move(by_path);
}

Result<Ref<Backing>> find_backing(const shared::SharedObject& state) {
    const MappingPart& part = state.mapping();
    const bool of_file = part.inode != 0;
    auto descriptor = of_file ? find_file(part) : state.descriptor_of_memory();
    if (!descriptor) return descriptor.status();
    return base::make_ref<Backing>(std::move(*descriptor), uint64_t{of_file ? 0 : shared::kMappingData}, part.size);
}

}  // namespace

FileMapping::FileMapping(Ref<Backing> backing, uint32_t protection, bool reserved) noexcept
    : Object(kType, Consume::nothing, 0), protection_(protection), reserved_(reserved), backing_(std::move(backing)) {}

FileMapping::FileMapping(shared::SharedObject* state) noexcept
    : Object(state, kType, Consume::nothing),
      protection_(state->mapping().protection),
      reserved_(state->mapping().reserved != 0) {}

Result<Ref<FileMapping>> FileMapping::create(const MappingRequest& request) {
    auto backing = make_backing(request);
    if (!backing) return backing.status();
    return base::make_ref<FileMapping>(std::move(*backing), request.protection, request.reserved);
}

Result<Ref<Backing>> FileMapping::backing() {
    return backing_.with([&](Ref<Backing>& known) -> Result<Ref<Backing>> {
        if (known) return known;
        auto found = find_backing(*shared());
        if (found) known = *found;
        return found;
    });
}

/// One without a name is its backing. A child that has a named one opens the file of it by itself.
bool FileMapping::describe_for_child(ChildDescription& description) {
    if (shared()) return Object::describe_for_child(description);
    const auto own = backing();
    description.descriptor = ::fcntl((*own)->descriptor(), F_DUPFD_CLOEXEC, 3);
    description.close_descriptor = true;
    description.number = (*own)->size();
    description.text = std::to_string(protection_) + (reserved_ ? " r" : "");
    return description.descriptor >= 0;
}

Ref<Object> FileMapping::inherit(const ChildDescription& description) {
    if (description.text.empty()) {
        auto named = shared::adopt_inherited(description.descriptor);
        ::close(description.descriptor);
        return named ? std::move(named->object) : nullptr;
    }
    auto backing = base::make_ref<Backing>(OwnedDescriptor(description.descriptor), uint64_t{0}, description.number);
    unsigned protection = 0;
    if (std::sscanf(description.text.c_str(), "%u", &protection) != 1) return nullptr;
    return base::make_ref<FileMapping>(std::move(backing), protection, description.text.ends_with('r'));
}

Result<shared::Named> create_named_mapping(std::string_view name, const MappingRequest& request) {
    MappingPart part{};
    part.size = request.size;
    part.protection = request.protection;
    part.reserved = request.reserved ? 1 : 0;
    Ref<Backing> backing;
    if (request.file < 0 && !request.reserved) {
        if (const Status status = room_in_directory(request.size); failed(status)) return status;
    } else if (request.file >= 0) {
        auto made = make_backing(request);
        if (!made) return made.status();
        backing = std::move(*made);
        describe_file(backing->descriptor(), part);
    }
    shared::Initial initial{ObjectType::file_mapping, Consume::nothing, 0};
    initial.mapping = &part;
    auto named = shared::create_named(name, initial);
    if (!named) return named.status();
    auto& mapping = static_cast<FileMapping&>(*named->object);
    if (!named->existed && backing) {
        mapping.backing_.with([&](Ref<Backing>& known) { known = std::move(backing); });
    }
    const auto found = mapping.backing();
    return found ? std::move(named) : Result<shared::Named>(found.status());
}

}  // namespace handleapi::memory
