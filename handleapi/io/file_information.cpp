// SPDX-License-Identifier: LGPL-2.1-or-later
// See file_information.hpp. Reference: learn.microsoft.com, File Times; statx(2).
#include "handleapi/io/file_information.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <optional>
#include <string>

#include "handleapi/base/utf16.hpp"
#include "handleapi/io/disk_file.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/path.hpp"
#include "handleapi/time/calendar.hpp"

namespace handleapi::io {

using base::Ref;
using base::Result;
using base::Status;

namespace {

constexpr int64_t kUnixEpoch = 11'644'473'600;  // seconds from 1601 to 1970
constexpr int64_t kStepsPerSecond = 10'000'000;

std::string link_of(const Descriptor& descriptor) { return "/proc/self/fd/" + std::to_string(descriptor.number()); }

template <typename Information>
Result<Information> read_class(const void* information, uint32_t size) noexcept {
    if (size < sizeof(Information)) return Status::error_bad_length;
    Information copy;
    std::memcpy(&copy, information, sizeof copy);
    return copy;
}

Status set_size(const Descriptor& descriptor, int64_t size) noexcept {
    if (size < 0) return Status::error_invalid_parameter;
    return ::ftruncate(descriptor.number(), size) == 0 ? Status::ok : status_from(errno);
}

/// 0 and -1 leave a time as it is.
timespec time_or_keep(const LARGE_INTEGER& time) noexcept {
    return time.QuadPart <= 0 ? timespec{0, UTIME_OMIT} : unix_time(time.QuadPart);
}

Status set_basic(const Descriptor& descriptor, const FILE_BASIC_INFO& basic) {
    const std::string link = link_of(descriptor);
    const timespec times[] = {time_or_keep(basic.LastAccessTime), time_or_keep(basic.LastWriteTime)};
    if (::utimensat(AT_FDCWD, link.c_str(), times, 0) != 0) return status_from(errno);
    if (basic.FileAttributes == 0) return Status::ok;
    struct stat info {};
    if (::fstat(descriptor.number(), &info) != 0) return status_from(errno);
    const mode_t mode = info.st_mode & 07777;
    const mode_t wanted = mode_with(mode, basic.FileAttributes);
    return wanted == mode || ::chmod(link.c_str(), wanted) == 0 ? Status::ok : status_from(errno);
}

/// nullopt for no time that there is.
std::optional<timespec> time_or_keep(const FILETIME* time) noexcept {
    const int64_t ticks = time ? calendar::ticks_of(*time) : 0;
    if (ticks < -1) return std::nullopt;
    LARGE_INTEGER value;
    value.QuadPart = ticks;
    return time_or_keep(value);
}

Status rename_to(const Descriptor& descriptor, const void* information, uint32_t size) {
    constexpr size_t kFixed = offsetof(FILE_RENAME_INFO, FileName);
    if (size < sizeof(FILE_RENAME_INFO)) return Status::error_bad_length;
    const auto* rename = static_cast<const FILE_RENAME_INFO*>(information);
    if (rename->FileNameLength > size - kFixed) return Status::error_bad_length;
    std::u16string wide(rename->FileNameLength / 2, u'\0');
    std::memcpy(wide.data(), rename->FileName, wide.size() * 2);
    const auto target = parse_path(base::to_utf8(wide));
    if (!target || target->kind != PathKind::file) return Status::error_invalid_name;
    char old_name[PATH_MAX + 1] = {};
    if (::readlink(link_of(descriptor).c_str(), old_name, PATH_MAX) < 0) return status_from(errno);
    const unsigned flags = rename->ReplaceIfExists ? 0 : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, old_name, AT_FDCWD, target->text.c_str(), flags) == 0) return Status::ok;
    return errno == EEXIST ? Status::error_already_exists : status_from(errno);
}

Status set_disposition(File& file, bool delete_it) {
    if (!file.may(DELETE)) return Status::error_access_denied;
    return static_cast<DiskFile&>(file).set_delete_on_close(delete_it);
}

}  // namespace

Result<uint64_t> file_size(const File& file) noexcept {
    const Ref<Descriptor> descriptor = file.shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    struct stat info {};
    if (::fstat(descriptor->number(), &info) != 0) return status_from(errno);
    if (file.file_type() != FILE_TYPE_DISK) return Status::error_invalid_function;
    if (!S_ISBLK(info.st_mode)) return static_cast<uint64_t>(info.st_size);
    const off_t end = ::lseek(descriptor->number(), 0, SEEK_END);
    return end < 0 ? Result<uint64_t>(status_from(errno)) : Result<uint64_t>(static_cast<uint64_t>(end));
}

Result<uint64_t> set_position(const File& file, int64_t distance, uint32_t method) noexcept {
    static_assert(FILE_BEGIN == SEEK_SET && FILE_CURRENT == SEEK_CUR && FILE_END == SEEK_END);
    if (method > FILE_END) return Status::error_invalid_parameter;
    const Ref<Descriptor> descriptor = file.shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    if (file.file_type() != FILE_TYPE_DISK) return Status::error_invalid_function;
    const off_t position = ::lseek(descriptor->number(), distance, static_cast<int>(method));
    if (position >= 0) return static_cast<uint64_t>(position);
    return errno == EINVAL ? Status::error_negative_seek : status_from(errno);
}

Status set_end_of_file(const File& file) noexcept {
    const Ref<Descriptor> descriptor = file.shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    if (!file.may(FILE_WRITE_DATA)) return Status::error_access_denied;
    const off_t position = ::lseek(descriptor->number(), 0, SEEK_CUR);
    return position < 0 ? status_from(errno) : set_size(*descriptor, position);
}

FILETIME file_time(const timespec& time) noexcept {
    const int64_t steps = (int64_t{time.tv_sec} + kUnixEpoch) * kStepsPerSecond + time.tv_nsec / 100;
    return {static_cast<DWORD>(steps), static_cast<DWORD>(static_cast<uint64_t>(steps) >> 32)};
}

timespec unix_time(int64_t steps) noexcept {
    return {steps / kStepsPerSecond - kUnixEpoch, steps % kStepsPerSecond * 100};
}

uint32_t attributes_of(const struct stat& info) noexcept {
    uint32_t attributes = 0;
    if (S_ISDIR(info.st_mode)) attributes |= FILE_ATTRIBUTE_DIRECTORY;
    if (S_ISREG(info.st_mode)) attributes |= FILE_ATTRIBUTE_ARCHIVE;
    if (S_ISLNK(info.st_mode)) return FILE_ATTRIBUTE_REPARSE_POINT;
    if (!(info.st_mode & 0222)) attributes |= FILE_ATTRIBUTE_READONLY;
    return attributes ? attributes : FILE_ATTRIBUTE_NORMAL;
}

FILETIME creation_time(int directory, const char* path, int flags, const struct stat& info) noexcept {
    struct statx extended {};
    if (::statx(directory, path, flags, STATX_BTIME, &extended) == 0 && (extended.stx_mask & STATX_BTIME)) {
        return file_time({extended.stx_btime.tv_sec, extended.stx_btime.tv_nsec});
    }
    const bool changed_first = info.st_ctim.tv_sec < info.st_mtim.tv_sec;
    return file_time(changed_first ? info.st_ctim : info.st_mtim);
}

mode_t mode_with(mode_t mode, uint32_t attributes) noexcept {
    return attributes & FILE_ATTRIBUTE_READONLY ? mode & ~mode_t{0222} : mode | S_IWUSR;
}

Status times_of(const File& file, FILETIME* creation, FILETIME* access, FILETIME* write) noexcept {
    BY_HANDLE_FILE_INFORMATION information;
    if (const Status status = information_of(file, information); failed(status)) return status;
    if (creation) *creation = information.ftCreationTime;
    if (access) *access = information.ftLastAccessTime;
    if (write) *write = information.ftLastWriteTime;
    return Status::ok;
}

Status set_times(const File& file, const FILETIME* creation, const FILETIME* access, const FILETIME* write) {
    const Ref<Descriptor> descriptor = file.shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    if (file.file_type() != FILE_TYPE_DISK) return Status::error_invalid_function;
    const auto accessed = time_or_keep(access), written = time_or_keep(write);
    if (!time_or_keep(creation) || !accessed || !written) return Status::error_invalid_parameter;
    const timespec times[] = {*accessed, *written};
    return ::utimensat(AT_FDCWD, link_of(*descriptor).c_str(), times, 0) == 0 ? Status::ok : status_from(errno);
}

Status information_of(const File& file, BY_HANDLE_FILE_INFORMATION& information) noexcept {
    const Ref<Descriptor> descriptor = file.shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    if (file.file_type() != FILE_TYPE_DISK) return Status::error_invalid_function;
    struct stat info {};
    if (::fstat(descriptor->number(), &info) != 0) return status_from(errno);
    information.dwFileAttributes = attributes_of(info);
    information.ftCreationTime = creation_time(descriptor->number(), "", AT_EMPTY_PATH, info);
    information.ftLastAccessTime = file_time(info.st_atim);
    information.ftLastWriteTime = file_time(info.st_mtim);
    information.dwVolumeSerialNumber = static_cast<DWORD>(info.st_dev);
    information.nFileSizeHigh = static_cast<DWORD>(static_cast<uint64_t>(info.st_size) >> 32);
    information.nFileSizeLow = static_cast<DWORD>(info.st_size);
    information.nNumberOfLinks = static_cast<DWORD>(info.st_nlink);
    information.nFileIndexHigh = static_cast<DWORD>(info.st_ino >> 32);
    information.nFileIndexLow = static_cast<DWORD>(info.st_ino);
    return Status::ok;
}

Status set_information(File& file, FILE_INFO_BY_HANDLE_CLASS what, const void* information, uint32_t size) {
    const Ref<Descriptor> descriptor = file.shared_descriptor();
    if (!descriptor) return Status::error_invalid_handle;
    if (!information) return Status::error_noaccess;
    if (file.file_type() != FILE_TYPE_DISK) return Status::error_invalid_parameter;
    switch (what) {
        case FileBasicInfo: {
            const auto basic = read_class<FILE_BASIC_INFO>(information, size);
            if (!basic) return basic.status();
            return file.may(FILE_WRITE_ATTRIBUTES) ? set_basic(*descriptor, *basic) : Status::error_access_denied;
        }
        case FileRenameInfo:
            return file.may(DELETE) ? rename_to(*descriptor, information, size) : Status::error_access_denied;
        case FileDispositionInfo: {
            const auto disposition = read_class<FILE_DISPOSITION_INFO>(information, size);
            return disposition ? set_disposition(file, disposition->DeleteFile != 0) : disposition.status();
        }
        case FileAllocationInfo: {
            // Room beyond the end is the file system's affair; below it the file is cut, as on Windows.
            const auto allocation = read_class<FILE_ALLOCATION_INFO>(information, size);
            if (!allocation) return allocation.status();
            if (!file.may(FILE_WRITE_DATA)) return Status::error_access_denied;
            const auto now = file_size(file);
            const int64_t wanted = allocation->AllocationSize.QuadPart;
            return now && static_cast<uint64_t>(wanted) >= *now ? Status::ok : set_size(*descriptor, wanted);
        }
        case FileEndOfFileInfo: {
            const auto end = read_class<FILE_END_OF_FILE_INFO>(information, size);
            if (!end) return end.status();
            return file.may(FILE_WRITE_DATA) ? set_size(*descriptor, end->EndOfFile.QuadPart)
                                             : Status::error_access_denied;
        }
        default:
            return Status::error_invalid_parameter;
    }
}

}  // namespace handleapi::io
