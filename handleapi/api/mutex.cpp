// SPDX-License-Identifier: LGPL-2.1-or-later
// Mutexes.
#include "handleapi/mutex.hpp"

#include "handleapi/api/attributes.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/thread.hpp"

#include <synchapi.h>
#include <winbase.h>

using base::Ref;
using base::Status;
using namespace handleapi;

namespace {

HANDLE create_mutex(LPSECURITY_ATTRIBUTES attributes, bool owned, bool named, DWORD access) {
    if (named) return failing(Status::error_not_supported, HANDLE{});
    return or_no_memory(HANDLE{}, [&] {
        const Ref<Mutex> mutex = base::make_ref<Mutex>();
        if (owned) {
            static_cast<void>(current_thread());
            static_cast<void>(mutex->try_acquire());
        }
        const HANDLE handle = created(mutex, access, attributes);
        if (!handle && owned) static_cast<void>(mutex->unlock());
        return handle;
    });
}

HANDLE create_mutex_ex(LPSECURITY_ATTRIBUTES attributes, DWORD flags, bool named, DWORD access) {
    if (flags & ~DWORD{CREATE_MUTEX_INITIAL_OWNER}) return failing(Status::error_invalid_parameter, HANDLE{});
    return create_mutex(attributes, flags & CREATE_MUTEX_INITIAL_OWNER, named, access);
}

}  // namespace

extern "C" HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES attributes, BOOL owned, LPCSTR name) {
    return create_mutex(attributes, owned, name && *name, MUTEX_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES attributes, BOOL owned, LPCWSTR name) {
    return create_mutex(attributes, owned, name && *name, MUTEX_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name, DWORD flags, DWORD access) {
    return create_mutex_ex(attributes, flags, name && *name, access);
}

extern "C" HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name, DWORD flags, DWORD access) {
    return create_mutex_ex(attributes, flags, name && *name, access);
}

extern "C" BOOL WINAPI ReleaseMutex(HANDLE handle) {
    return or_no_memory(FALSE, [&] {
        const BorrowedObject object(handle);
        auto* mutex = object.as<Mutex>();
        return bool_from(mutex ? mutex->unlock() : Status::error_invalid_handle);
    });
}
