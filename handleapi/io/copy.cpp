// SPDX-License-Identifier: LGPL-2.1-or-later
// See copy.hpp. Reference: learn.microsoft.com, CopyFileW; copy_file_range(2).
#include "handleapi/io/copy.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>

#include "handleapi/io/error_code.hpp"
#include "handleapi/io/open.hpp"
#include "handleapi/io/path.hpp"

namespace handleapi::io {

using base::Ref;
using base::Status;

namespace {

constexpr size_t kChunk = size_t{1} << 30, kBuffer = size_t{1} << 18;

bool write_all(int to, const char* bytes, size_t size) noexcept {
    while (size != 0) {
        const ssize_t written = ::write(to, bytes, size);
        if (written < 0 && errno != EINTR) return false;
        if (written > 0) bytes += written, size -= static_cast<size_t>(written);
    }
    return true;
}

/// By the file system, which may do it without moving the bytes; what it leaves, as not all can and none the files of
/// /proc, through memory.
Status copy_bytes(int from, int to) {
    while (::copy_file_range(from, nullptr, to, nullptr, kChunk, 0) > 0) {
    }
    const std::unique_ptr<char[]> buffer(new char[kBuffer]);
    for (;;) {
        const ssize_t size = ::read(from, buffer.get(), kBuffer);
        if (size == 0) return Status::ok;
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 || !write_all(to, buffer.get(), static_cast<size_t>(size))) return status_from(errno);
    }
}

/// What the copy is beside its bytes. May it be read, a program may be run. Of a file that was there and is somebody
/// else's that cannot be set (EPERM): it stays as it is.
Status copy_facts(const struct stat& original, int copy) noexcept {
    struct stat info {};
    if (::fstat(copy, &info) != 0) return status_from(errno);
    if (!S_ISREG(info.st_mode)) return Status::ok;
    mode_t mode = (info.st_mode & 07777) | (original.st_mode & 0111 & (info.st_mode >> 2));
    if (!(original.st_mode & 0222)) mode &= ~mode_t{0222};
    const timespec times[] = {{0, UTIME_OMIT}, original.st_mtim};
    if (::futimens(copy, times) != 0 && errno != EPERM) return status_from(errno);
    const bool done = mode == (info.st_mode & 07777) || ::fchmod(copy, mode) == 0 || errno == EPERM;
    return done ? Status::ok : status_from(errno);
}

Status copy_contents(const File& from, File& to, Caching caching) {
    const Ref<Descriptor> source = from.shared_descriptor(), target = to.shared_descriptor();
    struct stat info {};
    if (::fstat(source->number(), &info) != 0) return status_from(errno);
    Status status = copy_bytes(source->number(), target->number());
    if (succeeded(status)) status = copy_facts(info, target->number());
    return succeeded(status) && caching == Caching::write_through ? to.flush() : status;
}

}  // namespace

Status copy_file(std::string_view from, std::string_view to, IfThere if_there, Caching caching) {
    const auto path = parse_disk_path(to);
    if (!path) return path.status();
    const auto source = open_file(from, {GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, OPEN_EXISTING, 0});
    if (!source) return source.status();
    const uint32_t disposition = if_there == IfThere::fail ? CREATE_NEW : CREATE_ALWAYS;
    const auto target = open_file(to, {GENERIC_WRITE, 0, disposition, 0});
    if (!target) return target.status();
    const Status status = copy_contents(*source->file, *target->file, caching);
    if (failed(status) && !target->existed) ::unlink(path->c_str());
    return status;
}

}  // namespace handleapi::io
