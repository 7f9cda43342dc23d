// SPDX-License-Identifier: LGPL-2.1-or-later
// MultiByteToWideChar, WideCharToMultiByte, FormatMessage, lstrcmp.
#include <cstdarg>
#include <string>

#include "tests/unit/handleapi/support.hpp"

using namespace testing;

namespace {

std::string format(DWORD flags, const char* text, ...) {
    char buffer[256] = "unchanged";
    va_list arguments;
    va_start(arguments, text);
    const DWORD size =
        FormatMessageA(flags | FORMAT_MESSAGE_FROM_STRING, text, 0, 0, buffer, sizeof buffer, &arguments);
    va_end(arguments);
    return size == 0 ? "error " + std::to_string(GetLastError()) : std::string(buffer, size);
}

}  // namespace

TEST_SUITE("handleapi/string") {
    TEST_CASE("the size asked for is the size delivered, with or without the terminating zero") {
        char16_t wide[8] = {};
        CHECK(MultiByteToWideChar(CP_ACP, 0, "h\xC3\xA9!", -1, nullptr, 0) == 4);
        CHECK(MultiByteToWideChar(CP_UTF8, 0, "h\xC3\xA9!", -1, wide, 8) == 4);
        CHECK(std::u16string(wide) == u"h\u00E9!");
        CHECK(MultiByteToWideChar(CP_UTF8, 0, "abc", 2, wide, 2) == 2);
        char narrow[8] = {};
        CHECK(WideCharToMultiByte(CP_UTF8, 0, u"\u20AC", -1, nullptr, 0, nullptr, nullptr) == 4);
        CHECK(WideCharToMultiByte(CP_ACP, 0, u"\u20AC", 1, narrow, 8, nullptr, nullptr) == 3);
        CHECK(std::string(narrow, 3) == "\xE2\x82\xAC");
    }

    TEST_CASE("a buffer that is too small is ERROR_INSUFFICIENT_BUFFER") {
        char16_t wide[2];
        CHECK(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, wide, 2) == 0);
        CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    }

    TEST_CASE("ill-formed text is replaced, or ERROR_NO_UNICODE_TRANSLATION when asked") {
        char16_t wide[8] = {};
        CHECK(MultiByteToWideChar(CP_UTF8, 0, "a\xFF", -1, wide, 8) == 3);
        CHECK(wide[1] == 0xFFFD);
        CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "a\xFF", -1, wide, 8) == 0);
        CHECK(GetLastError() == ERROR_NO_UNICODE_TRANSLATION);
        CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\xEF\xBF\xBD", -1, wide, 8) == 2);
        const char16_t lone[] = {0xD800, 0};
        char narrow[8];
        CHECK(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, lone, -1, narrow, 8, nullptr, nullptr) == 0);
        CHECK(GetLastError() == ERROR_NO_UNICODE_TRANSLATION);
        BOOL used = FALSE;
        CHECK(WideCharToMultiByte(CP_ACP, 0, lone, -1, narrow, 8, nullptr, &used) == 4);
        CHECK(used);
    }

    TEST_CASE("bad arguments: code page, sizes, flags, defaults with UTF-8") {
        char16_t wide[4];
        char narrow[4];
        CHECK(MultiByteToWideChar(932, 0, "a", -1, wide, 4) == 0);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(MultiByteToWideChar(CP_UTF8, 0, "a", 0, wide, 4) == 0);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(MultiByteToWideChar(CP_UTF8, 0x1000, "a", -1, wide, 4) == 0);
        CHECK(GetLastError() == ERROR_INVALID_FLAGS);
        CHECK(WideCharToMultiByte(CP_UTF8, 0, u"a", -1, narrow, 4, "?", nullptr) == 0);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }
}

TEST_SUITE("handleapi/format_message") {
    TEST_CASE("a system message ends its line; without breaks it ends with a space") {
        char text[256] = {};
        const DWORD size = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                                          ERROR_INVALID_HANDLE, 0, text, sizeof text, nullptr);
        REQUIRE(size > 2);
        CHECK(size == std::string(text).size());
        CHECK(std::string(text).substr(size - 2) == "\r\n");
        CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, nullptr, ERROR_INVALID_HANDLE,
                             MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), text, sizeof text, nullptr) > 0);
        CHECK(std::string(text).find('\n') == std::string::npos);
    }

    TEST_CASE("the wide and the allocating form say the same") {
        char16_t wide[256];
        const DWORD size =
            FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM, nullptr, RPC_S_SERVER_UNAVAILABLE, 0, wide, 256, nullptr);
        REQUIRE(size > 0);
        LPSTR made = nullptr;
        CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, nullptr,
                             RPC_S_SERVER_UNAVAILABLE, 0, reinterpret_cast<LPSTR>(&made), 0, nullptr) == size);
        CHECK(std::u16string(wide) == std::u16string(made, made + size));
        CHECK(LocalFree(made) == nullptr);
    }

    TEST_CASE("failures have their codes") {
        char text[4];
        CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, nullptr, ERROR_INVALID_HANDLE, 0, text, 4, nullptr) == 0);
        CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
        CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, nullptr, 0x7FFF1234, 0, text, 4, nullptr) == 0);
        CHECK(GetLastError() == ERROR_MR_MID_NOT_FOUND);
        CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, nullptr, 5, MAKELANGID(0x0C, 1), text, 4, nullptr) == 0);
        CHECK(GetLastError() == ERROR_RESOURCE_LANG_NOT_FOUND);
        CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM, nullptr, 5, 0, nullptr, 4, nullptr) == 0);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(FormatMessageA(0, nullptr, 5, 0, text, 4, nullptr) == 0);
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("inserts are expanded in any order, with formats") {
        CHECK(format(0, "%2 before %1", "one", "two") == "two before one");
        CHECK(format(0, "[%1!5d!|%2!-4s!|%3!08X!]", 42, "ab", 0xBEEF) == "[   42|ab  |0000BEEF]");
        CHECK(format(0, "%1!I64d! %2!S!", int64_t{-5'000'000'000}, u"wide") == "-5000000000 wide");
        CHECK(format(0, "100%% sure%n%tdone%!%0 not this") == "100% sure\r\n\tdone!");
        CHECK(format(FORMAT_MESSAGE_IGNORE_INSERTS, "%1 stays") == "%1 stays");
        CHECK(format(0, "%1!q!", 1) == "error 87");
        CHECK(format(0, "%1!d", 1) == "error 87");
        const DWORD_PTR array[] = {reinterpret_cast<DWORD_PTR>("x"), 7};
        char buffer[32];
        CHECK(FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, "%1=%2!u!", 0, 0, buffer,
                             sizeof buffer, reinterpret_cast<va_list*>(const_cast<DWORD_PTR*>(array))) == 3);
        CHECK(std::string(buffer) == "x=7");
    }
}

TEST_SUITE("handleapi/word_sort") {
    TEST_CASE("lstrcmp puts signs before digits before letters, small letters before their capitals") {
        const std::string order =
            "'- "
            "\t\n\v\f\r!\"#$%&()*,./:;?@[\\]^_`{|}~+<=>0123456789aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ";
        for (size_t i = 0; i + 1 < order.size(); ++i) {
            const char left[] = {order[i], 0};
            const char right[] = {order[i + 1], 0};
            CAPTURE(left);
            CHECK(lstrcmpA(left, right) == -1);
            CHECK(lstrcmpA(right, left) == 1);
            CHECK(lstrcmpA(left, left) == 0);
        }
        CHECK(lstrcmpA("B", "a") == 1);
        CHECK(lstrcmpA("aB", "Ab") == -1);
        CHECK(lstrcmpA("a10", "a2") == -1);
        CHECK(lstrcmpA("", "") == 0);
        CHECK(lstrcmpA("", "a") == -1);
        CHECK(lstrcmpA(nullptr, "a") == -1);
        CHECK(lstrcmpA("a", nullptr) == 1);
        CHECK(lstrcmpA(nullptr, nullptr) == 0);
    }

    TEST_CASE("lstrcmp is a word sort: hyphens and apostrophes decide only between equal words") {
        CHECK(lstrcmpA("coop", "co-op") == -1);
        CHECK(lstrcmpA("co-op", "cooq") == -1);
        CHECK(lstrcmpA("co-op", "coOp") == -1);
        CHECK(lstrcmpiA("co-op", "coOp") == 1);
        CHECK(lstrcmpA("ab", "a'b") == -1);
        CHECK(lstrcmpA("a'b", "a-b") == -1);
        CHECK(lstrcmpA("-a", "b") == -1);
        CHECK(lstrcmpA("-a", "a-") == 1);
        CHECK(lstrcmpA("a--b", "a-b") == 1);
        CHECK(lstrcmpA("a-bc", "ab-c") == 1);
        CHECK(lstrcmpA("a b", "ab") == -1);
    }

    TEST_CASE("lstrcmpi ignores case, beyond ASCII too, and W compares as A does") {
        CHECK(lstrcmpiA("Hello", "hELLO") == 0);
        CHECK(lstrcmpiA("abc", "ABD") == -1);
        CHECK(lstrcmpiA("\xC3\xA9", "\xC3\x89") == 0);
        CHECK(lstrcmpA("\xC3\xA9", "\xC3\x89") == -1);
        CHECK(lstrcmpiW(u"\u0436", u"\u0416") == 0);
        CHECK(lstrcmpW(u"\u0436", u"\u0416") == -1);
        CHECK(lstrcmpW(u"\u03b1", u"z") == 1);
        CHECK(lstrcmpW(u"co-op", u"coop") == 1);
        CHECK(lstrcmpiW(nullptr, u"") == -1);
    }
}
