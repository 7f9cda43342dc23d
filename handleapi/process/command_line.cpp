// SPDX-License-Identifier: LGPL-2.1-or-later
// See command_line.hpp.
#include "handleapi/process/command_line.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace handleapi {
namespace {

constexpr std::string_view kBlanks = " \t";
/// What makes quotation marks necessary around an argument.
constexpr std::string_view kSpecial = " \t\n\v\"";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

/// Takes the program's name off the front of `line`.
std::string take_program(std::string_view& line) {
    std::string name;
    bool quoted = false;
    size_t at = 0;
    for (; at < line.size() && (quoted || !is_blank(line[at])); ++at) {
        if (line[at] == '"') {
            quoted = !quoted;
        } else {
            name += line[at];
        }
    }
    line.remove_prefix(at);
    return name;
}

/// Takes one argument off the front of `line`, which begins with it.
std::string take_argument(std::string_view& line) {
    std::string argument;
    bool quoted = false;
    size_t at = 0;
    while (at < line.size() && (quoted || !is_blank(line[at]))) {
        size_t backslashes = 0;
        while (at + backslashes < line.size() && line[at + backslashes] == '\\') ++backslashes;
        at += backslashes;
        if (at == line.size() || line[at] != '"') {
            argument.append(backslashes, '\\');
            if (backslashes == 0) argument += line[at++];
            continue;
        }
        argument.append(backslashes / 2, '\\');
        ++at;
        if (backslashes % 2 != 0) {
            argument += '"';
        } else if (quoted && at < line.size() && line[at] == '"') {
            argument += '"';  // a pair inside quotes is one literal, and the quotes stay open
            ++at;
        } else {
            quoted = !quoted;
        }
    }
    line.remove_prefix(at);
    return argument;
}

void append_quoted(std::string& line, std::string_view argument) {
    line += '"';
    size_t backslashes = 0;
    for (const char c : argument) {
        if (c == '"') line.append(backslashes + 1, '\\');
        backslashes = c == '\\' ? backslashes + 1 : 0;
        line += c;
    }
    line.append(backslashes, '\\');
    line += '"';
}

void append_program(std::string& line, std::string_view name) {
    const bool quote = name.empty() || name.find_first_of(kBlanks) != std::string_view::npos;
    if (quote) line += '"';
    for (const char c : name) {
        if (c != '"') line += c;
    }
    if (quote) line += '"';
}

/// The kernel's record of this process's arguments, each ended by a null.
std::vector<std::string> recorded_arguments() {
    std::string text;
    const int file = ::open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    char buffer[4096];
    for (ssize_t got; (got = ::read(file, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<size_t>(got));
    ::close(file);
    std::vector<std::string> arguments;
    for (size_t at = 0; at < text.size();) {
        const size_t end = text.find('\0', at);
        arguments.push_back(text.substr(at, end - at));
        at = end == std::string::npos ? text.size() : end + 1;
    }
    return arguments;
}

/// Leaves the line that was given at the start, if any, to the first caller of own_command_line.
std::string& given_line() {
    static std::string line;
    return line;
}

}  // namespace

std::vector<std::string> split_command_line(std::string_view line) {
    std::vector<std::string> arguments;
    if (line.empty()) return arguments;
    arguments.push_back(take_program(line));
    for (;;) {
        line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
        if (line.empty()) return arguments;
        arguments.push_back(take_argument(line));
    }
}

std::string join_command_line(std::span<const std::string> arguments) {
    std::string line;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (i == 0) {
            append_program(line, argument);
            continue;
        }
        line += ' ';
        if (argument.empty() || argument.find_first_of(kSpecial) != std::string::npos) {
            append_quoted(line, argument);
        } else {
            line += argument;
        }
    }
    return line;
}

std::vector<std::string> program_candidates(std::string_view line) {
    if (!line.empty() && line.front() == '"') {
        line.remove_prefix(1);
        return {std::string(line.substr(0, line.find('"')))};
    }
    std::vector<std::string> candidates;
    const size_t begin = std::min(line.find_first_not_of(kBlanks), line.size());
    for (size_t at = begin; at < line.size();) {
        const size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
        candidates.emplace_back(line.substr(begin, end - begin));
        at = std::min(line.find_first_not_of(kBlanks, end), line.size());
    }
    return candidates;
}

const std::string& own_command_line() {
    static const std::string line = given_line().empty() ? join_command_line(recorded_arguments()) : given_line();
    return line;
}

void set_own_command_line(std::string line) { given_line() = std::move(line); }

}  // namespace handleapi
