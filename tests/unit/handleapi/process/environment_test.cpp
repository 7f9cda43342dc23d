// SPDX-License-Identifier: LGPL-2.1-or-later
// Environment variables, their expansion, the environment as a block, the current directory.
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

LPCWSTR wide(const char16_t* text) { return reinterpret_cast<LPCWSTR>(text); }

std::string expanded(const char* source) {
    char buffer[200] = "";
    const DWORD size = ExpandEnvironmentStringsA(source, buffer, sizeof buffer);
    CHECK(size == std::strlen(buffer) + 1);
    return buffer;
}

}  // namespace

TEST_SUITE("handleapi/environment") {
    TEST_CASE("a variable is set, found in any case, and seen by getenv") {
        REQUIRE(SetEnvironmentVariableA("Rpcrt4_Test", "value"));
        char buffer[20] = "";
        CHECK(GetEnvironmentVariableA("RPCRT4_TEST", buffer, sizeof buffer) == 5);
        CHECK(std::string(buffer) == "value");
        REQUIRE(std::getenv("Rpcrt4_Test"));
        CHECK(SetEnvironmentVariableA("rpcrt4_test", "other"));
        CHECK(std::string(std::getenv("Rpcrt4_Test")) == "other");
        CHECK(std::getenv("rpcrt4_test") == nullptr);
        CHECK(SetEnvironmentVariableA("RPCRT4_TEST", nullptr));
        CHECK(std::getenv("Rpcrt4_Test") == nullptr);
    }

    TEST_CASE("a buffer that is too small is left alone and the size with the null is returned") {
        REQUIRE(SetEnvironmentVariableW(wide(u"RPCRT4_TEST"), wide(u"bär")));
        char16_t buffer[4] = u"###";
        CHECK(GetEnvironmentVariableW(wide(u"RPCRT4_TEST"), buffer, 3) == 4);
        CHECK(buffer[0] == u'#');
        CHECK(GetEnvironmentVariableW(wide(u"RPCRT4_TEST"), buffer, 4) == 3);
        CHECK(std::u16string(buffer) == u"bär");
        CHECK(GetEnvironmentVariableA("RPCRT4_TEST", nullptr, 0) == 5);
        CHECK(SetEnvironmentVariableA("RPCRT4_TEST", ""));
        char byte = '#';
        CHECK(GetEnvironmentVariableA("RPCRT4_TEST", &byte, 1) == 0);
        CHECK(byte == '\0');
        CHECK(SetEnvironmentVariableA("RPCRT4_TEST", nullptr));
    }

    TEST_CASE("bad names and missing variables have their documented errors") {
        char buffer[10];
        const auto error_of = [](DWORD failed) {
            CHECK(failed == 0);
            return GetLastError();
        };
        CHECK(error_of(GetEnvironmentVariableA("RPCRT4_NONE", buffer, 10)) == ERROR_ENVVAR_NOT_FOUND);
        CHECK(error_of(GetEnvironmentVariableA(nullptr, buffer, 10)) == ERROR_ENVVAR_NOT_FOUND);
        CHECK(error_of(GetEnvironmentVariableA("", buffer, 10)) == ERROR_ENVVAR_NOT_FOUND);
        CHECK(error_of(SetEnvironmentVariableA("", "x")) == ERROR_INVALID_PARAMETER);
        CHECK(error_of(SetEnvironmentVariableA("a=b", "x")) == ERROR_INVALID_PARAMETER);
        CHECK(error_of(SetEnvironmentVariableA("RPCRT4_NONE", nullptr)) == ERROR_ENVVAR_NOT_FOUND);
    }

    TEST_CASE("expansion replaces what exists and leaves everything else alone") {
        REQUIRE(SetEnvironmentVariableA("RPCRT4_TEST", "x%y"));
        CHECK(expanded("a%rpcrt4_test%b") == "ax%yb");
        CHECK(expanded("%RPCRT4_NONE%RPCRT4_TEST%") == "%RPCRT4_NONE%RPCRT4_TEST%");
        CHECK(expanded("100%") == "100%");
        CHECK(expanded("%%") == "%%");
        CHECK(expanded("") == "");
        char small[3] = "##";
        CHECK(ExpandEnvironmentStringsA("a%RPCRT4_TEST%", small, 2) == 5);
        CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
        CHECK(std::string(small) == "a");
        CHECK(ExpandEnvironmentStringsW(wide(u"%RPCRT4_TEST%"), nullptr, 0) == 4);
        CHECK(SetEnvironmentVariableA("RPCRT4_TEST", nullptr));
    }

    TEST_CASE("the environment's block holds every variable and ends with an empty string") {
        REQUIRE(SetEnvironmentVariableA("RPCRT4_TEST", "block"));
        LPWCH block = GetEnvironmentStringsW();
        REQUIRE(block != nullptr);
        bool found = false;
        size_t count = 0;
        for (LPWCH at = block; *at; at += std::char_traits<char16_t>::length(at) + 1, ++count) {
            found = found || std::u16string_view(at) == u"RPCRT4_TEST=block";
        }
        size_t expected = 0;
        while (environ[expected]) ++expected;
        CHECK(found);
        CHECK(count == expected);
        CHECK(FreeEnvironmentStringsW(block));
        CHECK(SetEnvironmentVariableA("RPCRT4_TEST", nullptr));
    }

    TEST_CASE("the current directory is told and changed") {
        char before[PATH_MAX];
        const DWORD length = GetCurrentDirectoryA(sizeof before, before);
        REQUIRE(length == std::strlen(before));
        CHECK(GetCurrentDirectoryA(0, nullptr) == length + 1);
        CHECK(SetCurrentDirectoryW(wide(u"\\")));
        char16_t root[4];
        CHECK(GetCurrentDirectoryW(4, root) == 1);
        CHECK(root[0] == u'/');
        CHECK_FALSE(SetCurrentDirectoryA("/nowhere/at/all"));
        CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
        CHECK_FALSE(SetCurrentDirectoryA("/etc/passwd"));
        CHECK(GetLastError() == ERROR_DIRECTORY);
        CHECK(SetCurrentDirectoryA(before));
    }
}
