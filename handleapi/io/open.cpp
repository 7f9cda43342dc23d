// SPDX-License-Identifier: LGPL-2.1-or-later
// See open.hpp. Reference: learn.microsoft.com, CreateFileW; open(2).
#include "handleapi/io/open.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "handleapi/child_description.hpp"
#include "handleapi/io/disk_file.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/named_pipe.hpp"
#include "handleapi/io/plain_stream.hpp"
#include "handleapi/thread.hpp"

namespace handleapi::io {

using base::Ref;
using base::Result;
using base::Status;

namespace {

constexpr uint32_t kWrites = FILE_WRITE_DATA | FILE_APPEND_DATA;
constexpr uint32_t kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
constexpr mode_t kWritableBits = S_IWUSR | S_IWGRP | S_IWOTH;

int open_flags(uint32_t access, uint32_t flags) noexcept {
    const bool reads = access & (FILE_READ_DATA | FILE_EXECUTE);
    const bool writes = access & kWrites;
    int result = O_CLOEXEC | O_NOCTTY | (writes ? reads ? O_RDWR : O_WRONLY : O_RDONLY);
    if ((access & kWrites) == FILE_APPEND_DATA) result |= O_APPEND;
    if (flags & FILE_FLAG_WRITE_THROUGH) result |= O_DSYNC;
    if (flags & FILE_FLAG_OPEN_REPARSE_POINT) result |= O_NOFOLLOW;
    return result;
}

OwnedDescriptor open_by_name(const std::string& path, int flags, mode_t mode) noexcept {
    const BlockingScope blocking;  // a FIFO waits for its other end
    int descriptor;
    do {
        descriptor = ::open(path.c_str(), flags, mode);
    } while (descriptor < 0 && errno == EINTR);
    return OwnedDescriptor(descriptor);
}

/// A descriptor for an existing file, with which nothing has been done yet.
Result<OwnedDescriptor> open_existing(const std::string& path, uint32_t access, uint32_t flags) {
    OwnedDescriptor descriptor = open_by_name(path, open_flags(access, flags), 0);
    if (descriptor) return descriptor;
    if (errno == EISDIR) {
        // Directories open for what means adding entries; make_file looks whether as files, too.
        descriptor = open_by_name(path, O_RDONLY | O_CLOEXEC, 0);
        if (descriptor) return descriptor;
    }
    if (errno == EACCES && !(access & (FILE_READ_DATA | FILE_EXECUTE | kWrites))) {
        descriptor = open_by_name(path, O_PATH | O_CLOEXEC, 0);  // for its attributes
        if (descriptor) return descriptor;
    }
    return name_error(path, errno);
}

Status truncate(const OwnedDescriptor& descriptor) {
    if (::ftruncate(descriptor.get(), 0) == 0) return Status::ok;
    // Opened for reading: CREATE_ALWAYS empties it all the same.
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor.get());
    return ::truncate(link.c_str(), 0) == 0 || errno == EINVAL ? Status::ok : status_from(errno);
}

/// Where a descriptor comes from: it has just made the file (nothing is there that could be refused, or emptied), has
/// opened one that was there, or was open when this process came to it.
enum class Origin : uint8_t { fresh, found, adopted };

/// The File for an open descriptor: checks that depend on what it turned out to be. `hold` is an adopted file's.
Result<Ref<File>> make_file(OwnedDescriptor descriptor, const std::string& path, uint32_t access,
                            const OpenRequest& request, Origin origin, OwnedDescriptor hold = OwnedDescriptor()) {
    struct stat info {};
    if (::fstat(descriptor.get(), &info) != 0) return status_from(errno);
    const bool directory = S_ISDIR(info.st_mode);
    if (!S_ISREG(info.st_mode) && !S_ISBLK(info.st_mode) && !directory) {
        return Ref<File>(base::make_ref<PlainStream>(std::move(descriptor), access, request.flags));
    }
    if (directory && !(request.flags & FILE_FLAG_BACKUP_SEMANTICS)) return Status::error_access_denied;
    // The superuser may write to anything; a read-only file is refused as Windows does.
    const bool found = origin == Origin::found;
    if (found && !directory && (access & kWrites) && !(info.st_mode & kWritableBits)) {
        return Status::error_access_denied;
    }
    const FileIdentity identity{info.st_dev, info.st_ino};
    auto share = origin == Origin::adopted
                     ? Result<ShareEntry>(ShareEntry::adopt(identity, access, request.share, std::move(hold)))
                     : ShareEntry::open(identity, access, request.share);
    if (!share) return share.status();
    const bool empties = request.disposition == CREATE_ALWAYS || request.disposition == TRUNCATE_EXISTING;
    if (found && empties && !directory) {
        if (const Status status = truncate(descriptor); failed(status)) return status;
    }
    const bool delete_on_close = (request.flags & FILE_FLAG_DELETE_ON_CLOSE) != 0;
    auto file = base::make_ref<DiskFile>(std::move(descriptor), access, request.flags, directory, std::move(*share),
                                         delete_on_close ? path : std::string());
    if (!directory) file->is_file(identity);
    if (origin == Origin::adopted) file->was_open_before();
    return Ref<File>(std::move(file));
}

Result<Opened> open_path(const std::string& path, uint32_t access, const OpenRequest& request) {
    const uint32_t disposition = request.disposition;
    const bool creates = disposition == CREATE_NEW || disposition == CREATE_ALWAYS || disposition == OPEN_ALWAYS;
    for (;;) {
        if (creates) {
            const mode_t mode = request.flags & FILE_ATTRIBUTE_READONLY ? 0444 : 0666;
            OwnedDescriptor made = open_by_name(path, open_flags(access, request.flags) | O_CREAT | O_EXCL, mode);
            if (made) {
                auto file = make_file(std::move(made), path, access, request, Origin::fresh);
                if (!file) return file.status();
                return Opened{std::move(*file), false};
            }
            if (errno != EEXIST) return errno == EISDIR ? Status::error_path_not_found : name_error(path, errno);
            if (disposition == CREATE_NEW) return Status::error_file_exists;
        }
        auto found = open_existing(path, access, request.flags);
        if (!found) {
            if (creates && found.status() == Status::error_file_not_found) continue;  // deleted meanwhile
            return found.status();
        }
        auto file = make_file(std::move(*found), path, access, request, Origin::found);
        if (!file) return file.status();
        return Opened{std::move(*file), true};
    }
}

/// The client's end.
Result<Opened> open_pipe(const std::string& name, uint32_t access, uint32_t flags) {
    auto connection = connect_pipe(name, (access & FILE_READ_DATA) != 0, (access & FILE_WRITE_DATA) != 0);
    if (!connection) return connection.status();
    return Opened{Ref<File>(NamedPipe::connect(std::move(*connection), access, flags)), true};
}

bool same_directory_exists(const std::string& path) {
    const size_t slash = path.rfind('/');
    if (slash == std::string::npos) return true;
    const std::string parent = slash == 0 ? "/" : path.substr(0, slash);
    struct stat info {};
    return ::stat(parent.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace

Status missing(const std::string& path) {
    return same_directory_exists(path) ? Status::error_file_not_found : Status::error_path_not_found;
}

Status name_error(const std::string& path, int error) { return error == ENOENT ? missing(path) : status_from(error); }

Result<Opened> open_file(std::string_view name, const OpenRequest& request) {
    if (request.disposition < CREATE_NEW || request.disposition > TRUNCATE_EXISTING) {
        return Status::error_invalid_parameter;
    }
    const auto path = parse_path(name);
    if (!path) return path.status();
    uint32_t access = file_access(request.access);
    if (request.flags & FILE_FLAG_DELETE_ON_CLOSE) access |= DELETE;
    if (request.disposition == TRUNCATE_EXISTING && !(access & FILE_WRITE_DATA)) {
        return Status::error_invalid_parameter;
    }
    if (path->kind == PathKind::pipe) return open_pipe(path->text, access, request.flags);
    return open_path(path->text, access, request);
}

Result<Ref<File>> reopen_file(File& original, const OpenRequest& request) {
    const Ref<Descriptor> descriptor = original.shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    if (original.file_type() != FILE_TYPE_DISK) return Status::error_not_supported;
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor->number());
    OpenRequest existing = request;
    existing.disposition = OPEN_EXISTING;
    existing.flags &= ~uint32_t{FILE_FLAG_DELETE_ON_CLOSE};
    const uint32_t access = file_access(request.access);
    auto opened = open_path(link, access, existing);
    if (!opened) return opened.status();
    return std::move(opened->file);
}

Result<Ref<File>> adopt_descriptor(OwnedDescriptor descriptor, uint32_t access, uint32_t flags) {
    OpenRequest request{.share = kShareAll, .disposition = OPEN_EXISTING, .flags = flags | FILE_FLAG_BACKUP_SEMANTICS};
    return make_file(std::move(descriptor), {}, access, request, Origin::adopted);
}

Ref<File> inherit_file(const ChildDescription& description) {
    OwnedDescriptor descriptor(description.descriptor);
    const std::string& text = description.text;
    if (text.starts_with(kNamedPipeText)) return NamedPipe::inherit(description, std::move(descriptor));
    OwnedDescriptor hold;
    for (const int one : description.more) hold = OwnedDescriptor(one);
    const bool disk = text.size() == 2 && text[0] == kDiskFileText;
    const OpenRequest request{.share = disk ? static_cast<uint32_t>(text[1]) : kShareAll,
                              .flags = static_cast<uint32_t>(description.number >> 32) | FILE_FLAG_BACKUP_SEMANTICS};
    const auto access = static_cast<uint32_t>(description.number);
    auto file = make_file(std::move(descriptor), {}, access, request, Origin::adopted, std::move(hold));
    return file ? std::move(*file) : nullptr;
}

Status delete_file(std::string_view name) {
    const auto path = parse_path(name);
    if (!path) return path.status();
    struct stat info {};
    if (::lstat(path->text.c_str(), &info) != 0) return name_error(path->text, errno);
    if (path->kind != PathKind::file || S_ISDIR(info.st_mode)) return Status::error_access_denied;
    if (S_ISREG(info.st_mode) && !(info.st_mode & kWritableBits)) return Status::error_access_denied;
    if (!ShareEntry::deletable({info.st_dev, info.st_ino})) return Status::error_sharing_violation;
    return ::unlink(path->text.c_str()) == 0 ? Status::ok : name_error(path->text, errno);
}

}  // namespace handleapi::io
