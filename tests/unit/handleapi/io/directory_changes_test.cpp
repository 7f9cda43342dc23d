// SPDX-License-Identifier: LGPL-2.1-or-later
// ReadDirectoryChangesW: what it reports, when, and how it ends.
#include "handleapi/io/directory_changes.hpp"

#include <fstream>

#include "tests/unit/handleapi/io/support.hpp"

using namespace testing;

namespace {

constexpr DWORD kAll = FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME | FILE_NOTIFY_CHANGE_LAST_WRITE;

Handle open_directory(const std::string& path, DWORD flags = 0) {
    return open_file(path, FILE_LIST_DIRECTORY, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | flags);
}

/// "+name" added, "-name" removed, "*name" modified, "<name" and ">name" renamed.
std::string describe(const void* buffer, DWORD size) {
    std::string text;
    if (size == 0) return text;
    const auto* at = static_cast<const char*>(buffer);
    for (;;) {
        const auto* record = reinterpret_cast<const FILE_NOTIFY_INFORMATION*>(at);
        text += "?+-*<>"[record->Action];
        for (DWORD i = 0; i < record->FileNameLength / 2; ++i) text += static_cast<char>(record->FileName[i]);
        if (record->NextEntryOffset == 0) return text;
        at += record->NextEntryOffset;
        text += ' ';
    }
}

struct Changes {
    explicit Changes(HANDLE directory, BOOL subtree = FALSE, DWORD filter = kAll) : file(directory) {
        begun = ReadDirectoryChangesW(directory, buffer, sizeof buffer, subtree, filter, nullptr, &overlapped, nullptr);
    }
    std::string wait() {
        const LONGLONG size = overlapped.result(file);
        return size < 0 ? "!" + std::to_string(-size) : describe(buffer, static_cast<DWORD>(size));
    }
    HANDLE file;
    alignas(4) char buffer[4096];
    Overlapped overlapped;
    BOOL begun = FALSE;
};

}  // namespace

TEST_SUITE("handleapi/io/directory_changes") {
    TEST_CASE("a pending call ends with the first change, and the next one with what came since") {
        Directory directory;
        Handle opened = open_directory(directory.path(), FILE_FLAG_OVERLAPPED);
        Changes first(opened);
        REQUIRE(first.begun);
        CHECK(is_pending(first.overlapped));
        { std::ofstream(directory / "one"); }
        CHECK(first.wait() == "+one");
        std::filesystem::rename(directory / "one", directory / "two");
        std::filesystem::remove(directory / "two");
        CHECK(Changes(opened).wait() == "<one >two -two");
        std::filesystem::create_directory(directory / "sub");
        CHECK(Changes(opened).wait() == "+sub");
        { std::ofstream(directory / "sub/inner"); }  // not of this directory
        { std::ofstream(directory / "file") << "text"; }
        CHECK(Changes(opened).wait() == "+file *file");
    }

    TEST_CASE("a subtree is watched to its depth, and as it grows") {
        Directory directory;
        std::filesystem::create_directories(directory / "a/b");
        Handle opened = open_directory(directory.path(), FILE_FLAG_OVERLAPPED);
        Changes first(opened, TRUE, FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME);
        { std::ofstream(directory / "a/b/deep"); }
        CHECK(first.wait() == R"(+a\b\deep)");
        std::filesystem::create_directory(directory / "new");
        CHECK(Changes(opened).wait() == "+new");
        { std::ofstream(directory / "new/file"); }
        CHECK(Changes(opened).wait() == R"(+new\file)");
    }

    TEST_CASE("the filter of the first call decides") {
        Directory directory;
        Handle opened = open_directory(directory.path(), FILE_FLAG_OVERLAPPED);
        Changes first(opened, FALSE, FILE_NOTIFY_CHANGE_DIR_NAME);
        { std::ofstream(directory / "file") << "text"; }
        std::filesystem::create_directory(directory / "sub");
        CHECK(first.wait() == "+sub");
    }

    TEST_CASE("a synchronous call waits for a change") {
        Directory directory;
        Handle opened = open_directory(directory.path());
        Worker waiter([&] {
            alignas(4) char buffer[256];
            DWORD returned = 0;
            return DWORD{ReadDirectoryChangesW(opened, buffer, 256, FALSE, kAll, &returned, nullptr, nullptr) &&
                         describe(buffer, returned) == "+file"};
        });
        REQUIRE(waiter.asleep());
        { std::ofstream(directory / "file"); }
        CHECK(waiter.result() == 1);
    }

    TEST_CASE("more than the buffer holds is ERROR_NOTIFY_ENUM_DIR, and forgotten") {
        Directory directory;
        Handle opened = open_directory(directory.path(), FILE_FLAG_OVERLAPPED);
        Changes first(opened);
        { std::ofstream(directory / "first"); }
        CHECK(first.wait() == "+first");
        for (int i = 0; i < 50; ++i) std::ofstream(directory / ("file-with-a-long-name-" + std::to_string(i)));
        for (int i = 0; i < 50; ++i)
            std::filesystem::remove(directory / ("file-with-a-long-name-" + std::to_string(i)));
        CHECK(Changes(opened).wait() == "!" + std::to_string(ERROR_NOTIFY_ENUM_DIR));
        { std::ofstream(directory / "last"); }
        CHECK(Changes(opened).wait() == "+last");
    }

    TEST_CASE("a pending call is cancelled, and ended by closing the directory") {
        Directory directory;
        Handle opened = open_directory(directory.path(), FILE_FLAG_OVERLAPPED);
        Changes cancelled(opened), closed(opened);
        CHECK(CancelIoEx(opened, &cancelled.overlapped));
        CHECK(cancelled.wait() == "!995");
        opened = Handle();
        CHECK(closed.wait() == "!995");
    }

    TEST_CASE("a port gets the packet, a routine the call") {
        Directory directory;
        Handle opened = open_directory(directory.path(), FILE_FLAG_OVERLAPPED);
        Handle completion = CreateIoCompletionPort(opened, nullptr, 4, 0);
        Changes changes(opened);
        { std::ofstream(directory / "file"); }
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        LPOVERLAPPED overlapped = nullptr;
        REQUIRE(GetQueuedCompletionStatus(completion, &bytes, &key, &overlapped, kLimit));
        CHECK(key == 4);
        CHECK(describe(changes.buffer, bytes) == "+file");
    }

    TEST_CASE("bad arguments") {
        Directory directory;
        Handle opened = open_directory(directory.path(), FILE_FLAG_OVERLAPPED);
        Handle file = open_file(directory / "file", GENERIC_READ | GENERIC_WRITE, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED);
        Handle event = auto_event();
        alignas(4) char buffer[64];
        Overlapped overlapped;
        const auto error = [&](HANDLE handle, void* to, DWORD filter, OVERLAPPED* with) {
            return error_of([&] { ReadDirectoryChangesW(handle, to, 60, FALSE, filter, nullptr, with, nullptr); });
        };
        CHECK(error(event, buffer, kAll, &overlapped) == ERROR_INVALID_HANDLE);
        CHECK(error(file, buffer, kAll, &overlapped) == ERROR_INVALID_PARAMETER);
        CHECK(error(opened, nullptr, kAll, &overlapped) == ERROR_INVALID_PARAMETER);
        CHECK(error(opened, buffer, 0, &overlapped) == ERROR_INVALID_PARAMETER);
        CHECK(error(opened, buffer, 0x8000, &overlapped) == ERROR_INVALID_PARAMETER);
        CHECK(error(opened, buffer + 1, kAll, &overlapped) == ERROR_NOACCESS);
        CHECK(error(opened, buffer, kAll, nullptr) == ERROR_INVALID_PARAMETER);
        Handle unreadable = open_file(directory.path(), 0, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
        CHECK(error(unreadable, buffer, kAll, &overlapped) == ERROR_ACCESS_DENIED);
    }
}
