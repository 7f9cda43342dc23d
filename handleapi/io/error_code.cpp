// SPDX-License-Identifier: LGPL-2.1-or-later
// See error_code.hpp. NTSTATUS values: [MS-ERREF] 2.3.1; the pairs are those of RtlNtStatusToDosError's documentation.
#include "handleapi/io/error_code.hpp"

#include <cerrno>

namespace handleapi::io {

using base::Status;

namespace {

struct ErrnoRow {
    int error;
    Status status;
};

constexpr ErrnoRow kErrnoRows[] = {
    {EACCES, Status::error_access_denied},
    {EAGAIN, Status::error_no_data},
    {EBADF, Status::error_invalid_handle},
    {EBUSY, Status::error_busy},
    {ECONNREFUSED, Status::error_connection_refused},
    {ECONNRESET, Status::error_broken_pipe},
    {EDQUOT, Status::error_disk_full},
    {EEXIST, Status::error_file_exists},
    {EFAULT, Status::error_noaccess},
    {EFBIG, Status::error_disk_full},
    {EINVAL, Status::error_invalid_parameter},
    {EIO, Status::error_io_device},
    {EISDIR, Status::error_access_denied},
    {ELOOP, Status::error_cant_resolve_filename},
    {EMFILE, Status::error_too_many_open_files},
    {ENAMETOOLONG, Status::error_filename_exced_range},
    {ENFILE, Status::error_no_system_resources},
    {ENODEV, Status::error_bad_unit},
    {ENOENT, Status::error_file_not_found},
    {ENOMEM, Status::error_not_enough_memory},
    {ENOSPC, Status::error_disk_full},
    {ENOSYS, Status::error_not_supported},
    {ENOTCONN, Status::error_pipe_not_connected},
    {ENOTDIR, Status::error_path_not_found},
    {ENOTEMPTY, Status::error_dir_not_empty},
    {ENXIO, Status::error_bad_unit},
    {EOPNOTSUPP, Status::error_not_supported},
    {EPERM, Status::error_access_denied},
    {EPIPE, Status::error_broken_pipe},
    {EROFS, Status::error_write_protect},
    {ESPIPE, Status::error_invalid_function},
    {ETXTBSY, Status::error_sharing_violation},
    {EXDEV, Status::error_not_same_device},
};

struct NtRow {
    uint32_t nt_status;
    Status status;
};

// Where several NTSTATUS mean one code, the first is what nt_status_from yields.
constexpr NtRow kNtRows[] = {
    {0x00000000, Status::ok},
    {0x00000103, Status::error_io_incomplete},        // STATUS_PENDING
    {0x80000005, Status::error_more_data},            // STATUS_BUFFER_OVERFLOW
    {0xC0000008, Status::error_invalid_handle},       // STATUS_INVALID_HANDLE
    {0xC000000D, Status::error_invalid_parameter},    // STATUS_INVALID_PARAMETER
    {0xC0000010, Status::error_invalid_function},     // STATUS_INVALID_DEVICE_REQUEST
    {0xC0000011, Status::error_handle_eof},           // STATUS_END_OF_FILE
    {0xC0000017, Status::error_not_enough_memory},    // STATUS_NO_MEMORY
    {0xC0000022, Status::error_access_denied},        // STATUS_ACCESS_DENIED
    {0xC0000054, Status::error_lock_violation},       // STATUS_FILE_LOCK_CONFLICT
    {0xC000007F, Status::error_disk_full},            // STATUS_DISK_FULL
    {0xC000009A, Status::error_no_system_resources},  // STATUS_INSUFFICIENT_RESOURCES
    {0xC00000AC, Status::error_pipe_busy},            // STATUS_PIPE_NOT_AVAILABLE
    {0xC00000AD, Status::error_bad_pipe},             // STATUS_INVALID_PIPE_STATE
    {0xC00000B0, Status::error_pipe_not_connected},   // STATUS_PIPE_DISCONNECTED
    {0xC00000B1, Status::error_no_data},              // STATUS_PIPE_CLOSING
    {0xC00000B2, Status::error_pipe_connected},       // STATUS_PIPE_CONNECTED
    {0xC00000B3, Status::error_pipe_listening},       // STATUS_PIPE_LISTENING
    {0xC00000B5, Status::error_sem_timeout},          // STATUS_IO_TIMEOUT
    {0xC00000BB, Status::error_not_supported},        // STATUS_NOT_SUPPORTED
    {0xC0000120, Status::error_operation_aborted},    // STATUS_CANCELLED
    {0xC000014B, Status::error_broken_pipe},          // STATUS_PIPE_BROKEN
    {0xC0000185, Status::error_io_device},            // STATUS_IO_DEVICE_ERROR
    {0xC0000023, Status::error_insufficient_buffer},  // STATUS_BUFFER_TOO_SMALL
    {0x0000010C, Status::error_notify_enum_dir},      // STATUS_NOTIFY_ENUM_DIR
};

constexpr uint32_t kWin32Facility = 0xC0070000;

}  // namespace

Status status_from(int error) noexcept {
    for (const ErrnoRow& row : kErrnoRows) {
        if (row.error == error) return row.status;
    }
    return Status::error_gen_failure;
}

uint32_t nt_status_from(Status status) noexcept {
    for (const NtRow& row : kNtRows) {
        if (row.status == status) return row.nt_status;
    }
    return kWin32Facility | static_cast<uint32_t>(code(status));
}

Status status_from_nt(uint32_t nt_status) noexcept {
    for (const NtRow& row : kNtRows) {
        if (row.nt_status == nt_status) return row.status;
    }
    if ((nt_status & 0xFFFF0000) == kWin32Facility) return static_cast<Status>(nt_status & 0xFFFF);
    return Status::error_gen_failure;
}

}  // namespace handleapi::io
