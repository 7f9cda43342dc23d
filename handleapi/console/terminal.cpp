// SPDX-License-Identifier: LGPL-2.1-or-later
// See terminal.hpp.
#include "handleapi/console/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

#include "handleapi/base/guarded.hpp"
#include "handleapi/base/utf16.hpp"
#include "handleapi/io/error_code.hpp"
#include "handleapi/thread.hpp"

#include <wincon.h>

namespace handleapi::console {

using base::Result;
using base::Status;

namespace {

constexpr uint16_t kOwnColours = FOREGROUND_RED | FOREGROUND_GREEN | FOREGROUND_BLUE;
constinit std::atomic<uint16_t> current_attributes{kOwnColours};

struct Kept {
    std::string unread;
    std::string title;
};
base::Guarded<Kept>& kept() {
    static auto* const only = new base::Guarded<Kept>;
    return *only;
}

/// How many bytes the character takes that begins with this one.
size_t length_of(unsigned char first) noexcept {
    if (first >= 0xF0) return 4;
    if (first >= 0xE0) return 3;
    return first >= 0xC0 ? 2 : 1;
}

/// The text before an incomplete character at the end.
size_t whole_characters(std::string_view text) noexcept {
    size_t start = text.size();
    for (size_t back = 1; back <= std::min<size_t>(3, text.size()); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if ((byte & 0xC0) == 0x80) continue;
        if (length_of(byte) > back) start = text.size() - back;
        break;
    }
    return start;
}

/// A file of ours does not block; what it stands for is waited for here.
bool waits(int terminal, short what) noexcept {
    if (errno == EINTR) return true;
    if (errno != EAGAIN) return false;
    pollfd wanted{.fd = terminal, .events = what, .revents = 0};
    return ::poll(&wanted, 1, -1) > 0 || errno == EINTR;
}

/// Reads more of it, with the ends of lines as on Windows; false at the end of the input.
Result<bool> read_more(int terminal) {
    char room[4096];
    ssize_t got = 0;
    const BlockingScope blocking;
    do {
        got = ::read(terminal, room, sizeof room);
    } while (got < 0 && waits(terminal, POLLIN));
    if (got < 0) return io::status_from(errno);
    kept().with([&](Kept& all) {
        for (ssize_t i = 0; i < got; ++i) {
            if (room[i] == '\n') all.unread += '\r';
            all.unread += room[i];
        }
    });
    return got != 0;
}

/// `take` has from the text that is unread what it wants, and erases it; an empty result asks for more to read.
template <typename Text, typename Take>
Result<Text> read_with(int terminal, size_t size, Take&& take) {
    if (!::isatty(terminal)) return Status::error_invalid_handle;
    if (size == 0) return Text();
    for (;;) {
        Text text = kept().with([&](Kept& all) { return take(all.unread); });
        if (!text.empty()) return text;
        const auto more = read_more(terminal);
        if (!more) return more.status();
        if (!*more) return Text();
    }
}

/// Windows' bits are blue, green, red; a terminal's red, green, blue.
int colour_of(unsigned bits) noexcept { return static_cast<int>((bits & 4) >> 2 | (bits & 2) | (bits & 1) << 2); }

}  // namespace

Result<uint32_t> input_mode(int terminal) noexcept {
    termios settings{};
    if (::tcgetattr(terminal, &settings) != 0) return Status::error_invalid_handle;
    uint32_t mode = 0;
    if (settings.c_lflag & ISIG) mode |= ENABLE_PROCESSED_INPUT;
    if (settings.c_lflag & ICANON) mode |= ENABLE_LINE_INPUT;
    if (settings.c_lflag & ECHO) mode |= ENABLE_ECHO_INPUT;
    return mode;
}

Status set_input_mode(int terminal, uint32_t mode) noexcept {
    termios settings{};
    if (::tcgetattr(terminal, &settings) != 0) return Status::error_invalid_handle;
    if ((mode & ENABLE_ECHO_INPUT) && !(mode & ENABLE_LINE_INPUT)) return Status::error_invalid_parameter;
    const auto set = [&](uint32_t wanted, tcflag_t flag) {
        settings.c_lflag = (mode & wanted) ? settings.c_lflag | flag : settings.c_lflag & ~flag;
    };
    set(ENABLE_PROCESSED_INPUT, ISIG);
    set(ENABLE_LINE_INPUT, ICANON);
    set(ENABLE_ECHO_INPUT, ECHO);
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    return ::tcsetattr(terminal, TCSANOW, &settings) == 0 ? Status::ok : io::status_from(errno);
}

Result<std::string> read(int terminal, size_t size) {
    return read_with<std::string>(terminal, size, [&](std::string& unread) {
        std::string text = unread.substr(0, size);
        unread.erase(0, text.size());
        return text;
    });
}

Result<std::u16string> read_wide(int terminal, size_t size) {
    return read_with<std::u16string>(terminal, size, [&](std::string& unread) {
        std::u16string text;
        size_t taken = 0;
        for (const size_t whole = whole_characters(unread); taken < whole;) {
            const size_t length = std::min(length_of(static_cast<unsigned char>(unread[taken])), whole - taken);
            const std::u16string next = base::to_utf16(std::string_view(unread).substr(taken, length));
            // A pair that has no room would never have any in a buffer of one.
            if (text.size() + next.size() > size && !text.empty()) break;
            text += next.substr(0, size);
            taken += length;
        }
        unread.erase(0, taken);
        return text;
    });
}

Status write(int terminal, std::string_view text) noexcept {
    if (!::isatty(terminal)) return Status::error_invalid_handle;
    while (!text.empty()) {
        const ssize_t wrote = ::write(terminal, text.data(), text.size());
        if (wrote < 0 && !waits(terminal, POLLOUT)) return io::status_from(errno);
        if (wrote > 0) text.remove_prefix(static_cast<size_t>(wrote));
    }
    return Status::ok;
}

Status set_title(std::string_view title) {
    std::string shown;
    std::ranges::copy_if(title, std::back_inserter(shown),
                         [](unsigned char each) { return each >= 0x20 && each != 0x7F; });
    const int terminal = ::open("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0) return Status::error_invalid_handle;
    const Status status = write(terminal, "\033]0;" + shown + '\a');
    ::close(terminal);
    if (succeeded(status)) kept().with([&](Kept& all) { all.title = title; });
    return status;
}

std::string title() {
    return kept().with([](const Kept& all) { return all.title; });
}

Result<Size> size(int terminal) noexcept {
    winsize window{};
    if (::ioctl(terminal, TIOCGWINSZ, &window) != 0) return Status::error_invalid_handle;
    return Size{.columns = window.ws_col, .rows = window.ws_row};
}

uint16_t attributes() noexcept { return current_attributes.load(std::memory_order_relaxed); }

Status set_attributes(int terminal, uint16_t attributes) {
    std::string sequence = "\033[0";
    if (attributes != kOwnColours) {
        const int front = (attributes & FOREGROUND_INTENSITY ? 90 : 30) + colour_of(attributes & 7);
        const int back = (attributes & BACKGROUND_INTENSITY ? 100 : 40) + colour_of((attributes >> 4) & 7);
        sequence += ';' + std::to_string(front);
        if (attributes & 0xF0) sequence += ';' + std::to_string(back);
    }
    const Status status = write(terminal, sequence + 'm');
    if (succeeded(status)) current_attributes.store(attributes, std::memory_order_relaxed);
    return status;
}

}  // namespace handleapi::console
