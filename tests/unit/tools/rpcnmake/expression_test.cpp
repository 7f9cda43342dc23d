// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/expression.hpp"

#include <doctest/doctest.h>

#include "tools/rpcnmake/fault.hpp"

using namespace rpcnmake;

namespace {

const Questions kWorld{[](const std::string& macro) { return macro == "KNOWN"; },
                       [](const std::string& path) { return path == "a file"; },
                       [](const std::string& command) { return command == "three" ? 3 : 0; }};

int32_t value(std::string_view text) { return evaluate(text, kWorld); }

/// The number of the fault; 0 without one.
int fault(std::string_view text) {
    try {
        value(text);
        return 0;
    } catch (const Fault& thrown) {
        return thrown.number;
    }
}

}  // namespace

TEST_SUITE("tools/rpcnmake/expression") {
    TEST_CASE("operators have the order of the documentation") {
        CHECK(value("1 + 2 * 3 - 4 / 2") == 5);
        CHECK(value("(1 + 2) * 3 % 4") == 1);
        CHECK(value("1 << 2 + 1") == 8);
        CHECK(value("1 | 2 == 2") == 1);
        CHECK(value("0 && 1 || 1") == 1);
        CHECK(value("6 ^^ 3") == 5);
        CHECK(value("!1 + ~0 - -5") == 4);
        CHECK(value("10 - 3 - 2") == 5);
    }

    TEST_CASE("integers have 32 bits") {
        CHECK(value("0x7fffffff + 1") == INT32_MIN);
        CHECK(value("0x7fffffff * 0x7fffffff") == 1);
        CHECK(value("017 == 15 && 0xFf == 255") == 1);
        CHECK(value("1 << 31 < 0") == 1);
        CHECK(value("-2147483648 / -1") == INT32_MIN);
    }

    TEST_CASE("strings are compared, macros, files and commands asked") {
        CHECK(value("\"a b\" == \"a b\" && \"a\" != \"A\"") == 1);
        CHECK(value("DEFINED(KNOWN) && !defined(OTHER)") == 1);
        CHECK(value("EXIST(\"a file\") + EXIST(other)") == 1);
        CHECK(value("[three] == 3") == 1);
    }

    TEST_CASE("what is no expression has nmake's number") {
        CHECK(fault("  ") == 1018);
        CHECK(fault("1 +") == 1023);
        CHECK(fault("(1") == 1023);
        CHECK(fault("1 2") == 1023);
        CHECK(fault("word") == 1023);
        CHECK(fault("\"open") == 1022);
        CHECK(fault("[open") == 1022);
        CHECK(fault("\"a\"") == 1080);
        CHECK(fault("\"a\" < \"b\"") == 1080);
        CHECK(fault("1 % 0") == 1079);
        CHECK(fault("4294967296") == 1078);
    }
}
