// SPDX-License-Identifier: LGPL-2.1-or-later
// FormatMessage, from the system's texts or from a string. Modules are ELF files and have no message tables, so
// FORMAT_MESSAGE_FROM_HMODULE finds nothing of its own and, as documented, goes on to the system's texts if asked to.
#include <stdarg.h>

#include <algorithm>
#include <string>
#include <vector>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/memory/heap.hpp"
#include "handleapi/text/error_text.hpp"
#include "handleapi/text/message.hpp"

#include <winbase.h>
#include <winerror.h>

using base::Result;
using base::Status;
using namespace handleapi;

namespace {

constexpr size_t kLargestBytes = 128 * 1024;

/// The texts exist in English only, which is also what a neutral language gets.
bool knows_language(DWORD language) {
    const auto primary = PRIMARYLANGID(language);
    return primary == LANG_NEUTRAL || primary == LANG_ENGLISH;
}

Result<std::string> find_text(DWORD flags, const std::string& source, DWORD message, DWORD language) {
    if (flags & FORMAT_MESSAGE_FROM_STRING) return source;
    if (!(flags & FORMAT_MESSAGE_FROM_SYSTEM)) return Status::error_resource_type_not_found;
    const std::string_view text = error_text(message);
    if (text.empty()) return Status::error_mr_mid_not_found;
    if (!knows_language(language)) return Status::error_resource_lang_not_found;
    return std::string(text) + "\r\n";
}

std::vector<uintptr_t> collect(DWORD flags, size_t count, va_list* arguments) {
    std::vector<uintptr_t> values;
    if (!arguments) return values;
    const auto* array = reinterpret_cast<const uintptr_t*>(arguments);
    for (size_t i = 0; i < count; ++i) {
        values.push_back(flags & FORMAT_MESSAGE_ARGUMENT_ARRAY ? array[i] : va_arg(*arguments, uintptr_t));
    }
    return values;
}

Result<std::string> format(DWORD flags, const std::string& source, DWORD message, DWORD language, va_list* arguments,
                           InsertText kind) {
    auto text = find_text(flags, source, message, language);
    if (!text) return text.status();
    MessageOptions options = {.text = kind, .width = flags & FORMAT_MESSAGE_MAX_WIDTH_MASK};
    options.numbering = flags & FORMAT_MESSAGE_ARGUMENT_ARRAY ? Numbering::array : Numbering::list;
    // System texts hold no inserts; a percent sign in one is itself.
    const bool expands = (flags & FORMAT_MESSAGE_FROM_STRING) && !(flags & FORMAT_MESSAGE_IGNORE_INSERTS);
    options.inserts = expands ? InsertSequences::expand : InsertSequences::keep;
    const auto values = collect(flags, expands ? count_arguments(*text, options.numbering) : 0, arguments);
    return expand_message(*text, values, options);
}

template <typename Char>
DWORD deliver(DWORD flags, const std::basic_string<Char>& text, Char* buffer, DWORD size) {
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        if (text.size() * sizeof(Char) > kLargestBytes) return failing(Status::error_more_data, DWORD{0});
        const size_t room = std::max<size_t>(text.size() + 1, size);
        auto* made = static_cast<Char*>(heap::allocate(room * sizeof(Char), heap::Fill::none));
        if (!made) return failing(Status::error_not_enough_memory, DWORD{0});
        *reinterpret_cast<Char**>(buffer) = made;
        buffer = made;
    } else if (size <= text.size()) {
        return failing(Status::error_insufficient_buffer, DWORD{0});
    }
    std::copy_n(text.c_str(), text.size() + 1, buffer);
    return static_cast<DWORD>(text.size());
}

/// What both forms check and do; `read` and `write` convert between their characters and UTF-8.
template <typename Char, typename Read, typename Write>
DWORD format_message(DWORD flags, LPCVOID source, DWORD message, DWORD language, Char* buffer, DWORD size,
                     va_list* arguments, InsertText kind, Read&& read, Write&& write) {
    return or_no_memory(DWORD{0}, [&] {
        const bool from_string = flags & FORMAT_MESSAGE_FROM_STRING;
        const DWORD sources = FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE;
        if (!buffer || (from_string && !source) || !(flags & sources)) {
            return failing(Status::error_invalid_parameter, DWORD{0});
        }
        if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) *reinterpret_cast<Char**>(buffer) = nullptr;
        const std::string text = from_string ? read(static_cast<const Char*>(source)) : std::string();
        const auto made = format(flags, text, message, language, arguments, kind);
        return made ? deliver<Char>(flags, write(*made), buffer, size) : failing(made.status(), DWORD{0});
    });
}

}  // namespace

extern "C" DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD message, DWORD language, LPSTR buffer,
                                       DWORD size, __builtin_va_list* arguments) {
    return format_message(
        flags, source, message, language, buffer, size, arguments, InsertText::narrow,
        [](const char* text) { return std::string(text); }, [](const std::string& text) { return text; });
}

extern "C" DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD message, DWORD language, LPWSTR buffer,
                                       DWORD size, __builtin_va_list* arguments) {
    return format_message(
        flags, source, message, language, buffer, size, arguments, InsertText::wide,
        [](const char16_t* text) { return base::to_utf8(text); },
        [](const std::string& text) { return base::to_utf16(text); });
}
