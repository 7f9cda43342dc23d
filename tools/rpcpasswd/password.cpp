// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcpasswd/password.hpp"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace rpcpasswd {
namespace {

using rpcrt4::security::same;
using rpcrt4::security::Secret;

constexpr size_t kLongest = 1024;
constexpr char kInterrupt = 3;  // ^C, which comes as a character while signals are off

/// The terminal, silent for as long as this lives. Signals from the keyboard are off too: one would leave it silent.
class Terminal {
 public:
    Terminal() : file_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
        silent_ = file_ >= 0 && ::tcgetattr(file_, &before_) == 0;
        if (!silent_) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
        silent_ = ::tcsetattr(file_, TCSAFLUSH, &silent) == 0;
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal() {
        if (silent_) static_cast<void>(::tcsetattr(file_, TCSAFLUSH, &before_));
        if (file_ >= 0) ::close(file_);
    }
    bool silent() const noexcept { return silent_; }
    int file() const noexcept { return file_; }
    void say(const std::string& text) const {
        if (::write(file_, text.data(), text.size()) < 0) return;
    }

 private:
    int file_;
    termios before_{};
    bool silent_ = false;
};

}  // namespace

std::optional<Secret> read_line(int file, std::string& problem) {
    Secret room(kLongest + 1);
    size_t length = 0;
    while (true) {
        char c = 0;
        const ssize_t got = ::read(file, &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || c == '\n') break;
        if (c == kInterrupt) {
            problem = "interrupted";
            return std::nullopt;
        }
        if (length == kLongest) {
            problem = "the password is too long";
            return std::nullopt;
        }
        room.bytes()[length++] = static_cast<std::byte>(c);
    }
    if (length == 0) {
        problem = "an empty password would let everybody in";
        return std::nullopt;
    }
    return Secret(std::span<const std::byte>(room.bytes()).first(length));
}

std::optional<Secret> ask(const std::string& whose, std::string& problem) {
    const Terminal terminal;
    if (!terminal.silent()) {
        problem = "there is no terminal to ask at; --stdin reads the password from standard input";
        return std::nullopt;
    }
    terminal.say("Password for " + whose + ": ");
    auto first = read_line(terminal.file(), problem);
    terminal.say("\n");
    if (!first) return std::nullopt;
    terminal.say("Again: ");
    const auto second = read_line(terminal.file(), problem);
    terminal.say("\n");
    if (!second) return std::nullopt;
    if (!same(first->bytes(), second->bytes())) {
        problem = "the two are not the same";
        return std::nullopt;
    }
    return first;
}

}  // namespace rpcpasswd
