// SPDX-License-Identifier: LGPL-2.1-or-later
// FindFirstFile and its like.
#include "handleapi/io/find.hpp"

#include <fstream>

#include "tests/unit/handleapi/io/support.hpp"

using namespace testing;

namespace {

std::string list(const std::string& pattern) {
    WIN32_FIND_DATAA found;
    HANDLE search = FindFirstFileA(pattern.c_str(), &found);
    if (search == INVALID_HANDLE_VALUE) return "!" + std::to_string(GetLastError());
    std::string names = found.cFileName;
    while (FindNextFileA(search, &found)) names += std::string(" ") + found.cFileName;
    names += "!" + std::to_string(GetLastError());
    CHECK(FindClose(search));
    CHECK_FALSE(FindClose(search));
    return names;
}

}  // namespace

TEST_SUITE("handleapi/io/find") {
    TEST_CASE("a pattern finds what matches it, in order, and ends with ERROR_NO_MORE_FILES") {
        Directory directory;
        for (const char* name : {"b.txt", "a.txt", "ab.dat", "c"}) std::ofstream(directory / name) << "12345";
        CHECK(list(directory / "*.txt") == "a.txt b.txt!18");
        CHECK(list(directory / "a*") == "a.txt ab.dat!18");
        CHECK(list(directory / "?.txt") == "a.txt b.txt!18");
        CHECK(list(directory / "*") == ". .. a.txt ab.dat b.txt c!18");
        CHECK(list(directory / "*.*") == list(directory / "*"));
        CHECK(list(directory / "c") == "c!18");
        CHECK(list(directory / "d") == "!2");
        CHECK(list(directory / "none/*") == "!3");
        CHECK(list("") == "!3");
    }

    TEST_CASE("what is found has its attributes, size and times") {
        Directory directory;
        std::ofstream(directory / "file") << "12345";
        const std::string pattern = directory / "f*";
        WIN32_FIND_DATAW found{};
        HANDLE search = FindFirstFileW(std::u16string(pattern.begin(), pattern.end()).c_str(), &found);
        REQUIRE(search != INVALID_HANDLE_VALUE);
        CHECK(std::u16string(found.cFileName) == u"file");
        CHECK(found.nFileSizeLow == 5);
        CHECK((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0);
        CHECK(found.ftLastWriteTime.dwHighDateTime != 0);
        CHECK_FALSE(FindNextFileW(search, &found));
        CHECK(error_of([&] { CloseHandle(search); }) == ERROR_INVALID_HANDLE);
        CHECK(error_of([&] { WaitForSingleObject(search, 0); }) == ERROR_INVALID_HANDLE);
        CHECK(FindClose(search));
    }

    TEST_CASE("stale and foreign search handles are ERROR_INVALID_HANDLE") {
        Handle event = auto_event();
        WIN32_FIND_DATAA found;
        CHECK(error_of([&] { FindNextFileA(event, &found); }) == ERROR_INVALID_HANDLE);
        CHECK(error_of([&] { FindClose(event); }) == ERROR_INVALID_HANDLE);
        CHECK(error_of([&] { FindClose(INVALID_HANDLE_VALUE); }) == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("stars match any run of characters, question marks one") {
        using handleapi::io::name_matches;
        CHECK(name_matches("*", ""));
        CHECK(name_matches("a*b*c", "aXXbYYc"));
        CHECK(name_matches("a*b*c", "abbbc"));
        CHECK_FALSE(name_matches("a*b*c", "abb"));
        CHECK_FALSE(name_matches("a?c", "ac"));
        CHECK(name_matches("**", "x"));
    }
}
