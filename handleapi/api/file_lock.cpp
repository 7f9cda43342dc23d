// SPDX-License-Identifier: LGPL-2.1-or-later
// LockFile and its like: ranges of files of the disk.
#include "handleapi/api/file_call.hpp"
#include "handleapi/io/disk_file.hpp"

#include <fileapi.h>

using base::Ref;
using base::Status;
using namespace handleapi;
using io::DiskFile;
using io::File;
using io::FileRange;
using io::LockMode;

namespace {

uint64_t wide(DWORD low, DWORD high) { return uint64_t{high} << 32 | low; }

template <typename F>
BOOL with_disk_file(HANDLE handle, F&& f) {
    return with_file(handle, FILE_READ_DATA | FILE_WRITE_DATA, [&](File& file) {
        if (file.file_type() != FILE_TYPE_DISK) return Status::error_invalid_function;
        auto& disk_file = static_cast<DiskFile&>(file);
        if (disk_file.directory()) return Status::error_invalid_parameter;
        return f(disk_file);
    });
}

Status lock(DiskFile& file, DWORD flags, const FileRange& range, OVERLAPPED& overlapped) {
    const LockMode mode = flags & LOCKFILE_EXCLUSIVE_LOCK ? LockMode::exclusive : LockMode::shared;
    auto completion = io::Completion::begin(overlapped);
    if (!completion) return completion.status();
    const Ref<File> keep(file);
    if (file.overlapped() && !(flags & LOCKFILE_FAIL_IMMEDIATELY)) {
        return file.start_lock(range, mode, std::move(*completion)).status;
    }
    const Status status = flags & LOCKFILE_FAIL_IMMEDIATELY ? file.try_lock(range, mode) : file.lock(range, mode);
    if (succeeded(status)) {
        completion->finish(file, {}, false);
    } else {
        completion->refuse(status);
    }
    return status;
}

}  // namespace

extern "C" BOOL WINAPI LockFileEx(HANDLE handle, DWORD flags, DWORD reserved, DWORD size_low, DWORD size_high,
                                  LPOVERLAPPED overlapped) {
    if (!overlapped || reserved != 0 || (flags & ~DWORD{LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK})) {
        return failing(Status::error_invalid_parameter, FALSE);
    }
    return with_disk_file(handle, [&](DiskFile& file) {
        const FileRange range{wide(overlapped->Offset, overlapped->OffsetHigh), wide(size_low, size_high)};
        return lock(file, flags, range, *overlapped);
    });
}

extern "C" BOOL WINAPI LockFile(HANDLE handle, DWORD offset_low, DWORD offset_high, DWORD size_low, DWORD size_high) {
    return with_disk_file(handle, [&](DiskFile& file) {
        return file.try_lock({wide(offset_low, offset_high), wide(size_low, size_high)}, LockMode::exclusive);
    });
}

extern "C" BOOL WINAPI UnlockFileEx(HANDLE handle, DWORD reserved, DWORD size_low, DWORD size_high,
                                    LPOVERLAPPED overlapped) {
    if (!overlapped || reserved != 0) return failing(Status::error_invalid_parameter, FALSE);
    return with_disk_file(handle, [&](DiskFile& file) {
        return file.unlock({wide(overlapped->Offset, overlapped->OffsetHigh), wide(size_low, size_high)});
    });
}

extern "C" BOOL WINAPI UnlockFile(HANDLE handle, DWORD offset_low, DWORD offset_high, DWORD size_low, DWORD size_high) {
    return with_disk_file(handle, [&](DiskFile& file) {
        return file.unlock({wide(offset_low, offset_high), wide(size_low, size_high)});
    });
}
