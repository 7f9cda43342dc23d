// SPDX-License-Identifier: LGPL-2.1-or-later
// ReadDirectoryChangesW.
#include "handleapi/io/directory_changes.hpp"

#include "handleapi/api/file_call.hpp"
#include "handleapi/io/disk_file.hpp"

#include <winbase.h>

using base::Ref;
using base::Status;
using namespace handleapi;
using io::File;

namespace {

constexpr DWORD kFilters = FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME | FILE_NOTIFY_CHANGE_ATTRIBUTES |
                           FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE | FILE_NOTIFY_CHANGE_LAST_ACCESS |
                           FILE_NOTIFY_CHANGE_CREATION | FILE_NOTIFY_CHANGE_SECURITY;

struct Call {
    LPVOID buffer;
    DWORD size;
    LPDWORD returned;
    LPOVERLAPPED overlapped;
    LPOVERLAPPED_COMPLETION_ROUTINE routine;
};

Status start(File& file, io::DirectoryChanges& changes, io::Request& request, const Call& call) {
    if (!call.overlapped || (call.routine && file.bound())) return Status::error_invalid_parameter;
    auto completion = io::Completion::begin(*call.overlapped, call.routine);
    if (!completion) return completion.status();
    const Ref<File> keep(file);
    const Status status = changes.start(request, std::move(*completion)).status;
    return status == Status::error_io_pending ? Status::ok : status;  // as documented: the call has been queued
}

Status read_changes(File& file, DWORD filter, bool subtree, const Call& call) {
    if (!call.buffer || filter == 0 || (filter & ~kFilters)) return Status::error_invalid_parameter;
    if (reinterpret_cast<uintptr_t>(call.buffer) % sizeof(DWORD) != 0) return Status::error_noaccess;
    auto* directory = dynamic_cast<io::DiskFile*>(&file);
    if (!directory) return Status::error_invalid_function;
    const auto changes = directory->changes(filter, subtree);
    if (!changes) return changes.status();
    io::Request request{
        .kind = io::RequestKind::read, .buffer = static_cast<std::byte*>(call.buffer), .size = call.size};
    if (file.overlapped()) return start(file, **changes, request, call);
    const io::Outcome outcome = (*changes)->run(request, false);
    if (call.returned) *call.returned = outcome.bytes;
    return outcome.status;
}

}  // namespace

extern "C" BOOL WINAPI ReadDirectoryChangesW(HANDLE directory, LPVOID buffer, DWORD size, BOOL subtree, DWORD filter,
                                             LPDWORD returned, LPOVERLAPPED overlapped,
                                             LPOVERLAPPED_COMPLETION_ROUTINE routine) {
    return with_file(directory, FILE_LIST_DIRECTORY, [&](File& file) {
        return read_changes(file, filter, subtree != FALSE, {buffer, size, returned, overlapped, routine});
    });
}
