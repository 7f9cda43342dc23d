// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/token.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <optional>

namespace rpcgcc {
namespace {

enum class Class : uint8_t { other, blank, letter, digit };

constexpr std::array<Class, 256> classes() {
    std::array<Class, 256> all{};
    for (const char c : std::string_view(" \t\f\v\r\n")) all[static_cast<unsigned char>(c)] = Class::blank;
    for (int c = 'a'; c <= 'z'; ++c) all[c] = all[c - 'a' + 'A'] = Class::letter;
    all['_'] = all['$'] = Class::letter;
    for (int c = 0x80; c < 0x100; ++c) all[c] = Class::letter;  // of identifiers in UTF-8
    for (int c = '0'; c <= '9'; ++c) all[c] = Class::digit;
    return all;
}
constexpr std::array<Class, 256> kClasses = classes();

Class class_of(char c) noexcept { return kClasses[static_cast<unsigned char>(c)]; }

bool has_flag(std::string_view flags, char flag) {
    for (size_t i = 0; i + 1 < flags.size(); ++i) {
        if (flags[i] == ' ' && flags[i + 1] == flag) return true;
    }
    return false;
}

class Lexer {
 public:
    explicit Lexer(std::string_view text) : text_(text) { tokens_.reserve(text.size() / 4); }

    Tokens all() {
        while (at_ < text_.size()) {
            if (starts_line_) {
                whole_line();
            } else {
                piece();
            }
        }
        return std::move(tokens_);
    }

 private:
    char at(size_t index) const noexcept { return index < text_.size() ? text_[index] : '\0'; }

    void add(Kind kind, size_t end) {
        tokens_.push_back({kind, text_.substr(at_, end - at_)});
        at_ = end;
    }

    /// Macros of the command line are nobody's, also where a system header uses them.
    bool is_system(const Marker& marker) {
        if (marker.begins && marker.system) system_files_.insert(marker.file);
        return marker.system || system_files_.contains(marker.file);
    }

    /// A line the preprocessor has written for itself, or one of a system header; others go piece by piece.
    void whole_line() {
        starts_line_ = false;
        if (!system_ && text_[at_] != '#') return;
        const size_t end = std::min(text_.find('\n', at_), text_.size() - 1) + 1;
        const std::string_view line = text_.substr(at_, end - at_);
        if (line.front() == '#') {
            const auto marker = marker_of(line);
            if (marker) system_ = is_system(*marker);
            add(marker ? Kind::marker : Kind::pragma, end);
        } else {
            add(line.find_first_not_of(" \t\n") == line.npos ? Kind::space : Kind::system, end);
        }
        starts_line_ = true;
    }

    void piece() {
        switch (class_of(text_[at_])) {
            case Class::blank:
                return space();
            case Class::letter:
                return word();
            case Class::digit:
                return number();
            case Class::other:
                break;
        }
        if (text_[at_] == '"' || text_[at_] == '\'') return literal(at_);
        if (text_[at_] == '.' && class_of(at(at_ + 1)) == Class::digit) return number();
        add(Kind::character, at_ + 1);
    }

    void space() {
        size_t end = at_;
        while (end < text_.size() && class_of(text_[end]) == Class::blank && !starts_line_) {
            starts_line_ = text_[end++] == '\n';
        }
        add(Kind::space, end);
    }

    void word() {
        size_t end = at_ + 1;
        while (class_of(at(end)) >= Class::letter) ++end;
        const std::string_view text = text_.substr(at_, end - at_);
        if (at(end) == '"' && text.ends_with('R') && text.size() <= 3) return raw_string(end);
        const bool prefix = text == "L" || text == "u" || text == "U" || text == "u8";
        if (prefix && (at(end) == '"' || at(end) == '\'')) return literal(end);
        add(Kind::word, end);
    }

    void number() {
        size_t end = at_ + 1;
        for (;; ++end) {
            const char c = at(end);
            if (class_of(c) >= Class::letter || c == '.') continue;
            const char before = text_[end - 1];
            if ((c == '+' || c == '-') && (before == 'e' || before == 'E' || before == 'p' || before == 'P')) continue;
            if (c == '\'' && class_of(at(end + 1)) >= Class::letter) continue;  // digits in groups
            break;
        }
        add(Kind::number, end);
    }

    void literal(size_t quote) {
        size_t end = quote + 1;
        while (end < text_.size() && text_[end] != text_[quote] && text_[end] != '\n') {
            end += text_[end] == '\\' ? 2 : 1;
        }
        add(Kind::text, std::min(end + 1, text_.size()));
    }

    void raw_string(size_t quote) {
        const size_t open = text_.find('(', quote);
        if (open == text_.npos) return literal(quote);
        const std::string end = ")" + std::string(text_.substr(quote + 1, open - quote - 1)) + "\"";
        const size_t close = text_.find(end, open);
        add(Kind::text, close == text_.npos ? text_.size() : close + end.size());
    }

    std::string_view text_;
    size_t at_ = 0;
    bool starts_line_ = true;
    bool system_ = false;
    std::unordered_set<std::string_view> system_files_;
    Tokens tokens_;
};

}  // namespace

std::optional<Marker> marker_of(std::string_view line) {
    if (!line.starts_with("# ")) return std::nullopt;
    Marker marker;
    const auto [end, error] = std::from_chars(line.data() + 2, line.data() + line.size(), marker.line);
    const size_t open = static_cast<size_t>(end - line.data()) + 1;
    if (error != std::errc() || open >= line.size() || line[open] != '"') return std::nullopt;
    const size_t close = line.rfind('"');
    if (close <= open) return std::nullopt;
    marker.file = line.substr(open + 1, close - open - 1);
    marker.system = has_flag(line.substr(close + 1), '3') || marker.file.starts_with('<');
    marker.begins = has_flag(line.substr(close + 1), '1');
    marker.ends = has_flag(line.substr(close + 1), '2');
    return marker;
}

Tokens tokens_of(std::string_view text) { return Lexer(text).all(); }

std::string text_of(const Tokens& tokens) {
    std::string text;
    text.reserve(std::transform_reduce(tokens.begin(), tokens.end(), size_t{0}, std::plus<>(),
                                       [](const Token& token) { return token.text.size(); }));
    for (const Token& token : tokens) text += token.text;
    return text;
}

Place place_of(const Tokens& tokens, size_t index) {
    Place place;
    size_t marked = index;
    while (marked > 0 && tokens[marked - 1].kind != Kind::marker) --marked;
    if (marked > 0) {
        const auto marker = marker_of(tokens[marked - 1].text);
        place = {std::string(marker->file), marker->line};
    }
    for (size_t i = marked; i < index; ++i)
        place.line += static_cast<uint32_t>(std::ranges::count(tokens[i].text, '\n'));
    return place;
}

size_t next(const Tokens& tokens, size_t from) {
    while (from < tokens.size() && tokens[from].kind <= Kind::pragma) ++from;
    return std::min(from, tokens.size());  // a missing bracket's index plus one comes here too
}

size_t previous(const Tokens& tokens, size_t index) {
    while (index-- > 0) {
        if (tokens[index].kind > Kind::pragma) return index;
    }
    return tokens.size();
}

std::unordered_set<std::string_view> system_names(const Tokens& tokens, std::string_view sign) {
    std::unordered_set<std::string_view> names;
    for (const Token& token : tokens) {
        if (token.kind != Kind::system) continue;
        const size_t at = token.text.find(sign);
        if (at == token.text.npos) continue;
        const std::string_view rest = token.text.substr(at + sign.size());
        const auto end = std::ranges::find_if(rest, [](char c) { return class_of(c) < Class::letter; });
        names.insert(rest.substr(0, static_cast<size_t>(end - rest.begin())));
    }
    return names;
}

size_t closing(const Tokens& tokens, size_t open) {
    const char opens = tokens[open].text.front();
    const char closes = opens == '{' ? '}' : opens == '(' ? ')' : ']';
    size_t depth = 0;
    for (size_t i = open; i < tokens.size(); ++i) {
        if (tokens[i].kind != Kind::character) continue;
        if (tokens[i].text.front() == opens) ++depth;
        if (tokens[i].text.front() == closes && --depth == 0) return i;
    }
    return tokens.size();
}

}  // namespace rpcgcc
