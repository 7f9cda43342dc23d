// SPDX-License-Identifier: LGPL-2.1-or-later
// Every code that this library can return has a message: read from the header that lists them and from our own Status.
#include "handleapi/text/error_text.hpp"

#include <doctest/doctest.h>
#include <regex.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Checks each code that the extended regular expression finds, in its last group; returns how many.
int check_codes(const std::string& path, const char* pattern) {
    regex_t expression;
    REQUIRE(regcomp(&expression, pattern, REG_EXTENDED | REG_NEWLINE) == 0);
    const size_t last = expression.re_nsub;
    const std::string text = text_of(path);
    int count = 0;
    regmatch_t groups[8];
    for (const char* at = text.c_str(); regexec(&expression, at, 8, groups, 0) == 0; at += groups[0].rm_eo, ++count) {
        const std::string line(at + groups[0].rm_so, at + groups[0].rm_eo);
        const auto code = static_cast<uint32_t>(std::strtoull(at + groups[last].rm_so, nullptr, 0));
        CAPTURE(line);
        CHECK_FALSE(handleapi::error_text(code).empty());
        CHECK(handleapi::error_text(code).size() < 200);
    }
    regfree(&expression);
    return count;
}

const std::string kRoot = SOURCE_ROOT;

}  // namespace

TEST_SUITE("handleapi/error_text") {
    TEST_CASE("every error of winerror.h and rpcnterr.h has a text") {
        const char* const plain = "#define (ERROR|RPC|EPT|OR|WAIT)_[A-Za-z0-9_]+ ([0-9]+)$";
        const char* const result = "#define [A-Za-z0-9_]+ \\(\\(HRESULT\\)(0x[0-9A-Fa-f]+)\\)";
        CHECK(check_codes(kRoot + "/include/winerror.h", plain) > 300);
        CHECK(check_codes(kRoot + "/include/winerror.h", result) > 50);
    }

    TEST_CASE("every Status has a text") {
        CHECK(check_codes(kRoot + "/handleapi/base/status.hpp", "[a-z0-9_]+ = ([0-9]+),") > 200);
    }

    TEST_CASE("every status that travels in a fault has a text") {
        const char* const wire = "nca_[a-z_]+ = (0x1[cC][0-9a-fA-F]+)";
        check_codes(kRoot + "/rpcrt4/protocol/wire_status.hpp", wire);
        for (const uint32_t code : {0x1C010002u, 0x1C010003u, 0x1C00001Au, 0x1C00000Du}) {
            CHECK_FALSE(handleapi::error_text(code).empty());
        }
    }

    TEST_CASE("a code in the form of an HRESULT has the text of the code") {
        CHECK(handleapi::error_text(0x80070005) == handleapi::error_text(5));
        CHECK(handleapi::error_text(0xDEAD0001).empty());
    }
}
