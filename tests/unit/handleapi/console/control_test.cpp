// SPDX-License-Identifier: LGPL-2.1-or-later
// Console control events of a program that a terminal's user, or kill, sends signals to: child.c of the service tests.
#include "tests/unit/handleapi/service/managed.hpp"

#include <wincon.h>

using namespace testing;
using By = Managed::By;

namespace {

BOOL WINAPI some_handler(DWORD) { return FALSE; }

TEST_SUITE("handleapi/console") {
    TEST_CASE("handlers are asked on a thread of their own, the last one first, until one takes the event") {
        Managed program(By::nobody, {"console"});
        CHECK(program.line() == "ready");
        program.signal(SIGINT);
        CHECK(program.line() == "newer 0 1");
        CHECK(program.line() == "older 0");
        program.signal(SIGQUIT);
        CHECK(program.line() == "newer 1 1");
        CHECK(program.line() == "older 1");
        // It has removed the newer one, and ignores Ctrl+C, but not Ctrl+Break, that it sends itself.
        CHECK(program.line() == "older 1");
        // In the end there is no handler, and Ctrl+C is heard again.
        CHECK(program.end() == -SIGINT);
    }

    TEST_CASE("a process ends after CTRL_CLOSE_EVENT even when a handler has taken it") {
        Managed program(By::nobody, {"console"});
        CHECK(program.line() == "ready");
        program.signal(SIGHUP);
        CHECK(program.line() == "newer 2 1");
        CHECK(program.end() == -SIGHUP);
    }

    TEST_CASE("SIGTERM is CTRL_SHUTDOWN_EVENT, and ends the process when nobody takes it") {
        Managed program(By::nobody, {"keeping"});
        CHECK(program.line() == "ready");
        program.signal(SIGQUIT);
        CHECK(program.line() == "newer 1 1");
        CHECK(program.line() == "older 1");
        CHECK(program.line() == "older 1");
        CHECK(program.line() == "older 0");
        program.signal(SIGTERM);
        CHECK(program.line() == "older 6");
        CHECK(program.end() == -SIGTERM);
    }

    TEST_CASE("what cannot be removed or sent is said") {
        CHECK_FALSE(SetConsoleCtrlHandler(some_handler, FALSE));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(GenerateConsoleCtrlEvent(CTRL_CLOSE_EVENT, 0));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0x7FFFFFF0));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK_FALSE(GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0xFFFFFFFF));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0x7FFFFFF0));
    }
}

}  // namespace
