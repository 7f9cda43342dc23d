// SPDX-License-Identifier: LGPL-2.1-or-later
// What is done to files and directories by their names: attributes, making, removing, moving, copying.
#include "handleapi/api/file_call.hpp"
#include "handleapi/io/attributes.hpp"
#include "handleapi/io/copy.hpp"
#include "handleapi/io/directory.hpp"
#include "handleapi/io/move.hpp"

#include <fileapi.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

template <typename Char>
DWORD attributes(const Char* name) {
    return or_no_memory(INVALID_FILE_ATTRIBUTES, [&] {
        const auto found = io::attributes_by_name(name_from(name));
        return found ? found->dwFileAttributes : failing(found.status(), INVALID_FILE_ATTRIBUTES);
    });
}

template <typename Char>
BOOL attributes(const Char* name, GET_FILEEX_INFO_LEVELS level, LPVOID information) {
    return or_no_memory(FALSE, [&] {
        if (level != GetFileExInfoStandard || !information) return failing(Status::error_invalid_parameter, FALSE);
        const auto found = io::attributes_by_name(name_from(name));
        if (found) *static_cast<WIN32_FILE_ATTRIBUTE_DATA*>(information) = *found;
        return bool_from(found.status());
    });
}

/// Calls function(name, rest...).
template <auto* Function, typename Char, typename... Rest>
BOOL by_name(const Char* name, Rest... rest) {
    return or_no_memory(FALSE, [&] { return bool_from(Function(name_from(name), rest...)); });
}

template <typename Char>
BOOL move(const Char* from, const Char* to, DWORD flags) {
    return or_no_memory(FALSE, [&] { return bool_from(io::move_file(name_from(from), name_from(to), flags)); });
}

template <typename Char>
BOOL copy(const Char* from, const Char* to, BOOL fail_if_exists) {
    return or_no_memory(FALSE, [&] {
        const auto if_there = fail_if_exists ? io::IfThere::fail : io::IfThere::replace;
        return bool_from(io::copy_file(name_from(from), name_from(to), if_there));
    });
}

}  // namespace

extern "C" DWORD WINAPI GetFileAttributesA(LPCSTR name) { return attributes(name); }
extern "C" DWORD WINAPI GetFileAttributesW(LPCWSTR name) { return attributes(name); }
extern "C" BOOL WINAPI GetFileAttributesExA(LPCSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID information) {
    return attributes(name, level, information);
}
extern "C" BOOL WINAPI GetFileAttributesExW(LPCWSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID information) {
    return attributes(name, level, information);
}
extern "C" BOOL WINAPI SetFileAttributesA(LPCSTR name, DWORD attributes) {
    return by_name<io::set_attributes_by_name>(name, attributes);
}
extern "C" BOOL WINAPI SetFileAttributesW(LPCWSTR name, DWORD attributes) {
    return by_name<io::set_attributes_by_name>(name, attributes);
}

extern "C" BOOL WINAPI CreateDirectoryA(LPCSTR name, LPSECURITY_ATTRIBUTES) {
    return by_name<io::make_directory>(name);
}
extern "C" BOOL WINAPI CreateDirectoryW(LPCWSTR name, LPSECURITY_ATTRIBUTES) {
    return by_name<io::make_directory>(name);
}
extern "C" BOOL WINAPI RemoveDirectoryA(LPCSTR name) { return by_name<io::remove_directory>(name); }
extern "C" BOOL WINAPI RemoveDirectoryW(LPCWSTR name) { return by_name<io::remove_directory>(name); }

extern "C" BOOL WINAPI MoveFileA(LPCSTR existing, LPCSTR name) { return move(existing, name, MOVEFILE_COPY_ALLOWED); }
extern "C" BOOL WINAPI MoveFileW(LPCWSTR existing, LPCWSTR name) { return move(existing, name, MOVEFILE_COPY_ALLOWED); }
extern "C" BOOL WINAPI MoveFileExA(LPCSTR existing, LPCSTR name, DWORD flags) { return move(existing, name, flags); }
extern "C" BOOL WINAPI MoveFileExW(LPCWSTR existing, LPCWSTR name, DWORD flags) { return move(existing, name, flags); }
extern "C" BOOL WINAPI CopyFileA(LPCSTR existing, LPCSTR name, BOOL fail_if_exists) {
    return copy(existing, name, fail_if_exists);
}
extern "C" BOOL WINAPI CopyFileW(LPCWSTR existing, LPCWSTR name, BOOL fail_if_exists) {
    return copy(existing, name, fail_if_exists);
}
