// SPDX-License-Identifier: LGPL-2.1-or-later
// Comparing and copying zero-terminated strings: lstrcmp and kin, CompareString, CompareStringOrdinal.
//
// CompareString has one order for every locale, that of text/word_sort.hpp: Latin letters by alphabet, everything else
// by code point. NORM_IGNORENONSPACE, NORM_IGNOREWIDTH and NORM_IGNOREKANATYPE change nothing, as accents are ordered
// by code point too, and are therefore refused with ERROR_INVALID_FLAGS.
#include <cstring>
#include <string>
#include <string_view>

#include "handleapi/api/outcome.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/safe_read.hpp"
#include "handleapi/text/word_sort.hpp"

#include <winbase.h>
#include <winnls.h>

using base::Status;
using namespace handleapi;

namespace {

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

template <typename Char>
std::basic_string_view<Char> view(const Char* text, int size) {
    return {text, size < 0 ? std::char_traits<Char>::length(text) : static_cast<size_t>(size)};
}

/// -1, 0, 1 as CSTR_LESS_THAN, CSTR_EQUAL, CSTR_GREATER_THAN.
int ordering(int order) { return CSTR_EQUAL + order; }

int compare_by_locale(DWORD flags, std::u16string_view left, std::u16string_view right) {
    const Case letter_case = flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE) ? Case::ignored : Case::significant;
    if (flags & NORM_IGNORESYMBOLS) {
        return ordering(compare_words(without_symbols(left), without_symbols(right), letter_case));
    }
    const auto order = flags & SORT_STRINGSORT ? compare_strings : compare_words;
    return ordering(order(left, right, letter_case));
}

bool unknown_flags(DWORD flags) {
    return flags & ~DWORD{NORM_IGNORECASE | NORM_IGNORESYMBOLS | SORT_STRINGSORT | LINGUISTIC_IGNORECASE |
                          NORM_LINGUISTIC_CASING | LOCALE_USE_CP_ACP};
}

/// The copy functions answer bad memory with null instead of a fault, as documented.
template <typename Char>
Char* copy(Char* target, const Char* source, size_t room) {
    if (!target || !source) return failing(Status::error_invalid_parameter, static_cast<Char*>(nullptr));
    if (room == 0) return target;
    size_t length = 0;
    while (length + 1 < room && source[length] != 0) ++length;
    std::char_traits<Char>::move(target, source, length);
    target[length] = 0;
    return target;
}

template <typename Char>
Char* append(Char* target, const Char* source) {
    if (!target || !source) return failing(Status::error_invalid_parameter, static_cast<Char*>(nullptr));
    copy(target + std::char_traits<Char>::length(target), source, SIZE_MAX);
    return target;
}

template <typename Char>
int length(const Char* text) {
    if (!text || !can_read(text)) return failing(Status::error_invalid_parameter, 0);
    return static_cast<int>(std::char_traits<Char>::length(text));
}

}  // namespace

extern "C" int WINAPI CompareStringW(LCID, DWORD flags, LPCWCH left, int left_size, LPCWCH right, int right_size) {
    return or_no_memory(0, [&] {
        if (!left || !right) return failing(Status::error_invalid_parameter, 0);
        if (unknown_flags(flags)) return failing(Status::error_invalid_flags, 0);
        return compare_by_locale(flags, view(left, left_size), view(right, right_size));
    });
}

extern "C" int WINAPI CompareStringA(LCID, DWORD flags, LPCCH left, int left_size, LPCCH right, int right_size) {
    return or_no_memory(0, [&] {
        if (!left || !right) return failing(Status::error_invalid_parameter, 0);
        if (unknown_flags(flags)) return failing(Status::error_invalid_flags, 0);
        return compare_by_locale(flags, base::to_utf16(view(left, left_size)), base::to_utf16(view(right, right_size)));
    });
}

extern "C" int WINAPI CompareStringOrdinal(LPCWCH left, int left_size, LPCWCH right, int right_size, BOOL ignore_case) {
    if (!left || !right) return failing(Status::error_invalid_parameter, 0);
    const auto letter_case = ignore_case ? Case::ignored : Case::significant;
    return ordering(compare_ordinal(view(left, left_size), view(right, right_size), letter_case));
}

extern "C" int WINAPI lstrcmpA(LPCSTR left, LPCSTR right) { return compare(left, right, Case::significant); }
extern "C" int WINAPI lstrcmpW(LPCWSTR left, LPCWSTR right) { return compare(left, right, Case::significant); }
extern "C" int WINAPI lstrcmpiA(LPCSTR left, LPCSTR right) { return compare(left, right, Case::ignored); }
extern "C" int WINAPI lstrcmpiW(LPCWSTR left, LPCWSTR right) { return compare(left, right, Case::ignored); }

extern "C" int WINAPI lstrlenA(LPCSTR text) { return length(text); }
extern "C" int WINAPI lstrlenW(LPCWSTR text) { return length(text); }
extern "C" LPSTR WINAPI lstrcpyA(LPSTR target, LPCSTR source) { return copy(target, source, SIZE_MAX); }
extern "C" LPWSTR WINAPI lstrcpyW(LPWSTR target, LPCWSTR source) { return copy(target, source, SIZE_MAX); }
extern "C" LPSTR WINAPI lstrcpynA(LPSTR target, LPCSTR source, int room) {
    return copy(target, source, room > 0 ? static_cast<size_t>(room) : 0);
}
extern "C" LPWSTR WINAPI lstrcpynW(LPWSTR target, LPCWSTR source, int room) {
    return copy(target, source, room > 0 ? static_cast<size_t>(room) : 0);
}
extern "C" LPSTR WINAPI lstrcatA(LPSTR target, LPCSTR source) { return append(target, source); }
extern "C" LPWSTR WINAPI lstrcatW(LPWSTR target, LPCWSTR source) { return append(target, source); }
