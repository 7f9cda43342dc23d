// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcgcc/token.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace rpcgcc;

namespace {

std::vector<std::string> words(std::string_view text, Kind kind) {
    std::vector<std::string> all;
    for (const Token& token : tokens_of(text)) {
        if (token.kind == kind) all.emplace_back(token.text);
    }
    return all;
}

}  // namespace

TEST_SUITE("tools/rpcgcc/token") {
    TEST_CASE("the pieces of a text are the text") {
        for (const char* text :
             {"", "\n", "int a = 1;", "# 1 \"x.c\"\nint a;\n", "\"never closed", "'", "R\"(raw \" text)\" x",
              "0x1p-3f+1", "# 7 \"s.h\" 1 3 4\nlong l;\n# 1 \"x.c\" 2\nlong k;", "#pragma once\n", "\\",
              "/* no comments come here */", "a\tb\v\f\r\n  c", "L'\\''", "1'000'000"}) {
            CHECK(text_of(tokens_of(text)) == text);
        }
    }

    TEST_CASE("literals are one piece, with their prefixes, escapes and raw strings") {
        using Strings = std::vector<std::string>;
        CHECK(words("f(L\"a\\\"b\", 'x', u8\"y\", LR\"q(\"))q\", U'z');", Kind::text) ==
              Strings{"L\"a\\\"b\"", "'x'", "u8\"y\"", "LR\"q(\"))q\"", "U'z'"});
        CHECK(words("LONG\"x\"", Kind::word) == Strings{"LONG"});
    }

    TEST_CASE("a preprocessing number is one piece") {
        using Strings = std::vector<std::string>;
        CHECK(words("1 .5e+3 0x1.8p-2 5ui64 1'000L 0x1e+2 a1 3.f", Kind::number) ==
              Strings{"1", ".5e+3", "0x1.8p-2", "5ui64", "1'000L", "0x1e+2", "3.f"});
    }

    TEST_CASE("lines of system headers are left whole, markers and pragmas too") {
        const Tokens tokens = tokens_of("# 1 \"s.h\" 1 3 4\nlong l; int\n# 2 \"x.c\" 2\n long k;\n#pragma pack(1)\n");
        REQUIRE(tokens.size() >= 5);
        CHECK(tokens[0].kind == Kind::marker);
        CHECK(tokens[1].kind == Kind::system);
        CHECK(tokens[1].text == "long l; int\n");
        CHECK(tokens[2].kind == Kind::marker);
        CHECK(tokens.back().kind == Kind::pragma);
    }

    TEST_CASE("a place is the user's file and line") {
        const Tokens tokens = tokens_of("# 1 \"a b.c\"\nint x;\n\n  y\n# 70 \"inc.h\" 1\nz\n");
        const auto at = [&](std::string_view word) {
            for (size_t i = 0; i < tokens.size(); ++i) {
                if (is_word(tokens[i], word)) return place_of(tokens, i);
            }
            return Place{};
        };
        CHECK(at("x").file == "a b.c");
        CHECK(at("x").line == 1);
        CHECK(at("y").line == 3);
        CHECK(at("z").file == "inc.h");
        CHECK(at("z").line == 70);
    }

    TEST_CASE("what a macro of the command line leaves in a system header is of the system") {
        const std::string text = "# 1 \"s.h\" 1 3\n# 2 \"s.h\"\nword \n# 2 \"s.h\" 3 4\nmore\n# 1 \"a.c\" 2\nword\n";
        const Tokens tokens = tokens_of(text);
        CHECK(tokens[2].kind == Kind::system);
        CHECK(std::ranges::count(tokens, Kind::word, &Token::kind) == 1);
    }

    TEST_CASE("brackets close their own kind") {
        const Tokens tokens = tokens_of("{ ( } ) { } }");
        CHECK(closing(tokens, 0) == 4);
        CHECK(closing(tokens, 2) == 6);
        CHECK(closing(tokens_of("{ {"), 0) == 3);
    }
}
