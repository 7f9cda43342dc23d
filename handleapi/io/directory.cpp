// SPDX-License-Identifier: LGPL-2.1-or-later
// See directory.hpp. Reference: learn.microsoft.com, CreateDirectoryW, RemoveDirectoryW.
#include "handleapi/io/directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "handleapi/io/error_code.hpp"
#include "handleapi/io/open.hpp"
#include "handleapi/io/path.hpp"
#include "handleapi/io/share_table.hpp"

namespace handleapi::io {

using base::Status;

namespace {

/// Windows keeps the current directory open, so that nobody removes it.
bool is_current(const struct stat& info) noexcept {
    struct stat current {};
    return ::stat(".", &current) == 0 && current.st_dev == info.st_dev && current.st_ino == info.st_ino;
}

}  // namespace

Status make_directory(std::string_view name) {
    const auto path = parse_disk_path(name);
    if (!path) return path.status();
    if (::mkdir(path->c_str(), 0777) == 0) return Status::ok;
    switch (errno) {
        case EEXIST:
            return Status::error_already_exists;
        case ENOENT:
            return Status::error_path_not_found;
        default:
            return status_from(errno);
    }
}

Status remove_directory(std::string_view name) {
    auto path = parse_disk_path(name);
    if (!path) return path.status();
    while (path->size() > 1 && path->back() == '/') path->pop_back();  // would lead through a link
    struct stat link {
    }, info{};
    if (::lstat(path->c_str(), &link) != 0 || ::stat(path->c_str(), &info) != 0) return name_error(*path, errno);
    if (!S_ISDIR(info.st_mode)) return Status::error_directory;
    if (S_ISLNK(link.st_mode)) return ::unlink(path->c_str()) == 0 ? Status::ok : name_error(*path, errno);
    if (!(info.st_mode & 0222)) return Status::error_access_denied;
    if (is_current(info) || !ShareEntry::deletable({info.st_dev, info.st_ino})) return Status::error_sharing_violation;
    if (::rmdir(path->c_str()) == 0) return Status::ok;
    return errno == EEXIST ? Status::error_dir_not_empty : name_error(*path, errno);
}

}  // namespace handleapi::io
