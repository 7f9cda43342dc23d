// SPDX-License-Identifier: LGPL-2.1-or-later
// See insert.hpp.
#include "handleapi/text/insert.hpp"

#include <algorithm>
#include <cstdio>

#include "handleapi/base/utf16.hpp"

namespace handleapi {

using base::Result;
using base::Status;

namespace {

constexpr size_t kWidest = 4096;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

size_t read_number(std::string_view text, size_t& at, int most_digits) noexcept {
    size_t number = 0;
    for (; most_digits > 0 && at < text.size() && is_digit(text[at]); --most_digits, ++at) {
        number = number * 10 + static_cast<size_t>(text[at] - '0');
    }
    return number;
}

/// A number or an asterisk.
void read_field(std::string_view text, size_t& at, std::optional<size_t>& value, bool& is_argument) {
    if (at < text.size() && text[at] == '*') {
        is_argument = true;
        ++at;
    } else if (at < text.size() && is_digit(text[at])) {
        value = read_number(text, at, 4);
    }
}

Status parse_format(std::string_view text, Insert& insert) {
    size_t at = std::min(text.find_first_not_of("-+ #0"), text.size());
    insert.flags = text.substr(0, at);
    read_field(text, at, insert.width, insert.width_is_argument);
    if (at < text.size() && text[at] == '.') {
        insert.precision = 0;
        read_field(text, ++at, insert.precision, insert.precision_is_argument);
    }
    text.remove_prefix(at);
    for (const std::string_view length : {"I64", "I32", "ll", "l", "h", "w"}) {
        if (text.substr(0, length.size()) != length) continue;
        insert.length = length;
        text.remove_prefix(length.size());
        break;
    }
    if (text.size() != 1) return Status::error_invalid_parameter;
    insert.conversion = text[0];
    return Status::ok;
}

std::u16string text_at(uintptr_t argument, bool wide) {
    if (!argument) return u"(null)";
    if (wide) return reinterpret_cast<const char16_t*>(argument);
    return base::to_utf16(reinterpret_cast<const char*>(argument));
}

/// Precision and width count characters of the text, not bytes of its encoding.
std::string pad(const Insert& insert, std::u16string text) {
    if (insert.precision) text.resize(std::min(text.size(), *insert.precision));
    const size_t width = std::min(insert.width.value_or(0), kWidest);
    if (width > text.size()) {
        const bool left = insert.flags.find('-') != std::string_view::npos;
        text.insert(left ? text.size() : 0, width - text.size(), u' ');
    }
    return base::to_utf8(text);
}

template <typename T>
std::string print(const Insert& insert, const char* conversion, T value) {
    std::string format = "%" + std::string(insert.flags);
    if (insert.width) format += std::to_string(std::min(*insert.width, kWidest));
    if (insert.precision) format += "." + std::to_string(std::min(*insert.precision, kWidest));
    format += conversion;
    const int size = std::snprintf(nullptr, 0, format.c_str(), value);
    std::string out(static_cast<size_t>(std::max(size, 0)), '\0');
    std::snprintf(out.data(), out.size() + 1, format.c_str(), value);
    return out;
}

std::string print_integer(const Insert& insert, uintptr_t argument) {
    const bool is_signed = insert.conversion == 'd' || insert.conversion == 'i';
    const std::string conversion = std::string("ll") + insert.conversion;
    const bool is_long = insert.length == "I64" || insert.length == "ll";
    const bool is_short = insert.length == "h";
    if (is_signed) {
        const long long value = is_long    ? static_cast<long long>(argument)
                                : is_short ? static_cast<int16_t>(argument)
                                           : static_cast<int32_t>(argument);
        return print(insert, conversion.c_str(), value);
    }
    const unsigned long long value = is_long    ? argument
                                     : is_short ? static_cast<uint16_t>(argument)
                                                : static_cast<uint32_t>(argument);
    return print(insert, conversion.c_str(), value);
}

bool is_wide(const Insert& insert, InsertText kind) {
    if (insert.length == "l" || insert.length == "w") return true;
    if (insert.length == "h") return false;
    return (insert.conversion == 's') == (kind == InsertText::wide);
}

}  // namespace

Result<Insert> read_insert(std::string_view text, size_t& at) {
    Insert insert;
    insert.number = read_number(text, at, 2);
    if (at == text.size() || text[at] != '!') return insert;
    const size_t end = text.find('!', at + 1);
    if (end == std::string_view::npos) return Status::error_invalid_parameter;
    const Status status = parse_format(text.substr(at + 1, end - at - 1), insert);
    at = end + 1;
    return succeeded(status) ? Result<Insert>(insert) : Result<Insert>(status);
}

Result<std::string> print_insert(const Insert& insert, uintptr_t argument, InsertText kind) {
    switch (insert.conversion) {
        case 's':
        case 'S':
            return pad(insert, text_at(argument, is_wide(insert, kind)));
        case 'c':
        case 'C':
            return pad(insert, std::u16string(1, static_cast<char16_t>(argument)));
        case 'd':
        case 'i':
        case 'u':
        case 'x':
        case 'X':
        case 'o':
            return print_integer(insert, argument);
        case 'p':
            return print(insert, "016llX", static_cast<unsigned long long>(argument));
        default:
            return Status::error_invalid_parameter;
    }
}

}  // namespace handleapi
