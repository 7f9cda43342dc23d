// SPDX-License-Identifier: LGPL-2.1-or-later
// FormatMessage, from the system's texts or from a string. There are no message modules: FORMAT_MESSAGE_FROM_HMODULE
// finds nothing of its own. Line widths other than "no breaks" are refused with ERROR_NOT_SUPPORTED.
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

constexpr DWORD kNoBreaks = FORMAT_MESSAGE_MAX_WIDTH_MASK;

Status not_found() { return static_cast<Status>(ERROR_MR_MID_NOT_FOUND); }

/// The texts exist in English only, which is also what a neutral language gets.
bool knows_language(DWORD language) {
    const auto primary = PRIMARYLANGID(language);
    return primary == LANG_NEUTRAL || primary == LANG_ENGLISH;
}

Result<std::string> find_text(DWORD flags, const std::string& source, DWORD message, DWORD language) {
    if (flags & FORMAT_MESSAGE_FROM_STRING) return source;
    if (!(flags & (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE))) return Status::error_invalid_parameter;
    if (!(flags & FORMAT_MESSAGE_FROM_SYSTEM)) return not_found();
    if (!knows_language(language)) return static_cast<Status>(ERROR_RESOURCE_LANG_NOT_FOUND);
    const std::string_view text = error_text(message);
    return text.empty() ? Result<std::string>(not_found()) : Result<std::string>(std::string(text) + "\r\n");
}

std::vector<uintptr_t> collect(DWORD flags, size_t count, va_list* arguments) {
    std::vector<uintptr_t> values;
    if (!arguments || (flags & FORMAT_MESSAGE_IGNORE_INSERTS)) return values;
    const auto* array = reinterpret_cast<const uintptr_t*>(arguments);
    for (size_t i = 0; i < count; ++i) {
        values.push_back(flags & FORMAT_MESSAGE_ARGUMENT_ARRAY ? array[i] : va_arg(*arguments, uintptr_t));
    }
    return values;
}

Result<std::string> format(DWORD flags, const std::string& source, DWORD message, DWORD language, va_list* arguments,
                           InsertText kind) {
    const DWORD width = flags & FORMAT_MESSAGE_MAX_WIDTH_MASK;
    if (width != 0 && width != kNoBreaks) return Status::error_not_supported;
    const auto text = find_text(flags, source, message, language);
    if (!text) return text.status();
    // System texts hold no inserts; a percent sign in one is itself.
    const bool expands = (flags & FORMAT_MESSAGE_FROM_STRING) && !(flags & FORMAT_MESSAGE_IGNORE_INSERTS);
    const auto values = collect(flags, expands ? highest_insert(*text) : 0, arguments);
    return expand_message(*text, values, kind, expands ? InsertSequences::expand : InsertSequences::keep,
                          width == kNoBreaks ? LineBreaks::spaces : LineBreaks::keep);
}

template <typename Char>
DWORD deliver(DWORD flags, const std::basic_string<Char>& text, Char* buffer, DWORD size) {
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
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

}  // namespace

extern "C" DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD message, DWORD language, LPSTR buffer,
                                       DWORD size, __builtin_va_list* arguments) {
    return or_no_memory(DWORD{0}, [&] {
        const bool from_string = flags & FORMAT_MESSAGE_FROM_STRING;
        if (!buffer || (from_string && !source)) return failing(Status::error_invalid_parameter, DWORD{0});
        const std::string text = from_string ? static_cast<const char*>(source) : "";
        const auto made = format(flags, text, message, language, arguments, InsertText::narrow);
        return made ? deliver(flags, *made, buffer, size) : failing(made.status(), DWORD{0});
    });
}

extern "C" DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD message, DWORD language, LPWSTR buffer,
                                       DWORD size, __builtin_va_list* arguments) {
    return or_no_memory(DWORD{0}, [&] {
        const bool from_string = flags & FORMAT_MESSAGE_FROM_STRING;
        if (!buffer || (from_string && !source)) return failing(Status::error_invalid_parameter, DWORD{0});
        const std::string text = from_string ? base::to_utf8(static_cast<const char16_t*>(source)) : "";
        const auto made = format(flags, text, message, language, arguments, InsertText::wide);
        return made ? deliver(flags, base::to_utf16(*made), buffer, size) : failing(made.status(), DWORD{0});
    });
}
