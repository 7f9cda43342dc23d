// SPDX-License-Identifier: LGPL-2.1-or-later
// What is done to files and directories by their names.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "tests/unit/handleapi/io/support.hpp"

using namespace testing;

namespace {

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string text_of(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

mode_t mode_of(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : mode_t(-1);
}

std::u16string wide(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace

TEST_SUITE("handleapi/io/file_names") {
    TEST_CASE("attributes say what a name leads to, as FindFirstFile does") {
        Directory directory;
        write_file(directory / "file", "12345");
        REQUIRE(::symlink(directory.path().c_str(), (directory / "link").c_str()) == 0);
        REQUIRE(::symlink("nowhere", (directory / "broken").c_str()) == 0);
        CHECK(GetFileAttributesA(directory.path().c_str()) == FILE_ATTRIBUTE_DIRECTORY);
        CHECK(GetFileAttributesA((directory / "file").c_str()) == FILE_ATTRIBUTE_ARCHIVE);
        CHECK(GetFileAttributesW(wide(directory / "file").c_str()) == FILE_ATTRIBUTE_ARCHIVE);
        CHECK(GetFileAttributesA((directory / "link").c_str()) == FILE_ATTRIBUTE_DIRECTORY);
        CHECK(GetFileAttributesA((directory / "broken").c_str()) == FILE_ATTRIBUTE_REPARSE_POINT);
        WIN32_FIND_DATAA found;
        WIN32_FILE_ATTRIBUTE_DATA data;
        REQUIRE(GetFileAttributesExA((directory / "file").c_str(), GetFileExInfoStandard, &data));
        const HANDLE search = FindFirstFileA((directory / "file").c_str(), &found);
        REQUIRE(search != INVALID_HANDLE_VALUE);
        CHECK(FindClose(search));
        CHECK(data.nFileSizeLow == 5);
        CHECK(memcmp(&found, &data, sizeof data) == 0);
    }

    TEST_CASE("what is not there, or has no directory, has no attributes") {
        Directory directory;
        WIN32_FILE_ATTRIBUTE_DATA data;
        CHECK(error_of([&] { GetFileAttributesA((directory / "none").c_str()); }) == ERROR_FILE_NOT_FOUND);
        CHECK(error_of([&] { GetFileAttributesA((directory / "none/none").c_str()); }) == ERROR_PATH_NOT_FOUND);
        CHECK(error_of([&] { GetFileAttributesA(nullptr); }) == ERROR_PATH_NOT_FOUND);
        CHECK(error_of([&] { GetFileAttributesA("\\\\.\\pipe\\name"); }) == ERROR_INVALID_NAME);
        CHECK(error_of([&] { GetFileAttributesExA("/", GetFileExMaxInfoLevel, &data); }) == ERROR_INVALID_PARAMETER);
        CHECK(error_of([&] { GetFileAttributesExA("/", GetFileExInfoStandard, nullptr); }) == ERROR_INVALID_PARAMETER);
        CHECK(error_of([&] { SetFileAttributesA((directory / "none").c_str(), 0); }) == ERROR_FILE_NOT_FOUND);
    }

    TEST_CASE("a read-only file has no right to write, and gets the owner's back") {
        Directory directory;
        const std::string file = directory / "file";
        write_file(file, "text");
        REQUIRE(::chmod(file.c_str(), 0750) == 0);
        REQUIRE(SetFileAttributesA(file.c_str(), FILE_ATTRIBUTE_READONLY));
        CHECK(mode_of(file) == 0550);
        CHECK(GetFileAttributesA(file.c_str()) == (FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_READONLY));
        REQUIRE(SetFileAttributesW(wide(file).c_str(), FILE_ATTRIBUTE_NORMAL));
        CHECK(mode_of(file) == 0750);
    }

    TEST_CASE("directories are made once, and removed when they are empty and nobody has them open") {
        Directory directory;
        const std::string inner = directory / "inner", file = inner + "/file";
        CHECK(CreateDirectoryA(inner.c_str(), nullptr));
        CHECK(error_of([&] { CreateDirectoryW(wide(inner).c_str(), nullptr); }) == ERROR_ALREADY_EXISTS);
        CHECK(error_of([&] { CreateDirectoryA((directory / "a/b").c_str(), nullptr); }) == ERROR_PATH_NOT_FOUND);
        write_file(file, "text");
        CHECK(error_of([&] { RemoveDirectoryA(inner.c_str()); }) == ERROR_DIR_NOT_EMPTY);
        CHECK(error_of([&] { RemoveDirectoryA(file.c_str()); }) == ERROR_DIRECTORY);
        CHECK(error_of([&] { RemoveDirectoryA((inner + "/x").c_str()); }) == ERROR_FILE_NOT_FOUND);
        CHECK(error_of([&] { RemoveDirectoryA((inner + "/x/y").c_str()); }) == ERROR_PATH_NOT_FOUND);
        REQUIRE(DeleteFileA(file.c_str()));
        {
            const Handle open =
                open_file(inner, GENERIC_READ, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, FILE_SHARE_READ);
            REQUIRE(open);
            CHECK(error_of([&] { RemoveDirectoryA(inner.c_str()); }) == ERROR_SHARING_VIOLATION);
        }
        REQUIRE(::chmod(inner.c_str(), 0555) == 0);
        CHECK(error_of([&] { RemoveDirectoryA(inner.c_str()); }) == ERROR_ACCESS_DENIED);
        REQUIRE(::chmod(inner.c_str(), 0755) == 0);
        CHECK(RemoveDirectoryW(wide(inner).c_str()));
        CHECK(error_of([&] { RemoveDirectoryA("."); }) == ERROR_SHARING_VIOLATION);
    }

    TEST_CASE("of a link to a directory the link is removed") {
        Directory directory;
        const std::string inner = directory / "inner", link = directory / "link";
        REQUIRE(CreateDirectoryA(inner.c_str(), nullptr));
        write_file(inner + "/file", "text");
        REQUIRE(::symlink("inner", link.c_str()) == 0);
        CHECK(RemoveDirectoryA((link + "\\").c_str()));
        CHECK(text_of(inner + "/file") == "text");
        CHECK(GetFileAttributesA(link.c_str()) == INVALID_FILE_ATTRIBUTES);
    }

    TEST_CASE("a file moves to a name that is free, or takes one that is given up") {
        Directory directory;
        const std::string one = directory / "one", two = directory / "two";
        write_file(one, "1");
        CHECK(MoveFileA(one.c_str(), two.c_str()));
        CHECK(text_of(two) == "1");
        write_file(one, "new");
        CHECK(error_of([&] { MoveFileW(wide(one).c_str(), wide(two).c_str()); }) == ERROR_ALREADY_EXISTS);
        CHECK(text_of(two) == "1");
        CHECK(MoveFileExA(one.c_str(), two.c_str(), MOVEFILE_REPLACE_EXISTING));
        CHECK(text_of(two) == "new");
        CHECK(error_of([&] { MoveFileA(one.c_str(), two.c_str()); }) == ERROR_FILE_NOT_FOUND);
        CHECK(error_of([&] { MoveFileA(two.c_str(), (directory / "a/b").c_str()); }) == ERROR_PATH_NOT_FOUND);
        CHECK(error_of([&] { MoveFileExA(two.c_str(), nullptr, 0); }) == ERROR_PATH_NOT_FOUND);
    }

    TEST_CASE("what is open without sharing deletion, read-only or a directory is neither moved away nor replaced") {
        Directory directory;
        const std::string one = directory / "one", two = directory / "two", inner = directory / "inner";
        write_file(one, "1");
        write_file(two, "2");
        REQUIRE(CreateDirectoryA(inner.c_str(), nullptr));
        const auto replace = [&](const std::string& from, const std::string& to) {
            return error_of([&] { MoveFileExA(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING); });
        };
        {
            const Handle open = open_file(two, GENERIC_READ, OPEN_EXISTING, 0, FILE_SHARE_READ);
            CHECK(replace(one, two) == ERROR_ACCESS_DENIED);
            CHECK(error_of([&] { MoveFileA(two.c_str(), (directory / "x").c_str()); }) == ERROR_SHARING_VIOLATION);
        }
        REQUIRE(SetFileAttributesA(two.c_str(), FILE_ATTRIBUTE_READONLY));
        CHECK(replace(one, two) == ERROR_ACCESS_DENIED);
        CHECK(replace(one, inner) == ERROR_ACCESS_DENIED);
        CHECK(replace(inner, one) == ERROR_ACCESS_DENIED);
        CHECK(text_of(two) == "2");
        CHECK(MoveFileA(inner.c_str(), (directory / "outer").c_str()));
    }

    TEST_CASE("flags that are unknown, exclude each other, or would need the system's start are refused") {
        Directory directory;
        const std::string one = directory / "one", two = directory / "two";
        write_file(one, "1");
        const auto with = [&](DWORD flags) { return error_of([&] { MoveFileExA(one.c_str(), two.c_str(), flags); }); };
        CHECK(with(0x40) == ERROR_INVALID_PARAMETER);
        CHECK(with(MOVEFILE_CREATE_HARDLINK) == ERROR_INVALID_PARAMETER);
        CHECK(with(MOVEFILE_DELAY_UNTIL_REBOOT | MOVEFILE_COPY_ALLOWED) == ERROR_INVALID_PARAMETER);
        CHECK(with(MOVEFILE_DELAY_UNTIL_REBOOT) == ERROR_ACCESS_DENIED);
        CHECK(text_of(one) == "1");
    }

    TEST_CASE("between file systems a file is copied when that is allowed, a directory never") {
        Directory directory;
        struct stat here {
        }, there{};
        REQUIRE(::stat(directory.path().c_str(), &here) == 0);
        if (::stat("/dev/shm", &there) != 0 || here.st_dev == there.st_dev || ::access("/dev/shm", W_OK) != 0) return;
        char other[] = "/dev/shm/handles-XXXXXX";
        REQUIRE(::mkdtemp(other) != nullptr);
        const std::string one = directory / "one", two = other + std::string("/two");
        write_file(one, "1");
        CHECK(error_of([&] { MoveFileExA(one.c_str(), two.c_str(), 0); }) == ERROR_NOT_SAME_DEVICE);
        CHECK(error_of([&] { MoveFileA(directory.path().c_str(), two.c_str()); }) == ERROR_NOT_SAME_DEVICE);
        CHECK(MoveFileExA(one.c_str(), two.c_str(), MOVEFILE_COPY_ALLOWED | MOVEFILE_WRITE_THROUGH));
        CHECK(text_of(two) == "1");
        CHECK(GetFileAttributesA(one.c_str()) == INVALID_FILE_ATTRIBUTES);
        std::filesystem::remove_all(other);
    }

    TEST_CASE("a copy has the bytes, the time of writing, and whether it is read-only or a program") {
        Directory directory;
        const std::string one = directory / "one", two = directory / "two";
        std::string text(3'000'000, 'x');
        text[2'999'999] = 'y';
        write_file(one, text);
        REQUIRE(::chmod(one.c_str(), 0544) == 0);
        const timespec times[] = {{1'000'000'000, 0}, {1'000'000'000, 500}};
        REQUIRE(::utimensat(AT_FDCWD, one.c_str(), times, 0) == 0);
        REQUIRE(CopyFileA(one.c_str(), two.c_str(), TRUE));
        CHECK(text_of(two) == text);
        struct stat info {};
        REQUIRE(::stat(two.c_str(), &info) == 0);
        CHECK(info.st_mtim.tv_sec == 1'000'000'000);
        CHECK(info.st_mtim.tv_nsec == 500);
        CHECK((info.st_mode & 0700) == 0500);
        CHECK(CopyFileA("/proc/self/stat", (directory / "stat").c_str(), TRUE));  // which has no size
        CHECK_FALSE(text_of(directory / "stat").empty());
    }

    TEST_CASE("over a file that is somebody else's and may be written to the bytes alone are copied") {
        if (::geteuid() != 0) return;
        Directory directory;
        const std::string one = directory / "one", two = directory / "two";
        write_file(one, "new");
        write_file(two, "old");
        REQUIRE(::chmod(directory.path().c_str(), 0755) == 0);
        REQUIRE(::chmod(one.c_str(), 0444) == 0);
        REQUIRE(::chmod(two.c_str(), 0666) == 0);
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            ::alarm(30);
            if (::setresgid(65534, 65534, 65534) != 0 || ::setresuid(65534, 65534, 65534) != 0) ::_exit(2);
            ::_exit(CopyFileA(one.c_str(), two.c_str(), FALSE) ? 0 : 1);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
        CHECK(text_of(two) == "new");
        CHECK(mode_of(two) == 0666);
    }

    TEST_CASE("a copy that fails leaves what was there alone") {
        Directory directory;
        const std::string one = directory / "one", two = directory / "two", three = directory / "three";
        write_file(one, "1");
        write_file(two, "2");
        const auto copy = [&](const std::string& from, const std::string& to, BOOL fail = FALSE) {
            return error_of([&] { CopyFileA(from.c_str(), to.c_str(), fail); });
        };
        CHECK(copy(one, two, TRUE) == ERROR_FILE_EXISTS);
        CHECK(copy(one, one) == ERROR_SHARING_VIOLATION);
        CHECK(copy(three, two) == ERROR_FILE_NOT_FOUND);
        CHECK(copy(one, directory / "a/b") == ERROR_PATH_NOT_FOUND);
        CHECK(copy(directory.path(), three) == ERROR_ACCESS_DENIED);
        CHECK(copy(one, directory.path()) == ERROR_ACCESS_DENIED);
        {
            const Handle open = open_file(two, GENERIC_READ, OPEN_EXISTING, 0, FILE_SHARE_READ);
            CHECK(copy(one, two) == ERROR_SHARING_VIOLATION);
        }
        REQUIRE(SetFileAttributesA(two.c_str(), FILE_ATTRIBUTE_READONLY));
        CHECK(copy(one, two) == ERROR_ACCESS_DENIED);
        CHECK(text_of(one) == "1");
        CHECK(text_of(two) == "2");
        CHECK(GetFileAttributesA(three.c_str()) == INVALID_FILE_ATTRIBUTES);
    }

    TEST_CASE("times are set to 100 ns, or left as they are") {
        Directory directory;
        const FILETIME then = {0x80000007, 0x01c00000}, never = {0, 0}, keep = {0xffffffff, 0xffffffff};
        const FILETIME impossible = {0, 0x80000000};
        const Handle file = open_file(directory / "file");
        FILETIME access{}, write{};
        REQUIRE(SetFileTime(file, &then, &then, &then));
        REQUIRE(GetFileTime(file, nullptr, &access, &write));
        CHECK(CompareFileTime(&access, &then) == 0);
        CHECK(CompareFileTime(&write, &then) == 0);
        REQUIRE(SetFileTime(file, nullptr, &never, &keep));
        REQUIRE(GetFileTime(file, nullptr, nullptr, &write));
        CHECK(CompareFileTime(&write, &then) == 0);
        CHECK(error_of([&] { SetFileTime(file, nullptr, nullptr, &impossible); }) == ERROR_INVALID_PARAMETER);
        const Handle reader = open_file(directory / "file", GENERIC_READ, OPEN_EXISTING);
        CHECK(error_of([&] { SetFileTime(reader, nullptr, nullptr, &then); }) == ERROR_ACCESS_DENIED);
        const Handle event = auto_event();
        CHECK(error_of([&] { SetFileTime(event, nullptr, nullptr, &then); }) == ERROR_INVALID_HANDLE);
        CHECK(error_of([&] { GetFileTime(nullptr, nullptr, nullptr, &write); }) == ERROR_INVALID_HANDLE);
    }
}
