// SPDX-License-Identifier: LGPL-2.1-or-later
// See volume.hpp. Reference: learn.microsoft.com, GetDiskFreeSpaceExW, GetDriveTypeW; statfs(2).
#include "handleapi/io/volume.hpp"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <cerrno>
#include <string>

#include "handleapi/io/error_code.hpp"
#include "handleapi/io/path.hpp"

#include <winbase.h>

namespace handleapi::io {

using base::Result;
using base::Status;

namespace {

/// The path of a directory that is there.
Result<std::string> existing_directory(std::string_view name) {
    auto path = parse_disk_path(name);
    if (!path) return path.status();
    struct stat info {};
    if (::stat(path->c_str(), &info) != 0) {
        return errno == ENOENT ? Status::error_path_not_found : status_from(errno);
    }
    return S_ISDIR(info.st_mode) ? path : Result<std::string>(Status::error_directory);
}

}  // namespace

Result<Space> space_of(std::string_view directory) {
    const auto path = existing_directory(directory);
    if (!path) return path.status();
    struct statvfs volume {};
    if (::statvfs(path->c_str(), &volume) != 0) return status_from(errno);
    return Space{static_cast<uint32_t>(volume.f_frsize), volume.f_blocks, volume.f_bfree, volume.f_bavail};
}

uint32_t drive_type(std::string_view directory) {
    constexpr uint32_t kCifs = 0xFF534D42, kUdf = 0x15013346;  // CIFS_SUPER_MAGIC and UDF_SUPER_MAGIC, since Linux 5.x
    struct statfs volume {};
    const auto path = existing_directory(directory);
    if (!path || ::statfs(path->c_str(), &volume) != 0) return DRIVE_NO_ROOT_DIR;
    switch (static_cast<uint32_t>(volume.f_type)) {
        case NFS_SUPER_MAGIC:
        case SMB_SUPER_MAGIC:
        case AFS_SUPER_MAGIC:
        case kCifs:
            return DRIVE_REMOTE;
        case ISOFS_SUPER_MAGIC:
        case kUdf:
            return DRIVE_CDROM;
        case TMPFS_MAGIC:
        case RAMFS_MAGIC:
            return DRIVE_RAMDISK;
        default:
            return DRIVE_FIXED;
    }
}

}  // namespace handleapi::io
