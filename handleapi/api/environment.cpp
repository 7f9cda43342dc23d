// SPDX-License-Identifier: LGPL-2.1-or-later
// The environment, the command line, the current directory and the standard handles of this process.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "handleapi/api/outcome.hpp"
#include "handleapi/api/text_out.hpp"
#include "handleapi/process/command_line.hpp"
#include "handleapi/process/environment.hpp"
#include "handleapi/process/standard_handles.hpp"

#include <handleapi.h>
#include <processenv.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

template <typename Char>
DWORD get_variable(const Char* name, Char* buffer, DWORD size) {
    return or_no_memory(DWORD{0}, [&] {
        const auto value = name ? environment_variable(utf8_from(name)) : std::nullopt;
        return value ? copy_out(*value, buffer, size) : failing(Status::error_envvar_not_found, DWORD{0});
    });
}

template <typename Char>
BOOL set_variable(const Char* name, const Char* value) {
    return or_no_memory(FALSE, [&] {
        if (!name) return failing(Status::error_envvar_not_found, FALSE);
        if (!value) return bool_from(set_environment_variable(utf8_from(name), std::nullopt));
        return bool_from(set_environment_variable(utf8_from(name), utf8_from(value)));
    });
}

/// Unlike other text, the count includes the null; what fits of a longer text is written, cut short.
template <typename Char>
DWORD expand(const Char* source, Char* buffer, DWORD size) {
    return or_no_memory(DWORD{0}, [&] {
        if (!source) return failing(Status::error_invalid_parameter, DWORD{0});
        const std::basic_string<Char> text = text_for<Char>(expand_environment(utf8_from(source)));
        const auto needed = static_cast<DWORD>(text.size() + 1);
        if (buffer && size != 0) {
            const size_t fits = std::min<size_t>(text.size(), size - 1);
            std::copy_n(text.c_str(), fits, buffer);
            buffer[fits] = Char{};
        }
        if (needed > size) set_last_error(Status::error_insufficient_buffer);
        return needed;
    });
}

/// All strings in one block, each with its null, and one more at the end.
template <typename Char>
Char* environment_block() {
    return or_no_memory(static_cast<Char*>(nullptr), [] {
        std::basic_string<Char> block;
        for (const std::string& one : environment_strings()) (block += text_for<Char>(one)) += Char{};
        if (block.empty()) block += Char{};
        block += Char{};
        auto* copy = static_cast<Char*>(std::malloc(block.size() * sizeof(Char)));
        if (!copy) throw std::bad_alloc();
        std::memcpy(copy, block.data(), block.size() * sizeof(Char));
        return copy;
    });
}

BOOL free_block(void* block) {
    std::free(block);
    return TRUE;
}

template <typename Char>
DWORD current_directory(DWORD size, Char* buffer) {
    return or_no_memory(DWORD{0}, [&] {
        char path[PATH_MAX];
        if (!::getcwd(path, sizeof path)) return failing(Status::error_path_not_found, DWORD{0});
        return copy_out(path, buffer, size);
    });
}

template <typename Char>
BOOL change_directory(const Char* path) {
    return or_no_memory(FALSE, [&] {
        if (!path || !*path) return failing(path ? Status::error_invalid_name : Status::error_invalid_parameter, FALSE);
        std::string name = utf8_from(path);
        std::replace(name.begin(), name.end(), '\\', '/');
        if (::chdir(name.c_str()) == 0) return TRUE;
        const int error = errno;
        if (error == ENOTDIR) return failing(Status::error_directory, FALSE);
        if (error == EACCES) return failing(Status::error_access_denied, FALSE);
        return failing(Status::error_file_not_found, FALSE);
    });
}

/// STD_INPUT_HANDLE is -10, the others follow.
constexpr DWORD index_of(DWORD which) { return STD_INPUT_HANDLE - which; }
static_assert(index_of(STD_OUTPUT_HANDLE) == 1 && index_of(STD_ERROR_HANDLE) == 2);

}  // namespace

extern "C" LPSTR WINAPI GetCommandLineA(void) {
    static std::string line = own_command_line();
    return line.data();
}
extern "C" LPWSTR WINAPI GetCommandLineW(void) {
    static std::u16string line = base::to_utf16(own_command_line());
    return line.data();
}

extern "C" DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR buffer, DWORD size) {
    return get_variable(name, buffer, size);
}
extern "C" DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR buffer, DWORD size) {
    return get_variable(name, buffer, size);
}
extern "C" BOOL WINAPI SetEnvironmentVariableA(LPCSTR name, LPCSTR value) { return set_variable(name, value); }
extern "C" BOOL WINAPI SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value) { return set_variable(name, value); }
extern "C" DWORD WINAPI ExpandEnvironmentStringsA(LPCSTR source, LPSTR buffer, DWORD size) {
    return expand(source, buffer, size);
}
extern "C" DWORD WINAPI ExpandEnvironmentStringsW(LPCWSTR source, LPWSTR buffer, DWORD size) {
    return expand(source, buffer, size);
}
extern "C" LPCH WINAPI GetEnvironmentStrings(void) { return environment_block<char>(); }
extern "C" LPWCH WINAPI GetEnvironmentStringsW(void) { return environment_block<char16_t>(); }
extern "C" BOOL WINAPI FreeEnvironmentStringsA(LPCH block) { return free_block(block); }
extern "C" BOOL WINAPI FreeEnvironmentStringsW(LPWCH block) { return free_block(block); }

extern "C" DWORD WINAPI GetCurrentDirectoryA(DWORD size, LPSTR buffer) { return current_directory(size, buffer); }
extern "C" DWORD WINAPI GetCurrentDirectoryW(DWORD size, LPWSTR buffer) { return current_directory(size, buffer); }
extern "C" BOOL WINAPI SetCurrentDirectoryA(LPCSTR path) { return change_directory(path); }
extern "C" BOOL WINAPI SetCurrentDirectoryW(LPCWSTR path) { return change_directory(path); }

extern "C" HANDLE WINAPI GetStdHandle(DWORD which) {
    if (index_of(which) >= kStandardHandles) return failing(Status::error_invalid_handle, INVALID_HANDLE_VALUE);
    return or_no_memory(INVALID_HANDLE_VALUE,
                        [&] { return value_or(standard_handle(index_of(which)), INVALID_HANDLE_VALUE); });
}
extern "C" BOOL WINAPI SetStdHandle(DWORD which, HANDLE handle) {
    if (index_of(which) >= kStandardHandles) return failing(Status::error_invalid_handle, FALSE);
    set_standard_handle(index_of(which), handle);
    return TRUE;
}
