// SPDX-License-Identifier: LGPL-2.1-or-later
// <wincon.h>: control events, and consoles, which are files of terminals.
#include <unistd.h>

#include <climits>

#include "handleapi/api/file_call.hpp"
#include "handleapi/api/outcome.hpp"
#include "handleapi/api/text_out.hpp"
#include "handleapi/console/control.hpp"
#include "handleapi/console/terminal.hpp"
#include "handleapi/process/standard_handles.hpp"

#include <wincon.h>
#include <winnls.h>

using base::Status;
using namespace handleapi;

namespace {

constexpr DWORD kInputModes = ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT | ENABLE_WINDOW_INPUT |
                              ENABLE_MOUSE_INPUT | ENABLE_INSERT_MODE | ENABLE_QUICK_EDIT_MODE | ENABLE_EXTENDED_FLAGS |
                              ENABLE_AUTO_POSITION | ENABLE_VIRTUAL_TERMINAL_INPUT;
constexpr DWORD kOutputModes = ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;

/// Calls f(descriptor) when the handle is of a terminal; `right` is what the file must have been opened for.
template <typename F>
BOOL with_terminal(HANDLE console, DWORD right, F&& f) {
    return or_no_memory(FALSE, [&] {
        const auto file = reference<io::File>(console);
        if (!file || !::isatty((*file)->descriptor())) return failing(Status::error_invalid_handle, FALSE);
        if (right != 0 && !(*file)->may(right)) return failing(Status::error_access_denied, FALSE);
        return bool_from(f((*file)->descriptor()));
    });
}

/// A terminal is mostly opened for both; standard output and error are outputs then.
bool is_output(HANDLE console) {
    const auto file = reference<io::File>(console);
    if (!file || !(*file)->may(FILE_READ_DATA)) return true;
    if (!(*file)->may(FILE_WRITE_DATA)) return false;
    for (const size_t which : {1, 2}) {
        const auto handle = standard_handle(which);
        if (handle && *handle == console) return true;
    }
    return false;
}

template <typename Char, typename Read>
BOOL read_console(HANDLE console, void* buffer, DWORD size, DWORD* count, Read&& read) {
    if (!buffer || !count) return failing(Status::error_invalid_parameter, FALSE);
    return with_terminal(console, FILE_READ_DATA, [&](int terminal) {
        const auto text = read(terminal, size);
        if (!text) return text.status();
        std::copy(text->begin(), text->end(), static_cast<Char*>(buffer));
        *count = static_cast<DWORD>(text->size());
        return Status::ok;
    });
}

template <typename Char>
BOOL write_console(HANDLE console, const void* text, DWORD size, DWORD* count) {
    if (!text && size != 0) return failing(Status::error_invalid_parameter, FALSE);
    return with_terminal(console, FILE_WRITE_DATA, [&](int terminal) {
        const std::basic_string_view<Char> view(static_cast<const Char*>(text), size);
        Status status;
        if constexpr (sizeof(Char) == 1) {
            status = console::write(terminal, view);
        } else {
            status = console::write(terminal, base::to_utf8(view));
        }
        if (count) *count = succeeded(status) ? size : 0;
        return status;
    });
}

template <typename Char>
BOOL set_title(const Char* title) {
    return or_no_memory(FALSE, [&] {
        if (!title) return failing(Status::error_invalid_parameter, FALSE);
        return bool_from(console::set_title(utf8_from(title)));
    });
}

template <typename Char>
DWORD get_title(Char* title, DWORD size) {
    return or_no_memory(DWORD{0}, [&] { return copy_out(console::title(), title, size); });
}

BOOL only_utf8(UINT code_page) noexcept {
    return code_page == CP_UTF8 ? TRUE : failing(Status::error_invalid_parameter, FALSE);
}

}  // namespace

extern "C" BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL add) {
    return or_no_memory(FALSE, [&] {
        if (!handler) return bool_from(console::ignore_ctrl_c(add != FALSE));
        return bool_from(add ? console::add_handler(handler) : console::remove_handler(handler));
    });
}
extern "C" BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD group) {
    return bool_from(console::generate(event, group));
}

extern "C" BOOL WINAPI GetConsoleMode(HANDLE console, LPDWORD mode) {
    if (!mode) return failing(Status::error_invalid_parameter, FALSE);
    return with_terminal(console, 0, [&](int terminal) {
        const base::Result<uint32_t> now =
            is_output(console) ? base::Result<uint32_t>(kOutputModes) : console::input_mode(terminal);
        if (now) *mode = *now;
        return now.status();
    });
}
extern "C" BOOL WINAPI SetConsoleMode(HANDLE console, DWORD mode) {
    return with_terminal(console, 0, [&](int terminal) {
        if (!is_output(console)) {
            return (mode & ~kInputModes) ? Status::error_invalid_parameter : console::set_input_mode(terminal, mode);
        }
        const DWORD known = kOutputModes | DISABLE_NEWLINE_AUTO_RETURN | ENABLE_LVB_GRID_WORLDWIDE;
        return (mode & ~known) ? Status::error_invalid_parameter : Status::ok;
    });
}

extern "C" BOOL WINAPI ReadConsoleA(HANDLE console, LPVOID buffer, DWORD size, LPDWORD count,
                                    PCONSOLE_READCONSOLE_CONTROL) {
    return read_console<char>(console, buffer, size, count, &console::read);
}
extern "C" BOOL WINAPI ReadConsoleW(HANDLE console, LPVOID buffer, DWORD size, LPDWORD count,
                                    PCONSOLE_READCONSOLE_CONTROL) {
    return read_console<char16_t>(console, buffer, size, count, &console::read_wide);
}
extern "C" BOOL WINAPI WriteConsoleA(HANDLE console, const VOID* text, DWORD size, LPDWORD count, LPVOID) {
    return write_console<char>(console, text, size, count);
}
extern "C" BOOL WINAPI WriteConsoleW(HANDLE console, const VOID* text, DWORD size, LPDWORD count, LPVOID) {
    return write_console<char16_t>(console, text, size, count);
}

extern "C" UINT WINAPI GetConsoleCP(VOID) { return CP_UTF8; }
extern "C" UINT WINAPI GetConsoleOutputCP(VOID) { return CP_UTF8; }
extern "C" BOOL WINAPI SetConsoleCP(UINT code_page) { return only_utf8(code_page); }
extern "C" BOOL WINAPI SetConsoleOutputCP(UINT code_page) { return only_utf8(code_page); }

extern "C" DWORD WINAPI GetConsoleTitleA(LPSTR title, DWORD size) { return get_title(title, size); }
extern "C" DWORD WINAPI GetConsoleTitleW(LPWSTR title, DWORD size) { return get_title(title, size); }
extern "C" BOOL WINAPI SetConsoleTitleA(LPCSTR title) { return set_title(title); }
extern "C" BOOL WINAPI SetConsoleTitleW(LPCWSTR title) { return set_title(title); }

extern "C" BOOL WINAPI SetConsoleTextAttribute(HANDLE console, WORD attributes) {
    return with_terminal(console, FILE_WRITE_DATA,
                         [&](int terminal) { return console::set_attributes(terminal, attributes); });
}
extern "C" BOOL WINAPI GetConsoleScreenBufferInfo(HANDLE console, PCONSOLE_SCREEN_BUFFER_INFO information) {
    if (!information) return failing(Status::error_invalid_parameter, FALSE);
    return with_terminal(console, 0, [&](int terminal) {
        const auto size = console::size(terminal);
        if (!size) return size.status();
        const auto columns = static_cast<SHORT>(size->columns);
        const auto rows = static_cast<SHORT>(size->rows);
        *information = {};
        information->dwSize = information->dwMaximumWindowSize = {.X = columns, .Y = rows};
        information->wAttributes = console::attributes();
        information->srWindow = {
            .Left = 0, .Top = 0, .Right = static_cast<SHORT>(columns - 1), .Bottom = static_cast<SHORT>(rows - 1)};
        return Status::ok;
    });
}
extern "C" HWND WINAPI GetConsoleWindow(VOID) { return nullptr; }
