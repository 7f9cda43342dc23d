// SPDX-License-Identifier: LGPL-2.1-or-later
// What becomes of declarations, literals, guarded blocks, entry points and pragmas.
#include "tools/rpcgcc/rewrite.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tools/rpcgcc/integer_types.hpp"

using namespace rpcgcc;

namespace {

/// The text without blanks that are not needed: what matters is what gcc reads.
std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n';
        if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}
std::string c(std::string_view text) { return squeezed(rewrite(text, Language::c).text); }
std::vector<Complaint> complaints(std::string_view text, Language language = Language::c) {
    return rewrite(std::string("# 1 \"x.c\"\n").append(text), language).complaints;
}
std::string first_error(std::string_view text) {
    const auto all = complaints(text);
    REQUIRE(!all.empty());
    CHECK(all.front().kind == Complaint::Kind::error);
    return all.front().text;
}

}  // namespace

TEST_SUITE("tools/rpcgcc/rewrite") {
    TEST_CASE("long has 32 bits, in whatever order its specifiers come") {
        CHECK(c("long a;") == "int a;");
        CHECK(c("unsigned long int b;") == "unsigned int b;");
        CHECK(c("int unsigned long c;") == "unsigned int c;");
        CHECK(c("long const static unsigned d;") == "int const static unsigned d;");
        CHECK(c("long\n\nint e;") == "int e;");
        CHECK(c("sizeof(long), (unsigned long)x") == "sizeof(int ), (unsigned int )x");
        CHECK(c("void f(long, long int x, ...);") == "void f(int , int x, ...);");
        CHECK(c("longer longs; struct { long a, b; };") == "longer longs; struct { int a, b; };");
    }

    TEST_CASE("long long and __int64 have 64 bits, long double is double") {
        CHECK(c("long long a; long unsigned long b;") == "long a; long unsigned b;");
        CHECK(c("__int64 a; unsigned _int64 b; __int32 c;") == "long a; unsigned long b; int c;");
        CHECK(c("long double a; double long b;") == "double a; double b;");
    }

    TEST_CASE("what system headers say stays, but for __int64 and the try of libstdc++") {
        CHECK(rewrite("# 1 \"s.h\" 1 3 4\nlong a; typedef unsigned __int64 b; my__int64 __try { }\n", Language::cxx)
                  .text == "# 1 \"s.h\" 1 3 4\nlong a; typedef unsigned long    b; my__int64 try   { }\n");
    }

    TEST_CASE("literals have the types their suffixes mean on Windows") {
        struct {
            const char *windows, *here;
        } const rows[] = {{"1L", "1"},
                          {"1l", "1"},
                          {"1UL", "1U"},
                          {"1lu", "1U"},
                          {"1LL", "1L"},
                          {"1ull", "1UL"},
                          {"5i64", "5L"},
                          {"5ui64", "5UL"},
                          {"5UI32", "5U"},
                          {"5i8", "5"},
                          {"0xFFFFFFFFL", "0xFFFFFFFFU"},
                          {"0x7FFFFFFFL", "0x7FFFFFFF"},
                          {"0xFFFFFFFFUL", "0xFFFFFFFFU"},
                          {"4294967295L", "4294967295L"},
                          {"2147483648L", "2147483648L"},
                          {"0x100000000L", "0x100000000L"},
                          {"0x100000000UL", "0x100000000UL"},
                          {"017L", "017"},
                          {"0b101L", "0b101"},
                          {"1'000'000L", "1'000'000"},
                          {"1.5L", "1.5"},
                          {"1e3L", "1e3"},
                          {"0x1.8p1L", "0x1.8p1"},
                          {"1.5f", "1.5f"},
                          {"42", "42"},
                          {"42u", "42u"},
                          {"0xABCDEF", "0xABCDEF"},
                          {"1_km", "1_km"},
                          {"0", "0"},
                          {"0L", "0"},
                          {"0x1e+2", "0x1e+2"}};
        for (const auto& row : rows) {
            CAPTURE(row.windows);
            CHECK(native_number(row.windows) == row.here);
        }
    }

    TEST_CASE("lines stay lines, and columns columns") {
        const std::string text = "# 1 \"x.c\"\nlong a = 5L;\n\nunsigned long\nb;  int after;\n";
        const std::string made = rewrite(text, Language::c).text;
        CHECK(made.size() == text.size());
        CHECK(std::ranges::count(made, '\n') == std::ranges::count(text, '\n'));
        CHECK(made.find("after") == text.find("after"));
        CHECK(rewrite(text, Language::c).narrowed);
        CHECK_FALSE(rewrite("int a;", Language::c).narrowed);
    }

    TEST_CASE("guarded blocks are complete, or errors at their places") {
        CHECK(complaints("void f() { __try { g(); } __except(1) { h(); } }").empty());
        CHECK(complaints("void f() { _try { for(;;) __leave; } _finally { h(); } }").empty());
        CHECK(first_error("void f() { __try { g(); } h(); }") == "__try without __except or __finally");
        CHECK(first_error("void f() { __try g(); }") == "no block after __try");
        CHECK(first_error("void f() { __try {} __except {} }") == "__except without a filter");
        CHECK(first_error("void f() { __leave; }") == "__leave outside of __try");
        CHECK(first_error("void f() { __finally {} }") == "'__finally' without __try");
        CHECK(first_error("void f() { __try {} __finally { __leave; } }") == "__leave outside of __try");
        CHECK(first_error("void f() { __try { } __finally { return; } }") ==
              "a __finally block cannot return from its function here");
        const auto all = complaints("\n\nvoid f() {\n __leave; }");
        CHECK(all.front().place.line == 4);
        CHECK(all.front().place.file == "x.c");
    }

    TEST_CASE("leaving goes to the end of the block that is left") {
        const std::string made = c("void f() { __try { __try { __leave; } __finally { } __leave; } __except(1) { } }");
        CHECK(made.find("goto rpc_leave_2; } rpc_leave_2:;") != made.npos);
        CHECK(made.find("goto rpc_leave_1; } rpc_leave_1:;") != made.npos);
    }

    TEST_CASE("void main and wmain become functions that a main calls") {
        CHECK(c("void main(int c, char** v) { }").starts_with("void rpc_void_main(int c, char** v) { } # 1 "));
        // The macro for the convention is empty, and out of a header.
        CHECK(c("# 1 \"x.c\"\nvoid\n# 1 \"x.c\" 3 4\n    \n# 1 \"x.c\"\n main(void) { }").find("rpc_void_main(void)") !=
              std::string::npos);
        CHECK(c("int main(void) { }") == "int main(void) { }");
        CHECK(c("void main(void);") == "void main(void);");
        CHECK(c("int f() { int main; }") == "int f() { int main; }");
        CHECK(c("int wmain(int c, unsigned short** v) { }").find("return rpc_call_wmain(") != std::string::npos);
        // _tmain is a macro out of a header.
        CHECK(c("int\n# 1 \"x.c\" 3 4\n   wmain\n# 1 \"x.c\"\n (int c) { }").find("return rpc_call_wmain(") !=
              std::string::npos);
        CHECK(c("void wmain() { }").find("rpc_call_wmain((void*)wmain, rpc_argc, rpc_argv); return 0;") !=
              std::string::npos);
    }

    TEST_CASE("libraries a source asks for are here, or warned of") {
        CHECK(complaints("#pragma comment(lib, \"rpcrt4.lib\")\n#pragma comment( lib , \"KERNEL32\" )\n").empty());
        const auto all = complaints("int a;\n#pragma comment(lib, \"d3d9.lib\")\n");
        REQUIRE(all.size() == 1);
        CHECK(all.front().kind == Complaint::Kind::warning);
        CHECK(all.front().place.line == 2);
        CHECK(all.front().text.find("d3d9.lib") != std::string::npos);
    }

    TEST_CASE("no text, however broken, is more than complained of") {
        const std::string text =
            "void f() { __try { long a = 1L; __leave; } __except(f(x)) { } }\n# 3 \"y\" 3\n__int64\n";
        for (size_t size = 0; size <= text.size(); ++size) {
            for (const Language language : {Language::c, Language::cxx}) {
                static_cast<void>(rewrite(std::string_view(text).substr(0, size), language));
                static_cast<void>(rewrite(std::string_view(text).substr(size), language));
            }
        }
    }
}
