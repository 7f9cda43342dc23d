// SPDX-License-Identifier: LGPL-2.1-or-later
// Overlapped I/O: results, cancelling, notification modes.
#include <atomic>

#include "handleapi/api/deliver.hpp"
#include "handleapi/api/file_call.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/wait.hpp"

#include <ioapiset.h>
#include <winbase.h>

using base::Ref;
using base::Status;
using namespace handleapi;
using io::File;

namespace {

uint32_t state_of(OVERLAPPED& overlapped) noexcept {
    return static_cast<uint32_t>(std::atomic_ref(overlapped.Internal).load(std::memory_order_acquire));
}

/// Waits for what says that the operation has ended: its event, else the file.
Status wait_for_end(HANDLE file, const OVERLAPPED& overlapped, DWORD milliseconds, Alertable alertable) {
    const Ref<Object> object = find_object(overlapped.hEvent ? overlapped.hEvent : file);
    if (!object || !object->waitable()) return Status::error_invalid_handle;
    switch (wait_one(*object, milliseconds, alertable)) {
        case kWaitObject0:
            return Status::ok;
        case kWaitIoCompletion:
            return Status::wait_io_completion;
        default:
            return Status::wait_timeout;
    }
}

Status overlapped_result(HANDLE file, OVERLAPPED& overlapped, DWORD* transferred, DWORD milliseconds,
                         Alertable alertable) {
    if (state_of(overlapped) == STATUS_PENDING) {
        if (milliseconds == 0) return Status::error_io_incomplete;
        const Status waited = wait_for_end(file, overlapped, milliseconds, alertable);
        if (failed(waited)) return waited;
    }
    const uint32_t state = state_of(overlapped);
    if (state == STATUS_PENDING) return Status::error_io_incomplete;  // the object spoke of another operation
    if (transferred) *transferred = static_cast<DWORD>(overlapped.InternalHigh);
    return io::status_from_nt(state);
}

}  // namespace

extern "C" BOOL WINAPI GetOverlappedResultEx(HANDLE file, LPOVERLAPPED overlapped, LPDWORD transferred,
                                             DWORD milliseconds, BOOL alertable) {
    if (!overlapped) return failing(Status::error_invalid_parameter, FALSE);
    const Alertable how = alertable ? Alertable::yes : Alertable::no;
    const BOOL result = or_no_memory(
        FALSE, [&] { return bool_from(overlapped_result(file, *overlapped, transferred, milliseconds, how)); });
    if (!result && last_error() == WAIT_IO_COMPLETION) {
        deliver_apcs();
        set_last_error(Status::wait_io_completion);
    }
    return result;
}

extern "C" BOOL WINAPI GetOverlappedResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD transferred, BOOL wait) {
    return GetOverlappedResultEx(file, overlapped, transferred, wait ? INFINITE : 0, FALSE);
}

extern "C" BOOL WINAPI CancelIo(HANDLE handle) {
    return with_file(handle, [](File& file) {
        file.cancel({.thread_id = current_thread_id()});
        return Status::ok;
    });
}

extern "C" BOOL WINAPI CancelIoEx(HANDLE handle, LPOVERLAPPED overlapped) {
    return with_file(handle, [&](File& file) {
        return file.cancel({.overlapped = overlapped}) != 0 ? Status::ok : Status::error_not_found;
    });
}

extern "C" BOOL WINAPI CancelSynchronousIo(HANDLE handle) {
    return or_no_memory(FALSE, [&] {
        const auto thread = reference<Thread>(handle, THREAD_TERMINATE);
        if (!thread) return failing(thread.status(), FALSE);
        const bool found = (*thread)->blocked_in.with([](Cancellable*& current) {
            if (current) current->cancel();
            return current != nullptr;
        });
        return bool_from(found ? Status::ok : Status::error_not_found);
    });
}

extern "C" BOOL WINAPI SetFileCompletionNotificationModes(HANDLE handle, UCHAR modes) {
    return with_file(handle, [&](File& file) {
        if (modes & ~(FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE)) {
            return Status::error_invalid_parameter;
        }
        file.skip(modes);
        return Status::ok;
    });
}

extern "C" BOOL WINAPI DeviceIoControl(HANDLE handle, DWORD, LPVOID, DWORD, LPVOID, DWORD, LPDWORD returned,
                                       LPOVERLAPPED overlapped) {
    // No device here knows any control code.
    return with_file(handle, [&](File&) {
        if (!returned && !overlapped) return Status::error_invalid_parameter;
        if (returned) *returned = 0;
        return Status::error_invalid_function;
    });
}
