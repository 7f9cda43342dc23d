// SPDX-License-Identifier: LGPL-2.1-or-later
// <libloaderapi.h> over the dynamic linker: modules are ELF objects. A PE file is ERROR_BAD_EXE_FORMAT. There are no
// ordinals and no resources: loading a module as data is ERROR_NOT_SUPPORTED.
#include "handleapi/module/module.hpp"

#include <algorithm>
#include <string>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"

#include <libloaderapi.h>
#include <processthreadsapi.h>
#include <winbase.h>

using base::Result;
using base::Status;
using namespace handleapi;

namespace {

constexpr DWORD kAsData =
    LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_IMAGE_RESOURCE | LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE;
constexpr DWORD kHandleFlags = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT |
                               GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
constexpr uintptr_t kHighestOrdinal = 0xFFFF;

HMODULE handle_from(const Result<module::Handle>& found) {
    return found ? static_cast<HMODULE>(*found) : failing(found.status(), HMODULE{});
}

std::string narrow(LPCSTR text) { return text; }
std::string narrow(LPCWSTR text) { return base::to_utf8(text); }

template <typename Char>
HMODULE get(const Char* name) {
    return or_no_memory(HMODULE{}, [&] {
        if (!name) return static_cast<HMODULE>(module::program());
        return handle_from(module::find(narrow(name)));
    });
}

template <typename Char>
Result<module::Handle> find(DWORD flags, const Char* name) {
    if (!name) return module::program();
    if (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) return module::find_by_address(name);
    return module::find(narrow(name));
}

Status keep(DWORD flags, module::Handle found) {
    if (flags & GET_MODULE_HANDLE_EX_FLAG_PIN) return module::pin(found);
    return flags & GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT ? Status::ok : module::count_up(found);
}

template <typename Char>
BOOL get_ex(DWORD flags, const Char* name, HMODULE* handle) {
    return or_no_memory(FALSE, [&] {
        if (!handle) return failing(Status::error_invalid_parameter, FALSE);
        *handle = nullptr;
        constexpr DWORD both = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
        if ((flags & ~kHandleFlags) || (flags & both) == both) return failing(Status::error_invalid_parameter, FALSE);
        const auto found = find(flags, name);
        if (!found) return failing(found.status(), FALSE);
        const Status kept = keep(flags, *found);
        if (succeeded(kept)) *handle = static_cast<HMODULE>(*found);
        return bool_from(kept);
    });
}

template <typename Char>
HMODULE load(const Char* name, HANDLE reserved, DWORD flags) {
    return or_no_memory(HMODULE{}, [&] {
        if (reserved) return failing(Status::error_invalid_parameter, HMODULE{});
        if (!name) return failing(Status::error_mod_not_found, HMODULE{});
        if (flags & kAsData) return failing(Status::error_not_supported, HMODULE{});
        return handle_from(module::load(narrow(name)));
    });
}

/// A buffer that is too small gets what fits, with its terminating zero.
template <typename Char>
DWORD file_name(HMODULE handle, Char* buffer, DWORD size, std::basic_string<Char> (*convert)(const std::string&)) {
    return or_no_memory(DWORD{0}, [&] {
        const auto path = module::path_of(handle ? handle : module::program());
        if (!path) return failing(path.status(), DWORD{0});
        const auto text = convert(*path);
        if (size == 0) return failing(Status::error_insufficient_buffer, DWORD{0});
        const DWORD fitting = static_cast<DWORD>(std::min<size_t>(text.size(), size - 1));
        std::copy_n(text.begin(), fitting, buffer);
        buffer[fitting] = 0;
        if (fitting < text.size()) return failing(Status::error_insufficient_buffer, size);
        set_last_error(Status::ok);
        return fitting;
    });
}

}  // namespace

extern "C" HMODULE WINAPI GetModuleHandleA(LPCSTR name) { return get(name); }
extern "C" HMODULE WINAPI GetModuleHandleW(LPCWSTR name) { return get(name); }
extern "C" BOOL WINAPI GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE* handle) {
    return get_ex(flags, name, handle);
}
extern "C" BOOL WINAPI GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE* handle) {
    return get_ex(flags, name, handle);
}

extern "C" HMODULE WINAPI LoadLibraryA(LPCSTR name) { return load(name, nullptr, 0); }
extern "C" HMODULE WINAPI LoadLibraryW(LPCWSTR name) { return load(name, nullptr, 0); }
extern "C" HMODULE WINAPI LoadLibraryExA(LPCSTR name, HANDLE reserved, DWORD flags) {
    return load(name, reserved, flags);
}
extern "C" HMODULE WINAPI LoadLibraryExW(LPCWSTR name, HANDLE reserved, DWORD flags) {
    return load(name, reserved, flags);
}

extern "C" BOOL WINAPI FreeLibrary(HMODULE handle) {
    return or_no_memory(FALSE, [&] {
        if (!handle) return failing(Status::error_invalid_handle, FALSE);
        return bool_from(module::unload(handle));
    });
}
extern "C" VOID WINAPI FreeLibraryAndExitThread(HMODULE handle, DWORD code) {
    static_cast<void>(FreeLibrary(handle));
    ExitThread(code);
}
/// ELF objects have no entry point that threads would call.
extern "C" BOOL WINAPI DisableThreadLibraryCalls(HMODULE handle) {
    return module::exists(handle) ? TRUE : failing(Status::error_mod_not_found, FALSE);
}

extern "C" FARPROC WINAPI GetProcAddress(HMODULE handle, LPCSTR name) {
    return or_no_memory(FARPROC{}, [&] {
        if (reinterpret_cast<uintptr_t>(name) <= kHighestOrdinal)
            return failing(Status::error_proc_not_found, FARPROC{});
        const auto found = module::symbol(handle ? handle : module::program(), name);
        return found ? reinterpret_cast<FARPROC>(*found) : failing(found.status(), FARPROC{});
    });
}

extern "C" DWORD WINAPI GetModuleFileNameA(HMODULE handle, LPSTR buffer, DWORD size) {
    return file_name<char>(handle, buffer, size, [](const std::string& text) { return text; });
}
extern "C" DWORD WINAPI GetModuleFileNameW(HMODULE handle, LPWSTR buffer, DWORD size) {
    return file_name<char16_t>(handle, buffer, size, [](const std::string& text) { return base::to_utf16(text); });
}
