// SPDX-License-Identifier: LGPL-2.1-or-later
// See message.hpp. Lines are wrapped last, over the expanded text.
#include "handleapi/text/message.hpp"

#include <algorithm>
#include <optional>

#include "handleapi/text/insert.hpp"

namespace handleapi {

using base::Result;
using base::Status;

namespace {

constexpr uint32_t kNoBreaks = 0xFF;

bool begins_insert(char c) noexcept { return c >= '1' && c <= '9'; }

/// Which arguments an insert takes, as indices; and the shift they leave for the inserts after it.
class ArgumentPlaces {
 public:
    explicit ArgumentPlaces(Numbering numbering) noexcept : numbering_(numbering) {}

    /// The index of the insert's first argument; the asterisks' come first, then the value.
    size_t first_of(const Insert& insert) noexcept {
        const size_t first = insert.number - 1 + shift_;
        if (numbering_ == Numbering::list && insert.asterisks() > 0) ++shift_;
        return first;
    }

 private:
    const Numbering numbering_;
    size_t shift_ = 0;
};

class Expander {
 public:
    Expander(std::string_view text, std::span<const uintptr_t> arguments, const MessageOptions& options)
        : text_(text), arguments_(arguments), options_(options), places_(options.numbering) {}

    Result<std::string> run() {
        while (at_ < text_.size() && !ended_) {
            const char c = text_[at_++];
            if (c == '\r' || c == '\n') {
                line_break(c);
            } else if (c != '%') {
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
        out_ += options_.width == 0 ? "\r\n" : " ";
    }

    Status escape() {
        if (at_ == text_.size()) return Status::error_invalid_parameter;
        const char c = text_[at_++];
        switch (c) {
            case '0':
                ended_ = true;
                return Status::ok;
            case 'n':
                out_ += "\r\n";
                return Status::ok;
            case 'r':
                out_ += '\r';
                return Status::ok;
            case 't':
                out_ += '\t';
                return Status::ok;
            default:
                return options_.inserts == InsertSequences::keep ? keep(c) : expand(c);
        }
    }

    Status keep(char c) {
        out_ += '%';
        out_ += c;
        return Status::ok;
    }

    Status expand(char c) {
        if (begins_insert(c)) {
            --at_;
            return insert();
        }
        out_ += c;
        return Status::ok;
    }

    Status insert() {
        auto read = read_insert(text_, at_);
        if (!read) return read.status();
        size_t index = places_.first_of(*read);
        if (index + read->asterisks() >= arguments_.size()) return Status::error_invalid_parameter;
        if (read->width_is_argument) read->width = arguments_[index++] & 0xFFFFFFFF;
        if (read->precision_is_argument) read->precision = arguments_[index++] & 0xFFFFFFFF;
        const auto printed = print_insert(*read, arguments_[index], options_.text);
        if (printed) out_ += *printed;
        return printed.status();
    }

    const std::string_view text_;
    const std::span<const uintptr_t> arguments_;
    const MessageOptions options_;
    ArgumentPlaces places_;
    size_t at_ = 0;
    bool ended_ = false;
    std::string out_;
};

size_t characters_in(std::string_view text) noexcept {
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Breaks one line at its spaces; a word that is longer than the width stays whole.
void wrap_line(std::string_view line, size_t width, std::string& out) {
    while (characters_in(line) > width) {
        size_t space = line.npos;
        for (size_t at = line.find(' '); at != line.npos; at = line.find(' ', at + 1)) {
            if (space != line.npos && characters_in(line.substr(0, at)) > width) break;
            space = at;
        }
        if (space == line.npos) break;
        const size_t end = line.find_last_not_of(' ', space);
        const size_t next = line.find_first_not_of(' ', space);
        out.append(line.substr(0, end == line.npos ? 0 : end + 1)).append("\r\n");
        if (next == line.npos) return;
        line.remove_prefix(next);
    }
    out += line;
}

std::string wrap(std::string_view text, size_t width) {
    std::string out;
    for (size_t at = 0; at <= text.size();) {
        const size_t end = std::min(text.find("\r\n", at), text.size());
        wrap_line(text.substr(at, end - at), width, out);
        if (end < text.size()) out += "\r\n";
        at = end + 2;
    }
    return out;
}

}  // namespace

size_t count_arguments(std::string_view text, Numbering numbering) {
    ArgumentPlaces places(numbering);
    size_t count = 0;
    for (size_t at = 0; at + 1 < text.size();) {
        if (text[at++] != '%') continue;
        if (!begins_insert(text[at])) {
            ++at;
            continue;
        }
        const auto insert = read_insert(text, at);
        if (!insert) break;  // which the expansion will say
        count = std::max(count, places.first_of(*insert) + insert->asterisks() + 1);
    }
    return count;
}

Result<std::string> expand_message(std::string_view text, std::span<const uintptr_t> arguments,
                                   const MessageOptions& options) {
    auto expanded = Expander(text, arguments, options).run();
    if (!expanded || options.width == 0 || options.width == kNoBreaks) return expanded;
    return wrap(*expanded, options.width);
}

}  // namespace handleapi
