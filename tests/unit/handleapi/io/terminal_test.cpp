// SPDX-License-Identifier: LGPL-2.1-or-later
// Terminals and FIFOs through CreateFile: reading, writing, overlapped, with the other end gone.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "tests/unit/handleapi/io/support.hpp"

using namespace testing;

namespace {

/// A pseudo terminal; the test holds the other end of the line.
class Terminal {
 public:
    Terminal() : line(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        REQUIRE(line >= 0);
        REQUIRE(grantpt(line) == 0);
        REQUIRE(unlockpt(line) == 0);
        path = ptsname(line);
    }
    ~Terminal() { hang_up(); }
    void hang_up() {
        if (line >= 0) close(line);
        line = -1;
    }
    void type(const std::string& text) const { CHECK(write(line, text.data(), text.size()) == ssize_t(text.size())); }
    std::string shown(size_t size) const {
        std::string text;
        char byte;
        while (text.size() < size && read(line, &byte, 1) == 1) text += byte;
        return text;
    }
    int line;
    std::string path;
};

struct Fifo {
    Fifo() { REQUIRE(mkfifo(path.c_str(), 0600) == 0); }
    Directory directory;
    const std::string path = directory / "fifo";
};

Handle open_terminal(const std::string& path, DWORD flags = 0) {
    Handle file = open_file(path, GENERIC_READ | GENERIC_WRITE, OPEN_EXISTING, flags);
    REQUIRE(static_cast<HANDLE>(file) != nullptr);
    return file;
}

}  // namespace

TEST_SUITE("handleapi/io/terminal") {
    TEST_CASE("a terminal is a character file: lines are read as they are typed, text is shown") {
        Terminal terminal;
        Handle file = open_terminal(terminal.path);
        CHECK(GetFileType(file) == FILE_TYPE_CHAR);
        terminal.type("line\nnext\n");
        CHECK(read_text(file) == "line\n");
        CHECK(read_text(file, 2) == "ne");
        CHECK(read_text(file) == "xt\n");
        CHECK(terminal.shown(12) == "line\r\nnext\r\n");  // the echo
        CHECK(write_text(file, "out\n"));
        CHECK(terminal.shown(5) == "out\r\n");
        terminal.type("\x04");
        CHECK(read_text(file).empty());  // the end of what is typed, for now
        terminal.type("more\n");
        CHECK(read_text(file) == "more\n");
    }

    TEST_CASE("what has no sense for a terminal is refused") {
        Terminal terminal;
        Handle file = open_terminal(terminal.path);
        DWORD number = 0;
        LARGE_INTEGER large{};
        CHECK(error_of([&] { FlushFileBuffers(file); }) == ERROR_INVALID_HANDLE);  // a console has no buffer
        CHECK(error_of([&] { PeekNamedPipe(file, nullptr, 0, nullptr, &number, nullptr); }) == ERROR_INVALID_FUNCTION);
        CHECK(error_of([&] { GetNamedPipeInfo(file, &number, nullptr, nullptr, nullptr); }) == ERROR_INVALID_FUNCTION);
        CHECK(error_of([&] { LockFile(file, 0, 0, 1, 0); }) == ERROR_INVALID_FUNCTION);
        CHECK(error_of([&] { SetFilePointerEx(file, large, nullptr, FILE_BEGIN); }) != 0xdead);
        Handle nothing = open_terminal("NUL");
        CHECK(GetFileType(nothing) == FILE_TYPE_CHAR);
        CHECK(FlushFileBuffers(nothing));
    }

    TEST_CASE("a reader of a terminal waits, and is cancelled") {
        Terminal terminal;
        Handle file = open_terminal(terminal.path);
        Worker reader([&] { return DWORD{read_text(file) == "typed\n"}; });
        REQUIRE(reader.asleep());
        terminal.type("typed\n");
        CHECK(reader.result() == 1);
        Worker cancelled([&] { return DWORD{read_text(file) == "!995"}; });
        REQUIRE(cancelled.asleep());
        CHECK(eventually([&] { return CancelSynchronousIo(cancelled.handle()) != 0; }));
        CHECK(cancelled.result() == 1);
    }

    TEST_CASE("overlapped calls on a terminal are served: read, written, cancelled, reported to a port") {
        Terminal terminal;
        Handle file = open_terminal(terminal.path, FILE_FLAG_OVERLAPPED);
        char text[16];
        Overlapped read, cancelled;
        CHECK(error_of([&] { ReadFile(file, text, sizeof text, nullptr, &read); }) == ERROR_IO_PENDING);
        terminal.type("typed\n");
        CHECK(read.result(file) == 6);
        CHECK(std::string(text, 6) == "typed\n");
        CHECK(error_of([&] { ReadFile(file, text, sizeof text, nullptr, &cancelled); }) == ERROR_IO_PENDING);
        CHECK(CancelIoEx(file, &cancelled));
        CHECK(cancelled.result(file) == -LONGLONG{ERROR_OPERATION_ABORTED});
        Handle completion = port();
        REQUIRE(CreateIoCompletionPort(file, completion, 7, 0) != nullptr);
        Overlapped reported(false);
        CHECK(error_of([&] { ReadFile(file, text, sizeof text, nullptr, &reported); }) == ERROR_IO_PENDING);
        terminal.type("again\n");
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        LPOVERLAPPED done = nullptr;
        CHECK(GetQueuedCompletionStatus(completion, &bytes, &key, &done, kLimit));
        CHECK(bytes == 6);
        CHECK(key == 7);
        CHECK(done == &reported);
    }

    TEST_CASE("an overlapped write that the terminal has no room for does not keep its thread") {
        Terminal terminal;
        Handle file = open_terminal(terminal.path, FILE_FLAG_OVERLAPPED);
        const std::string text(1 << 17, 'x');
        Overlapped overlapped;
        DWORD written = 0;
        CHECK(error_of([&] { WriteFile(file, text.data(), static_cast<DWORD>(text.size()), &written, &overlapped); }) ==
              ERROR_IO_PENDING);
        CHECK(terminal.shown(text.size()) == text);
        CHECK(overlapped.result(file) == LONGLONG(text.size()));
        CHECK(error_of([&] { WriteFile(file, text.data(), static_cast<DWORD>(text.size()), &written, &overlapped); }) ==
              ERROR_IO_PENDING);
        CHECK(CancelIoEx(file, &overlapped));
        CHECK(overlapped.result(file) == -LONGLONG{ERROR_OPERATION_ABORTED});
    }

    TEST_CASE("a line that is hung up ends a read, and later ones") {
        Terminal terminal;
        Handle file = open_terminal(terminal.path, FILE_FLAG_OVERLAPPED);
        char text[16];
        Overlapped read, later;
        CHECK(error_of([&] { ReadFile(file, text, sizeof text, nullptr, &read); }) == ERROR_IO_PENDING);
        terminal.hang_up();
        const LONGLONG result = read.result(file);
        CHECK((result == 0 || result == -LONGLONG{ERROR_IO_DEVICE}));
        ReadFile(file, text, sizeof text, nullptr, &later);
        CHECK(eventually([&] { return !is_pending(later); }));
    }

    TEST_CASE("CONIN$, CONOUT$ and the standard handles are the controlling terminal of a process that has one") {
        Terminal terminal;
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            setsid();
            const int line = open(terminal.path.c_str(), O_RDWR);
            if (line < 0 || ioctl(line, TIOCSCTTY, 0) != 0) _exit(1);
            for (int standard = 0; standard < 3; ++standard) dup2(line, standard);
            const HANDLE in = CreateFileA("CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, nullptr,
                                          OPEN_EXISTING, 0, nullptr);
            const HANDLE out =
                CreateFileA("CONOUT$", GENERIC_WRITE, FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr);
            if (in == INVALID_HANDLE_VALUE || out == INVALID_HANDLE_VALUE) _exit(2);
            if (GetFileType(in) != FILE_TYPE_CHAR || GetFileType(out) != FILE_TYPE_CHAR) _exit(3);
            char text[16];
            DWORD size = 0;
            if (!ReadFile(in, text, sizeof text, &size, nullptr) || std::string(text, size) != "first\n") _exit(4);
            if (!WriteFile(out, "one ", 4, &size, nullptr)) _exit(5);
            _exit(0);
        }
        terminal.type("first\n");
        CHECK(terminal.shown(11) == "first\r\none ");
        int status = 0;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 0);
    }

    TEST_CASE("opening one end of a FIFO waits for the other; then bytes go through, to the end") {
        Fifo fifo;
        Handle reader;
        Worker opening([&] {
            reader = open_file(fifo.path, GENERIC_READ, OPEN_EXISTING);
            return DWORD{static_cast<HANDLE>(reader) != nullptr};
        });
        REQUIRE(opening.asleep());
        Handle writer = open_file(fifo.path, GENERIC_WRITE, OPEN_EXISTING);
        REQUIRE(opening.result() == 1);
        CHECK(GetFileType(reader) == FILE_TYPE_PIPE);
        CHECK(write_text(writer, "text"));
        CHECK(read_text(reader) == "text");
        CHECK(write_text(writer, "last"));
        writer = Handle();
        CHECK(read_text(reader) == "last");
        CHECK(read_text(reader) == "!109");
    }

    TEST_CASE("an overlapped read of a FIFO ends with what is written, and with its writer") {
        Fifo fifo;
        const int keeps_open = open(fifo.path.c_str(), O_RDWR | O_CLOEXEC);
        Handle reader = open_file(fifo.path, GENERIC_READ, OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
        Handle writer = open_file(fifo.path, GENERIC_WRITE, OPEN_EXISTING);
        close(keeps_open);
        char text[16];
        Overlapped read, last;
        CHECK(error_of([&] { ReadFile(reader, text, sizeof text, nullptr, &read); }) == ERROR_IO_PENDING);
        CHECK(write_text(writer, "text"));
        CHECK(read.result(reader) == 4);
        CHECK(error_of([&] { ReadFile(reader, text, sizeof text, nullptr, &last); }) == ERROR_IO_PENDING);
        writer = Handle();
        CHECK(last.result(reader) == -LONGLONG{ERROR_BROKEN_PIPE});
    }

    TEST_CASE("a writer of a FIFO whose reader is killed gets ERROR_BROKEN_PIPE, not a signal") {
        Fifo fifo;
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            open(fifo.path.c_str(), O_RDONLY);
            pause();
            _exit(0);
        }
        Handle writer = open_file(fifo.path, GENERIC_WRITE, OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
        REQUIRE(static_cast<HANDLE>(writer) != nullptr);
        const std::string text(1 << 20, 'x');
        Overlapped pending, later;
        DWORD written = 0;
        CHECK(error_of([&] { WriteFile(writer, text.data(), static_cast<DWORD>(text.size()), &written, &pending); }) ==
              ERROR_IO_PENDING);
        kill(child, SIGKILL);
        CHECK(waitpid(child, nullptr, 0) == child);
        CHECK(pending.result(writer) == -LONGLONG{ERROR_BROKEN_PIPE});
        CHECK(error_of([&] { WriteFile(writer, "x", 1, &written, &later); }) == ERROR_BROKEN_PIPE);
    }
}
