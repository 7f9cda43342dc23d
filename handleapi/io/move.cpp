// SPDX-License-Identifier: LGPL-2.1-or-later
// See move.hpp. Reference: learn.microsoft.com, MoveFileExW; rename(2).
#include "handleapi/io/move.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "handleapi/io/copy.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/open.hpp"
#include "handleapi/io/path.hpp"
#include "handleapi/io/share_table.hpp"

#include <winbase.h>

namespace handleapi::io {

using base::Status;

namespace {

constexpr uint32_t kKnown = MOVEFILE_REPLACE_EXISTING | MOVEFILE_COPY_ALLOWED | MOVEFILE_DELAY_UNTIL_REBOOT |
                            MOVEFILE_WRITE_THROUGH | MOVEFILE_FAIL_IF_NOT_TRACKABLE;

Status check_flags(uint32_t flags) noexcept {
    if (flags & ~kKnown) return Status::error_invalid_parameter;
    if (!(flags & MOVEFILE_DELAY_UNTIL_REBOOT)) return Status::ok;
    // Windows lets administrators alone; here nothing would do it.
    return flags & MOVEFILE_COPY_ALLOWED ? Status::error_invalid_parameter : Status::error_access_denied;
}

bool deletable(const struct stat& info) { return ShareEntry::deletable({info.st_dev, info.st_ino}); }

/// Whether what has the new name may give way to `source`.
Status check_replacement(const struct stat& source, const struct stat& there, uint32_t flags) {
    if (!(flags & MOVEFILE_REPLACE_EXISTING)) return Status::error_already_exists;
    const bool replaceable = !S_ISDIR(source.st_mode) && !S_ISDIR(there.st_mode) && deletable(there) &&
                             (S_ISLNK(there.st_mode) || (there.st_mode & 0222));
    return replaceable ? Status::ok : Status::error_access_denied;
}

/// For what the kernel cannot rename because the new name is on another file system.
Status move_by_copy(const std::string& from, const std::string& to, const struct stat& info, uint32_t flags) {
    if (S_ISDIR(info.st_mode) || !(flags & MOVEFILE_COPY_ALLOWED)) return Status::error_not_same_device;
    const Status status = copy_file(from, to, flags & MOVEFILE_REPLACE_EXISTING ? IfThere::replace : IfThere::fail,
                                    flags & MOVEFILE_WRITE_THROUGH ? Caching::write_through : Caching::allowed);
    if (status == Status::error_file_exists) return Status::error_already_exists;
    if (succeeded(status)) ::unlink(from.c_str());  // documented to have no say
    return status;
}

}  // namespace

Status move_file(std::string_view from_name, std::string_view to_name, uint32_t flags) {
    if (const Status status = check_flags(flags); failed(status)) return status;
    const auto from = parse_disk_path(from_name);
    if (!from) return from.status();
    const auto to = parse_disk_path(to_name);
    if (!to) return to.status();
    struct stat source {
    }, there{};
    if (::lstat(from->c_str(), &source) != 0) return name_error(*from, errno);
    if (!deletable(source)) return Status::error_sharing_violation;
    if (*from == *to) return Status::ok;
    if (::lstat(to->c_str(), &there) == 0) {
        if (const Status status = check_replacement(source, there, flags); failed(status)) return status;
    }
    const unsigned how = flags & MOVEFILE_REPLACE_EXISTING ? 0 : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, from->c_str(), AT_FDCWD, to->c_str(), how) == 0) return Status::ok;
    switch (errno) {
        case EXDEV:
            return move_by_copy(*from, *to, source, flags);
        case EEXIST:
            return Status::error_already_exists;
        case EINVAL:  // into itself
            return Status::error_sharing_violation;
        default:
            return errno == ENOENT ? Status::error_path_not_found : status_from(errno);
    }
}

}  // namespace handleapi::io
