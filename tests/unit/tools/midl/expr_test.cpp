// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/midl/expr.hpp"

#include <doctest/doctest.h>

#include "tests/unit/tools/midl/support.hpp"

using midl_test::Codes;
using midl_test::Compilation;
using midl_test::in_interface;

namespace {

// The value of a constant hyper expression.
std::int64_t value_of(const std::string& expression, const std::string& before = {}) {
    Compilation compiled(in_interface(before + "const hyper V = " + expression + ";"));
    INFO(expression, "\n", compiled.log());
    REQUIRE(compiled.file);
    REQUIRE(compiled.constant("V").value->value);
    return *compiled.constant("V").value->value;
}

}  // namespace

TEST_SUITE_BEGIN("tools/midl/expr");

TEST_CASE("operators have the precedence of C") {
    CHECK(value_of("1 + 2 * 3") == 7);
    CHECK(value_of("(1 + 2) * 3") == 9);
    CHECK(value_of("1 << 2 + 1") == 8);
    CHECK(value_of("7 & 3 == 3") == 1);
    CHECK(value_of("1 | 2 ^ 3 & 5") == (1 | (2 ^ (3 & 5))));
    CHECK(value_of("10 - 4 - 3") == 3);
    CHECK(value_of("1 ? 2 : 0 ? 3 : 4") == 2);
    CHECK(value_of("-3 % 2") == -1);
    CHECK(value_of("!0 + ~0") == 0);
}

TEST_CASE("literals of all bases and suffixes") {
    CHECK(value_of("0x10") == 16);
    CHECK(value_of("010") == 8);
    CHECK(value_of("0") == 0);
    CHECK(value_of("5UL + 5i64 + 5LL + 5ul + 5LU") == 25);
    CHECK(value_of("'A'") == 65);
    CHECK(value_of(R"('\n')") == 10);
    CHECK(value_of("TRUE + FALSE") == 1);
}

TEST_CASE("long is 32 bits: arithmetic wraps there and unsigned stays unsigned") {
    CHECK(value_of("0x7fffffff + 1") == -2147483648LL);
    CHECK(value_of("0xffffffff") == 4294967295LL);
    CHECK(value_of("0xffffffff + 1") == 0);
    CHECK(value_of("0x7fffffffi64 + 1") == 2147483648LL);
    CHECK(value_of("-1 < 1u") == 0);
    CHECK(value_of("-1 >> 1") == -1);
}

TEST_CASE("constants, enumerators, sizeof and casts take part") {
    CHECK(value_of("N * E2", "const long N = 6; enum { E1, E2 = 7 };") == 42);
    CHECK(value_of("sizeof(long) + sizeof(hyper) + sizeof(long *)") == 20);
    CHECK(value_of("sizeof(struct S)", "struct S { char c; hyper h; short s; };") == 24);
    CHECK(value_of("(unsigned char) 257") == 1);
    CHECK(value_of("(short) 0x8000") == -32768);
}

TEST_CASE("enumerators count on from the last value") {
    const Compilation compiled(in_interface("typedef enum { A, B = 5, C, D = B + 10, E } X;"));
    REQUIRE(compiled.file);
    const auto* type = midl::resolve_as<midl::EnumType>(compiled.type("X").type);
    std::vector<std::int64_t> values;
    for (const auto* each : type->enumerators) values.push_back(each->value);
    CHECK(values == std::vector<std::int64_t>{0, 5, 6, 15, 16});
}

TEST_CASE("division by zero is an error, division of the smallest number by -1 is not a crash") {
    CHECK(Compilation(in_interface("const long X = 1 / 0;")).errors() == Codes{2031});
    CHECK(Compilation(in_interface("const long X = 1 % (2 - 2);")).errors() == Codes{2031});
    CHECK(value_of("(-2147483647 - 1) / -1") == -2147483648LL);
    CHECK(value_of("(-0x7fffffffffffffffi64 - 1) % -1") == 0);
    CHECK(value_of("1 << 200") == 0);
}

TEST_CASE("sizeof knows arrays, their bounds and open ends") {
    Compilation compiled(
        in_interface("const long N = 3; typedef struct { char c[N * 2]; long l; } S; const long A = sizeof(S);"
                     "typedef struct { long n; [size_is(n)] short a[]; } O; const long B = sizeof(O);"
                     "typedef long T[N][2]; const long C = sizeof(T); const long D = sizeof(long *);"));
    INFO(compiled.log());
    REQUIRE(compiled.file);
    CHECK(compiled.constant("A").value->value == 12);
    CHECK(compiled.constant("B").value->value == 8);
    CHECK(compiled.constant("C").value->value == 24);
    CHECK(compiled.constant("D").value->value == 8);
}

TEST_CASE("undefined names, malformed numbers and wrong constants are told apart") {
    CHECK(Compilation(in_interface("const long X = NOWHERE + 1;")).errors() == Codes{2009});
    CHECK(Compilation(in_interface("const long X = 12abc;")).errors() == Codes{2116});
    CHECK(Compilation(in_interface("const long X = 99999999999999999999999;")).errors() == Codes{2116});
    CHECK(Compilation(in_interface("const long X = ''; ")).errors() == Codes{2108});
    CHECK(Compilation(in_interface("const short X = 70000; void F([in] handle_t h);")).warnings() == Codes{2175});
    CHECK(Compilation(in_interface("struct S { long a; }; const struct S X = 1;")).errors() == Codes{2202});
}

TEST_CASE("string and floating constants keep their text") {
    const Compilation compiled(
        in_interface(R"(const char *A = "x" "y"; const wchar_t *W = L"w"; const double D = 1.5e3;)"));
    REQUIRE(compiled.file);
    CHECK(midl::to_string(*compiled.constant("A").value) == "\"xy\"");
    CHECK(midl::to_string(*compiled.constant("W").value) == "L\"w\"");
    CHECK(compiled.constant("D").value->real == 1500.0);
}

TEST_CASE("the text of an expression can be read back") {
    const Compilation compiled(in_interface("const long X = (1 + 2) * -3;"));
    REQUIRE(compiled.file);
    CHECK(midl::to_string(*compiled.constant("X").value) == "(1 + 2) * (-3)");
}

TEST_CASE("a constant's value must be of its type") {
    const auto errors = [](const std::string& constant) { return Compilation(in_interface(constant)).errors(); };
    const auto warnings = [](const std::string& constant) { return Compilation(in_interface(constant)).warnings(); };
    for (const char* good : {"const char *A = \"x\";", "const wchar_t *A = L\"x\";",
                             "const unsigned short *A = L\"x\";", "const char A[] = \"x\";", "const void *A = 0;",
                             "const char *A = NULL;", "const float A = 1;", "const boolean A = TRUE;"}) {
        CAPTURE(good);
        CHECK(errors(good).empty());
    }
    for (const char* bad :
         {"const long A = \"x\";", "const char *A = 5;", "const char *A = L\"x\";", "const wchar_t *A = \"x\";",
          "const float A = \"x\";", "const long A = 1.5;", "const void *A = \"x\";", "const char *A = 1.5;"}) {
        CAPTURE(bad);
        CHECK(errors(bad) == Codes{2154});
    }
    CHECK(errors("const handle_t A = 0;") == Codes{2202});
    CHECK(warnings("const long A = 0x1ffffffff;") == Codes{2175, 2231});
    CHECK(warnings("const unsigned long A = 0xffffffff; const long B = -0x80000000LL;") == Codes{2231});
    CHECK(errors("typedef long double A;") == Codes{2029});
}

TEST_SUITE_END();
