// SPDX-License-Identifier: LGPL-2.1-or-later
// Which words become the functions of Windows' long.
#include "tools/rpcgcc/long_functions.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace rpcgcc;

namespace {

/// What becomes of a source behind a header that has strtol and stol.
std::string named(std::string_view source, Language language = Language::cxx) {
    const std::string header =
        "# 1 \"x.h\" 1 3 4\nint rpccrt_long_strtol(const char*);\nint rpccrt_long_stol(int);\n# 2 \"x.cpp\" 2\n";
    const std::string text = rewrite(header + std::string(source), language).text;
    return text.substr(text.rfind("\"x.cpp\" 2\n") + 10);
}

}  // namespace

TEST_SUITE("tools/rpcgcc/long_functions") {
    TEST_CASE("a function of long is Windows', however it is named") {
        CHECK(named("auto a = strtol(b);") == "auto a = rpccrt_long_strtol(b);");
        CHECK(named("auto a = ::strtol(b), c = f(::strtol);") ==
              "auto a = ::rpccrt_long_strtol(b), c = f(::rpccrt_long_strtol);");
        CHECK(named("auto a = std::stol(b);") == "auto a = std::rpccrt_long_stol(b);");
        CHECK(named("int f() { return strtol(b); }") == "int f() { return rpccrt_long_strtol(b); }");
        CHECK(named("int f() { return ::strtol(b); }") == "int f() { return ::rpccrt_long_strtol(b); }");
        CHECK(named("using std::stol;") == "using std::rpccrt_long_stol;");
    }

    TEST_CASE("members and what other namespaces have keep their names") {
        CHECK(named("int a = b.strtol(), c = d->strtol();") == "int a = b.strtol(), c = d->strtol();");
        CHECK(named("int a = mine::strtol(b);") == "int a = mine::strtol(b);");
    }

    TEST_CASE("a name that a source declares is its own everywhere in it") {
        CHECK(named("struct S { int stol(); }; int a = stol();") == "struct S { int stol(); }; int a = stol();");
        CHECK(named("int strtol = 1; int a = strtol;") == "int strtol = 1; int a = strtol;");
    }

    TEST_CASE("what no header declares, and all of C, stays") {
        CHECK(named("int a = strtoul(b);") == "int a = strtoul(b);");
        CHECK(named("int a = strtol(b);", Language::c) == "int a = strtol(b);");
    }
}
