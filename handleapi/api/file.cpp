// SPDX-License-Identifier: LGPL-2.1-or-later
// Files: opening, reading and writing, positions and sizes, locks.
#include <winerror.h>

#include "handleapi/api/file_call.hpp"
#include "handleapi/foreign.hpp"
#include "handleapi/io/disk_file.hpp"
#include "handleapi/io/file_information.hpp"
#include "handleapi/io/open.hpp"

#include <fileapi.h>

using base::Ref;
using base::Status;
using namespace handleapi;
using io::File;
using io::Request;
using io::RequestKind;

namespace handleapi {

Status transfer(File& file, Request request, OVERLAPPED* overlapped, DWORD* moved) {
    if (moved) *moved = 0;
    io::Outcome outcome;
    if (!overlapped) {
        if (file.overlapped()) return Status::error_invalid_parameter;
        outcome = file.run(request, false);
    } else {
        auto completion = io::Completion::begin(*overlapped);
        if (!completion) return completion.status();
        request.offset = completion->offset();
        if (file.overlapped()) {
            const Ref<File> keep(file);  // whoever is told may close the handle
            outcome = file.start(request, std::move(*completion));
        } else {
            outcome = file.run(request, true);
            completion->finish(file, outcome, false);
        }
    }
    if (moved && outcome.status != Status::error_io_pending) *moved = outcome.bytes;
    return outcome.status;
}

}  // namespace handleapi

namespace {

constexpr uint32_t kReadAccess = FILE_READ_DATA;
constexpr uint32_t kWriteAccess = FILE_WRITE_DATA | FILE_APPEND_DATA;

HANDLE create_file(const std::string& name, const io::OpenRequest& request, const SECURITY_ATTRIBUTES* attributes) {
    return or_no_memory(INVALID_HANDLE_VALUE, [&]() -> HANDLE {
        auto opened = io::open_file(name, request);
        if (!opened) return failing(opened.status(), INVALID_HANDLE_VALUE);
        const HANDLE handle = value_or(open_file_handle(std::move(opened->file), attributes), INVALID_HANDLE_VALUE);
        const bool tells = request.disposition == CREATE_ALWAYS || request.disposition == OPEN_ALWAYS;
        if (handle != INVALID_HANDLE_VALUE) {
            set_last_error(tells && opened->existed ? Status::error_already_exists : Status::ok);
        }
        return handle;
    });
}

template <typename Name>
HANDLE create_file(Name name, DWORD access, DWORD share, const SECURITY_ATTRIBUTES* attributes, DWORD disposition,
                   DWORD flags) {
    return or_no_memory(INVALID_HANDLE_VALUE, [&] {
        return create_file(name_from(name), {access, share, disposition, flags}, attributes);
    });
}

Request reading(LPVOID buffer, DWORD size) {
    return {.kind = RequestKind::read, .buffer = static_cast<std::byte*>(buffer), .size = size};
}
Request writing(LPCVOID buffer, DWORD size) {
    return {.kind = RequestKind::write, .buffer = static_cast<std::byte*>(const_cast<void*>(buffer)), .size = size};
}

/// ReadFileEx and WriteFileEx: the end is told by a call of `routine` on this thread.
BOOL transfer_with_routine(HANDLE handle, Request request, uint32_t access, OVERLAPPED* overlapped,
                           LPOVERLAPPED_COMPLETION_ROUTINE routine) {
    return with_file(handle, access, [&](File& file) {
        if (!overlapped || !routine) return Status::error_invalid_parameter;
        if (!file.overlapped() || file.bound()) return Status::error_invalid_parameter;
        auto completion = io::Completion::begin(*overlapped, routine);
        if (!completion) return completion.status();
        request.offset = completion->offset();
        const Ref<File> keep(file);
        const Status status = file.start(request, std::move(*completion)).status;
        const bool begun = succeeded(status) || status == Status::error_io_pending || status == Status::error_more_data;
        if (!begun) return status;
        set_last_error(status == Status::error_more_data ? status : Status::ok);
        return Status::ok;
    });
}

/// ReadFileScatter and WriteFileGather: one page per segment, on files of the disk.
BOOL transfer_pages(HANDLE handle, RequestKind kind, FILE_SEGMENT_ELEMENT* segments, DWORD size,
                    OVERLAPPED* overlapped) {
    constexpr uint32_t kPage = 4096;
    return with_file(handle, kind == RequestKind::read ? kReadAccess : kWriteAccess, [&](File& file) {
        constexpr uint32_t kNeeded = FILE_FLAG_OVERLAPPED | FILE_FLAG_NO_BUFFERING;
        if (!overlapped || !segments) return Status::error_invalid_parameter;
        if ((file.flags() & kNeeded) != kNeeded || file.file_type() != FILE_TYPE_DISK) {
            return Status::error_invalid_parameter;
        }
        auto completion = io::Completion::begin(*overlapped);
        if (!completion) return completion.status();
        io::Outcome total;
        while (total.bytes < size && succeeded(total.status)) {
            Request page{.kind = kind,
                         .buffer = static_cast<std::byte*>(segments[total.bytes / kPage].Buffer),
                         .size = std::min(kPage, size - total.bytes),
                         .offset = completion->offset() + total.bytes};
            const io::Outcome one = file.run(page, true);
            total.bytes += one.bytes;
            total.status = one.status;
            if (one.bytes < page.size) break;
        }
        if (total.status == Status::error_handle_eof && total.bytes != 0) total.status = Status::ok;
        const Ref<File> keep(file);
        if (succeeded(total.status)) {
            completion->finish(file, total, false);
        } else {
            completion->refuse(total.status);
        }
        return total.status;
    });
}

}  // namespace

extern "C" HANDLE WINAPI CreateFileA(LPCSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                                     DWORD disposition, DWORD flags, HANDLE) {
    return create_file(name, access, share, attributes, disposition, flags);
}

extern "C" HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, LPSECURITY_ATTRIBUTES attributes,
                                     DWORD disposition, DWORD flags, HANDLE) {
    return create_file(name, access, share, attributes, disposition, flags);
}

extern "C" HANDLE WINAPI CreateFile2(LPCWSTR name, DWORD access, DWORD share, DWORD disposition,
                                     LPCREATEFILE2_EXTENDED_PARAMETERS parameters) {
    if (!parameters) return create_file(name, access, share, nullptr, disposition, 0);
    if (parameters->dwSize < sizeof *parameters) return failing(Status::error_invalid_parameter, INVALID_HANDLE_VALUE);
    return create_file(name, access, share, parameters->lpSecurityAttributes, disposition,
                       parameters->dwFileFlags | parameters->dwFileAttributes);
}

extern "C" HANDLE WINAPI ReOpenFile(HANDLE original, DWORD access, DWORD share, DWORD flags) {
    return or_no_memory(INVALID_HANDLE_VALUE, [&]() -> HANDLE {
        const auto file = reference<File>(original);
        if (!file) return failing(file.status(), INVALID_HANDLE_VALUE);
        auto opened = io::reopen_file(**file, {access, share, OPEN_EXISTING, flags});
        if (!opened) return failing(opened.status(), INVALID_HANDLE_VALUE);
        return value_or(open_file_handle(std::move(*opened)), INVALID_HANDLE_VALUE);
    });
}

extern "C" BOOL WINAPI DeleteFileA(LPCSTR name) {
    return or_no_memory(FALSE, [&] { return bool_from(io::delete_file(name_from(name))); });
}

extern "C" BOOL WINAPI DeleteFileW(LPCWSTR name) {
    return or_no_memory(FALSE, [&] { return bool_from(io::delete_file(name_from(name))); });
}

extern "C" BOOL WINAPI ReadFile(HANDLE handle, LPVOID buffer, DWORD size, LPDWORD read, LPOVERLAPPED overlapped) {
    if (read) *read = 0;
    const BOOL done = with_file(
        handle, kReadAccess, [&](File& file) { return transfer(file, reading(buffer, size), overlapped, read); });
    return or_next<ReadFile>("ReadFile", done, FALSE, handle, buffer, size, read, overlapped);
}

extern "C" BOOL WINAPI WriteFile(HANDLE handle, LPCVOID buffer, DWORD size, LPDWORD written, LPOVERLAPPED overlapped) {
    if (written) *written = 0;
    const BOOL done = with_file(
        handle, kWriteAccess, [&](File& file) { return transfer(file, writing(buffer, size), overlapped, written); });
    return or_next<WriteFile>("WriteFile", done, FALSE, handle, buffer, size, written, overlapped);
}

extern "C" BOOL WINAPI ReadFileEx(HANDLE file, LPVOID buffer, DWORD size, LPOVERLAPPED overlapped,
                                  LPOVERLAPPED_COMPLETION_ROUTINE routine) {
    return transfer_with_routine(file, reading(buffer, size), kReadAccess, overlapped, routine);
}

extern "C" BOOL WINAPI WriteFileEx(HANDLE file, LPCVOID buffer, DWORD size, LPOVERLAPPED overlapped,
                                   LPOVERLAPPED_COMPLETION_ROUTINE routine) {
    return transfer_with_routine(file, writing(buffer, size), kWriteAccess, overlapped, routine);
}

extern "C" BOOL WINAPI ReadFileScatter(HANDLE file, FILE_SEGMENT_ELEMENT segments[], DWORD size, LPDWORD,
                                       LPOVERLAPPED overlapped) {
    return transfer_pages(file, RequestKind::read, segments, size, overlapped);
}

extern "C" BOOL WINAPI WriteFileGather(HANDLE file, FILE_SEGMENT_ELEMENT segments[], DWORD size, LPDWORD,
                                       LPOVERLAPPED overlapped) {
    return transfer_pages(file, RequestKind::write, segments, size, overlapped);
}

extern "C" BOOL WINAPI FlushFileBuffers(HANDLE handle) {
    const BOOL done = with_file(handle, kWriteAccess, [](File& file) { return file.flush(); });
    return or_next<FlushFileBuffers>("FlushFileBuffers", done, FALSE, handle);
}

extern "C" BOOL WINAPI GetFileSizeEx(HANDLE handle, PLARGE_INTEGER size) {
    return with_file(handle, [&](File& file) {
        const auto found = io::file_size(file);
        if (!found) return found.status();
        if (!size) return Status::error_invalid_parameter;
        size->QuadPart = static_cast<LONGLONG>(*found);
        return Status::ok;
    });
}

extern "C" DWORD WINAPI GetFileSize(HANDLE handle, LPDWORD high) {
    LARGE_INTEGER size;
    if (!GetFileSizeEx(handle, &size)) {
        return or_next<GetFileSize>("GetFileSize", INVALID_FILE_SIZE, INVALID_FILE_SIZE, handle, high);
    }
    if (high) *high = static_cast<DWORD>(size.HighPart);
    if (size.LowPart == INVALID_FILE_SIZE) set_last_error(Status::ok);
    return size.LowPart;
}

extern "C" BOOL WINAPI SetFilePointerEx(HANDLE handle, LARGE_INTEGER distance, PLARGE_INTEGER position, DWORD method) {
    const BOOL done = with_file(handle, [&](File& file) {
        const auto moved = io::set_position(file, distance.QuadPart, method);
        if (moved && position) position->QuadPart = static_cast<LONGLONG>(*moved);
        return moved.status();
    });
    return or_next<SetFilePointerEx>("SetFilePointerEx", done, FALSE, handle, distance, position, method);
}

extern "C" DWORD WINAPI SetFilePointer(HANDLE handle, LONG distance, PLONG high, DWORD method) {
    LARGE_INTEGER whole, position;
    whole.QuadPart = distance;
    if (high) {
        whole.LowPart = static_cast<DWORD>(distance);
        whole.HighPart = *high;
    }
    if (is_foreign(handle)) {
        return refused<SetFilePointer>("SetFilePointer", Status::error_invalid_handle, INVALID_SET_FILE_POINTER, handle,
                                       distance, high, method);
    }
    LARGE_INTEGER before{};
    if (!high && !SetFilePointerEx(handle, {}, &before, FILE_CURRENT)) return INVALID_SET_FILE_POINTER;
    if (!SetFilePointerEx(handle, whole, &position, method)) return INVALID_SET_FILE_POINTER;
    if (high) {
        *high = position.HighPart;
    } else if (position.HighPart != 0) {
        SetFilePointerEx(handle, before, nullptr, FILE_BEGIN);
        return failing(Status::error_invalid_parameter, INVALID_SET_FILE_POINTER);
    }
    if (position.LowPart == INVALID_SET_FILE_POINTER) set_last_error(Status::ok);
    return position.LowPart;
}

extern "C" BOOL WINAPI SetEndOfFile(HANDLE handle) {
    const BOOL done = with_file(handle, FILE_WRITE_DATA, [](File& file) { return io::set_end_of_file(file); });
    return or_next<SetEndOfFile>("SetEndOfFile", done, FALSE, handle);
}

extern "C" DWORD WINAPI GetFileType(HANDLE handle) {
    DWORD type = FILE_TYPE_UNKNOWN;
    with_file(handle, [&](File& file) {
        type = file.file_type();
        return Status::ok;
    });
    return type;
}

extern "C" BOOL WINAPI GetFileInformationByHandle(HANDLE handle, LPBY_HANDLE_FILE_INFORMATION information) {
    return with_file(handle, [&](File& file) {
        return information ? io::information_of(file, *information) : Status::error_invalid_parameter;
    });
}

extern "C" BOOL WINAPI SetFileInformationByHandle(HANDLE handle, FILE_INFO_BY_HANDLE_CLASS what, LPVOID information,
                                                  DWORD size) {
    return with_file(handle, [&](File& file) { return io::set_information(file, what, information, size); });
}

extern "C" BOOL WINAPI GetFileTime(HANDLE handle, LPFILETIME creation, LPFILETIME access, LPFILETIME write) {
    const BOOL done = with_file(handle, FILE_READ_ATTRIBUTES,
                                [&](File& file) { return io::times_of(file, creation, access, write); });
    return or_next<GetFileTime>("GetFileTime", done, FALSE, handle, creation, access, write);
}

extern "C" BOOL WINAPI SetFileTime(HANDLE handle, const FILETIME* creation, const FILETIME* access,
                                   const FILETIME* write) {
    const BOOL done = with_file(handle, FILE_WRITE_ATTRIBUTES,
                                [&](File& file) { return io::set_times(file, creation, access, write); });
    return or_next<SetFileTime>("SetFileTime", done, FALSE, handle, creation, access, write);
}
