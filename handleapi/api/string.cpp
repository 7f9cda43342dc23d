// SPDX-License-Identifier: LGPL-2.1-or-later
// Conversion between UTF-16 and the multi-byte code pages. CP_ACP, CP_OEMCP and CP_THREAD_ACP are UTF-8 here; 1252,
// 437, 850, 28591 and 20127 exist as tables. Others are ERROR_INVALID_PARAMETER. MB_COMPOSITE is refused with
// ERROR_INVALID_FLAGS: nothing is decomposed; nor is anything composed, so WC_COMPOSITECHECK changes nothing.
#include <algorithm>
#include <string>
#include <string_view>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/text/code_page.hpp"

#include <winbase.h>
#include <winnls.h>

using base::Result;
using base::Status;
using namespace handleapi;

namespace {

constexpr DWORD kToWideFlags = MB_PRECOMPOSED | MB_ERR_INVALID_CHARS | MB_USEGLYPHCHARS;
constexpr DWORD kToBytesFlags = WC_ERR_INVALID_CHARS | WC_NO_BEST_FIT_CHARS;
constexpr DWORD kComposition = WC_COMPOSITECHECK | WC_DISCARDNS | WC_SEPCHARS | WC_DEFAULTCHAR;

bool is_utf8(UINT code_page) {
    return code_page == CP_ACP || code_page == CP_OEMCP || code_page == CP_THREAD_ACP || code_page == CP_UTF8;
}

bool exists(UINT code_page) { return is_utf8(code_page) || CodePage::find(code_page); }

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

/// The source as a view; a negative size means up to and including the terminating zero.
template <typename Char>
std::basic_string_view<Char> source_view(const Char* source, int size) {
    if (size >= 0) return {source, static_cast<size_t>(size)};
    return {source, std::char_traits<Char>::length(source) + 1};
}

template <typename Char>
bool bad_arguments(const Char* source, int source_size, const void* target, int target_size) {
    return !source || source_size == 0 || target_size < 0 || (target_size > 0 && !target) ||
           (target_size > 0 && static_cast<const void*>(source) == target);
}

/// Copies the result, or answers the size it needs. A buffer that is too small receives what fits.
template <typename Char>
int deliver(const std::basic_string<Char>& text, Char* target, int target_size) {
    const int size = static_cast<int>(text.size());
    if (target_size == 0) return size;
    std::copy_n(text.begin(), std::min(size, target_size), target);
    return size <= target_size ? size : failing(Status::error_insufficient_buffer, 0);
}

Result<std::u16string> to_wide(UINT code_page, DWORD flags, std::string_view text) {
    if (const CodePage* table = CodePage::find(code_page)) {
        return table->decode(text, flags & MB_USEGLYPHCHARS ? CodePage::Glyphs::pictures : CodePage::Glyphs::controls);
    }
    std::u16string converted = base::to_utf16(text);
    if ((flags & MB_ERR_INVALID_CHARS) && !lossless(text, converted)) return Status::error_no_unicode_translation;
    return converted;
}

Result<CodePage::Encoded> to_bytes(UINT code_page, DWORD flags, std::u16string_view text, LPCCH default_char) {
    if (const CodePage* table = CodePage::find(code_page)) {
        const auto fit = flags & WC_NO_BEST_FIT_CHARS ? CodePage::BestFit::no : CodePage::BestFit::yes;
        return table->encode(text, default_char ? *default_char : '?', fit);
    }
    CodePage::Encoded converted{base::to_utf8(text)};
    converted.replaced = !lossless(converted.bytes, text);
    if ((flags & WC_ERR_INVALID_CHARS) && converted.replaced) return Status::error_no_unicode_translation;
    return converted;
}

}  // namespace

extern "C" int WINAPI MultiByteToWideChar(UINT code_page, DWORD flags, LPCCH source, int source_size, LPWSTR target,
                                          int target_size) {
    return or_no_memory(0, [&] {
        if (!exists(code_page) || bad_arguments(source, source_size, target, target_size)) {
            return failing(Status::error_invalid_parameter, 0);
        }
        // Documented for this code page alone; what ANSI programs pass for theirs must go on working.
        const DWORD allowed = code_page == CP_UTF8 ? DWORD{MB_ERR_INVALID_CHARS} : kToWideFlags;
        if (flags & ~allowed) return failing(Status::error_invalid_flags, 0);
        const auto converted = to_wide(code_page, flags, source_view(source, source_size));
        return converted ? deliver(*converted, target, target_size) : failing(converted.status(), 0);
    });
}

extern "C" int WINAPI WideCharToMultiByte(UINT code_page, DWORD flags, LPCWCH source, int source_size, LPSTR target,
                                          int target_size, LPCCH default_char, LPBOOL used_default) {
    return or_no_memory(0, [&] {
        if (!exists(code_page) || bad_arguments(source, source_size, target, target_size)) {
            return failing(Status::error_invalid_parameter, 0);
        }
        if (code_page == CP_UTF8 && (default_char || used_default)) return failing(Status::error_invalid_parameter, 0);
        const DWORD allowed = code_page == CP_UTF8 ? DWORD{WC_ERR_INVALID_CHARS} : kToBytesFlags | kComposition;
        if (flags & ~allowed) return failing(Status::error_invalid_flags, 0);
        const auto converted = to_bytes(code_page, flags, source_view(source, source_size), default_char);
        if (!converted) return failing(converted.status(), 0);
        if (used_default) *used_default = converted->replaced;
        return deliver(converted->bytes, target, target_size);
    });
}

extern "C" UINT WINAPI GetACP(void) { return CP_UTF8; }
extern "C" UINT WINAPI GetOEMCP(void) { return CP_UTF8; }
extern "C" BOOL WINAPI IsValidCodePage(UINT code_page) { return code_page == CP_UTF8 || CodePage::find(code_page); }
extern "C" BOOL WINAPI GetCPInfo(UINT code_page, LPCPINFO information) {
    if (!information || !exists(code_page)) return failing(Status::error_invalid_parameter, FALSE);
    *information = {};
    information->MaxCharSize = is_utf8(code_page) ? 4 : 1;
    information->DefaultChar[0] = '?';
    return TRUE;
}
