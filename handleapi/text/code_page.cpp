// SPDX-License-Identifier: LGPL-2.1-or-later
// See code_page.hpp. Bytes that a standard leaves open are the C1 controls of the same value, as on Windows. The best
// fit is the base letter of an accented Latin one, and the plain form of a full-width character or a typographic sign.
#include "handleapi/text/code_page.hpp"

#include <iconv.h>

#include <cstring>

namespace handleapi {

using namespace std::string_view_literals;

namespace {

constexpr char16_t kHighestPlain = 0x7F;

/// The pictures that OEM fonts have for 1 to 31.
constexpr std::u16string_view kPictures =
    u"\0\u263A\u263B\u2665\u2666\u2663\u2660\u2022\u25D8\u25CB\u25D9\u2642\u2640\u266A\u266B\u263C"
    u"\u25BA\u25C4\u2195\u203C\u00B6\u00A7\u25AC\u21A8\u2191\u2193\u2192\u2190\u221F\u2194\u25B2\u25BC"sv;

static_assert(kPictures.size() == 32);

/// A conversion by the C library; empty when it has none or the character has no form.
class Converter {
 public:
    Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
    ~Converter() {
        if (usable()) iconv_close(handle_);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    bool usable() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    /// Converts `size` bytes into at most `room`; returns how many bytes came out, 0 on failure.
    size_t convert(const void* input, size_t size, void* output, size_t room) {
        if (!usable()) return 0;
        char* in = const_cast<char*>(static_cast<const char*>(input));
        char* out = static_cast<char*>(output);
        const size_t before = room;
        iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        return iconv(handle_, &in, &size, &out, &room) == static_cast<size_t>(-1) ? 0 : before - room;
    }

 private:
    iconv_t handle_;
};

struct Name {
    uint32_t number;
    const char* name;
};
constexpr Name kNames[] = {{437, "IBM437"}, {850, "IBM850"}, {1252, "CP1252"}, {20127, "ASCII"}, {28591, "ISO-8859-1"}};

/// The plain letters under the accented ones, from U+00C0 and from U+0100; a space where there is none.
constexpr std::u16string_view kLatin1 = u"AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo ouuuuyty";
constexpr std::u16string_view kLatinA =
    u"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi  JjKk LlLlLlLlLlNnNnNn   OoOoOoOoRrRrRrSsSsSsSs"
    u"TtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static_assert(kLatin1.size() == 0x40 && kLatinA.size() == 0x80);

/// The ASCII character nearest to `c`, or a space.
char16_t nearest(char16_t c) {
    if (c >= 0xC0 && c < 0x100) return kLatin1[c - 0xC0u];
    if (c >= 0x100 && c < 0x180) return kLatinA[c - 0x100u];
    if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char16_t>(c - 0xFF01 + '!');  // full width
    switch (c) {
        case 0x2010 ... 0x2015:
            return u'-';
        case 0x2018 ... 0x201B:
        case 0x2032:
            return u'\'';
        case 0x201C ... 0x201F:
        case 0x2033:
            return u'"';
        default:
            return u' ';
    }
}

}  // namespace

const CodePage* CodePage::find(uint32_t number) {
    static const auto* all = new std::unordered_map<uint32_t, CodePage*>([] {
        std::unordered_map<uint32_t, CodePage*> made;
        for (const Name& name : kNames) made[name.number] = new CodePage(name.name, name.number);
        return made;
    }());
    const auto found = all->find(number);
    return found == all->end() ? nullptr : found->second;
}

CodePage::CodePage(const char* name, uint32_t number) : number_(number) {
    decode_all(name);
    for (size_t byte = characters_.size(); byte-- > 0;) bytes_[characters_[byte]] = static_cast<char>(byte);
}

void CodePage::decode_all(const char* name) {
    Converter to_unicode("UTF-16LE", name);
    for (size_t byte = 0; byte < characters_.size(); ++byte) {
        const char single = static_cast<char>(byte);
        char16_t character = 0;
        if (byte > kHighestPlain && to_unicode.convert(&single, 1, &character, sizeof character) == sizeof character) {
            characters_[byte] = character;
        } else {
            characters_[byte] = static_cast<char16_t>(number_ == 20127 ? byte & kHighestPlain : byte);
        }
    }
}

std::u16string CodePage::decode(std::string_view text, Glyphs glyphs) const {
    std::u16string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool picture = glyphs == Glyphs::pictures && byte != 0 && byte < kPictures.size();
        out += picture ? kPictures[byte] : characters_[byte];
    }
    return out;
}

CodePage::Encoded CodePage::encode(std::u16string_view text, char replacement, BestFit best_fit) const {
    Encoded out;
    for (size_t i = 0; i < text.size(); ++i) {
        const char16_t c = text[i];
        if (const auto found = bytes_.find(c); found != bytes_.end()) {
            out.bytes += found->second;
            continue;
        }
        const bool surrogates =
            c >= 0xD800 && c <= 0xDBFF && i + 1 < text.size() && text[i + 1] >= 0xDC00 && text[i + 1] <= 0xDFFF;
        if (surrogates) ++i;
        const char16_t near = best_fit == BestFit::yes && !surrogates ? nearest(c) : u' ';
        out.bytes += near != u' ' ? static_cast<char>(near) : replacement;
        out.replaced = out.replaced || near == u' ';
    }
    return out;
}

}  // namespace handleapi
