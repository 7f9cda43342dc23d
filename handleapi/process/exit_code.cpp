// SPDX-License-Identifier: LGPL-2.1-or-later
// See exit_code.hpp.
#include "handleapi/process/exit_code.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <winnt.h>

namespace handleapi {
namespace {

uint32_t code_of_signal(int signal) noexcept {
    switch (signal) {
        case SIGSEGV:
            return STATUS_ACCESS_VIOLATION;
        case SIGBUS:
            return STATUS_IN_PAGE_ERROR;
        case SIGILL:
            return STATUS_ILLEGAL_INSTRUCTION;
        case SIGFPE:
            return STATUS_INTEGER_DIVIDE_BY_ZERO;
        case SIGTRAP:
            return STATUS_BREAKPOINT;
        case SIGINT:
            return STATUS_CONTROL_C_EXIT;
        case SIGABRT:
            return 3;
        default:
            return 128 + static_cast<uint32_t>(signal);
    }
}

}  // namespace

std::optional<uint32_t> exit_code_of(std::optional<int> wait_status, std::optional<uint32_t> recorded) noexcept {
    if (!wait_status) return recorded;
    if (WIFEXITED(*wait_status)) {
        const auto low = static_cast<uint32_t>(WEXITSTATUS(*wait_status));
        return recorded && (*recorded & 0xFF) == low ? *recorded : low;
    }
    const int signal = WTERMSIG(*wait_status);
    if (signal == SIGKILL && recorded) return recorded;
    return code_of_signal(signal);
}

}  // namespace handleapi
