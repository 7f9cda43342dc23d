// SPDX-License-Identifier: LGPL-2.1-or-later
// Paths: made absolute, looked for, of temporary files; and what they are on.
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "tests/unit/handleapi/io/support.hpp"

using namespace testing;

namespace {

std::string full(const std::string& name) {
    char path[MAX_PATH];
    const DWORD length = GetFullPathNameA(name.c_str(), sizeof path, path, nullptr);
    return length == 0 ? "!" + std::to_string(GetLastError()) : std::string(path, length);
}

std::string last_part(const std::string& name) {
    char path[MAX_PATH];
    char* part = path;
    GetFullPathNameA(name.c_str(), sizeof path, path, &part);
    return part ? part : "(null)";
}

std::string search(const char* where, const char* name, const char* extension = nullptr) {
    char path[MAX_PATH];
    const DWORD length = SearchPathA(where, name, extension, sizeof path, path, nullptr);
    return length == 0 ? "!" + std::to_string(GetLastError()) : std::string(path, length);
}

/// An environment variable for the length of a scope.
class Variable {
 public:
    Variable(const char* name, const char* value) : name_(name) {
        const char* old = ::getenv(name);
        had_ = old != nullptr;
        if (old) old_ = old;
        SetEnvironmentVariableA(name, value);
    }
    ~Variable() { SetEnvironmentVariableA(name_, had_ ? old_.c_str() : nullptr); }

 private:
    const char* name_;
    std::string old_;
    bool had_ = false;
};

}  // namespace

TEST_SUITE("handleapi/io/file_paths") {
    TEST_CASE("a name becomes absolute with its dots resolved, whether it is there or not") {
        char current[MAX_PATH];
        REQUIRE(GetCurrentDirectoryA(sizeof current, current) != 0);
        CHECK(full("/a/./b/../c") == "/a/c");
        CHECK(full("\\a\\\\b\\") == "/a/b/");
        CHECK(full("/../..") == "/");
        CHECK(full("x\\y") == std::string(current) + "/x/y");
        CHECK(full("\\\\?\\/a/b") == "/a/b");
        CHECK(full("nul") == "/dev/null");
        CHECK(full("\\\\.\\pipe\\Name") == "\\\\.\\pipe\\name");
        CHECK(full("\\\\elsewhere\\share\\file") == "\\\\elsewhere\\share\\file");
        CHECK(full("") == "!123");
        CHECK(last_part("/a/b") == "b");
        CHECK(last_part("/a/b/") == "(null)");
    }

    TEST_CASE("a buffer that is too small is left alone, and the size it needs is told") {
        char16_t small[4] = u"abc";
        char16_t* part = small;
        CHECK(GetFullPathNameW(u"/a/b", 4, small, &part) == 5);
        CHECK(part == nullptr);
        CHECK(std::u16string(small) == u"abc");
        CHECK(GetFullPathNameW(u"/a/b", 0, nullptr, nullptr) == 5);
        char16_t fits[5];
        CHECK(GetFullPathNameW(u"/a/b", 5, fits, &part) == 4);
        CHECK(std::u16string(part) == u"b");
        CHECK(GetWindowsDirectoryW(small, 1) == 5);
    }

    TEST_CASE("long and short names are the names of what is there") {
        char path[MAX_PATH];
        CHECK(GetLongPathNameA("/tmp", path, sizeof path) == 4);
        CHECK(std::string(path) == "/tmp");
        CHECK(GetShortPathNameA("/tmp", path, 4) == 5);
        CHECK(error_of([&] { GetLongPathNameA("/no/such", path, sizeof path); }) == ERROR_PATH_NOT_FOUND);
        CHECK(error_of([&] { GetShortPathNameW(nullptr, nullptr, 0); }) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("temporary files go where TMP says, then TEMP, then TMPDIR, then /tmp") {
        char path[MAX_PATH];
        const Variable profile("USERPROFILE", nullptr), directory("TMPDIR", "/d");
        const Variable temp("TEMP", "\\t\\..\\e\\");
        {
            const Variable tmp("TMP", "/m");
            CHECK(GetTempPathA(sizeof path, path) == 3);
            CHECK(std::string(path) == "/m/");
        }
        const Variable tmp("TMP", nullptr);
        CHECK(GetTempPathA(sizeof path, path) == 3);
        CHECK(std::string(path) == "/e/");
        SetEnvironmentVariableA("TEMP", nullptr);
        GetTempPathA(sizeof path, path);
        CHECK(std::string(path) == "/d/");
        SetEnvironmentVariableA("TMPDIR", nullptr);
        CHECK(GetTempPathA(5, path) == 6);
        char16_t wide[6];
        CHECK(GetTempPathW(6, wide) == 5);
        CHECK(std::u16string(wide) == u"/tmp/");
    }

    TEST_CASE("a temporary file without a number is new each time, empty, and its owner's alone") {
        Directory directory;
        std::set<std::string> names;
        for (int i = 0; i < 20; ++i) {
            char path[MAX_PATH];
            REQUIRE(GetTempFileNameA(directory.path().c_str(), "prefix", 0, path) != 0);
            struct stat info {};
            REQUIRE(::stat(path, &info) == 0);
            CHECK(info.st_size == 0);
            CHECK((info.st_mode & 0777) == 0600);
            CHECK(names.insert(path).second);
        }
    }

    TEST_CASE("a temporary name with a number is made of its lower 16 bits, and no file is created") {
        Directory directory;
        char16_t path[MAX_PATH];
        const std::u16string where(directory.path().begin(), directory.path().end());
        CHECK(GetTempFileNameW(where.c_str(), u"\u4e2d\u65871234", 0x5000c, path) == 0xc);
        CHECK(std::u16string(path) == where + u"/\u4e2d\u65871C.TMP");
        CHECK(GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES);
        CHECK(GetTempFileNameW(where.c_str(), nullptr, 1, path) == 1);
        CHECK(std::u16string(path) == where + u"/1.TMP");
    }

    TEST_CASE("temporary names need a directory that is there and short enough") {
        Directory directory;
        std::ofstream(directory / "file") << "";
        char path[MAX_PATH];
        const std::string long_name(MAX_PATH - 13, 'a');
        CHECK(error_of([&] { GetTempFileNameA((directory / "x").c_str(), "p", 0, path); }) == ERROR_DIRECTORY);
        CHECK(error_of([&] { GetTempFileNameA((directory / "file").c_str(), "p", 1, path); }) == ERROR_DIRECTORY);
        CHECK(error_of([&] { GetTempFileNameA(long_name.c_str(), "p", 0, path); }) == ERROR_BUFFER_OVERFLOW);
        CHECK(error_of([&] { GetTempFileNameA(nullptr, "p", 0, path); }) == ERROR_INVALID_PARAMETER);
        CHECK(error_of([&] { GetTempFileNameA("/tmp", "p", 0, nullptr); }) == ERROR_INVALID_PARAMETER);
    }

    TEST_CASE("a file is looked for in the directories given, else in the usual ones") {
        Directory directory;
        std::ofstream(directory / "name.ext") << "";
        const std::string list = "/no/such;" + directory.path();
        CHECK(search(list.c_str(), "name.ext") == directory / "name.ext");
        CHECK(search(list.c_str(), "name", ".ext") == directory / "name.ext");
        CHECK(search(list.c_str(), "name.x", ".ext") == "!2");
        CHECK(search("/no/such", "name.ext") == "!2");
        CHECK(search("/no/such", (directory / "name").c_str(), ".ext") == directory / "name.ext");
        CHECK(search(nullptr, nullptr) == "!87");
        const Variable path("PATH", list.c_str());
        CHECK(search(nullptr, "name.ext") == directory / "name.ext");
    }

    TEST_CASE("the space of a file system is told in bytes and clusters") {
        Directory directory;
        std::ofstream(directory / "file") << "";
        ULARGE_INTEGER available{}, total{}, unused{};
        DWORD sectors = 0, sector = 0, clusters = 0;
        REQUIRE(GetDiskFreeSpaceExA(directory.path().c_str(), &available, &total, &unused));
        CHECK(available.QuadPart <= unused.QuadPart);
        CHECK(unused.QuadPart <= total.QuadPart);
        REQUIRE(GetDiskFreeSpaceA(directory.path().c_str(), &sectors, &sector, nullptr, &clusters));
        CHECK(total.QuadPart / sectors / sector >= clusters);
        CHECK(GetDiskFreeSpaceExW(nullptr, nullptr, nullptr, nullptr));
        CHECK(error_of([&] { GetDiskFreeSpaceExA("/no/such", nullptr, nullptr, nullptr); }) == ERROR_PATH_NOT_FOUND);
        CHECK(error_of([&] { GetDiskFreeSpaceExA((directory / "file").c_str(), nullptr, nullptr, nullptr); }) ==
              ERROR_DIRECTORY);
        CHECK(GetDriveTypeA("/no/such") == DRIVE_NO_ROOT_DIR);
        CHECK(GetDriveTypeA("C:\\") == DRIVE_NO_ROOT_DIR);
        CHECK(GetDriveTypeW(nullptr) > DRIVE_NO_ROOT_DIR);
    }

    TEST_CASE("the system's directories are there") {
        char path[MAX_PATH];
        for (auto* function : {GetSystemDirectoryA, GetWindowsDirectoryA, GetSystemWindowsDirectoryA}) {
            const UINT length = function(path, sizeof path);
            REQUIRE(length == std::string(path).size());
            CHECK(GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES);
        }
    }

    TEST_CASE("MulDiv rounds to the nearest and says -1 for what has no result") {
        CHECK(MulDiv(7, 10, 4) == 18);
        CHECK(MulDiv(-7, 10, 4) == -18);
        CHECK(MulDiv(7, -10, -4) == 18);
        CHECK(MulDiv(5, 1, 3) == 2);
        CHECK(MulDiv(4, 1, 3) == 1);
        CHECK(MulDiv(INT32_MIN, INT32_MIN, INT32_MIN) == INT32_MIN);
        CHECK(MulDiv(INT32_MIN, 1, -1) == -1);
        CHECK(MulDiv(1, 1, 0) == -1);
    }
}
