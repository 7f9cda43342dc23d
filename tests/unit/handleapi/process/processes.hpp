// SPDX-License-Identifier: LGPL-2.1-or-later
// What the tests of processes share: starting the test child, reading what it reports.
#pragma once

#include <unistd.h>

#include <climits>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/unit/handleapi/support.hpp"

namespace testing {

/// The directory this program and the test child are in, with a slash.
inline std::string own_directory() {
    char path[PATH_MAX];
    const ssize_t size = readlink("/proc/self/exe", path, sizeof path);
    REQUIRE(size > 0);
    const std::string own(path, static_cast<size_t>(size));
    return own.substr(0, own.rfind('/') + 1);
}
inline std::string child_path() { return own_directory() + "process_child"; }

/// A started process; its handles close with it.
class ChildProcess {
 public:
    struct Options {
        bool inherit = false;
        DWORD flags = 0;
        void* environment = nullptr;
        const char* directory = nullptr;
        const char* application = nullptr;
    };

    explicit ChildProcess(const std::string& arguments) : ChildProcess(arguments, Options{}) {}
    ChildProcess(const std::string& arguments, const Options& options) {
        std::string line = "process_child " + arguments;
        STARTUPINFOA startup{};
        startup.cb = sizeof startup;
        start(line, options, startup);
    }
    ChildProcess(const std::string& arguments, const Options& options, STARTUPINFOA& startup) {
        std::string line = "process_child " + arguments;
        start(line, options, startup);
    }
    ChildProcess(const ChildProcess&) = delete;
    /// No child of a test outlives it.
    ~ChildProcess() {
        if (process == nullptr) return;
        TerminateProcess(process, 99);
        CHECK(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);
    }

    /// The exit code, once it has ended.
    DWORD result() {
        DWORD code = 0xDEAD;
        CHECK(WaitForSingleObject(process, kLimit) == WAIT_OBJECT_0);
        CHECK(GetExitCodeProcess(process, &code));
        return code;
    }

    Handle process;
    Handle thread;
    DWORD id = 0;

 private:
    void start(std::string& line, const Options& options, STARTUPINFOA& startup) {
        PROCESS_INFORMATION information{};
        REQUIRE_MESSAGE(CreateProcessA(options.application, line.data(), nullptr, nullptr, options.inherit,
                                       options.flags, options.environment, options.directory, &startup, &information),
                        "error ", GetLastError());
        process = Handle(information.hProcess);
        thread = Handle(information.hThread);
        id = information.dwProcessId;
        CHECK(information.dwThreadId != 0);
    }
};

/// A file that the child writes and the test reads, removed in the end.
class ReportFile {
 public:
    ReportFile() {
        char name[] = "/tmp/rpcrt4-report-XXXXXX";
        const int file = mkstemp(name);
        REQUIRE(file >= 0);
        close(file);
        path = name;
    }
    ReportFile(const ReportFile&) = delete;
    ~ReportFile() { unlink(path.c_str()); }

    std::string text() const {
        std::ifstream in(path);
        std::stringstream all;
        all << in.rdbuf();
        return all.str();
    }
    bool has(const std::string& line) const { return ("\n" + text()).find("\n" + line + "\n") != std::string::npos; }

    std::string path;
};

}  // namespace testing
