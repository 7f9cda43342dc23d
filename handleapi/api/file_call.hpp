// SPDX-License-Identifier: LGPL-2.1-or-later
// What the functions on files share: the handle becomes a File, names become UTF-8, a transfer is run or started.
#pragma once

#include <string>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/io/file.hpp"
#include "handleapi/table.hpp"

namespace handleapi {

inline std::string name_from(LPCSTR name) { return name ? name : ""; }
inline std::string name_from(LPCWSTR name) { return name ? base::to_utf8(name) : std::string(); }

/// Calls f(File&) for the length of one call that runs no user code; error_invalid_handle when it is no file,
/// error_access_denied when the handle, or what the file was opened for, has none of the rights `any_of`.
template <typename F>
BOOL with_file(HANDLE handle, AccessMask any_of, F&& f) {
    return or_no_memory(FALSE, [&] {
        const BorrowedObject object(handle);
        auto* file = object.as<io::File>();
        if (!file) return failing(base::Status::error_invalid_handle, FALSE);
        const bool allowed = any_of == 0 || (file->may(any_of) && object.allows_any(any_of));
        return bool_from(allowed ? f(*file) : base::Status::error_access_denied);
    });
}
template <typename F>
BOOL with_file(HANDLE handle, F&& f) {
    return with_file(handle, 0, std::forward<F>(f));
}

/// A handle for a new file with the rights it was opened with.
template <typename T>
base::Result<NativeHandle> open_file_handle(base::Ref<T> file, const SECURITY_ATTRIBUTES* attributes = nullptr) {
    const uint8_t flags = attributes && attributes->bInheritHandle ? kHandleInherit : 0;
    const AccessMask access = file->access();
    return open_handle(std::move(file), access, flags);
}

/// Runs the request, or starts it when the file is overlapped. `moved` may be null.
base::Status transfer(io::File& file, io::Request request, OVERLAPPED* overlapped, DWORD* moved);

}  // namespace handleapi
