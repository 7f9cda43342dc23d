// SPDX-License-Identifier: LGPL-2.1-or-later
// Every code that this library can return has a message: read from the header that lists them and from our own Status.
#include "handleapi/text/error_text.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <regex>
#include <sstream>
#include <string>

namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Checks each code the pattern finds; returns how many.
int check_codes(const std::string& path, const std::regex& pattern) {
    const std::string text = text_of(path);
    int count = 0;
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match, ++count) {
        const auto code = static_cast<uint32_t>(std::stoull((*match)[2], nullptr, 0));
        CAPTURE((*match)[1].str());
        CHECK_FALSE(handleapi::error_text(code).empty());
        CHECK(handleapi::error_text(code).size() < 200);
    }
    return count;
}

const std::string kRoot = SOURCE_ROOT;

}  // namespace

TEST_SUITE("handleapi/error_text") {
    TEST_CASE("every error of winerror.h and rpcnterr.h has a text") {
        const std::regex plain(R"(#define ((?:ERROR|RPC|EPT|OR|WAIT)_\w+) (\d+)\n)");
        const std::regex result(R"(#define (\w+) \(\(HRESULT\)(0x[0-9A-Fa-f]+)\))");
        CHECK(check_codes(kRoot + "/include/winerror.h", plain) > 300);
        CHECK(check_codes(kRoot + "/include/winerror.h", result) > 50);
    }

    TEST_CASE("every Status has a text") {
        CHECK(check_codes(kRoot + "/handleapi/base/status.hpp", std::regex(R"((\w+) = (\d+),)")) > 200);
    }

    TEST_CASE("every status that travels in a fault has a text") {
        const std::regex wire(R"((nca_\w+) = (0x1[cC][0-9a-fA-F]+))");
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
