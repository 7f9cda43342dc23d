// SPDX-License-Identifier: LGPL-2.1-or-later
// What functions that create objects have in common. From SECURITY_ATTRIBUTES they take whether the handle is
// inheritable; security descriptors are not looked at: objects belong to the user, and nobody else gets at them.
#pragma once

#include <utility>

#include "handleapi/api/outcome.hpp"
#include "handleapi/table.hpp"

#include <minwinbase.h>

namespace handleapi {

inline uint8_t inherit_flag(const SECURITY_ATTRIBUTES* attributes) noexcept {
    return attributes && attributes->bInheritHandle ? kHandleInherit : 0;
}

/// The handle of a created object. Success clears the last error, so that callers can tell ERROR_ALREADY_EXISTS.
inline HANDLE created(base::Ref<Object> object, DWORD access, const SECURITY_ATTRIBUTES* attributes) {
    const AccessMask granted = granted_access(object->type(), access);
    const auto handle = open_handle(std::move(object), granted, inherit_flag(attributes));
    set_last_error(handle.status());
    return handle ? *handle : HANDLE{};
}

}  // namespace handleapi
