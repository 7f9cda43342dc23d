// SPDX-License-Identifier: LGPL-2.1-or-later
// Files and pipes in children: as standard handles, and as handles of the same value.
#include <unistd.h>

#include "tests/unit/handleapi/process/processes.hpp"

using namespace testing;

namespace {

struct Pipe {
    Pipe() {
        HANDLE read = nullptr, write = nullptr;
        SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
        REQUIRE(CreatePipe(&read, &write, &inheritable, 0));
        read_end = Handle(read);
        write_end = Handle(write);
    }
    Handle read_end;
    Handle write_end;
};

void keep(HANDLE handle) { CHECK(SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0)); }

void write_all(HANDLE pipe, const std::string& text) {
    DWORD written = 0;
    CHECK(WriteFile(pipe, text.data(), static_cast<DWORD>(text.size()), &written, nullptr));
    CHECK(written == text.size());
}

std::string read_all(HANDLE pipe) {
    std::string text;
    char buffer[256];
    DWORD size = 0;
    while (ReadFile(pipe, buffer, sizeof buffer, &size, nullptr) && size > 0) text.append(buffer, size);
    return text;
}

std::string value_of(HANDLE handle) { return std::to_string(reinterpret_cast<uintptr_t>(handle)); }

}  // namespace

TEST_SUITE("handleapi/inherited_files") {
    TEST_CASE("a child reads and writes the pipes it was given as standard handles") {
        Pipe in, out;
        keep(in.write_end);
        keep(out.read_end);
        STARTUPINFOA startup{};
        startup.cb = sizeof startup;
        startup.dwFlags = STARTF_USESTDHANDLES;
        startup.hStdInput = in.read_end;
        startup.hStdOutput = out.write_end;
        startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
        ChildProcess child("copy", {.inherit = true}, startup);
        in.read_end = Handle();
        out.write_end = Handle();
        write_all(in.write_end, "through two pipes");
        in.write_end = Handle();
        CHECK(read_all(out.read_end) == "through two pipes");
        CHECK(child.result() == 17);
    }

    TEST_CASE("programs that know nothing of handles use the pipes as their standard streams") {
        Pipe in, out;
        STARTUPINFOA startup{};
        startup.cb = sizeof startup;
        startup.dwFlags = STARTF_USESTDHANDLES;
        startup.hStdInput = in.read_end;
        startup.hStdOutput = out.write_end;
        keep(in.write_end);
        keep(out.read_end);
        std::string line = "tr a-z A-Z";
        PROCESS_INFORMATION information{};
        REQUIRE(
            CreateProcessA(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup, &information));
        Handle process(information.hProcess), thread(information.hThread);
        in.read_end = Handle();
        out.write_end = Handle();
        write_all(in.write_end, "loud");
        in.write_end = Handle();
        CHECK(read_all(out.read_end) == "LOUD");
        CHECK(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);
    }

    TEST_CASE("two handles to one pipe are two handles to one pipe in the child, with their rights") {
        Pipe pipe;
        keep(pipe.read_end);
        HANDLE copy = nullptr;
        REQUIRE(DuplicateHandle(GetCurrentProcess(), pipe.write_end, GetCurrentProcess(), &copy, 0, TRUE,
                                DUPLICATE_SAME_ACCESS));
        Handle second(copy);
        ChildProcess child("write-twice " + value_of(pipe.write_end) + " " + value_of(second), {.inherit = true});
        second = Handle();
        pipe.write_end = Handle();
        CHECK(read_all(pipe.read_end) == "onetwo");
        CHECK(child.result() == 0);
    }

    TEST_CASE("a child that inherits shares the position of a file") {
        ReportFile name;
        SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
        Handle file(
            CreateFileA(name.path.c_str(), GENERIC_WRITE, FILE_SHARE_READ, &inheritable, OPEN_EXISTING, 0, nullptr));
        REQUIRE(static_cast<HANDLE>(file) != INVALID_HANDLE_VALUE);
        write_all(file, "before ");
        HANDLE copy = nullptr;
        REQUIRE(DuplicateHandle(GetCurrentProcess(), file, GetCurrentProcess(), &copy, 0, TRUE, DUPLICATE_SAME_ACCESS));
        Handle second(copy);
        CHECK(ChildProcess("write-twice " + value_of(file) + " " + value_of(second), {.inherit = true}).result() == 0);
        write_all(file, " after");
        CHECK(name.text() == "before onetwo after");
    }

    TEST_CASE("what SetStdHandle sets is what children get, and nothing else of this process changes") {
        Pipe out;
        keep(out.read_end);
        const HANDLE before = GetStdHandle(STD_OUTPUT_HANDLE);
        CHECK(before != INVALID_HANDLE_VALUE);
        CHECK(GetStdHandle(STD_OUTPUT_HANDLE) == before);
        REQUIRE(SetStdHandle(STD_OUTPUT_HANDLE, out.write_end));
        CHECK(GetStdHandle(STD_OUTPUT_HANDLE) == static_cast<HANDLE>(out.write_end));
        std::string line = "echo child";
        STARTUPINFOA startup{};
        PROCESS_INFORMATION information{};
        const BOOL made =
            CreateProcessA(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup, &information);
        CHECK(SetStdHandle(STD_OUTPUT_HANDLE, before));
        REQUIRE(made);
        Handle process(information.hProcess), thread(information.hThread);
        out.write_end = Handle();
        CHECK(read_all(out.read_end) == "child\n");
        CHECK(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);
    }

    TEST_CASE("there are three standard handles, and other numbers are refused") {
        for (const DWORD which : {DWORD{0}, DWORD{1}, static_cast<DWORD>(-9), static_cast<DWORD>(-13)}) {
            CHECK(GetStdHandle(which) == INVALID_HANDLE_VALUE);
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
            CHECK_FALSE(SetStdHandle(which, nullptr));
            CHECK(GetLastError() == ERROR_INVALID_HANDLE);
        }
    }
}
