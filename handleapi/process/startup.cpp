// SPDX-License-Identifier: LGPL-2.1-or-later
// See startup.hpp.
#include "handleapi/process/startup.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include "handleapi/process/command_line.hpp"
#include "handleapi/process/delivery.hpp"
#include "handleapi/process/exit_record.hpp"

namespace handleapi {
namespace {

constexpr off_t kMostBytes = 64 << 20;

/// What is known of this process's start. Never destroyed: the process's end looks at it.
struct Start {
    StartupInformation information;
    std::unique_ptr<ExitRecord> record;
    pid_t process = 0;  // forked children share the memory and must leave no code for their parent
};

Start& start() {
    static Start* const only = new Start;
    return *only;
}

void complain() { std::fputs("rpcrt4: the handles of the parent process are damaged and ignored\n", stderr); }

std::vector<std::byte> contents_of(int file) {
    struct stat info {};
    if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > kMostBytes) return {};
    std::vector<std::byte> bytes(static_cast<size_t>(info.st_size));
    const ssize_t got = ::pread(file, bytes.data(), bytes.size(), 0);
    bytes.resize(got > 0 ? static_cast<size_t>(got) : 0);
    return bytes;
}

void adopt(StartupBlock block) {
    start().information = block.information;
    set_own_command_line(std::move(block.command_line));
    if (block.exit_record >= 0) start().record = ExitRecord::adopt(block.exit_record);
    if (block.delivery >= 0) delivery::adopt(block.delivery, block.way, block.parent_id);
    if (take_over(block.inherited) != 0) complain();
}

/// The descriptor the variable names, which is removed; -1 when there is none.
int named_descriptor() {
    const char* value = ::secure_getenv(kStartupVariable);
    if (!value) return -1;
    char* end = nullptr;
    const long number = std::strtol(value, &end, 10);
    const bool good = end != value && *end == '\0' && number > 2 && number < INT32_MAX;
    ::unsetenv(kStartupVariable);
    return good ? static_cast<int>(number) : -1;
}

void begin() {
    start().process = ::getpid();
    const int file = named_descriptor();
    if (file < 0) return;
    const std::vector<std::byte> bytes = contents_of(file);
    const auto addressee = addressee_of(bytes);
    if (!addressee) return complain();  // whose descriptor this is nobody knows: it is left alone
    ::close(file);
    // A program in between that does not use this library passed on what was meant for it.
    if (*addressee != static_cast<uint32_t>(start().process)) return;
    if (auto block = decode_startup_block(bytes)) return adopt(std::move(*block));
    complain();
}

void at_exit(int code, void*) noexcept { leave_exit_code(static_cast<uint32_t>(code)); }

__attribute__((constructor)) void library_loaded() {
    ::on_exit(&at_exit, nullptr);
    try {
        begin();
    } catch (const std::bad_alloc&) {
        complain();
    }
}

}  // namespace

const StartupInformation& own_startup_information() noexcept { return start().information; }

void leave_exit_code(uint32_t code) noexcept {
    if (start().record && start().process == ::getpid()) {
        start().record->publish(code);
    } else {
        ExitRecord::publish_own(code);
    }
}

}  // namespace handleapi
