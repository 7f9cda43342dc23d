// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tools/rpcnmake/command.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <utility>

#include "tools/rpcgcc/letters.hpp"
#include "tools/rpcnmake/fault.hpp"
#include "tools/rpcnmake/names.hpp"

namespace rpcnmake {
namespace {

namespace fs = std::filesystem;

constexpr int kAnyCode = std::numeric_limits<int>::max();

volatile std::sig_atomic_t interrupted = 0;

Surroundings surroundings(std::string self) {
    return {[](const std::string& name) -> std::optional<std::string> {
                // Names of variables have no case on Windows.
                for (const std::string& each : {name, rpcgcc::lower(name)}) {
                    if (const char* value = std::getenv(each.c_str())) return value;
                }
                std::string upper = name;
                std::ranges::transform(upper, upper.begin(),
                                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
                const char* value = std::getenv(upper.c_str());
                return value == nullptr ? std::nullopt : std::optional<std::string>(value);
            },
            [](std::string_view name) { return existing(name); }, std::move(self)};
}

/// %|dpfeF of a name.
std::string parts_of(std::string_view name, std::string_view letters) {
    if (letters.empty()) return std::string(name);
    std::string made;
    const auto has = [&](char letter) { return letters.find(letter) != letters.npos; };
    if (has('p')) made += name.substr(0, name.size() - file_of(name).size());
    if (has('f')) made += base_of(name);
    if (has('e'))
        made += (has('f') ? "." : "") + std::string(extension_of(name)).substr(extension_of(name).empty() ? 0 : 1);
    return made;
}

bool uses(std::string_view text, std::string_view macro) {
    return text.find("$" + std::string(macro)) != text.npos || text.find("$(" + std::string(macro)) != text.npos;
}

}  // namespace

bool is_interrupted() { return interrupted != 0; }
void hear_interrupts() {
    struct sigaction action = {};
    action.sa_handler = [](int) { interrupted = 1; };
    ::sigaction(SIGINT, &action, nullptr);
}

Runner::Runner(const Macros& macros, std::string self)
    : macros_(macros), surroundings_(surroundings(std::move(self))) {}

Runner::~Runner() {
    std::error_code error;
    for (const std::string& file : temporary_) fs::remove(file, error);
}

void Runner::run(const Block& block, const Manner& options, const FileNames& names) {
    Manner manner = block.manner;
    manner.silent = manner.silent || options.silent;
    manner.ignoring = manner.ignoring || options.ignoring;
    manner.only_shown = manner.only_shown || options.only_shown;
    for (const Command& command : block.commands) {
        try {
            run_command(command, manner, names);
        } catch (Fault& fault) {
            if (fault.file.empty() && fault.number < 1077) {
                fault.file = command.makefile;
                fault.line = command.line;
            }
            throw;
        }
    }
}

void Runner::run_command(const Command& command, const Manner& manner, const FileNames& names) {
    // ! runs the command for each of the files.
    std::string_view rest = command.text;
    size_t modifiers = 0;
    while (modifiers < rest.size() && std::string_view("@-! \t0123456789").find(rest[modifiers]) != rest.npos)
        ++modifiers;
    const bool each = rest.substr(0, modifiers).find('!') != rest.npos;
    const bool all = uses(rest, "**"), newer = !all && uses(rest, "?");
    std::vector<FileNames> rounds = {names};
    if (each && (all || newer)) {
        rounds.clear();
        for (const std::string& name : all ? names.dependents : names.newer) {
            rounds.push_back(names);
            (all ? rounds.back().dependents : rounds.back().newer) = {name};
        }
    }
    for (const FileNames& round : rounds) {
        std::string text = macros_.expand(command.text, &round);
        Prepared made = prepared(with_files(command, with_parts(text, round), round), manner);
        if (made.text.empty()) continue;
        if (!made.silent || manner.only_shown) std::printf("\t%s\n", made.text.c_str());
        std::fflush(stdout);
        if (manner.only_shown) continue;
        const int status = run_line(made.text);
        if (is_interrupted()) fail(1058, "terminated by user");
        if (status <= made.allowed) continue;
        char code[20];
        std::snprintf(code, sizeof(code), "0x%x", static_cast<unsigned>(status));
        const std::string program = made.text.substr(0, made.text.find_first_of(" \t"));
        fail(1077, "'" + program + "' : return code '" + code + "'");
    }
}

Runner::Prepared Runner::prepared(std::string text, const Manner& manner) {
    Prepared made{"", manner.silent, manner.ignoring ? kAnyCode : 0};
    std::string_view rest = trimmed(text);
    for (; !rest.empty(); rest = trimmed(rest)) {
        if (rest[0] == '@') {
            made.silent = true;
        } else if (rest[0] == '-') {
            size_t digits = 1;
            while (digits < rest.size() && std::isdigit(static_cast<unsigned char>(rest[digits])) != 0) ++digits;
            const int code = digits > 1 ? std::atoi(std::string(rest.substr(1, digits - 1)).c_str()) : kAnyCode;
            made.allowed = std::max(made.allowed, code);
            rest.remove_prefix(digits - 1);
        } else if (rest[0] != '!') {
            break;
        }
        rest.remove_prefix(1);
    }
    made.text = rest;
    return made;
}

/// << becomes the name of a file with the text.
std::string Runner::with_files(const Command& command, std::string text, const FileNames& names) {
    size_t at = 0;
    for (const InlineFile& file : command.files) {
        at = text.find("<<", at);
        if (at == text.npos) break;
        std::string name = macros_.expand(file.name, &names);
        const size_t size = 2 + name.size();
        if (name.empty()) {
            const char* folder = std::getenv("TMP");
            std::string made = (fs::path(folder != nullptr ? folder : ".") / "nmXXXXXX").string();
            const int descriptor = ::mkstemp(made.data());
            if (descriptor < 0) fail(1054, "cannot create inline file '" + made + "'");
            ::close(descriptor);
            name = made;
        }
        std::ofstream stream(slashed(name), std::ios::binary);
        stream << macros_.expand(file.text, &names);
        stream.close();
        if (!stream) fail(1054, "cannot create inline file '" + name + "'");
        if (!file.kept) temporary_.push_back(fs::absolute(slashed(name)).string());
        text.replace(at, size, name);
        at += name.size();
    }
    return text;
}

/// %s and %|...F of the first dependent; %% is %.
std::string Runner::with_parts(std::string_view text, const FileNames& names) {
    std::string made;
    const auto first = [&]() -> const std::string& {
        if (names.inferred) return *names.inferred;
        if (names.dependents.empty()) fail(1097, "filename-parts syntax requires dependent");
        return names.dependents.front();
    };
    const auto is_letter = [&](size_t at) {
        return at < text.size() &&
               (text[at] == '_' || text[at] == '%' || std::isalnum(static_cast<unsigned char>(text[at])) != 0);
    };
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            made += text[i];
        } else if (text.substr(i).starts_with("%%")) {
            made += text[i++];
        } else if (text.substr(i).starts_with("%s") && !is_letter(i + 2)) {
            made += first();
            ++i;
        } else if (text.substr(i).starts_with("%|")) {
            const size_t end = text.find('F', i);
            const std::string_view letters = text.substr(i + 2, std::min(end, text.size()) - i - 2);
            if (end == text.npos || letters.find_first_not_of("dpfe") != letters.npos) {
                fail(1098, "illegal filename-parts syntax in '" + std::string(text) + "'");
            }
            made += parts_of(first(), letters);
            i = end;
        } else {
            made += text[i];
        }
    }
    return made;
}

int Runner::change(const Change& change) {
    if (change.kind == Change::Kind::variable)
        return ::setenv(change.name.c_str(), change.value.c_str(), 1) == 0 ? 0 : 1;
    const auto folder = existing(change.value);
    if (folder && ::chdir(folder->c_str()) == 0) return 0;
    std::fputs("The system cannot find the path specified.\n", stderr);
    return 1;
}

int Runner::run_line(const std::string& line) {
    if (const auto wanted = change_of(line, surroundings_)) return change(*wanted);
    const std::string script = std::string(prelude()) + shell_script(line, surroundings_) + "\n";
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGINT, SIG_DFL);
        ::execl("/bin/sh", "sh", "-c", script.c_str(), static_cast<char*>(nullptr));
        ::_exit(127);
    }
    int status = 0;
    while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (child < 0) fail(1045, "spawn failed : " + line);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) interrupted = 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace rpcnmake
