// SPDX-License-Identifier: LGPL-2.1-or-later
// Handles of descriptors, and descriptors of handles.
#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "tests/unit/handleapi/io/support.hpp"

#include <rpcfd.h>

using namespace testing;

TEST_SUITE("handleapi/io/descriptor") {
    TEST_CASE("a descriptor and its handle have one position, and are closed apart") {
        Directory directory;
        const int descriptor = ::open((directory / "file").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        REQUIRE(::write(descriptor, "abc", 3) == 3);
        const HANDLE handle = RpcHandleOfDescriptor(descriptor);
        REQUIRE(handle != INVALID_HANDLE_VALUE);
        CHECK(GetFileType(handle) == FILE_TYPE_DISK);
        DWORD written = 0;
        CHECK(WriteFile(handle, "de", 2, &written, nullptr));
        CHECK(::write(descriptor, "f", 1) == 1);
        CHECK(GetFileSize(handle, nullptr) == 6);
        CHECK(CloseHandle(handle));
        char text[8] = {};
        CHECK(::pread(descriptor, text, 8, 0) == 6);
        CHECK(std::string(text) == "abcdef");
        ::close(descriptor);
    }

    TEST_CASE("a handle may do what its descriptor may") {
        Directory directory;
        const int descriptor = ::open((directory / "file").c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
        const HANDLE handle = RpcHandleOfDescriptor(descriptor);
        DWORD written = 0;
        CHECK_FALSE(WriteFile(handle, "x", 1, &written, nullptr));
        CHECK(GetLastError() == ERROR_ACCESS_DENIED);
        CHECK(CloseHandle(handle));
        ::close(descriptor);
    }

    TEST_CASE("a handle gives a copy of its descriptor, which outlives it") {
        Directory directory;
        const HANDLE handle = CreateFileA((directory / "file").c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
                                          CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr);
        REQUIRE(handle != INVALID_HANDLE_VALUE);
        const int descriptor = RpcDescriptorOfHandle(handle);
        REQUIRE(descriptor > 2);
        CHECK((::fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0);
        CHECK(CloseHandle(handle));
        CHECK(::write(descriptor, "abc", 3) == 3);
        ::close(descriptor);
    }

    TEST_CASE("what is no descriptor and no file has none") {
        CHECK(RpcHandleOfDescriptor(-1) == INVALID_HANDLE_VALUE);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(RpcDescriptorOfHandle(nullptr) == -1);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        const HANDLE event = CreateEventA(nullptr, TRUE, FALSE, nullptr);
        CHECK(RpcDescriptorOfHandle(event) == -1);
        CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        CHECK(CloseHandle(event));
        CHECK(RpcDescriptorOfHandle(event) == -1);
    }
}
