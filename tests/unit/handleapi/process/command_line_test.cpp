// SPDX-License-Identifier: LGPL-2.1-or-later
// Command lines to arguments and back, by the documented rules and examples of Microsoft's C runtime.
#include "handleapi/process/command_line.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <random>

#include <windows.h>

using namespace handleapi;
using Arguments = std::vector<std::string>;

namespace {

/// The arguments after the program's name.
Arguments split(const std::string& rest) {
    Arguments all = split_command_line("p " + rest);
    REQUIRE(!all.empty());
    CHECK(all.front() == "p");
    all.erase(all.begin());
    return all;
}

}  // namespace

TEST_SUITE("handleapi/command_line") {
    TEST_CASE("every example of the documentation splits as documented") {
        CHECK(split(R"("abc" d e)") == Arguments{"abc", "d", "e"});
        CHECK(split(R"("a b c" d e)") == Arguments{"a b c", "d", "e"});
        CHECK(split(R"("ab\"c" "\\" d)") == Arguments{R"(ab"c)", R"(\)", "d"});
        CHECK(split(R"(a\\\b d"e f"g h)") == Arguments{R"(a\\\b)", "de fg", "h"});
        CHECK(split(R"(a\\\"b c d)") == Arguments{R"(a\"b)", "c", "d"});
        CHECK(split(R"(a\\\\"b c" d e)") == Arguments{R"(a\\b c)", "d", "e"});
        CHECK(split(R"(a"b"" c d)") == Arguments{R"(ab" c d)"});
        CHECK(split(R"("call me ishmael")") == Arguments{"call me ishmael"});
        CHECK(split(R"("CallMe\"Ishmael")") == Arguments{R"(CallMe"Ishmael)"});
        CHECK(split(R"("Call Me Ishmael\\")") == Arguments{R"(Call Me Ishmael\)"});
        CHECK(split(R"("CallMe\\\"Ishmael")") == Arguments{R"(CallMe\"Ishmael)"});
    }

    TEST_CASE("white space separates, however much of it, and an open quote ends with the line") {
        CHECK(split("  a \t b\t") == Arguments{"a", "b"});
        CHECK(split(R"("" x "")") == Arguments{"", "x", ""});
        CHECK(split(R"("open end)") == Arguments{"open end"});
        CHECK(split(R"(tail\)") == Arguments{R"(tail\)"});
        CHECK(split("").empty());
    }

    TEST_CASE("in the program's name quotation marks group and backslashes mean nothing") {
        CHECK(split_command_line(R"("c:\program files\x.exe" a)") == Arguments{R"(c:\program files\x.exe)", "a"});
        CHECK(split_command_line(R"(c:\dir\"with blank"\x a)") == Arguments{R"(c:\dir\with blank\x)", "a"});
        CHECK(split_command_line(R"("c:\dir\" a)") == Arguments{R"(c:\dir\)", "a"});
        CHECK(split_command_line(" a b") == Arguments{"", "a", "b"});
        CHECK(split_command_line("").empty());
    }

    TEST_CASE("joining gives a line that splits into the same arguments") {
        CHECK(join_command_line(Arguments{"p", "a b", "c"}) == R"(p "a b" c)");
        CHECK(join_command_line(Arguments{"my prog", "", R"(x\)", R"(y \)", R"(q"r)"}) ==
              R"("my prog" "" x\ "y \\" "q\"r")");
        std::mt19937 random(7);
        const std::string letters = "ab \t\\\"\n=\xC3\xA4";
        for (int round = 0; round < 3000; ++round) {
            Arguments arguments{"program"};
            for (size_t i = random() % 4 + 1; i != 0; --i) {
                std::string argument;
                for (size_t k = random() % 7; k != 0; --k) argument += letters[random() % letters.size()];
                arguments.push_back(argument);
            }
            REQUIRE(split_command_line(join_command_line(arguments)) == arguments);
        }
    }

    TEST_CASE("an unquoted program name may end at every blank, tried from the shortest") {
        CHECK(program_candidates(R"(c:\program files\sub dir\program name)") ==
              Arguments{R"(c:\program)", R"(c:\program files\sub)", R"(c:\program files\sub dir\program)",
                        R"(c:\program files\sub dir\program name)"});
        CHECK(program_candidates(R"("a b" c)") == Arguments{"a b"});
        CHECK(program_candidates("  x  y") == Arguments{"x", "x  y"});
        CHECK(program_candidates("").empty());
    }

    TEST_CASE("GetCommandLine splits into the arguments the kernel knows") {
        std::ifstream recorded("/proc/self/cmdline", std::ios::binary);
        Arguments expected;
        for (std::string one; std::getline(recorded, one, '\0');) expected.push_back(one);
        REQUIRE(!expected.empty());
        CHECK(split_command_line(GetCommandLineA()) == expected);
        CHECK(GetCommandLineA() == GetCommandLineA());
        CHECK(GetCommandLineW() == GetCommandLineW());
        CHECK(lstrlenW(GetCommandLineW()) > 0);
    }
}
