// SPDX-License-Identifier: LGPL-2.1-or-later
// See attributes.hpp. Reference: learn.microsoft.com, GetFileAttributesExW, SetFileAttributesW.
#include "handleapi/io/attributes.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "handleapi/io/file_information.hpp"
#include "handleapi/io/open.hpp"
#include "handleapi/io/path.hpp"

namespace handleapi::io {

using base::Result;
using base::Status;

bool describe(const std::string& path, WIN32_FILE_ATTRIBUTE_DATA& data) noexcept {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0 && ::lstat(path.c_str(), &info) != 0) return false;
    data = {};
    data.dwFileAttributes = attributes_of(info);
    data.ftCreationTime = creation_time(AT_FDCWD, path.c_str(), 0, info);
    data.ftLastAccessTime = file_time(info.st_atim);
    data.ftLastWriteTime = file_time(info.st_mtim);
    if (!S_ISDIR(info.st_mode)) {
        data.nFileSizeHigh = static_cast<DWORD>(static_cast<uint64_t>(info.st_size) >> 32);
        data.nFileSizeLow = static_cast<DWORD>(info.st_size);
    }
    return true;
}

Result<WIN32_FILE_ATTRIBUTE_DATA> attributes_by_name(std::string_view name) {
    const auto path = parse_disk_path(name);
    if (!path) return path.status();
    WIN32_FILE_ATTRIBUTE_DATA data;
    if (!describe(*path, data)) return name_error(*path, errno);
    return data;
}

Status set_attributes_by_name(std::string_view name, uint32_t attributes) {
    const auto path = parse_disk_path(name);
    if (!path) return path.status();
    struct stat info {};
    if (::stat(path->c_str(), &info) != 0) return name_error(*path, errno);
    const mode_t mode = info.st_mode & 07777, wanted = mode_with(mode, attributes);
    return wanted == mode || ::chmod(path->c_str(), wanted) == 0 ? Status::ok : name_error(*path, errno);
}

}  // namespace handleapi::io
