// SPDX-License-Identifier: LGPL-2.1-or-later
// What a child makes of a startup block that is not for it, damaged, or none at all: it runs, and without the handles.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <vector>

#include "handleapi/process/startup_block.hpp"
#include "tests/unit/handleapi/process/processes.hpp"

using namespace testing;

namespace {

struct Outcome {
    int code = -1;
    std::string complaint;  // on its standard error
};

/// Runs `process_child ARGUMENTS` by plain fork and exec, with the startup variable and this as its descriptor 100.
Outcome run_with(const std::vector<std::byte>& block, const char* variable, const char* what, const char* argument,
                 bool address = false) {
    const int file = memfd_create("test", 0);
    REQUIRE(write(file, block.data(), block.size()) == static_cast<ssize_t>(block.size()));
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const std::string path = child_path();
    const std::string setting = std::string("RPCRT4_STARTUP=") + variable;
    const pid_t child = fork();
    if (child == 0) {
        const auto id = static_cast<uint32_t>(getpid());
        if (address && pwrite(file, &id, sizeof id, handleapi::kProcessIdOffset) < 0) _exit(98);
        dup2(file, 100);
        dup2(ends[1], 2);
        char* const arguments[] = {const_cast<char*>("process_child"), const_cast<char*>(what),
                                   const_cast<char*>(argument), nullptr};
        char* const environment[] = {const_cast<char*>(setting.c_str()), nullptr};
        execve(path.c_str(), arguments, environment);
        _exit(97);
    }
    close(file);
    close(ends[1]);
    Outcome outcome;
    char buffer[256];
    for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0;) outcome.complaint.append(buffer, got);
    close(ends[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    if (WIFEXITED(status)) outcome.code = WEXITSTATUS(status);
    return outcome;
}

/// A block with one handle to a process that is this one.
handleapi::StartupBlock block_with_handle() {
    handleapi::StartupBlock block;
    block.command_line = "process_child x";
    block.inherited.objects.push_back({.type = handleapi::ObjectType::process, .description = {}});
    block.inherited.objects[0].description.descriptor = 100;  // no pidfd
    block.inherited.objects[0].description.number = static_cast<uint64_t>(getpid());
    block.inherited.handles.push_back({.id = 0x40, .flags = 1, .tag = 0xFFFF, .object = 0});
    return block;
}

}  // namespace

TEST_SUITE("handleapi/startup") {
    TEST_CASE("a variable that names no descriptor is removed and forgotten") {
        for (const char* variable : {"", "x", "12x", "-1", "2", "999999999999", "777"}) {
            CAPTURE(variable);
            ReportFile file;
            CHECK(run_with({}, variable, "report", file.path.c_str()).code == 0);
            CHECK(file.has("startup=(none)"));
        }
    }

    TEST_CASE("bytes that are no block are complained of, and the child runs") {
        const std::vector<std::byte> junk(1000, std::byte{0x5A});
        const Outcome outcome = run_with(junk, "100", "return", "7");
        CHECK(outcome.code == 7);
        CHECK(outcome.complaint.find("ignored") != std::string::npos);
    }

    TEST_CASE("a block for another process is left alone without a word") {
        const Outcome outcome = run_with(encode(block_with_handle()), "100", "no-handle", "0x40");
        CHECK(outcome.code == 0);
        CHECK(outcome.complaint.empty());
    }

    TEST_CASE("a block that is cut short is ignored whole") {
        auto bytes = encode(block_with_handle());
        bytes.resize(bytes.size() - 3);
        const Outcome outcome = run_with(bytes, "100", "no-handle", "0x40", true);
        CHECK(outcome.code == 0);
        CHECK(outcome.complaint.find("ignored") != std::string::npos);
    }

    TEST_CASE("a handle whose descriptor is not what the block says is not made") {
        const Outcome outcome = run_with(encode(block_with_handle()), "100", "no-handle", "0x40", true);
        CHECK(outcome.code == 0);
        CHECK(outcome.complaint.find("ignored") != std::string::npos);
    }
}
