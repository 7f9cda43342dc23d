// SPDX-License-Identifier: LGPL-2.1-or-later
// CloseHandle, DuplicateHandle, handle flags. The source of DuplicateHandle is this process's; the target may be a
// child's or the parent's.
#include "handleapi/api/outcome.hpp"
#include "handleapi/foreign.hpp"
#include "handleapi/process/delivery.hpp"
#include "handleapi/process/process.hpp"
#include "handleapi/table.hpp"

#include <handleapi.h>
#include <winerror.h>

using base::Ref;
using base::Status;
using namespace handleapi;

namespace {

static_assert(HANDLE_FLAG_INHERIT == kHandleInherit && HANDLE_FLAG_PROTECT_FROM_CLOSE == kHandleProtectFromClose);

bool is_this_process(HANDLE process) {
    const Ref<Object> object = find_object(process);
    return object.get() == &Process::current();
}

/// Why a process argument will not do: nobody reaches into the table of another process.
Status status_of_other(HANDLE process) {
    const Ref<Object> object = find_object(process);
    return object && object->type() == Process::kType ? Status::error_access_denied : Status::error_invalid_handle;
}

struct Copy {
    DWORD access;  // ignored with `same_access`
    bool same_access;
    bool inherit;
};

Status duplicate(HANDLE source_process, HANDLE source, HANDLE target_process, HANDLE* target, Copy copy) {
    if (!is_this_process(source_process)) return status_of_other(source_process);
    Opened opened = open_object(source);
    if (!opened.object) return Status::error_invalid_handle;
    if (!target_process && !target) return Status::ok;  // only there to close the source
    // More rights than the source has are granted, too, as whoever may open the object owns it; not so of files, which
    // the system opened with the source's rights.
    const AccessMask access = copy.same_access ? opened.access : granted_access(opened.object->type(), copy.access);
    if (opened.object->type() == ObjectType::file && (access & ~opened.access)) return Status::error_access_denied;
    const uint8_t flags = copy.inherit ? kHandleInherit : 0;
    if (!is_this_process(target_process)) {
        const auto process = reference<Process>(target_process, PROCESS_DUP_HANDLE);
        if (!process) return process.status();
        const auto sent = delivery::send((*process)->id(), *opened.object, access, flags);
        if (sent && target) *target = reinterpret_cast<HANDLE>(*sent);
        return sent.status();
    }
    if (!target) return Status::ok;
    const auto made = open_handle(std::move(opened.object), access, flags);
    if (made) *target = *made;
    return made.status();
}

}  // namespace

extern "C" BOOL WINAPI CloseHandle(HANDLE handle) {
    return or_next<CloseHandle>("CloseHandle", bool_from(close_handle(handle)), FALSE, handle);
}

extern "C" BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process, LPHANDLE target,
                                       DWORD access, BOOL inherit, DWORD options) {
    return or_no_memory(FALSE, [&] {
        if (options & ~DWORD{DUPLICATE_CLOSE_SOURCE | DUPLICATE_SAME_ACCESS}) {
            return failing(Status::error_invalid_parameter, FALSE);
        }
        if (is_foreign(source)) {
            set_last_error(Status::error_invalid_handle);
            return pass_on<DuplicateHandle>("DuplicateHandle", FALSE, source_process, source, target_process, target,
                                            access, inherit, options);
        }
        const Copy copy{access, (options & DUPLICATE_SAME_ACCESS) != 0, inherit != FALSE};
        const Status status = duplicate(source_process, source, target_process, target, copy);
        // Closed whether or not the duplication worked; that is documented, and what callers rely on.
        if ((options & DUPLICATE_CLOSE_SOURCE) && is_this_process(source_process)) {
            static_cast<void>(close_handle(source));
        }
        return bool_from(status);
    });
}

extern "C" BOOL WINAPI GetHandleInformation(HANDLE handle, LPDWORD flags) {
    const int found = handle_table().flags(table_id(handle));
    if (found < 0) {
        return refused<GetHandleInformation>("GetHandleInformation", Status::error_invalid_handle, FALSE, handle,
                                             flags);
    }
    if (!flags) return failing(Status::error_invalid_parameter, FALSE);
    *flags = static_cast<DWORD>(found) & kHandleFlags;
    return TRUE;
}

extern "C" BOOL WINAPI SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags) {
    // Bits that mean nothing are ignored, as Wine does; the documentation does not say.
    const bool set = handle_table().set_flags(table_id(handle), static_cast<uint8_t>(mask & kHandleFlags),
                                              static_cast<uint8_t>(flags & kHandleFlags));
    if (set) return TRUE;
    return refused<SetHandleInformation>("SetHandleInformation", Status::error_invalid_handle, FALSE, handle, mask,
                                         flags);
}

extern "C" BOOL WINAPI CompareObjectHandles(HANDLE first, HANDLE second) {
    return or_no_memory(FALSE, [&] {
        const Ref<Object> a = find_object(first);
        const Ref<Object> b = find_object(second);
        if (!a || !b) return failing(Status::error_invalid_handle, FALSE);
        if (a == b) return TRUE;
        set_last_error(uint32_t{ERROR_NOT_SAME_OBJECT});
        return FALSE;
    });
}
