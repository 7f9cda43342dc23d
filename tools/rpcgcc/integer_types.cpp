// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/integer_types.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>
#include <string>

#include "tools/rpcgcc/letters.hpp"

namespace rpcgcc {
namespace {

/// What may stand in the specifiers of a declaration between the words that matter.
constexpr std::array<std::string_view, 24> kSpecifiers = {
    "long",    "int",    "unsigned", "signed", "double",     "short",         "char",     "float",
    "const",   "static", "volatile", "extern", "register",   "typedef",       "inline",   "_Complex",
    "__int64", "_int64", "__int32",  "_int32", "__signed__", "__extension__", "__inline", "constexpr"};

bool is_specifier(const Token& token) {
    return token.kind == Kind::word && std::ranges::find(kSpecifiers, token.text) != kSpecifiers.end();
}

/// Same length where it fits.
std::string padded(std::string_view text, size_t size) {
    std::string made(text);
    made.resize(std::max(size, text.size()), ' ');
    return made;
}

/// The specifiers of one declaration.
class Run {
 public:
    explicit Run(Unit& unit) : unit_(unit) {}

    void add(size_t index) {
        const std::string_view text = unit_.tokens[index].text;
        if (text == "long") longs_.push_back(index);
        if (text == "int") int_ = index;
        if (text == "double") has_double_ = true;
        if (text == "__int64" || text == "_int64") say(index, "long");
        if (text == "__int32" || text == "_int32") say(index, "int");
    }

    void end() {
        if (longs_.size() == 1 && has_double_) {
            unit_.blank(longs_.front());
        } else if (longs_.size() == 1) {
            say(longs_.front(), "int");
            if (int_) unit_.blank(*int_);
            unit_.narrowed = true;
        } else if (longs_.size() == 2) {
            unit_.blank(longs_.back());
        }
        longs_.clear();
        int_.reset();
        has_double_ = false;
    }

 private:
    void say(size_t index, std::string_view text) {
        unit_.replace(index, padded(text, unit_.tokens[index].text.size()));
    }

    Unit& unit_;
    std::vector<size_t> longs_;
    std::optional<size_t> int_;
    bool has_double_ = false;
};

bool is_digit(char c, int base) {
    c = lower(c);
    return base == 16 ? (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') : c >= '0' && c < '0' + base;
}

struct Integer {
    size_t digits_end = 0;  // where the suffix begins
    int base = 10;
    uint64_t value = 0;
};

/// Empty for what is no integer.
std::optional<Integer> integer_of(std::string_view number) {
    Integer integer;
    size_t at = 0;
    if (number.size() > 1 && number[0] == '0') {
        const char second = lower(number[1]);
        integer.base = second == 'x' ? 16 : second == 'b' ? 2 : 8;
        at = integer.base == 8 ? 1 : 2;
    }
    for (; at < number.size(); ++at) {
        const char c = lower(number[at]);
        if (c == '\'') continue;
        if (!is_digit(c, integer.base)) break;
        integer.value = integer.value * static_cast<uint64_t>(integer.base) +
                        static_cast<uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    integer.digits_end = at;
    const bool floating =
        number.find('.') != number.npos || number.find_first_of(integer.base == 16 ? "pP" : "eE", at) != number.npos;
    return floating ? std::nullopt : std::optional(integer);
}

/// Of what is left after the digits: how it is written here. Empty when it is no suffix of Windows'.
std::optional<std::string_view> native_suffix(std::string_view suffix, const Integer& integer) {
    std::string low = lower(suffix);
    const bool is_unsigned = low.find('u') != low.npos;
    std::erase(low, 'u');
    if (low == "ll" || low == "i64") return is_unsigned ? "UL" : "L";
    if (low == "i8" || low == "i16" || low == "i32") return is_unsigned ? "U" : "";
    if (low != "l") return std::nullopt;
    // As long as 32 bits hold it; hexadecimal ones may be unsigned before they are wider.
    if (integer.value > 0xFFFFFFFF) return is_unsigned ? "UL" : "L";
    if (is_unsigned) return "U";
    if (integer.value <= 0x7FFFFFFF) return "";
    return integer.base == 10 ? "L" : "U";
}

bool is_part_of_word(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// Every `word` in the text, which is a line.
void say_instead(std::string& text, std::string_view word, std::string_view instead) {
    for (size_t at = 0; (at = text.find(word, at)) != text.npos; at += word.size()) {
        const size_t end = at + word.size();
        const bool part =
            (end < text.size() && is_part_of_word(text[end])) || (at > 0 && is_part_of_word(text[at - 1]));
        if (!part) text.replace(at, word.size(), padded(instead, word.size()));
    }
}

/// In lines of system headers long is the system's and our headers say __int64; the __try of libstdc++ is C++'s.
void translate_system_line(Unit& unit, size_t index) {
    const std::string_view line = unit.tokens[index].text;
    const bool wide = line.find("__int64") != line.npos;
    const bool guarded = line.find("__try") != line.npos;
    const bool forced = line.find("__forceinline") != line.npos;
    // The C++ library has one of 32-bit characters: of 16 bits it is made in each program.
    constexpr std::string_view kMadeElsewhere = "extern template class basic_string<wchar_t>;";
    if (unit.language == Language::cxx && line.find(kMadeElsewhere) != line.npos) return unit.replace(index, "\n");
    if (!wide && !guarded && !forced) return;
    std::string text(line);
    if (wide) say_instead(text, "__int64", "long");
    if (guarded) say_instead(text, "__try", "try");
    if (forced) say_instead(text, "__forceinline", "static inline __attribute__((__always_inline__))");
    unit.replace(index, std::move(text));
}

}  // namespace

std::string native_number(std::string_view number) {
    const auto integer = integer_of(number);
    if (!integer) {
        // long double is double; hexadecimal digits have no L.
        const bool is_long = lower(number.back()) == 'l';
        return std::string(is_long ? number.substr(0, number.size() - 1) : number);
    }
    const auto suffix = native_suffix(number.substr(integer->digits_end), *integer);
    if (!suffix) return std::string(number);
    return std::string(number.substr(0, integer->digits_end)) + std::string(*suffix);
}

void narrow_integers(Unit& unit) {
    Run run(unit);
    for (size_t i = 0; i < unit.tokens.size(); ++i) {
        const Token& token = unit.tokens[i];
        switch (token.kind) {
            case Kind::word:
                is_specifier(token) ? run.add(i) : run.end();
                break;
            case Kind::number:
                run.end();
                if (const std::string native = native_number(token.text); native != token.text) {
                    unit.replace(i, padded(native, token.text.size()));
                }
                break;
            case Kind::system:
                run.end();
                translate_system_line(unit, i);
                break;
            case Kind::text:
            case Kind::character:
                run.end();
                break;
            default:
                break;
        }
    }
    run.end();
}

}  // namespace rpcgcc
