// SPDX-License-Identifier: LGPL-2.1-or-later
// Conversion between UTF-16 and the multi-byte code pages, which are all UTF-8 here: CP_ACP, CP_OEMCP, CP_THREAD_ACP
// and CP_UTF8. Other code pages are ERROR_INVALID_PARAMETER. lstrcmp and lstrcmpi.
#include <algorithm>
#include <string>
#include <string_view>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/text/word_sort.hpp"

#include <stringapiset.h>
#include <winbase.h>

using base::Status;
using namespace handleapi;

namespace {

bool is_utf8(UINT code_page) {
    return code_page == CP_ACP || code_page == CP_OEMCP || code_page == CP_THREAD_ACP || code_page == CP_UTF8;
}

template <typename Text>
size_t replacements_in(const Text& text, const Text& replacement) {
    size_t count = 0;
    for (size_t at = text.find(replacement); at != Text::npos; at = text.find(replacement, at + replacement.size())) {
        ++count;
    }
    return count;
}

/// Conversion replaces what is ill-formed; more replacement characters after than before means there was some.
bool lossless(std::string_view utf8, std::u16string_view utf16) {
    return replacements_in(utf8, std::string_view("\xEF\xBF\xBD")) ==
           replacements_in(utf16, std::u16string_view(u"\uFFFD"));
}

/// The source as a view; a size of -1 means up to and including the terminating zero.
template <typename Char>
std::basic_string_view<Char> source_view(const Char* source, int size) {
    if (size >= 0) return {source, static_cast<size_t>(size)};
    return {source, std::char_traits<Char>::length(source) + 1};
}

template <typename Char>
bool bad_arguments(const Char* source, int source_size, const void* target, int target_size) {
    return !source || source_size == 0 || source_size < -1 || target_size < 0 || (target_size > 0 && !target) ||
           (target_size > 0 && static_cast<const void*>(source) == target);
}

/// Copies the result, or answers the size it needs.
template <typename Char>
int deliver(const std::basic_string<Char>& text, Char* target, int target_size) {
    const int size = static_cast<int>(text.size());
    if (target_size == 0) return size;
    if (size > target_size) return failing(Status::error_insufficient_buffer, 0);
    std::copy(text.begin(), text.end(), target);
    return size;
}

/// A null string comes before every other.
template <typename Char, typename Convert>
int compare(const Char* left, const Char* right, Case letter_case, Convert&& convert) noexcept {
    if (!left || !right) return (left != nullptr) - (right != nullptr);
    return compare_words(convert(left), convert(right), letter_case);
}

int compare(LPCSTR left, LPCSTR right, Case letter_case) noexcept {
    return compare(left, right, letter_case, [](const char* text) { return base::to_utf16(text); });
}

int compare(LPCWSTR left, LPCWSTR right, Case letter_case) noexcept {
    return compare(left, right, letter_case, [](const char16_t* text) { return std::u16string_view(text); });
}

}  // namespace

extern "C" int WINAPI MultiByteToWideChar(UINT code_page, DWORD flags, LPCCH source, int source_size, LPWSTR target,
                                          int target_size) {
    return or_no_memory(0, [&] {
        if (!is_utf8(code_page) || bad_arguments(source, source_size, target, target_size)) {
            return failing(Status::error_invalid_parameter, 0);
        }
        if (flags & ~DWORD{MB_PRECOMPOSED | MB_ERR_INVALID_CHARS}) return failing(Status::error_invalid_flags, 0);
        const std::string_view text = source_view(source, source_size);
        const std::u16string converted = base::to_utf16(text);
        if ((flags & MB_ERR_INVALID_CHARS) && !lossless(text, converted)) {
            return failing(Status::error_no_unicode_translation, 0);
        }
        return deliver(converted, target, target_size);
    });
}

extern "C" int WINAPI WideCharToMultiByte(UINT code_page, DWORD flags, LPCWCH source, int source_size, LPSTR target,
                                          int target_size, LPCCH default_char, LPBOOL used_default) {
    return or_no_memory(0, [&] {
        if (!is_utf8(code_page) || bad_arguments(source, source_size, target, target_size)) {
            return failing(Status::error_invalid_parameter, 0);
        }
        if (code_page == CP_UTF8 && (default_char || used_default)) return failing(Status::error_invalid_parameter, 0);
        if (flags & ~DWORD{WC_ERR_INVALID_CHARS | WC_NO_BEST_FIT_CHARS | WC_COMPOSITECHECK}) {
            return failing(Status::error_invalid_flags, 0);
        }
        const std::u16string_view text = source_view(source, source_size);
        const std::string converted = base::to_utf8(text);
        const bool exact = lossless(converted, text);
        if ((flags & WC_ERR_INVALID_CHARS) && !exact) return failing(Status::error_no_unicode_translation, 0);
        if (used_default) *used_default = exact ? FALSE : TRUE;
        return deliver(converted, target, target_size);
    });
}

extern "C" int WINAPI lstrcmpA(LPCSTR left, LPCSTR right) { return compare(left, right, Case::significant); }
extern "C" int WINAPI lstrcmpW(LPCWSTR left, LPCWSTR right) { return compare(left, right, Case::significant); }
extern "C" int WINAPI lstrcmpiA(LPCSTR left, LPCSTR right) { return compare(left, right, Case::ignored); }
extern "C" int WINAPI lstrcmpiW(LPCWSTR left, LPCWSTR right) { return compare(left, right, Case::ignored); }
