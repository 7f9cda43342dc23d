// SPDX-License-Identifier: LGPL-2.1-or-later
// Mutexes.
#include "handleapi/mutex.hpp"

#include "handleapi/api/create.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/foreign.hpp"
#include "handleapi/thread.hpp"

#include <synchapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

/// One that is made here is owned from the start, before another process can see it; one that exists is not.
template <typename Char>
HANDLE create_mutex(LPSECURITY_ATTRIBUTES attributes, bool owned, const Char* name, DWORD access) {
    shared::Initial initial{ObjectType::mutex, Consume::own, 0};
    initial.owned = owned;
    return create_object(attributes, name, access, initial, [&] {
        auto mutex = base::make_ref<Mutex>();
        if (owned) {
            static_cast<void>(current_thread());
            static_cast<void>(mutex->try_acquire());
        }
        return mutex;
    });
}

template <typename Char>
HANDLE create_mutex_ex(LPSECURITY_ATTRIBUTES attributes, DWORD flags, const Char* name, DWORD access) {
    if (flags & ~DWORD{CREATE_MUTEX_INITIAL_OWNER}) return failing(Status::error_invalid_parameter, HANDLE{});
    return create_mutex(attributes, flags & CREATE_MUTEX_INITIAL_OWNER, name, access);
}

}  // namespace

extern "C" HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES attributes, BOOL owned, LPCSTR name) {
    return create_mutex(attributes, owned, name, MUTEX_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES attributes, BOOL owned, LPCWSTR name) {
    return create_mutex(attributes, owned, name, MUTEX_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name, DWORD flags, DWORD access) {
    return create_mutex_ex(attributes, flags, name, access);
}

extern "C" HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name, DWORD flags, DWORD access) {
    return create_mutex_ex(attributes, flags, name, access);
}

extern "C" HANDLE WINAPI OpenMutexA(DWORD access, BOOL inherit, LPCSTR name) {
    return open_object_named(name, ObjectType::mutex, access, inherit);
}

extern "C" HANDLE WINAPI OpenMutexW(DWORD access, BOOL inherit, LPCWSTR name) {
    return open_object_named(name, ObjectType::mutex, access, inherit);
}

extern "C" BOOL WINAPI ReleaseMutex(HANDLE handle) {
    return or_no_memory(FALSE, [&] {
        const BorrowedObject object(handle);
        auto* mutex = object.as<Mutex>();
        return or_next<ReleaseMutex>("ReleaseMutex", bool_from(mutex ? mutex->unlock() : Status::error_invalid_handle),
                                     FALSE, handle);
    });
}
