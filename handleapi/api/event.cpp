// SPDX-License-Identifier: LGPL-2.1-or-later
// Events. Named events do not exist yet: a name is refused with ERROR_NOT_SUPPORTED (an empty one is no name).
#include "handleapi/event.hpp"

#include "handleapi/api/attributes.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/table.hpp"

#include <synchapi.h>

using base::Status;
using namespace handleapi;

namespace {

HANDLE create_event(LPSECURITY_ATTRIBUTES attributes, Reset reset, bool signaled, bool named, DWORD access) {
    if (named) return failing(Status::error_not_supported, HANDLE{});
    return or_no_memory(HANDLE{}, [&] { return created(base::make_ref<Event>(reset, signaled), access, attributes); });
}

HANDLE create_event_ex(LPSECURITY_ATTRIBUTES attributes, DWORD flags, bool named, DWORD access) {
    if (flags & ~DWORD{CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET}) {
        return failing(Status::error_invalid_parameter, HANDLE{});
    }
    return create_event(attributes, flags & CREATE_EVENT_MANUAL_RESET ? Reset::manual : Reset::automatic,
                        flags & CREATE_EVENT_INITIAL_SET, named, access);
}

template <typename Action>
BOOL on_event(HANDLE handle, Action action) {
    return or_no_memory(FALSE, [&] {
        const BorrowedObject object(handle);
        const auto event = object.as<Event>(EVENT_MODIFY_STATE);
        if (!event) return failing(event.status(), FALSE);
        action(**event);
        return TRUE;
    });
}

}  // namespace

extern "C" HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL initial, LPCSTR name) {
    return create_event(attributes, manual_reset ? Reset::manual : Reset::automatic, initial, name && *name, EVENT_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL initial, LPCWSTR name) {
    return create_event(attributes, manual_reset ? Reset::manual : Reset::automatic, initial, name && *name, EVENT_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name, DWORD flags,
                                        DWORD access) {
    return create_event_ex(attributes, flags, name && *name, access);
}

extern "C" HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name, DWORD flags,
                                        DWORD access) {
    return create_event_ex(attributes, flags, name && *name, access);
}

extern "C" BOOL WINAPI SetEvent(HANDLE event) {
    return on_event(event, [](Event& e) { e.set(); });
}

extern "C" BOOL WINAPI ResetEvent(HANDLE event) {
    return on_event(event, [](Event& e) { e.reset(); });
}

extern "C" BOOL WINAPI PulseEvent(HANDLE event) {
    return on_event(event, [](Event& e) { e.pulse(); });
}
