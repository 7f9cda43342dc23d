// SPDX-License-Identifier: LGPL-2.1-or-later
// Semaphores.
#include "handleapi/semaphore.hpp"

#include "handleapi/api/create.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/foreign.hpp"

#include <synchapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

template <typename Char>
HANDLE create_semaphore(LPSECURITY_ATTRIBUTES attributes, LONG first, LONG maximum, const Char* name, DWORD access) {
    if (first < 0 || maximum <= 0 || first > maximum) return failing(Status::error_invalid_parameter, HANDLE{});
    const shared::Initial initial{ObjectType::semaphore, Consume::one, static_cast<uint32_t>(first),
                                  static_cast<uint32_t>(maximum)};
    return create_object(attributes, name, access, initial,
                         [&] { return base::make_ref<Semaphore>(initial.count, initial.maximum); });
}

template <typename Char>
HANDLE create_semaphore_ex(LPSECURITY_ATTRIBUTES attributes, LONG first, LONG maximum, const Char* name, DWORD flags,
                           DWORD access) {
    if (flags != 0) return failing(Status::error_invalid_parameter, HANDLE{});
    return create_semaphore(attributes, first, maximum, name, access);
}

}  // namespace

extern "C" HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCSTR name) {
    return create_semaphore(attributes, initial, maximum, name, SEMAPHORE_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCWSTR name) {
    return create_semaphore(attributes, initial, maximum, name, SEMAPHORE_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCSTR name,
                                            DWORD flags, DWORD access) {
    return create_semaphore_ex(attributes, initial, maximum, name, flags, access);
}

extern "C" HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCWSTR name,
                                            DWORD flags, DWORD access) {
    return create_semaphore_ex(attributes, initial, maximum, name, flags, access);
}

extern "C" HANDLE WINAPI OpenSemaphoreA(DWORD access, BOOL inherit, LPCSTR name) {
    return open_object_named(name, ObjectType::semaphore, access, inherit);
}

extern "C" HANDLE WINAPI OpenSemaphoreW(DWORD access, BOOL inherit, LPCWSTR name) {
    return open_object_named(name, ObjectType::semaphore, access, inherit);
}

extern "C" BOOL WINAPI ReleaseSemaphore(HANDLE handle, LONG count, LPLONG previous) {
    return or_no_memory(FALSE, [&] {
        const BorrowedObject object(handle);
        const auto semaphore = object.as<Semaphore>(SEMAPHORE_MODIFY_STATE);
        if (!semaphore) {
            return refused<ReleaseSemaphore>("ReleaseSemaphore", semaphore.status(), FALSE, handle, count, previous);
        }
        if (count <= 0) return failing(Status::error_invalid_parameter, FALSE);
        uint32_t before = 0;
        const Status status = (*semaphore)->post(static_cast<uint32_t>(count), before);
        if (succeeded(status) && previous) *previous = static_cast<LONG>(before);
        return bool_from(status);
    });
}
