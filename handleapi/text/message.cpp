// SPDX-License-Identifier: LGPL-2.1-or-later
// See message.hpp.
#include "handleapi/text/message.hpp"

#include <algorithm>
#include <cstdio>

#include "handleapi/base/utf16.hpp"

namespace handleapi {

using base::Result;
using base::Status;

namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Reads one or two digits at `at`.
size_t read_number(std::string_view text, size_t& at) noexcept {
    size_t number = 0;
    for (int digits = 0; digits < 2 && at < text.size() && is_digit(text[at]); ++digits, ++at) {
        number = number * 10 + static_cast<size_t>(text[at] - '0');
    }
    return number;
}

/// A printf format without its percent sign, taken apart: flags, width and precision; length prefix; conversion.
struct Format {
    std::string shape;
    std::string_view length;
    char conversion = 's';
};

Result<Format> parse_format(std::string_view text) {
    Format format;
    const size_t shape = std::min(text.find_first_not_of("-+ #0123456789."), text.size());
    format.shape = text.substr(0, shape);
    text.remove_prefix(shape);
    for (const std::string_view length : {"I64", "I32", "ll", "l", "h", "w"}) {
        if (text.substr(0, length.size()) != length) continue;
        format.length = length;
        text.remove_prefix(length.size());
        break;
    }
    if (text.size() != 1) return Status::error_invalid_parameter;
    format.conversion = text[0];
    return format;
}

std::string text_at(uintptr_t argument, bool wide) {
    if (!argument) return "(null)";
    if (wide) return base::to_utf8(reinterpret_cast<const char16_t*>(argument));
    return reinterpret_cast<const char*>(argument);
}

template <typename T>
std::string print(const std::string& format, T value) {
    char buffer[512];
    const int size = std::snprintf(buffer, sizeof buffer, format.c_str(), value);
    return std::string(buffer, std::min<size_t>(static_cast<size_t>(std::max(size, 0)), sizeof buffer - 1));
}

Result<std::string> print_argument(const Format& format, uintptr_t argument, InsertText kind) {
    const bool wide_by_default = kind == InsertText::wide;
    const std::string start = "%" + format.shape;
    switch (format.conversion) {
        case 's':
        case 'S': {
            bool wide = (format.conversion == 's') == wide_by_default;
            if (format.length == "l" || format.length == "w") wide = true;
            if (format.length == "h") wide = false;
            const std::string text = text_at(argument, wide);
            return format.shape.empty() ? text : print(start + "s", text.c_str());
        }
        case 'c':
        case 'C':
            return base::to_utf8(std::u16string(1, static_cast<char16_t>(argument)));
        case 'd':
        case 'i':
            if (format.length == "I64" || format.length == "ll")
                return print(start + "lld", static_cast<long long>(argument));
            return print(start + "d", static_cast<int>(argument));
        case 'u':
        case 'x':
        case 'X':
        case 'o':
            if (format.length == "I64" || format.length == "ll") {
                return print(start + "ll" + format.conversion, static_cast<unsigned long long>(argument));
            }
            return print(start + format.conversion, static_cast<unsigned>(argument));
        case 'p':
            return print("%016llX", static_cast<unsigned long long>(argument));
        default:
            return Status::error_invalid_parameter;
    }
}

class Expander {
 public:
    Expander(std::string_view text, std::span<const uintptr_t> arguments, InsertText kind, InsertSequences inserts,
             LineBreaks breaks)
        : text_(text), arguments_(arguments), kind_(kind), inserts_(inserts), breaks_(breaks) {}

    Result<std::string> run() {
        while (at_ < text_.size() && !ended_) {
            const char c = text_[at_++];
            if (c == '\r' || c == '\n') {
                line_break(c);
            } else if (c != '%' || inserts_ == InsertSequences::keep || at_ == text_.size()) {
                out_ += c;
            } else if (const Status status = escape(); failed(status)) {
                return status;
            }
        }
        return std::move(out_);
    }

 private:
    void line_break(char c) {
        if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
        out_ += breaks_ == LineBreaks::keep ? "\r\n" : " ";
    }

    Status escape() {
        const char c = text_[at_];
        if (c >= '1' && c <= '9') return insert();
        ++at_;
        switch (c) {
            case '0':
                ended_ = true;
                break;
            case 'n':
                out_ += "\r\n";
                break;
            case 'r':
                out_ += '\r';
                break;
            case 't':
                out_ += '\t';
                break;
            case 'b':
                out_ += ' ';
                break;
            default:
                out_ += c;
        }
        return Status::ok;
    }

    Status insert() {
        const size_t number = read_number(text_, at_);
        std::string_view written = "s";
        if (at_ < text_.size() && text_[at_] == '!') {
            const size_t end = text_.find('!', at_ + 1);
            if (end == std::string_view::npos) return Status::error_invalid_parameter;
            written = text_.substr(at_ + 1, end - at_ - 1);
            at_ = end + 1;
        }
        const auto format = parse_format(written);
        if (!format || number > arguments_.size()) return Status::error_invalid_parameter;
        const auto printed = print_argument(*format, arguments_[number - 1], kind_);
        if (printed) out_ += *printed;
        return printed.status();
    }

    const std::string_view text_;
    const std::span<const uintptr_t> arguments_;
    const InsertText kind_;
    const InsertSequences inserts_;
    const LineBreaks breaks_;
    size_t at_ = 0;
    bool ended_ = false;
    std::string out_;
};

}  // namespace

size_t highest_insert(std::string_view text) noexcept {
    size_t highest = 0;
    for (size_t at = 0; at + 1 < text.size();) {
        if (text[at++] != '%') continue;
        if (text[at] < '1' || text[at] > '9') {
            ++at;
            continue;
        }
        highest = std::max(highest, read_number(text, at));
    }
    return highest;
}

Result<std::string> expand_message(std::string_view text, std::span<const uintptr_t> arguments, InsertText kind,
                                   InsertSequences inserts, LineBreaks breaks) {
    return Expander(text, arguments, kind, inserts, breaks).run();
}

}  // namespace handleapi
