// SPDX-License-Identifier: LGPL-2.1-or-later
// Consoles: the test is the user at the other end of a pseudo terminal's line.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/unit/handleapi/io/support.hpp"

#include <wincon.h>

using namespace testing;

namespace {

/// A terminal, opened as a program opens CONIN$ and CONOUT$.
class Console {
 public:
    Console() : line_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        REQUIRE(line_ >= 0);
        REQUIRE(grantpt(line_) == 0);
        REQUIRE(unlockpt(line_) == 0);
        winsize window{};
        window.ws_col = 81;
        window.ws_row = 25;
        REQUIRE(ioctl(line_, TIOCSWINSZ, &window) == 0);
        in = open_file(ptsname(line_), GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING, 0);
        out = open_file(ptsname(line_), GENERIC_WRITE, OPEN_EXISTING, 0);
    }
    ~Console() { close(line_); }
    void type(const std::string& text) const {
        REQUIRE(write(line_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    /// What is shown next; it must come.
    std::string shown(size_t size) const {
        std::string text;
        char byte;
        while (text.size() < size && read(line_, &byte, 1) == 1) text += byte;
        return text;
    }
    std::string read_bytes(DWORD size) const {
        char text[64] = {};
        DWORD count = 99;
        REQUIRE(ReadConsoleA(in, text, size, &count, nullptr));
        return std::string(text, count);
    }
    std::u16string read_wide(DWORD size) const {
        char16_t text[64] = {};
        DWORD count = 99;
        REQUIRE(ReadConsoleW(in, text, size, &count, nullptr));
        return std::u16string(text, count);
    }

    Handle in;
    Handle out;

 private:
    int line_;
};

bool fails(BOOL result, DWORD code) { return !result && GetLastError() == code; }

TEST_SUITE("handleapi/console/terminal") {
    TEST_CASE("lines come as they are typed, with \\r\\n, in pieces where the buffer is small") {
        const Console console;
        console.type("one\ntwo\n");
        CHECK(console.read_bytes(60) == "one\r\n");
        CHECK(console.read_bytes(4) == "two\r");
        console.type("\xC3\xA4\xF0\x9F\x98\x80!\n");
        CHECK(console.read_bytes(60) == "\n");
        CHECK(console.read_wide(2) == u"\u00E4");
        CHECK(console.read_wide(2) == u"\U0001F600");
        CHECK(console.read_wide(60) == u"!\r\n");
        console.type("\x04");  // the end of the input, as a terminal's user says it
        CHECK(console.read_wide(60).empty());
    }

    TEST_CASE("modes of the input are the terminal's, those of the output are fixed") {
        const Console console;
        DWORD mode = 0;
        REQUIRE(GetConsoleMode(console.in, &mode));
        CHECK(mode == (ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT));
        REQUIRE(SetConsoleMode(console.in, ENABLE_PROCESSED_INPUT));
        REQUIRE(GetConsoleMode(console.in, &mode));
        CHECK(mode == ENABLE_PROCESSED_INPUT);
        console.type("k");
        CHECK(console.read_wide(60) == u"k");
        CHECK(fails(SetConsoleMode(console.in, ENABLE_ECHO_INPUT), ERROR_INVALID_PARAMETER));
        CHECK(fails(SetConsoleMode(console.in, 0x8000), ERROR_INVALID_PARAMETER));
        REQUIRE(GetConsoleMode(console.out, &mode));
        CHECK(mode == (ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING));
        CHECK(SetConsoleMode(console.out, mode | DISABLE_NEWLINE_AUTO_RETURN));
        CHECK(fails(SetConsoleMode(console.out, 0x8000), ERROR_INVALID_PARAMETER));
        CHECK(fails(GetConsoleMode(console.out, nullptr), ERROR_INVALID_PARAMETER));
    }

    TEST_CASE("text is shown as UTF-8, colours as the terminal's, its size is the window's") {
        const Console console;
        DWORD count = 0;
        REQUIRE(WriteConsoleA(console.out, "bytes", 5, &count, nullptr));
        CHECK(count == 5);
        REQUIRE(WriteConsoleW(console.out, u"\u00E4", 1, &count, nullptr));
        CHECK(count == 1);
        CHECK(console.shown(7) == "bytes\xC3\xA4");
        REQUIRE(SetConsoleTextAttribute(console.out, FOREGROUND_RED | FOREGROUND_INTENSITY | BACKGROUND_BLUE));
        CHECK(console.shown(10) == "\033[0;91;44m");
        CONSOLE_SCREEN_BUFFER_INFO information{};
        REQUIRE(GetConsoleScreenBufferInfo(console.out, &information));
        CHECK(information.dwSize.X == 81);
        CHECK(information.srWindow.Bottom == 24);
        CHECK(information.wAttributes == (FOREGROUND_RED | FOREGROUND_INTENSITY | BACKGROUND_BLUE));
        REQUIRE(SetConsoleTextAttribute(console.out, FOREGROUND_RED | FOREGROUND_GREEN | FOREGROUND_BLUE));
        CHECK(console.shown(4) == "\033[0m");
    }

    TEST_CASE("what is no terminal is no console") {
        Directory directory;
        Handle file = open_file(directory / "file", GENERIC_READ | GENERIC_WRITE, CREATE_NEW, 0);
        const Handle event = auto_event();
        DWORD number = 0;
        char byte = 0;
        CONSOLE_SCREEN_BUFFER_INFO information{};
        for (const HANDLE wrong : {HANDLE{}, static_cast<HANDLE>(file), static_cast<HANDLE>(event)}) {
            CHECK(fails(GetConsoleMode(wrong, &number), ERROR_INVALID_HANDLE));
            CHECK(fails(SetConsoleMode(wrong, 0), ERROR_INVALID_HANDLE));
            CHECK(fails(ReadConsoleA(wrong, &byte, 1, &number, nullptr), ERROR_INVALID_HANDLE));
            CHECK(fails(WriteConsoleW(wrong, u"x", 1, &number, nullptr), ERROR_INVALID_HANDLE));
            CHECK(fails(SetConsoleTextAttribute(wrong, 7), ERROR_INVALID_HANDLE));
            CHECK(fails(GetConsoleScreenBufferInfo(wrong, &information), ERROR_INVALID_HANDLE));
        }
        CHECK(fails(ReadConsoleA(nullptr, nullptr, 1, &number, nullptr), ERROR_INVALID_PARAMETER));
        CHECK(fails(WriteConsoleA(nullptr, nullptr, 1, &number, nullptr), ERROR_INVALID_PARAMETER));
        CHECK(fails(SetConsoleTitleA(nullptr), ERROR_INVALID_PARAMETER));
        CHECK(fails(SetConsoleOutputCP(1252), ERROR_INVALID_PARAMETER));
        CHECK(SetConsoleOutputCP(CP_UTF8));
        CHECK(GetConsoleCP() == CP_UTF8);
        CHECK(GetConsoleWindow() == nullptr);
    }
}

}  // namespace
