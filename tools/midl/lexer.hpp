// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Text to tokens. The input is what a C preprocessor left: `# 12 "file"` and `#line 12 "file"` markers set the place,
// `#pragma` becomes a token, comments are skipped (the preprocessor keeps them so that columns stay true). Keywords are
// identifiers; the parser knows which words it wants. Numbers are C preprocessing numbers, classified by the parser, so
// that uuid(12345678-1234e4-...) can be put together again from the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/midl/location.hpp"

namespace midl {

class Diagnostics;
class Sources;

enum class TokenKind { end, identifier, number, character, string, punctuation, pragma };

struct Token {
    TokenKind kind = TokenKind::end;
    bool is_wide = false;    // L'x', L"x"
    std::string_view text;   // into the buffer; strings and characters without their quotes, escapes as written
    std::size_t offset = 0;  // of the token in the buffer
    Location where;

    bool is(std::string_view spelling) const {
        return (kind == TokenKind::identifier || kind == TokenKind::punctuation) && text == spelling;
    }
};

struct TokenStream {
    std::string buffer;         // what the tokens' text points into
    std::vector<Token> tokens;  // ends with one `end` token

    TokenStream() = default;
    TokenStream(const TokenStream&) = delete;
    TokenStream& operator=(const TokenStream&) = delete;
};

// Fills stream.tokens from stream.buffer, which starts in `file` at line 1.
void tokenize(TokenStream& stream, std::uint32_t file, Sources& sources, Diagnostics& diagnostics);

// The value of a string literal's text: escapes resolved. Wide text is not distinguished.
std::string unescape(std::string_view text);

// The UTF-16 unit of a wide character literal's text (UTF-8, escapes as written); nullopt when it is not one unit.
std::optional<std::int64_t> wide_character(std::string_view text);

}  // namespace midl
