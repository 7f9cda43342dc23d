// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/lexer.hpp"

#include <cctype>
#include <charconv>
#include <optional>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/source.hpp"

namespace midl {

namespace {

bool is_word_start(char c) { return c == '_' || c == '$' || std::isalpha(static_cast<unsigned char>(c)); }
bool is_word(char c) { return is_word_start(c) || std::isdigit(static_cast<unsigned char>(c)); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v' || c == '\x1a'; }

constexpr std::string_view kLongPunctuation[] = {
    "...", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "->", "::", ".."};
constexpr std::string_view kShortPunctuation = "{}[]();:,.*&|^~!+-/%<>=?";

// The character of a hexadecimal code point.
std::string encode_utf8(std::string_view digits) {
    std::uint32_t code = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (code < 0x80) return std::string(1, static_cast<char>(code));
    std::string text;
    for (; code >= 0x40; code >>= 6) text.insert(text.begin(), static_cast<char>(0x80 | (code & 0x3f)));
    const unsigned lead = text.size() == 1 ? 0xc0U : text.size() == 2 ? 0xe0U : 0xf0U;
    const bool fits = code < (0x20U >> (text.size() - 1));
    if (!fits) text.insert(text.begin(), static_cast<char>(0x80 | code));
    text.insert(text.begin(), static_cast<char>(fits ? lead | code : lead >> 1 | 0x80));
    return text;
}

class Lexer {
 public:
    Lexer(TokenStream& stream, std::uint32_t file, Sources& sources, Diagnostics& diagnostics)
        : text_(stream.buffer), tokens_(stream.tokens), sources_(sources), diagnostics_(diagnostics), file_(file) {}

    void run() {
        remember_line();
        while (skip_to_token()) take();
        tokens_.push_back({TokenKind::end, false, {}, at_, here()});
    }

 private:
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    Location here() const { return {file_, line_, static_cast<std::uint32_t>(at_ - line_start_ + 1)}; }

    void new_line() {
        ++at_;
        ++line_;
        line_start_ = at_;
        is_line_start_ = true;
        remember_line();
    }

    // Lets diagnostics map columns of lines that macros changed.
    void remember_line() {
        if (line_start_ >= text_.size()) return;
        const auto end = text_.find('\n', line_start_);
        std::string_view line = text_.substr(line_start_, end == std::string_view::npos ? end : end - line_start_);
        if (!line.empty() && line[0] != '#') sources_.set_expanded(file_, line_, std::string(line));
    }

    bool skip_to_token() {
        while (at_ < text_.size()) {
            const char c = peek();
            if (c == '\n') {
                new_line();
            } else if (is_blank(c)) {
                ++at_;
            } else if (c == '/' && peek(1) == '/') {
                while (at_ < text_.size() && peek() != '\n') ++at_;
            } else if (c == '/' && peek(1) == '*') {
                skip_comment();
            } else if (c == '\\' && peek(1) == '\n') {
                ++at_;
            } else if (c == '#' && is_line_start_) {
                directive();
            } else {
                return true;
            }
        }
        return false;
    }

    void skip_comment() {
        const Location start = here();
        at_ += 2;
        while (at_ < text_.size() && !(peek() == '*' && peek(1) == '/')) {
            if (peek() == '\n') {
                new_line();
            } else {
                ++at_;
            }
        }
        if (at_ >= text_.size()) {
            diagnostics_.error(start, 2109, "end of file found in comment");
            return;
        }
        at_ += 2;
    }

    void directive() {
        const Location where = here();
        const std::size_t start = at_;
        auto end = text_.find('\n', at_);
        if (end == std::string_view::npos) end = text_.size();
        std::string_view line = text_.substr(start + 1, end - start - 1);
        at_ = end;
        trim(line);
        if (line.starts_with("line") && line.size() > 4 && is_blank(line[4])) line.remove_prefix(4);
        trim(line);
        if (!line.empty() && is_digit(line[0])) {
            line_marker(line);
        } else if (line.starts_with("pragma")) {
            line.remove_prefix(6);
            trim(line);
            tokens_.push_back({TokenKind::pragma, false, line, start, where});
        } else if (!line.empty() && !line.starts_with("ident")) {
            diagnostics_.error(where, 2025, "syntax error: preprocessor directive in text that is not preprocessed");
        }
    }

    static void trim(std::string_view& line) {
        while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
        while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
    }

    void line_marker(std::string_view line) {
        std::uint32_t number = 0;
        const auto [rest, error] = std::from_chars(line.data(), line.data() + line.size(), number);
        if (error != std::errc()) return;
        line.remove_prefix(static_cast<std::size_t>(rest - line.data()));
        trim(line);
        if (line.size() >= 2 && line.front() == '"') {
            const auto close = line.rfind('"');
            if (close > 0) file_ = sources_.index_of(unescape(line.substr(1, close - 1)));
        }
        line_ = number == 0 ? 0 : number - 1;  // the newline that follows counts up
    }

    void take() {
        is_line_start_ = false;
        const char c = peek();
        if (c == 'L' && (peek(1) == '"' || peek(1) == '\'')) return quoted(1);
        if (c == '"' || c == '\'') return quoted(0);
        if (is_word_start(c)) return word();
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
        punctuation();
    }

    void push(TokenKind kind, std::size_t length) {
        tokens_.push_back({kind, false, text_.substr(at_, length), at_, here()});
        at_ += length;
    }

    void word() {
        std::size_t length = 1;
        while (is_word(peek(length))) ++length;
        push(TokenKind::identifier, length);
    }

    void number() {
        std::size_t length = 1;
        const bool is_hex = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
        for (;; ++length) {
            const char c = peek(length);
            if (is_word(c)) continue;
            if (c == '.' && peek(length + 1) != '.') continue;
            const char before = peek(length - 1);
            if ((c == '+' || c == '-') && !is_hex && (before == 'e' || before == 'E') && is_digit(peek(length + 1)) &&
                is_plain_exponent(length)) {
                continue;
            }
            break;
        }
        push(TokenKind::number, length);
    }

    // 1.5e-3 is one number; the 1234e-5678 of a UUID is not worth the trouble: only digits may precede the e.
    bool is_plain_exponent(std::size_t length) const {
        for (std::size_t i = 0; i + 1 < length; ++i) {
            if (!is_digit(peek(i)) && peek(i) != '.') return false;
        }
        return true;
    }

    void quoted(std::size_t prefix) {
        const Location where = here();
        const std::size_t offset = at_;
        at_ += prefix;
        const char quote = peek();
        const std::size_t start = ++at_;
        while (at_ < text_.size() && peek() != quote && peek() != '\n')
            at_ += peek() == '\\' && peek(1) != '\n' ? 2 : 1;
        if (at_ > text_.size()) at_ = text_.size();
        const std::string_view body = text_.substr(start, at_ - start);
        if (peek() == quote) {
            ++at_;
        } else {
            const bool is_string = quote == '"';
            diagnostics_.error(where, is_string ? 2112 : 2108,
                               is_string ? "end of line found in string" : "badly formed character constant");
        }
        tokens_.push_back({quote == '"' ? TokenKind::string : TokenKind::character, prefix > 0, body, offset, where});
    }

    // C preprocessors write letters beyond ASCII as \u00e4 or \U0001f600.
    std::size_t universal_name_length() const {
        if (peek() != '\\' || (peek(1) != 'u' && peek(1) != 'U')) return 0;
        const std::size_t length = peek(1) == 'u' ? 6 : 10;
        for (std::size_t i = 2; i < length; ++i) {
            if (!std::isxdigit(static_cast<unsigned char>(peek(i)))) return 0;
        }
        return length;
    }

    void punctuation() {
        for (const std::string_view candidate : kLongPunctuation) {
            if (text_.substr(at_, candidate.size()) == candidate) return push(TokenKind::punctuation, candidate.size());
        }
        if (kShortPunctuation.find(peek()) != std::string_view::npos) return push(TokenKind::punctuation, 1);
        if (const std::size_t length = universal_name_length(); length > 0) {
            const std::string shown = encode_utf8(text_.substr(at_ + 2, length - 2));
            diagnostics_.error(here(), 2024, "illegal character '" + shown + "' is ignored");
            at_ += length;
            return;
        }
        const auto byte = static_cast<unsigned char>(peek());
        constexpr char kHex[] = "0123456789abcdef";
        const std::string shown =
            byte > ' ' && byte < 0x7f ? std::string(1, peek()) : std::string("\\x") + kHex[byte >> 4] + kHex[byte & 15];
        diagnostics_.error(here(), 2024, "illegal character '" + shown + "' is ignored");
        // The rest of a multi-byte character would only repeat the complaint.
        do ++at_;
        while (at_ < text_.size() && (static_cast<unsigned char>(peek()) & 0xc0) == 0x80);
    }

    std::string_view text_;
    std::vector<Token>& tokens_;
    Sources& sources_;
    Diagnostics& diagnostics_;
    std::size_t at_ = 0;
    std::size_t line_start_ = 0;
    std::uint32_t file_;
    std::uint32_t line_ = 1;
    bool is_line_start_ = true;
};

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// One escape; `at` stands on the character after the backslash and is moved past the escape.
char unescape_one(std::string_view text, std::size_t& at) {
    const char c = text[at++];
    if (c >= '0' && c <= '7') {
        int value = c - '0';
        for (int i = 0; i < 2 && at < text.size() && text[at] >= '0' && text[at] <= '7'; ++i)
            value = value * 8 + (text[at++] - '0');
        return static_cast<char>(value);
    }
    switch (c) {
        case 'n':
            return '\n';
        case 't':
            return '\t';
        case 'r':
            return '\r';
        case 'a':
            return '\a';
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'v':
            return '\v';
        case 'x': {
            int value = 0;
            while (at < text.size() && hex_digit(text[at]) >= 0) value = (value * 16 + hex_digit(text[at++])) & 0xff;
            return static_cast<char>(value);
        }
        default:
            return c;
    }
}

// The code point of a UTF-8 sequence; nullopt when it is not one.
std::optional<std::uint32_t> decode_utf8(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (text.size() != length) return std::nullopt;
    std::uint32_t value = length == 1 ? first : first & (0x7fU >> length);
    for (const char c : text.substr(1)) {
        const auto next = static_cast<unsigned char>(c);
        if ((next & 0xc0) != 0x80) return std::nullopt;
        value = value << 6 | (next & 0x3f);
    }
    return value;
}

}  // namespace

std::optional<std::int64_t> wide_character(std::string_view text) {
    if (text.starts_with("\\x")) {
        std::uint32_t value = 0;
        const char* end = text.data() + text.size();
        const auto result = std::from_chars(text.data() + 2, end, value, 16);
        const bool is_good = result.ec == std::errc() && result.ptr == end && value <= 0xffff;
        return is_good ? std::optional<std::int64_t>(value) : std::nullopt;
    }
    const std::string plain = unescape(text);
    if (plain.empty()) return std::nullopt;
    const auto value = decode_utf8(plain);
    return value && *value <= 0xffff ? std::optional<std::int64_t>(*value) : std::nullopt;
}

void tokenize(TokenStream& stream, std::uint32_t file, Sources& sources, Diagnostics& diagnostics) {
    Lexer(stream, file, sources, diagnostics).run();
}

std::string unescape(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at++];
        plain += c == '\\' && at < text.size() ? unescape_one(text, at) : c;
    }
    return plain;
}

}  // namespace midl
