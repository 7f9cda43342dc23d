// SPDX-License-Identifier: LGPL-2.1-or-later
// See disk_file.hpp. Reference: fcntl(2), "Open file description locks"; pwritev2(2), RWF_APPEND.
#include "handleapi/io/disk_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "handleapi/child_description.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/lock_waiter.hpp"

namespace handleapi::io {

using base::Ref;
using base::Result;
using base::Status;

namespace {

constexpr uint64_t kAppend = UINT64_MAX;  // Offset and OffsetHigh all ones: at the end of the file
constexpr size_t kMostAtOnce = 0x7FFFF000;

/// One system call of the loop; `offset` is used with `at_offset`.
ssize_t move_once(int descriptor, const Request& request, bool at_offset) noexcept {
    std::byte* const buffer = request.buffer + request.moved;
    const size_t size = std::min<size_t>(request.size - request.moved, kMostAtOnce);
    if (!at_offset) {
        return request.kind == RequestKind::read ? ::read(descriptor, buffer, size) : ::write(descriptor, buffer, size);
    }
    if (request.offset == kAppend && request.kind == RequestKind::write) {
        const iovec piece{buffer, size};
        return ::pwritev2(descriptor, &piece, 1, 0, RWF_APPEND);
    }
    const auto offset = static_cast<off_t>(request.offset + request.moved);
    return request.kind == RequestKind::read ? ::pread(descriptor, buffer, size, offset)
                                             : ::pwrite(descriptor, buffer, size, offset);
}

}  // namespace

DiskFile::DiskFile(OwnedDescriptor descriptor, uint32_t access, uint32_t flags, bool directory, ShareEntry share,
                   std::string path)
    : File(access, flags), directory_(directory), share_(std::move(share)), path_to_delete_(std::move(path)) {
    set_descriptor(base::make_ref<Descriptor>(descriptor.get()));
    static_cast<void>(descriptor.detach());
}

/// Whether a lock forbids the transfer. A file that nobody else may open has none but its own.
bool DiskFile::locked_away(int descriptor, const Request& request, bool at_offset) noexcept {
    if (request.size == 0 || !locks_.any(descriptor)) return false;
    const bool writes = request.kind == RequestKind::write;
    const bool only_appends = (access() & (FILE_WRITE_DATA | FILE_APPEND_DATA)) == FILE_APPEND_DATA;
    uint64_t offset = request.offset;
    if (!at_offset) offset = static_cast<uint64_t>(::lseek(descriptor, 0, SEEK_CUR));
    if (writes && (only_appends || (at_offset && offset == kAppend))) {
        struct stat info {};
        if (::fstat(descriptor, &info) == 0) offset = static_cast<uint64_t>(info.st_size);
    }
    return !locks_.allows(descriptor, {offset, request.size}, writes ? LockMode::exclusive : LockMode::shared);
}

Outcome DiskFile::transfer(Request& request, bool at_offset) noexcept {
    if (directory_) return {Status::error_invalid_function};
    const Ref<Descriptor> descriptor = shared_descriptor();
    if (!descriptor) return {Status::error_invalid_handle};
    if (at_offset && request.offset > static_cast<uint64_t>(LLONG_MAX) &&
        !(request.offset == kAppend && request.kind == RequestKind::write)) {
        return {Status::error_invalid_parameter};
    }
    if (locked_away(descriptor->number(), request, at_offset)) return {Status::error_lock_violation};
    do {
        const ssize_t moved = move_once(descriptor->number(), request, at_offset);
        if (moved < 0 && errno == EINTR) continue;
        if (moved < 0 && request.moved == 0) return {status_from(errno)};
        if (moved <= 0) break;
        request.moved += static_cast<uint32_t>(moved);
    } while (request.moved < request.size);
    const bool end = request.kind == RequestKind::read && request.moved == 0 && request.size != 0;
    return {end && at_offset ? Status::error_handle_eof : Status::ok, request.moved};
}

Outcome DiskFile::run(Request& request, bool at_offset) {
    const Outcome outcome = transfer(request, at_offset);
    // A synchronous call with an OVERLAPPED moves the position as one without it does.
    if (at_offset && request.offset != kAppend) {
        if (const Ref<Descriptor> descriptor = shared_descriptor()) {
            ::lseek(descriptor->number(), static_cast<off_t>(request.offset + request.moved), SEEK_SET);
        }
    }
    return outcome;
}

Outcome DiskFile::start(Request& request, Completion completion) {
    const Outcome outcome = transfer(request, true);
    if (succeeded(outcome.status)) {
        completion.finish(*this, outcome, false);
    } else {
        completion.refuse(outcome.status);
    }
    return outcome;
}

Status DiskFile::flush() {
    const Ref<Descriptor> descriptor = shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    return ::fsync(descriptor->number()) == 0 || errno == EINVAL ? Status::ok : status_from(errno);
}

size_t DiskFile::cancel(const CancelFilter& filter) noexcept {
    const Ref<DirectoryChanges> changes = changes_.with([](Ref<DirectoryChanges>& own) { return own; });
    return LockWaiter::cancel(*this, filter) + (changes ? changes->cancel(filter) : 0);
}

Result<Ref<DirectoryChanges>> DiskFile::changes(uint32_t filter, bool subtree) {
    if (!directory_) return Status::error_invalid_parameter;
    return changes_.with([&](Ref<DirectoryChanges>& own) -> Result<Ref<DirectoryChanges>> {
        if (own) return own;
        auto made = DirectoryChanges::watch(*this, filter, subtree);
        if (made) own = *made;
        return made;
    });
}

bool DiskFile::describe_for_child(ChildDescription& description) {
    if (!File::describe_for_child(description)) return false;
    description.text = {kDiskFileText, static_cast<char>(share_.share())};
    if (OwnedDescriptor hold = share_.hold_for_child()) description.more.push_back(hold.detach());
    return true;
}

Status DiskFile::set_delete_on_close(bool yes) {
    const Ref<Descriptor> descriptor = shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    std::string path;
    if (yes) {
        char name[PATH_MAX];
        const std::string link = "/proc/self/fd/" + std::to_string(descriptor->number());
        const ssize_t length = ::readlink(link.c_str(), name, sizeof name);
        if (length < 0) return status_from(errno);
        path.assign(name, static_cast<size_t>(length));
    }
    path_to_delete_.with([&](std::string& old) { old.swap(path); });
    return Status::ok;
}

Status DiskFile::try_lock(const FileRange& range, LockMode mode) {
    const Ref<Descriptor> descriptor = shared_descriptor();
    return descriptor ? locks_.try_lock(descriptor->number(), range, mode) : Status::error_invalid_handle;
}

Status DiskFile::lock(const FileRange& range, LockMode mode) {
    const Status status = try_lock(range, mode);
    return status == Status::error_lock_violation ? LockWaiter::wait(*this, range, mode) : status;
}

Outcome DiskFile::start_lock(const FileRange& range, LockMode mode, Completion completion) {
    const Status status = try_lock(range, mode);
    if (status == Status::error_lock_violation) return LockWaiter::start(*this, range, mode, std::move(completion));
    if (succeeded(status)) {
        completion.finish(*this, {}, false);
    } else {
        completion.refuse(status);
    }
    return {status};
}

Status DiskFile::unlock(const FileRange& range) {
    const Ref<Descriptor> descriptor = shared_descriptor();
    return descriptor ? locks_.unlock(descriptor->number(), range) : Status::error_invalid_handle;
}

void DiskFile::last_handle_closed() noexcept {
    LockWaiter::cancel(*this, {});
    const Ref<DirectoryChanges> changes =
        changes_.with([](Ref<DirectoryChanges>& own) { return std::exchange(own, nullptr); });
    if (changes) changes->close();
    if (const Ref<Descriptor> descriptor = drop_descriptor()) locks_.close(descriptor->number());
    share_.release();
    path_to_delete_.with([&](const std::string& path) {
        if (path.empty()) return;
        if (directory_) {
            ::rmdir(path.c_str());
        } else {
            ::unlink(path.c_str());
        }
    });
}

}  // namespace handleapi::io
