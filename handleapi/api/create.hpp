// SPDX-License-Identifier: LGPL-2.1-or-later
// What the functions have in common that create and open objects with a name. From SECURITY_ATTRIBUTES they take
// whether the handle is inheritable; security descriptors are not looked at: objects belong to the user, and nobody
// else gets at them. A null or empty name is none.
#pragma once

#include <string>
#include <utility>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/shared/named.hpp"
#include "handleapi/table.hpp"

#include <minwinbase.h>

namespace handleapi {

inline uint8_t inherit_flag(const SECURITY_ATTRIBUTES* attributes) noexcept {
    return attributes && attributes->bInheritHandle ? kHandleInherit : 0;
}

inline std::string utf8_name(LPCSTR name) { return name ? name : ""; }
inline std::string utf8_name(LPCWSTR name) { return name ? base::to_utf8(name) : std::string(); }

/// A new handle, with the last error set to zero, or to ERROR_ALREADY_EXISTS: callers tell by it who was first.
inline HANDLE handle_to(shared::Named named, DWORD access, uint8_t flags) {
    const AccessMask granted = granted_access(named.object->type(), access);
    const auto handle = open_handle(std::move(named.object), granted, flags);
    if (!handle) return failing(handle.status(), HANDLE{});
    set_last_error(named.existed ? base::Status::error_already_exists : base::Status::ok);
    return *handle;
}

/// Creates an object: one of this process, by `make`, or a named one.
template <typename Char, typename Make>
HANDLE create_object(const SECURITY_ATTRIBUTES* attributes, const Char* name, DWORD access,
                     const shared::Initial& initial, Make&& make) {
    return or_no_memory(HANDLE{}, [&] {
        if (!name || !*name) return handle_to({make(), false}, access, inherit_flag(attributes));
        auto named = shared::create_named(utf8_name(name), initial);
        return named ? handle_to(std::move(*named), access, inherit_flag(attributes))
                     : failing(named.status(), HANDLE{});
    });
}

/// Opens a named object.
template <typename Char>
HANDLE open_object_named(const Char* name, ObjectType type, DWORD access, BOOL inherit) {
    return or_no_memory(HANDLE{}, [&] {
        if (!name) return failing(base::Status::error_invalid_parameter, HANDLE{});
        if (!*name) return failing(base::Status::error_invalid_handle, HANDLE{});  // undocumented; as Wine does
        auto named = shared::open_named(utf8_name(name), type);
        if (!named) return failing(named.status(), HANDLE{});
        const AccessMask granted = granted_access(type, access);
        return value_or(open_handle(std::move(named->object), granted, inherit ? kHandleInherit : 0), HANDLE{});
    });
}

}  // namespace handleapi
