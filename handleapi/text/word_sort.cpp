// SPDX-License-Identifier: LGPL-2.1-or-later
// Word sort in three rounds: letters and signs without case and without the ignorable characters, then case, then the
// ignorable characters with their places.
#include "handleapi/text/word_sort.hpp"

#include <locale.h>
#include <wctype.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace handleapi {
namespace {

constexpr std::string_view kIgnorable =
    "\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f'-";
constexpr std::string_view kOrder = " \t\n\v\f\r!\"#$%&()*,./:;?@[\\]^_`{|}~+<=>0123456789abcdefghijklmnopqrstuvwxyz";

/// Zero means ignorable.
constexpr std::array<uint8_t, 128> kWeights = [] {
    std::array<uint8_t, 128> weights{};
    for (size_t i = 0; i < kOrder.size(); ++i) {
        const char c = kOrder[i];
        weights[static_cast<size_t>(c)] = static_cast<uint8_t>(i + 1);
        if (c >= 'a' && c <= 'z') weights[static_cast<size_t>(c - 'a' + 'A')] = static_cast<uint8_t>(i + 1);
    }
    return weights;
}();

/// Made once and kept: the caller's locale has no say, as that of the C library has none on Windows.
locale_t unicode() noexcept {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
}

char16_t folded(char16_t c) { return static_cast<char16_t>(unicode() ? ::towlower_l(c, unicode()) : ::towlower(c)); }
char16_t capital(char16_t c) noexcept {
    if (c < 0x80) return c >= 'a' && c <= 'z' ? static_cast<char16_t>(c - 'a' + 'A') : c;
    const wint_t upper = unicode() ? ::towupper_l(c, unicode()) : ::towupper(c);
    return upper <= 0xFFFF ? static_cast<char16_t>(upper) : c;
}
bool is_symbol(char16_t c) {
    if (c == ' ') return false;
    return unicode() ? ::iswpunct_l(c, unicode()) != 0 : ::iswpunct(c) != 0;
}

uint32_t weight(char16_t c) { return c < kWeights.size() ? kWeights[c] : 0x10000u + folded(c); }
bool is_capital(char16_t c) { return c < kWeights.size() ? c >= 'A' && c <= 'Z' : folded(c) != c; }

/// Ignorable characters take part before all others.
uint32_t string_weight(char16_t c) {
    const uint32_t found = weight(c);
    return found != 0 ? found + 0x100 : static_cast<uint32_t>(kIgnorable.find(static_cast<char>(c)) + 1);
}

/// All characters, one after the other.
class Characters {
 public:
    explicit Characters(std::u16string_view text) : text_(text) {}
    bool at_end() const { return at_ == text_.size(); }
    char16_t current() const { return text_[at_]; }
    void next() { ++at_; }

 private:
    std::u16string_view text_;
    size_t at_ = 0;
};

/// The characters that count in the first rounds, one after the other.
class Letters {
 public:
    explicit Letters(std::u16string_view text) : text_(text) { skip(); }
    bool at_end() const { return at_ == text_.size(); }
    char16_t current() const { return text_[at_]; }
    void next() {
        ++at_;
        skip();
    }

 private:
    void skip() {
        while (!at_end() && weight(current()) == 0) ++at_;
    }
    std::u16string_view text_;
    size_t at_ = 0;
};

/// The ignorable characters and how many letters stand before each.
class Marks {
 public:
    explicit Marks(std::u16string_view text) : text_(text) { skip(); }
    bool at_end() const { return at_ == text_.size(); }
    size_t letters_before() const { return letters_; }
    size_t rank() const { return kIgnorable.find(static_cast<char>(text_[at_])); }
    void next() {
        ++at_;
        skip();
    }

 private:
    void skip() {
        for (; !at_end() && weight(text_[at_]) != 0; ++at_) ++letters_;
    }
    std::u16string_view text_;
    size_t at_ = 0;
    size_t letters_ = 0;
};

template <typename T>
int order(T left, T right) {
    return left < right ? -1 : left > right ? 1 : 0;
}

/// One round: the first difference `of` finds between two sequences, else the longer one is the greater.
template <typename Sequence, typename Of>
int first_difference(Sequence left, Sequence right, Of&& of) {
    for (; !left.at_end() && !right.at_end(); left.next(), right.next()) {
        if (const int found = of(left, right)) return found;
    }
    return order(right.at_end(), left.at_end());
}

}  // namespace

int compare_words(std::u16string_view left, std::u16string_view right, Case letter_case) {
    const int letters = first_difference(Letters(left), Letters(right), [](const Letters& a, const Letters& b) {
        return order(weight(a.current()), weight(b.current()));
    });
    if (letters != 0) return letters;
    if (letter_case == Case::significant) {
        const int cases = first_difference(Letters(left), Letters(right), [](const Letters& a, const Letters& b) {
            return order(is_capital(a.current()), is_capital(b.current()));
        });
        if (cases != 0) return cases;
    }
    return first_difference(Marks(left), Marks(right), [](const Marks& a, const Marks& b) {
        const int places = order(b.letters_before(), a.letters_before());  // the earlier mark is the greater
        return places != 0 ? places : order(a.rank(), b.rank());
    });
}

int compare_strings(std::u16string_view left, std::u16string_view right, Case letter_case) {
    const int signs = first_difference(Characters(left), Characters(right), [](const auto& a, const auto& b) {
        return order(string_weight(a.current()), string_weight(b.current()));
    });
    if (signs != 0 || letter_case == Case::ignored) return signs;
    return first_difference(Characters(left), Characters(right), [](const auto& a, const auto& b) {
        return order(is_capital(a.current()), is_capital(b.current()));
    });
}

int compare_ordinal(std::u16string_view left, std::u16string_view right, Case letter_case) noexcept {
    return first_difference(Characters(left), Characters(right), [&](const auto& a, const auto& b) {
        if (letter_case == Case::significant) return order(a.current(), b.current());
        return order(capital(a.current()), capital(b.current()));
    });
}

std::u16string without_symbols(std::u16string_view text) {
    std::u16string out;
    for (const char16_t c : text) {
        if (!is_symbol(c)) out += c;
    }
    return out;
}

}  // namespace handleapi
