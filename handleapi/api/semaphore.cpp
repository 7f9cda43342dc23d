// SPDX-License-Identifier: LGPL-2.1-or-later
// Semaphores.
#include "handleapi/semaphore.hpp"

#include "handleapi/api/attributes.hpp"
#include "handleapi/api/outcome.hpp"

#include <synchapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

HANDLE create_semaphore(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, bool named, DWORD access) {
    if (initial < 0 || maximum <= 0 || initial > maximum) return failing(Status::error_invalid_parameter, HANDLE{});
    if (named) return failing(Status::error_not_supported, HANDLE{});
    return or_no_memory(HANDLE{}, [&] {
        auto semaphore = base::make_ref<Semaphore>(static_cast<uint32_t>(initial), static_cast<uint32_t>(maximum));
        return created(std::move(semaphore), access, attributes);
    });
}

HANDLE create_semaphore_ex(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, bool named, DWORD flags,
                           DWORD access) {
    if (flags != 0) return failing(Status::error_invalid_parameter, HANDLE{});
    return create_semaphore(attributes, initial, maximum, named, access);
}

}  // namespace

extern "C" HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCSTR name) {
    return create_semaphore(attributes, initial, maximum, name && *name, SEMAPHORE_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCWSTR name) {
    return create_semaphore(attributes, initial, maximum, name && *name, SEMAPHORE_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCSTR name,
                                            DWORD flags, DWORD access) {
    return create_semaphore_ex(attributes, initial, maximum, name && *name, flags, access);
}

extern "C" HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCWSTR name,
                                            DWORD flags, DWORD access) {
    return create_semaphore_ex(attributes, initial, maximum, name && *name, flags, access);
}

extern "C" BOOL WINAPI ReleaseSemaphore(HANDLE handle, LONG count, LPLONG previous) {
    return or_no_memory(FALSE, [&] {
        const BorrowedObject object(handle);
        const auto semaphore = object.as<Semaphore>(SEMAPHORE_MODIFY_STATE);
        if (!semaphore) return failing(semaphore.status(), FALSE);
        if (count <= 0) return failing(Status::error_invalid_parameter, FALSE);
        uint32_t before = 0;
        const Status status = (*semaphore)->post(static_cast<uint32_t>(count), before);
        if (succeeded(status) && previous) *previous = static_cast<LONG>(before);
        return bool_from(status);
    });
}
