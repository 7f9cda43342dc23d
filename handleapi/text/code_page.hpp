// SPDX-License-Identifier: LGPL-2.1-or-later
// Code pages of one byte per character, as tables made once by iconv: 1252, 437, 850, 28591 and 20127. UTF-8, which the
// ANSI and the OEM code page are here, is not among them (base/utf16.hpp). Immutable once made; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace handleapi {

class CodePage {
 public:
    /// Null for a code page that is not known here.
    static const CodePage* find(uint32_t number);

    enum class Glyphs : bool { controls, pictures };
    /// Bytes below 32 are control characters, or the pictures of OEM code pages.
    std::u16string decode(std::string_view text, Glyphs glyphs) const;

    struct Encoded {
        std::string bytes;
        bool replaced = false;  // something had no byte of its own
    };
    enum class BestFit : bool { no, yes };
    /// What has no byte becomes its nearest letter, with BestFit, or `replacement`.
    Encoded encode(std::u16string_view text, char replacement, BestFit best_fit) const;

 private:
    CodePage(const char* name, uint32_t number);
    void decode_all(const char* name);

    uint32_t number_;
    std::array<char16_t, 256> characters_{};
    std::unordered_map<char16_t, char> bytes_;
};

}  // namespace handleapi
