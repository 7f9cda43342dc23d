// SPDX-License-Identifier: LGPL-2.1-or-later
// Files of the disk: opening, sharing, positions, sizes, information.
#include "handleapi/io/disk_file.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include "handleapi/table.hpp"
#include "tests/unit/handleapi/io/support.hpp"

using namespace testing;

TEST_SUITE("handleapi/io/disk_file") {
    TEST_CASE("the five dispositions do what they say, and tell whether the file existed") {
        Directory directory;
        const std::string path = directory / "file";
        const auto open = [&](DWORD disposition, DWORD access = GENERIC_READ | GENERIC_WRITE) {
            Handle file;
            const DWORD error = error_of([&] { file = open_file(path, access, disposition); });
            return std::pair(static_cast<HANDLE>(file) != nullptr, error);
        };
        CHECK(open(OPEN_EXISTING) == std::pair(false, DWORD{ERROR_FILE_NOT_FOUND}));
        CHECK(open(TRUNCATE_EXISTING) == std::pair(false, DWORD{ERROR_FILE_NOT_FOUND}));
        CHECK(open(CREATE_NEW) == std::pair(true, DWORD{ERROR_SUCCESS}));
        CHECK(open(CREATE_NEW) == std::pair(false, DWORD{ERROR_FILE_EXISTS}));
        std::ofstream(path) << "text";
        CHECK(open(OPEN_EXISTING) == std::pair(true, DWORD{ERROR_SUCCESS}));
        CHECK(open(OPEN_ALWAYS) == std::pair(true, DWORD{ERROR_ALREADY_EXISTS}));
        CHECK(std::filesystem::file_size(path) == 4);
        CHECK(open(TRUNCATE_EXISTING, GENERIC_READ) == std::pair(false, DWORD{ERROR_INVALID_PARAMETER}));
        CHECK(open(TRUNCATE_EXISTING) == std::pair(true, DWORD{ERROR_SUCCESS}));
        CHECK(std::filesystem::file_size(path) == 0);
        std::ofstream(path) << "text";
        CHECK(open(CREATE_ALWAYS, GENERIC_READ) == std::pair(true, DWORD{ERROR_ALREADY_EXISTS}));
        CHECK(std::filesystem::file_size(path) == 0);
        CHECK(open(0) == std::pair(false, DWORD{ERROR_INVALID_PARAMETER}));
        CHECK(open(6) == std::pair(false, DWORD{ERROR_INVALID_PARAMETER}));
    }

    TEST_CASE("a missing directory is ERROR_PATH_NOT_FOUND, so is no name at all") {
        Directory directory;
        const auto error = [](const char* name) {
            return error_of([&] { CreateFileA(name, GENERIC_READ, 0, nullptr, OPEN_EXISTING, 0, nullptr); });
        };
        CHECK(error((directory / "none/file").c_str()) == ERROR_PATH_NOT_FOUND);
        CHECK(error((directory / "none").c_str()) == ERROR_FILE_NOT_FOUND);
        CHECK(error("") == ERROR_PATH_NOT_FOUND);
        CHECK(error(nullptr) == ERROR_PATH_NOT_FOUND);
        CHECK(error("\\\\another-machine\\share\\file") == ERROR_BAD_NETPATH);
    }

    TEST_CASE("backslashes separate, and a wide name is the same file") {
        Directory directory;
        std::string name = directory / "file";
        for (char& c : name) c = c == '/' ? '\\' : c;
        CHECK(write_text(open_file(name), "text"));
        const std::u16string wide(name.begin(), name.end());
        Handle file = CreateFileW(wide.c_str(), GENERIC_READ, kShareAll, nullptr, OPEN_EXISTING, 0, nullptr);
        CHECK(read_text(file) == "text");
        Handle prefixed = open_file("\\\\?\\" + name.substr(0), GENERIC_READ, OPEN_EXISTING);
        CHECK(read_text(prefixed) == "text");
        CREATEFILE2_EXTENDED_PARAMETERS parameters{};
        CHECK(error_of([&] { CreateFile2(wide.c_str(), GENERIC_READ, 0, OPEN_EXISTING, &parameters); }) ==
              ERROR_INVALID_PARAMETER);
        parameters.dwSize = sizeof parameters;
        Handle second = CreateFile2(wide.c_str(), GENERIC_READ, kShareAll, OPEN_EXISTING, &parameters);
        CHECK(read_text(second) == "text");
    }

    TEST_CASE("a directory opens with FILE_FLAG_BACKUP_SEMANTICS only, and is not read") {
        Directory directory;
        CHECK(error_of([&] { open_file(directory.path(), GENERIC_READ, OPEN_EXISTING); }) == ERROR_ACCESS_DENIED);
        Handle opened = open_file(directory.path(), GENERIC_READ, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
        REQUIRE(static_cast<HANDLE>(opened) != nullptr);
        CHECK(read_text(opened) == "!" + std::to_string(ERROR_INVALID_FUNCTION));
        CHECK(GetFileType(opened) == FILE_TYPE_DISK);
        BY_HANDLE_FILE_INFORMATION information;
        CHECK(GetFileInformationByHandle(opened, &information));
        CHECK((information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0);
    }

    TEST_CASE("reads and writes without an OVERLAPPED move the position; the end of the file is zero bytes") {
        Directory directory;
        Handle file = open_file(directory / "file");
        CHECK(write_text(file, "hello, world"));
        LARGE_INTEGER to{}, position{};
        CHECK(SetFilePointerEx(file, to, &position, FILE_BEGIN));
        CHECK(read_text(file, 5) == "hello");
        CHECK(SetFilePointer(file, -5, nullptr, FILE_END) == 7);
        CHECK(read_text(file) == "world");
        CHECK(read_text(file) == "");
        CHECK(SetFilePointer(file, -2, nullptr, FILE_CURRENT) == 10);
        CHECK(read_text(file) == "ld");
    }

    TEST_CASE("with an OVERLAPPED its offset counts; beyond the end is ERROR_HANDLE_EOF") {
        Directory directory;
        Handle file = open_file(directory / "file");
        CHECK(write_text(file, "hello, world"));
        Overlapped overlapped(false);
        overlapped.at(7);
        CHECK(read_text(file, 5, &overlapped) == "world");
        CHECK(overlapped.Internal == 0);
        CHECK(overlapped.InternalHigh == 5);
        CHECK(SetFilePointer(file, 0, nullptr, FILE_CURRENT) == 12);
        overlapped.at(100);
        CHECK(read_text(file, 5, &overlapped) == "!" + std::to_string(ERROR_HANDLE_EOF));
        overlapped.at(~0ull);
        CHECK(write_text(file, "!", &overlapped));
        overlapped.at(12);
        CHECK(read_text(file, 5, &overlapped) == "!");
    }

    TEST_CASE("positions: before the beginning is ERROR_NEGATIVE_SEEK, beyond the end is allowed") {
        Directory directory;
        Handle file = open_file(directory / "file");
        CHECK(error_of([&] { SetFilePointer(file, -1, nullptr, FILE_BEGIN); }) == ERROR_NEGATIVE_SEEK);
        CHECK(error_of([&] { SetFilePointer(file, 0, nullptr, 7); }) == ERROR_INVALID_PARAMETER);
        LONG high = 1;
        CHECK(SetFilePointer(file, 16, &high, FILE_BEGIN) == 16);
        CHECK(high == 1);
        CHECK(SetFilePointer(file, 100, nullptr, FILE_BEGIN) == 100);
        CHECK(SetEndOfFile(file));
        LARGE_INTEGER size{};
        CHECK(GetFileSizeEx(file, &size));
        CHECK(size.QuadPart == 100);
        DWORD size_high = 9;
        CHECK(GetFileSize(file, &size_high) == 100);
        CHECK(size_high == 0);
    }

    TEST_CASE("access is checked: what was not asked for is ERROR_ACCESS_DENIED") {
        Directory directory;
        CHECK(write_text(open_file(directory / "file"), "text"));
        Handle reader = open_file(directory / "file", GENERIC_READ, OPEN_EXISTING);
        CHECK(error_of([&] { write_text(reader, "x"); }) == ERROR_ACCESS_DENIED);
        CHECK(error_of([&] { SetEndOfFile(reader); }) == ERROR_ACCESS_DENIED);
        CHECK(error_of([&] { FlushFileBuffers(reader); }) == ERROR_ACCESS_DENIED);
        Handle writer = open_file(directory / "file", GENERIC_WRITE, OPEN_EXISTING);
        CHECK(read_text(writer) == "!" + std::to_string(ERROR_ACCESS_DENIED));
        CHECK(FlushFileBuffers(writer));
        Handle appender = open_file(directory / "file", FILE_APPEND_DATA, OPEN_EXISTING);
        CHECK(SetFilePointer(appender, 0, nullptr, FILE_BEGIN) == 0);
        CHECK(write_text(appender, "+"));
        CHECK(read_text(reader) == "text+");
        Handle nothing = open_file(directory / "file", 0, OPEN_EXISTING);
        CHECK(read_text(nothing) == "!" + std::to_string(ERROR_ACCESS_DENIED));
        CHECK(GetFileSize(nothing, nullptr) == 5);
    }

    TEST_CASE("S8: the copy of a file handle has the rights of its source or fewer, those of an event more") {
        Directory directory;
        const std::string path = directory / "file";
        CHECK(write_text(open_file(path), "text"));
        Handle file = open_file(path, GENERIC_READ, OPEN_EXISTING);
        const auto error_of_copy = [](HANDLE source, DWORD access) {
            HANDLE copy = nullptr;
            const DWORD error = error_of(
                [&] { DuplicateHandle(GetCurrentProcess(), source, GetCurrentProcess(), &copy, access, FALSE, 0); });
            if (copy) CloseHandle(copy);
            return std::pair(copy != nullptr, error);
        };
        const std::pair denied(false, DWORD{ERROR_ACCESS_DENIED});
        CHECK(error_of_copy(file, GENERIC_READ | GENERIC_WRITE) == denied);
        CHECK(error_of_copy(file, GENERIC_WRITE) == denied);
        CHECK(error_of_copy(file, DELETE) == denied);
        CHECK(error_of_copy(file, GENERIC_READ).first);
        CHECK(error_of_copy(file, FILE_READ_ATTRIBUTES).first);
        CHECK(error_of_copy(open_file(path), GENERIC_READ).first);
        Handle event = CreateEventExA(nullptr, nullptr, 0, SYNCHRONIZE);
        CHECK(error_of_copy(event, EVENT_MODIFY_STATE).first);
    }

    TEST_CASE("a read-only file is not opened for writing and not deleted") {
        Directory directory;
        const std::string path = directory / "file";
        Handle made = open_file(path, GENERIC_WRITE, CREATE_NEW, FILE_ATTRIBUTE_READONLY);
        CHECK(write_text(made, "text"));  // its maker may
        made = Handle();
        CHECK(error_of([&] { open_file(path, GENERIC_WRITE, OPEN_EXISTING); }) == ERROR_ACCESS_DENIED);
        CHECK(error_of([&] { DeleteFileA(path.c_str()); }) == ERROR_ACCESS_DENIED);
        CHECK(read_text(open_file(path, GENERIC_READ, OPEN_EXISTING)) == "text");
    }

    TEST_CASE("share modes: two handles must allow each other") {
        Directory directory;
        const std::string path = directory / "file";
        const auto error = [&](DWORD access, DWORD share) {
            Handle second;
            return error_of([&] { second = open_file(path, access, OPEN_EXISTING, 0, share); });
        };
        Handle alone = open_file(path, GENERIC_READ | GENERIC_WRITE, CREATE_ALWAYS, 0, 0);
        CHECK(error(GENERIC_READ, kShareAll) == ERROR_SHARING_VIOLATION);
        CHECK(error(0, 0) == ERROR_SUCCESS);  // attributes only
        CHECK(error_of([&] { DeleteFileA(path.c_str()); }) == ERROR_SHARING_VIOLATION);
        alone = Handle();
        Handle reader = open_file(path, GENERIC_READ, OPEN_EXISTING, 0, FILE_SHARE_READ);
        CHECK(error(GENERIC_READ, FILE_SHARE_READ) == ERROR_SUCCESS);
        CHECK(error(GENERIC_READ, 0) == ERROR_SHARING_VIOLATION);
        CHECK(error(GENERIC_WRITE, kShareAll) == ERROR_SHARING_VIOLATION);
        reader = Handle();
        CHECK(DeleteFileA(path.c_str()));
        CHECK(error_of([&] { DeleteFileA(path.c_str()); }) == ERROR_FILE_NOT_FOUND);
        CHECK(error_of([&] { DeleteFileA(directory.path().c_str()); }) == ERROR_ACCESS_DENIED);
    }

    TEST_CASE("FILE_FLAG_DELETE_ON_CLOSE removes the file with its last handle") {
        Directory directory;
        const std::string path = directory / "file";
        Handle file = open_file(path, GENERIC_WRITE, CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE);
        HANDLE copy = nullptr;
        REQUIRE(
            DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
        file = Handle();
        CHECK(std::filesystem::exists(path));
        CloseHandle(copy);
        CHECK_FALSE(std::filesystem::exists(path));
    }

    TEST_CASE("information classes: times, attributes, size, name, deletion") {
        Directory directory;
        const std::string path = directory / "file", other = directory / "other";
        Handle file = open_file(path, GENERIC_READ | GENERIC_WRITE | DELETE);
        FILE_END_OF_FILE_INFO end{};
        end.EndOfFile.QuadPart = 77;
        CHECK(SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof end));
        FILE_BASIC_INFO basic{};
        basic.LastWriteTime.QuadPart = 125'911'584'000'000'000;  // 1 January 2000
        basic.FileAttributes = FILE_ATTRIBUTE_READONLY;
        CHECK(SetFileInformationByHandle(file, FileBasicInfo, &basic, sizeof basic));
        BY_HANDLE_FILE_INFORMATION information{};
        REQUIRE(GetFileInformationByHandle(file, &information));
        CHECK(information.nFileSizeLow == 77);
        CHECK(information.nNumberOfLinks == 1);
        CHECK((information.dwFileAttributes & FILE_ATTRIBUTE_READONLY) != 0);
        CHECK(information.ftLastWriteTime.dwLowDateTime == static_cast<DWORD>(basic.LastWriteTime.QuadPart));
        CHECK(information.ftLastWriteTime.dwHighDateTime == static_cast<DWORD>(basic.LastWriteTime.HighPart));
        CHECK(std::filesystem::last_write_time(path).time_since_epoch().count() != 0);
        std::vector<char> storage(sizeof(FILE_RENAME_INFO) + 2 * other.size());
        auto* rename = reinterpret_cast<FILE_RENAME_INFO*>(storage.data());
        const std::u16string wide(other.begin(), other.end());
        rename->FileNameLength = static_cast<DWORD>(2 * wide.size());
        std::memcpy(rename->FileName, wide.data(), 2 * wide.size());
        CHECK(SetFileInformationByHandle(file, FileRenameInfo, rename, static_cast<DWORD>(storage.size())));
        CHECK(std::filesystem::exists(other));
        CHECK(write_text(open_file(path), "in the way"));
        rename->FileNameLength = static_cast<DWORD>(2 * path.size());
        const std::u16string back(path.begin(), path.end());
        std::memcpy(rename->FileName, back.data(), 2 * back.size());
        CHECK(error_of([&] {
                  SetFileInformationByHandle(file, FileRenameInfo, rename, static_cast<DWORD>(storage.size()));
              }) == ERROR_ALREADY_EXISTS);
        FILE_DISPOSITION_INFO disposition{TRUE};
        CHECK(SetFileInformationByHandle(file, FileDispositionInfo, &disposition, sizeof disposition));
        CHECK(error_of([&] { SetFileInformationByHandle(file, FileBasicInfo, &basic, 3); }) == ERROR_BAD_LENGTH);
        CHECK(error_of([&] { SetFileInformationByHandle(file, FileNameInfo, &basic, sizeof basic); }) ==
              ERROR_INVALID_PARAMETER);
        file = Handle();
        CHECK_FALSE(std::filesystem::exists(other));
    }

    TEST_CASE("ReOpenFile gives another position on the same file, and checks sharing") {
        Directory directory;
        Handle file = open_file(directory / "file");
        CHECK(write_text(file, "text"));
        Handle again = ReOpenFile(file, GENERIC_READ, kShareAll, 0);
        CHECK(read_text(again) == "text");
        CHECK(error_of([&] { ReOpenFile(file, GENERIC_READ, 0, 0); }) == ERROR_SHARING_VIOLATION);
        Handle event = auto_event();
        CHECK(error_of([&] { ReOpenFile(event, GENERIC_READ, kShareAll, 0); }) == ERROR_INVALID_HANDLE);
    }

    TEST_CASE("what is no file is ERROR_INVALID_HANDLE everywhere") {
        Handle event = auto_event();
        HANDLE stale = auto_event().detach();
        CloseHandle(stale);
        for (HANDLE handle : {static_cast<HANDLE>(event), stale, HANDLE{}, reinterpret_cast<HANDLE>(0x7FFFFFFC)}) {
            DWORD number = 0;
            LARGE_INTEGER large{};
            OVERLAPPED overlapped{};
            BY_HANDLE_FILE_INFORMATION information;
            CHECK(read_text(handle) == "!6");
            CHECK(error_of([&] { WriteFile(handle, "", 0, &number, nullptr); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { GetFileSizeEx(handle, &large); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { GetFileSize(handle, nullptr); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { SetFilePointer(handle, 0, nullptr, 0); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { SetEndOfFile(handle); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { FlushFileBuffers(handle); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { GetFileType(handle); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { GetFileInformationByHandle(handle, &information); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { LockFile(handle, 0, 0, 1, 0); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { UnlockFileEx(handle, 0, 1, 0, &overlapped); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { CancelIoEx(handle, nullptr); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { CancelIo(handle); }) == ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { DeviceIoControl(handle, 0, nullptr, 0, nullptr, 0, &number, nullptr); }) ==
                  ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { PeekNamedPipe(handle, nullptr, 0, nullptr, nullptr, nullptr); }) ==
                  ERROR_INVALID_HANDLE);
            CHECK(error_of([&] { SetFileCompletionNotificationModes(handle, 1); }) == ERROR_INVALID_HANDLE);
        }
    }

    TEST_CASE("a buffer that is not there is ERROR_NOACCESS, also for no bytes at all success") {
        Directory directory;
        Handle file = open_file(directory / "file");
        CHECK(write_text(file, "text"));
        SetFilePointer(file, 0, nullptr, FILE_BEGIN);
        DWORD moved = 9;
        CHECK(error_of([&] { ReadFile(file, nullptr, 4, &moved, nullptr); }) == ERROR_NOACCESS);
        CHECK(moved == 0);
        CHECK(error_of([&] { WriteFile(file, nullptr, 4, &moved, nullptr); }) == ERROR_NOACCESS);
        CHECK(ReadFile(file, nullptr, 0, &moved, nullptr));
        CHECK(WriteFile(file, nullptr, 0, &moved, nullptr));
    }

    TEST_CASE("when descriptors are exhausted opening is ERROR_TOO_MANY_OPEN_FILES, and works again later") {
        Directory directory;
        CHECK(write_text(open_file(directory / "file"), "text"));
        rlimit before{};
        REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
        const int next = dup(0);
        close(next);
        const rlimit tight{static_cast<rlim_t>(next) + 1, before.rlim_max};
        REQUIRE(setrlimit(RLIMIT_NOFILE, &tight) == 0);
        Handle first = open_file(directory / "file", GENERIC_READ, OPEN_EXISTING), second, third;
        const DWORD error = error_of([&] { second = open_file(directory / "file", GENERIC_READ, OPEN_EXISTING); });
        HANDLE read_end = nullptr, write_end = nullptr;
        const DWORD pipe_error = error_of([&] { CreatePipe(&read_end, &write_end, nullptr, 0); });
        REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
        CHECK(static_cast<HANDLE>(second) == nullptr);
        CHECK(error == ERROR_TOO_MANY_OPEN_FILES);
        CHECK(pipe_error == ERROR_TOO_MANY_OPEN_FILES);
        CHECK(read_text(open_file(directory / "file", GENERIC_READ, OPEN_EXISTING)) == "text");
    }

    TEST_CASE("NUL swallows what is written and has nothing to read") {
        Handle nul = open_file("nul", GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING);
        REQUIRE(static_cast<HANDLE>(nul) != nullptr);
        CHECK(write_text(nul, "text"));
        CHECK(read_text(nul) == "");
        CHECK(GetFileType(nul) == FILE_TYPE_CHAR);
    }

    TEST_CASE("64 threads append whole records through one file each and one shared handle") {
        Directory directory;
        const std::string path = directory / "file";
        Handle shared = open_file(path, FILE_APPEND_DATA);
        std::vector<std::unique_ptr<Worker>> threads;
        for (int i = 0; i < 64; ++i) {
            threads.push_back(std::make_unique<Worker>([&, i] {
                Handle own = open_file(path, FILE_APPEND_DATA, OPEN_EXISTING);
                const std::string record(15, static_cast<char>('A' + i % 26));
                bool fine = true;
                for (int n = 0; n < 20; ++n) fine &= write_text(n % 2 ? own : shared, record + "\n");
                return DWORD{fine};
            }));
        }
        for (auto& thread : threads) CHECK(thread->result() == 1);
        std::ifstream file(path);
        std::string line;
        int lines = 0;
        while (std::getline(file, line)) {
            ++lines;
            REQUIRE(line == std::string(15, line[0]));
        }
        CHECK(lines == 64 * 20);
    }
}
