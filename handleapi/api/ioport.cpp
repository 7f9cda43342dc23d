// SPDX-License-Identifier: LGPL-2.1-or-later
// Completion ports, and binding files to them.
#include "handleapi/api/deliver.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/io/file.hpp"
#include "handleapi/iocp.hpp"
#include "handleapi/table.hpp"

#include <ioapiset.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

using Outcome = CompletionPort::Outcome;

uint32_t error_of(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::timed_out:
            return WAIT_TIMEOUT;
        case Outcome::alerted:
            return WAIT_IO_COMPLETION;
        default:
            return static_cast<uint32_t>(Status::error_abandoned_wait_0);
    }
}

/// Takes packets through a handle; {.count = 0} with the last error set when there are none.
size_t take(HANDLE handle, std::span<CompletionPacket> out, DWORD milliseconds, Alertable alertable) {
    const CompletionPort::Taken taken = [&]() -> CompletionPort::Taken {
        const TerminableWait terminable;
        const BorrowedObject object(handle);
        auto* port = object.as<CompletionPort>();
        return port ? port->take(out, milliseconds, alertable) : CompletionPort::Taken{Outcome::packets, 0};
    }();
    if (taken.outcome == Outcome::packets) {
        return taken.count != 0 ? taken.count : failing(Status::error_invalid_handle, size_t{0});
    }
    if (taken.outcome == Outcome::alerted) deliver_apcs();
    set_last_error(error_of(taken.outcome));
    return 0;
}

/// Binds the file to the port, or to a new one.
HANDLE bind_file(HANDLE file_handle, HANDLE port_handle, ULONG_PTR key, DWORD concurrency) {
    const auto file = reference<io::File>(file_handle);
    if (!file) return failing(file.status(), HANDLE{});
    if ((*file)->bound()) return failing(Status::error_invalid_parameter, HANDLE{});
    const auto port = port_handle ? reference<CompletionPort>(port_handle)
                                  : base::Result(base::make_ref<CompletionPort>(concurrency));
    if (!port) return failing(port.status(), HANDLE{});
    if (const Status status = (*file)->bind(*port, **port, key); failed(status)) return failing(status, HANDLE{});
    return port_handle ? port_handle : value_or(open_handle(*port), HANDLE{});
}

}  // namespace

extern "C" HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD concurrency) {
    return or_no_memory(HANDLE{}, [&] {
        if (file != INVALID_HANDLE_VALUE) return bind_file(file, port, key, concurrency);
        if (port) return failing(Status::error_invalid_parameter, HANDLE{});
        return value_or(open_handle(base::make_ref<CompletionPort>(concurrency)), HANDLE{});
    });
}

extern "C" BOOL WINAPI PostQueuedCompletionStatus(HANDLE handle, DWORD transferred, ULONG_PTR key,
                                                  LPOVERLAPPED overlapped) {
    return or_no_memory(FALSE, [&] {
        const BorrowedObject object(handle);
        auto* port = object.as<CompletionPort>();
        return bool_from(port ? port->post(transferred, key, overlapped) : Status::error_invalid_handle);
    });
}

extern "C" BOOL WINAPI GetQueuedCompletionStatus(HANDLE port, LPDWORD transferred, PULONG_PTR key,
                                                 LPOVERLAPPED* overlapped, DWORD milliseconds) {
    if (!transferred || !key || !overlapped) return failing(Status::error_invalid_parameter, FALSE);
    CompletionPacket packet{};
    const size_t count = or_no_memory(size_t{0}, [&] { return take(port, {&packet, 1}, milliseconds, Alertable::no); });
    *overlapped = count == 1 ? packet.lpOverlapped : nullptr;
    if (count == 0) return FALSE;  // the other two stay as they were
    *transferred = packet.dwNumberOfBytesTransferred;
    *key = packet.lpCompletionKey;
    if (packet.Internal == 0) return TRUE;
    set_last_error(static_cast<uint32_t>(packet.Internal));
    return FALSE;
}

extern "C" BOOL WINAPI GetQueuedCompletionStatusEx(HANDLE port, LPOVERLAPPED_ENTRY entries, ULONG capacity,
                                                   PULONG removed, DWORD milliseconds, BOOL alertable) {
    if (!entries || !removed || capacity == 0) return failing(Status::error_invalid_parameter, FALSE);
    const size_t count = or_no_memory(size_t{0}, [&] {
        return take(port, {entries, capacity}, milliseconds, alertable ? Alertable::yes : Alertable::no);
    });
    // An entry has what the status block of its OVERLAPPED says.
    for (OVERLAPPED_ENTRY& entry : std::span(entries, count)) {
        if (entry.Internal != 0) entry.Internal = io::nt_status_from(static_cast<Status>(entry.Internal));
    }
    *removed = static_cast<ULONG>(count);
    return count != 0 ? TRUE : FALSE;
}
