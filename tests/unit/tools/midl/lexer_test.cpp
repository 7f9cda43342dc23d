// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/lexer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tools/midl/diagnostics.hpp"
#include "tools/midl/source.hpp"

namespace {

struct Lexed {
    midl::Sources sources;
    midl::Diagnostics diagnostics{sources, nullptr};
    midl::TokenStream stream;

    explicit Lexed(std::string text) {
        stream.buffer = std::move(text);
        midl::tokenize(stream, sources.index_of("a.idl"), sources, diagnostics);
    }
    std::vector<std::string> texts() const {
        std::vector<std::string> result;
        for (const midl::Token& token : stream.tokens) {
            if (token.kind != midl::TokenKind::end) result.emplace_back(token.text);
        }
        return result;
    }
    const midl::Token& operator[](std::size_t i) const { return stream.tokens[i]; }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_SUITE_BEGIN("tools/midl/lexer");

TEST_CASE("words, numbers and the longest punctuation are separate tokens") {
    CHECK(Lexed("a<<=b>>c->d...e").texts() == Texts{"a", "<<", "=", "b", ">>", "c", "->", "d", "...", "e"});
    CHECK(Lexed("x[0..5]").texts() == Texts{"x", "[", "0", "..", "5", "]"});
}

TEST_CASE("comments of both kinds vanish and count lines") {
    const Lexed lexed("a /* one\n two */ b // rest 'quote\nc");
    CHECK(lexed.texts() == Texts{"a", "b", "c"});
    CHECK(lexed[1].where.line == 2);
    CHECK(lexed[1].where.column == 9);
    CHECK(lexed[2].where.line == 3);
}

TEST_CASE("line markers of both forms set file and line") {
    const Lexed lexed("# 40 \"dir/b.idl\" 1 3\nx\n#line 7 \"c:\\\\x.idl\"\ny");
    CHECK(lexed.sources.name(lexed[0].where.file) == "dir/b.idl");
    CHECK(lexed[0].where.line == 40);
    CHECK(lexed.sources.name(lexed[1].where.file) == "c:\\x.idl");
    CHECK(lexed[1].where.line == 7);
}

TEST_CASE("a pragma is one token with its text") {
    const Lexed lexed("  #pragma pack(push, 4)  \nlong");
    CHECK(lexed[0].kind == midl::TokenKind::pragma);
    CHECK(lexed[0].text == "pack(push, 4)");
}

TEST_CASE("other directives are errors, since the text is preprocessed") {
    CHECK(Lexed("#define X 1\n").diagnostics.errors() == 1);
}

TEST_CASE("strings and characters keep their escapes and their width") {
    const Lexed lexed(R"("a\"b" L"w" 'c' L'\n')");
    CHECK(lexed.texts() == Texts{R"(a\"b)", "w", "c", R"(\n)"});
    CHECK(lexed[1].is_wide);
    CHECK(lexed[3].kind == midl::TokenKind::character);
    CHECK(midl::unescape(R"(a\"b\x41\101\n\\)") == "a\"bAA\n\\");
}

TEST_CASE("an exponent's sign belongs to the number, a UUID's hyphen does not") {
    CHECK(Lexed("1.5e-3 2E+4").texts() == Texts{"1.5e-3", "2E+4"});
    CHECK(Lexed("0x1e-5").texts() == Texts{"0x1e", "-", "5"});
}

TEST_CASE("an unclosed string, an unclosed comment and stray bytes are each one error") {
    CHECK(Lexed("\"abc\nx").diagnostics.errors() == 1);
    CHECK(Lexed("a /* b").diagnostics.errors() == 1);
    CHECK(Lexed("a \xc3\xa4 b").diagnostics.errors() == 1);
    CHECK(Lexed("a @ b").texts() == Texts{"a", "b"});
}

TEST_CASE("byte order mark, carriage returns and Control-Z are ironed out of a source") {
    std::string text =
        "\xef\xbb\xbf"
        "a\r\nb\r\n\x1agarbage";
    midl::normalize_source(text);
    CHECK(text == "a\nb\n");
}

TEST_SUITE_END();
