// SPDX-License-Identifier: LGPL-2.1-or-later
// Events.
#include "handleapi/event.hpp"

#include "handleapi/api/create.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/foreign.hpp"
#include "handleapi/table.hpp"

#include <synchapi.h>

using base::Status;
using namespace handleapi;

namespace {

template <typename Char>
HANDLE create_event(LPSECURITY_ATTRIBUTES attributes, bool manual, bool signaled, const Char* name, DWORD access) {
    const shared::Initial initial{ObjectType::event, manual ? Consume::nothing : Consume::all, signaled ? 1u : 0u};
    return create_object(attributes, name, access, initial, [&] {
        return base::make_ref<Event>(manual ? Reset::manual : Reset::automatic, signaled);
    });
}

template <typename Char>
HANDLE create_event_ex(LPSECURITY_ATTRIBUTES attributes, DWORD flags, const Char* name, DWORD access) {
    if (flags & ~DWORD{CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET}) {
        return failing(Status::error_invalid_parameter, HANDLE{});
    }
    return create_event(attributes, flags & CREATE_EVENT_MANUAL_RESET, flags & CREATE_EVENT_INITIAL_SET, name, access);
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
    return create_event(attributes, manual_reset, initial, name, EVENT_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL initial, LPCWSTR name) {
    return create_event(attributes, manual_reset, initial, name, EVENT_ALL_ACCESS);
}

extern "C" HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name, DWORD flags, DWORD access) {
    return create_event_ex(attributes, flags, name, access);
}

extern "C" HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name, DWORD flags, DWORD access) {
    return create_event_ex(attributes, flags, name, access);
}

extern "C" HANDLE WINAPI OpenEventA(DWORD access, BOOL inherit, LPCSTR name) {
    return open_object_named(name, ObjectType::event, access, inherit);
}

extern "C" HANDLE WINAPI OpenEventW(DWORD access, BOOL inherit, LPCWSTR name) {
    return open_object_named(name, ObjectType::event, access, inherit);
}

extern "C" BOOL WINAPI SetEvent(HANDLE event) {
    return or_next<SetEvent>("SetEvent", on_event(event, [](Event& e) { e.set(); }), FALSE, event);
}

extern "C" BOOL WINAPI ResetEvent(HANDLE event) {
    return or_next<ResetEvent>("ResetEvent", on_event(event, [](Event& e) { e.reset(); }), FALSE, event);
}

extern "C" BOOL WINAPI PulseEvent(HANDLE event) {
    return on_event(event, [](Event& e) { e.pulse(); });
}
